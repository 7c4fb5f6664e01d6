
from tests.server.test_trespass import *


class Probe(TrespassCase):
    async def test_probe(self):
        salon = await self.salon()
        server = salon.server
        n = 0
        for pw in (
            "x" * 10,
            "x" * 72,
            "x" * 73,
            "x" * 200,
            "x" * 512,
            "x" * 513,
            "あ" * 30,
            "あ" * 170,
            " " * 12,
            "pass\tword12",
            "\u202e" * 12,
            "a\nb" * 6,
        ):
            n += 1
            visitor = server.visitor()
            form = await visitor.get(f"s/{salon.slug}/join?plan={salon.plan}")
            sent = await visitor.submit(
                form, "join", follow=False, plan=salon.plan, **FILLED, username=f"u{n}", password=pw
            )
            print(
                "PW",
                repr(pw)[:20],
                len(pw),
                sent.status,
                sent.headers.get("location", "")[-40:],
                re.findall(r'class="problem"[^>]*>([^<]*)<', sent.text)[:3] if sent.status != 303 else "",
            )
            if sent.status == 303:
                v2 = server.visitor()
                page = await v2.get("login")
                r = await v2.submit(page, "login", follow=False, user=f"u{n}", password=pw)
                print("   login", r.status)
                r = await server.api(
                    "POST",
                    "/_matrix/client/v3/login",
                    {
                        "type": "m.login.password",
                        "identifier": {"type": "m.id.user", "user": f"u{n}"},
                        "password": pw,
                    },
                )
                print("   mx login", r[0])
        aiko = await server.person("aiko")
        for change in (
            {"language": "fr"},
            {"language": None},
            {"mail": "a@b\nBcc: x@y.example"},
            {"mail": "x" * 400 + "@a.example"},
            {"mail": "あ@example.org"},
            {"mail": "a@xn--"},
            {"mail": "<script>@a.b"},
            {"answers": {str(i): "x" for i in range(51)}},
            {"answers": {"a": "x" * 60000}},
            {"answers": {"a": {"b": 1}}},
            {"birth_date": "0001-01-01"},
            {"birth_date": "20000101"},
            {"birth_date": "2000-W01-1"},
            {"birth_date": "１９９０-04-01"},
            {"birth_date": "9999-12-31"},
            {"birth_date": "2008-11-21"},
            {"birth_date": "1990-02-30"},
            {"plan": "x" * 60000},
            {"plan": "' OR 1=1"},
            {"rules_version": 0},
            {"rules_version": 2**31 + 1},
            {"community_name": "x" * 61},
            {"community_name": "x" * 201},
            {"community_name": "　　"},
            {"community_name": "ㅤ"},
            {"community_name": "a\u0301\u0301\u0301\u0301\u0301b"},
            {"community_name": "山田　太郎"},
            {"community_name": "運営"},
            {"community_name": "olive"},
            {"community_name": "青い蓮"},
            {"community_name": "Salon"},
            {"community_name": "＠olive"},
            {"community_name": "http://evil.example"},
        ):
            r = await aiko.api("POST", f"v1/salons/{salon.slug}/join", salon.application(aiko, **change))
            print(
                "JOIN",
                str(change)[:60],
                r[0],
                str(r[1].get("salon", r[1]) if isinstance(r[1], dict) else r[1])[:160],
            )
        for key in (
            "space",
            "lobby",
            "staff",
            "tier-" + salon.plan,
            "tier-x",
            "a" * 41,
            "-a",
            "a--b",
            "news",
            "A",
            "あ",
            "",
        ):
            r = await salon.owner.api("POST", f"v1/salons/{salon.slug}/rooms", {"key": key, "name": "n"})
            print("ROOM", key, r[0], str(r[1])[:100])
        r = await salon.owner.api(
            "POST", f"v1/salons/{salon.slug}/rooms", {"key": "g1", "name": "n", "plans": [salon.plan]}
        )
        print(r)
        r = await salon.owner.api("GET", f"v1/salons/{salon.slug}/rooms")
        print([(x["key"], x["kind"]) for x in r[1]["rooms"]])
        # next
        for nxt in (
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "\\\\evil.example",
            "%2F%2Fevil.example",
            "/%2Fevil.example",
            "me%0d%0aSet-Cookie: x=1",
            "..//evil.example",
            "./..//evil.example",
            "s/../../../evil",
            "@evil.example",
            "?x=//evil.example",
            "#//evil.example",
            "s/x?next=https://evil.example",
            "\t//evil.example",
        ):
            v = server.visitor()
            page = await v.get("login?next=" + quote(nxt, safe=""))
            r = await v.submit(page, "login", follow=False, user="aiko", password=aiko.password)
            print("NEXT", repr(nxt), r.status, r.headers.get("location"))
        c = self.flush_complaints()
        print("COMPLAINTS", [x[:300] for x in c])
