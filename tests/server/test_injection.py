# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that want to be more than words: in pages, letters, chat and spreadsheets they stay words."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

from modules.membership.domain.changes import Member
from modules.membership.web.staff import as_csv
from synapse_salon.people import Standing
from tests.support.letters import html_of, letters
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, MONTHLY, Salon, SalonCase, direct_room
from tests.support.waiting import eventually

EVIL = """'"><script>evil()</script><img src=x onerror=evil()>{{7*7}}{0}{title}%(x)s@room"""
PROSE = EVIL + "\n<style>*{}</style>\n\x02title\x03 javascript:evil() <a href=javascript:evil()>x</a>"


class Tags(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.evil: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("style", "iframe", "object", "base", "embed") or (tag == "script" and "src" not in given):
            self.evil.append(tag)
        for name, value in given.items():
            if name.startswith("on") or name in ("srcdoc", "style"):
                self.evil.append(f"{tag} {name}")
            if name in ("href", "src", "action", "formaction") and re.match(
                r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE
            ):
                self.evil.append(f"{tag} {name}={value}")
            if name == "src" and value == "x":
                self.evil.append(f"{tag} {name}={value}")


class Injection(SalonCase):
    """A salon whose words are all of that kind."""

    async def _evil_salon(self) -> Salon:
        page = {"title": EVIL, "purpose": PROSE, "lead": PROSE, "benefits": [EVIL], "body": PROSE}
        page["links"] = [{"kind": "other", "url": "https://example.org/", "label": EVIL[:60]}]
        plan = {**MONTHLY, "name": EVIL, "description": PROSE}
        salon = await self.salon(title=EVIL, purpose=PROSE, plan=plan, page=page, language="en")
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rules", {"body": PROSE})
        room = {"key": "evil", "name": EVIL, "topic": PROSE}
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/rooms", room)
        return salon

    async def test_pages_letters_and_chat(self) -> None:
        salon = await self._evil_salon()
        aiko, admin = await salon.server.person("aiko"), await salon.server.admin()
        paper = await salon.apply(
            aiko,
            community_name=EVIL[:60],
            rules_version=2,
            mail="aiko@example.org",
            came_from={"source": EVIL.replace("@", "")},
        )
        message = {"name": EVIL, "mail": "chika@example.org", "body": PROSE}
        await salon.server.api("POST", f"v1/salons/{salon.slug}/inquiries", message)
        pay_page = await salon.server.visitor().get(paper["pay_url"])
        await salon.pay(paper["pay_url"], FAILS_AT_RENEWAL)
        await salon.becomes(aiko, "active")
        await salon.server.advance(days=31)
        await salon.becomes(aiko, "past_due")
        card_page = await salon.server.visitor().get((await salon.me(aiko))["pay_url"])
        ben = await salon.server.person("ben")
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/page/submit", {})
        path = f"v1/salons/{salon.slug}/members/{aiko.user_id}"
        base = f"s/{salon.slug}"
        pages = [pay_page, card_page]
        reviews = await admin.ask("GET", "v1/admin/reviews")
        for person, paths in (
            (aiko, ("", "me", base, f"{base}/me", f"{base}/leave", f"{base}/rules")),
            (ben, ("", base, f"{base}/join", f"{base}/me")),
            (
                salon.owner,
                (
                    "staff",
                    f"{base}/desk",
                    f"{base}/desk/preview",
                    f"{base}/desk/members",
                    f"{base}/desk/members/{aiko.user_id}",
                    f"{base}/desk/inquiries",
                    f"{base}/desk/sources",
                ),
            ),
            (admin, ("staff/reviews", f"staff/reviews/{reviews['reviews'][0]['id']}")),
        ):
            visitor = await salon.server.visit_as(person)
            pages += [await visitor.get(path) for path in paths]
        await salon.owner.ask("POST", f"{path}/ban", {"reason": PROSE})
        pages.append(
            await (await salon.server.visit_as(salon.owner)).get(f"{base}/desk/members/{aiko.user_id}")
        )
        for page in pages:
            self.assertEqual((page.status, Tags(page.text).evil), (200, []), page.url)
            self.assertIn(
                "script-src" if "script-src" in page.text else "default-src 'self'",
                page.headers["content-security-policy"],
            )
            self.assertNotIn("49{0}", page.text)
        await self._letters(salon)
        await self._chat(salon, aiko)

    async def _letters(self, salon: Any) -> None:
        await eventually(lambda: len(letters(salon.server)) >= 2, "letters were written")
        for letter in letters(salon.server):
            self.assertEqual([letter["To"], letter.get_all("Bcc")], ["aiko@example.org", None])
            found = [tag for tag in Tags(html_of(letter)).evil if not tag.endswith(" style")]
            self.assertEqual(found, ["style"])  # the letter's own

    async def _chat(self, salon: Salon, aiko: Person) -> None:
        room = await direct_room(aiko, salon.server.user_id("salon"))
        await aiko.say(room, "!plans")
        await aiko.hears(room, "1,980")
        for said in await aiko.messages(room):
            if said.sender != aiko.user_id:
                content = said.event["content"]
                self.assertEqual((content.get("m.mentions"), content.get("formatted_body")), ({}, None))

    async def test_a_spreadsheet_runs_nothing(self) -> None:
        def member(user_id: str, name: str) -> Member:
            return Member("s", user_id, Standing.ACTIVE, name, "ja", 0, "plan")

        evil = "@SUM(1+1)*cmd|' /C calc'!A0:evil.example"
        people = [
            member("@aiko:example.org", "=1+1"),
            member("@a.b_c=d-e/f+g:example.org:8448", "＝1+1"),
            member(evil, " =1"),
            member("@b:example.org", '-2+3,"x"\n'),
            member("@c:example.org", "＠SUM(1)"),
            member("@d:example.org", "\t=1"),
            member("@e:example.org", "あ=1"),
        ]
        rows = list(csv.reader(io.StringIO(as_csv(people, {}, "Asia/Tokyo", str))))[1:]
        ids = [row[0] for row in rows]
        self.assertEqual(ids[:3], ["@aiko:example.org", "@a.b_c=d-e/f+g:example.org:8448", f"'{evil}"])
        names = [row[3] for row in rows]
        self.assertEqual(names, ["'=1+1", "'＝1+1", "' =1", '\'-2+3,"x"\n', "'＠SUM(1)", "'\t=1", "あ=1"])


class Json(SalonCase):
    """Bodies that mean two things."""

    async def test_of_a_name_given_twice_the_one_that_was_looked_at_counts(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        wish = json.dumps(salon.application(aiko))[:-1]
        headers = {"Authorization": f"Bearer {aiko.token}", "Content-Type": "application/json"}
        for more in (
            ', "community_name": "a\\u0000b"}',
            ', "community_name": "a\\ud800b"}',
            ', "community_name": 5}',
            ', "answers": {"a": "b\\u0000"}}',
            ', "rules_version": 1e300}',
            ', "rules_version": 99999999999999999999}',
            ', "rules_version": 1.0}',
            ', "plan": null}',
        ):
            answer = await aiko._wire.send(
                "POST", f"v1/salons/{salon.slug}/join", raw=(wish + more).encode(), headers=headers
            )
            self.assertEqual(answer.status, 400, more)
        self.assertEqual((await salon.me(aiko))["status"], "visitor")

    async def test_lists_take_only_their_own_places(self) -> None:
        salon = await self.salon()
        for place in (
            "²_x",
            "1",
            "_x",
            "-1_x",
            "1_",
            "９_x",
            "9" * 16 + "_x",
            "1_x\ud800".encode("utf-8", "replace").decode(),
        ):
            for path in (f"v1/salons/{salon.slug}/members", "v1/salons"):
                status, answer = await salon.owner.api("GET", f"{path}?from={place}&limit=1")
                self.assertIn(status, (200, 400), (path, place, answer))
        refusal = await refused(salon.owner.ask("GET", f"v1/salons/{salon.slug}/members?from=²_x"))
        self.assertEqual(refusal.status, 400)


class Sizes(SalonCase):
    """Names that are links, and papers that are books."""

    async def test_what_does_not_fit_is_told(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        for change, place in (
            ({"answers": {"a": "x" * 2001}}, "answers"),
            ({"answers": {"a" * 201: "x"}}, "answers"),
            ({"answers": {str(number): "x" for number in range(51)}}, "answers"),
            ({"answers": {"a": {"b": "c"}}}, "answers"),
            ({"community_name": "see http://evil.example"}, "community_name"),
            ({"community_name": "www.evil.example"}, "community_name"),
            ({"community_name": "\u3164"}, "community_name"),
            ({"community_name": "a" + "\u0301" * 9}, "community_name"),
            ({"community_name": "a\u202eb"}, "community_name"),
            ({"community_name": "＠olive"}, "community_name"),
            ({"community_name": "Olive"}, "community_name"),
            ({"community_name": "青い蓮"}, "community_name"),
            ({"community_name": "青い蓮 運営"}, "community_name"),
            ({"community_name": "Ѕalon"}, "community_name"),
            ({"mail": "a@b.example\nBcc: x@y.example"}, "mail"),
            ({"language": "fr"}, "language"),
        ):
            refusal = await refused(salon.apply(aiko, **change))
            self.assertEqual(refusal.status, 400, change)
            self.assertTrue(any(key.startswith(place) for key in refusal.body["salon"]["problems"]), change)
        self.assertEqual((await salon.apply(aiko, community_name="山田　太郎"))["status"], "applied")
        self.assertEqual((await salon.me(aiko))["community_name"], "山田 太郎")
