# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations, from a member's code to another member."""

from collections import Counter
from typing import Any

from tests.support.fates import together
from tests.support.people import Person, Refused, refused
from tests.support.salon import DECLINED_CARD, GOOD_CARD, Salon, SalonCase, direct_room
from tests.support.settings import project_modules
from tests.support.trespass import FILLED
from tests.support.waiting import eventually
from tests.support.web import Wire

FREE = {"name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}


class Invites(SalonCase):
    """Aiko is a member; Ben and others come by her codes."""

    async def code(self, salon: Salon, person: Person, **wishes: Any) -> str:
        return str((await person.ask("POST", f"v1/salons/{salon.slug}/invites", wishes))["code"])

    async def mine(self, salon: Salon, person: Person) -> dict[str, Any]:
        return dict(await person.ask("GET", f"v1/salons/{salon.slug}/invites"))

    async def used(self, salon: Salon, person: Person, code: str) -> tuple[str, int]:
        found = next(row for row in (await self.mine(salon, person))["invites"] if row["code"] == code)
        return found["state"], found["used"]

    async def invited_by(self, salon: Salon, person: Person) -> str | None:
        path = f"v1/salons/{salon.slug}/members/{person.user_id}/history"
        by = (await salon.owner.ask("GET", path)).get("invited_by")
        return str(by) if by else None

    async def why(self, salon: Salon, person: Person, code: str, **changes: Any) -> tuple[int, str]:
        refusal = await refused(salon.apply(person, invite_code=code, **changes))
        return refusal.status, refusal.reason

    async def hears(self, salon: Salon, person: Person, words: str) -> None:
        house = salon.server.user_id("salon")

        async def told() -> bool:
            room = await direct_room(person, house)
            return any(words in (message.body or "") for message in await person.messages(room))

        await eventually(told, f"{person.name} is told {words}")

    async def test_a_code_brings_ben_and_says_so_to_whom_it_may_concern(self) -> None:
        salon = await self.salon()
        server, slug = salon.server, salon.slug
        aiko = await salon.joins(await server.person("aiko"))
        made = await aiko.ask("POST", f"v1/salons/{slug}/invites", {"uses": 3})
        code = made["code"]
        self.assertEqual((made["state"], made["uses"], made["used"]), ("open", 3, 0))
        self.assertGreaterEqual(len(code) * 5, 80, "base 32, so 80 bits")
        self.assertTrue(made["url"].endswith(f"/i/{code}"))

        # Ben types it as people do. While he pays a use is kept for him; it counts when he is in.
        ben, chika, dai = [await server.person(name) for name in ("ben", "chika", "dai")]
        typed = f" {code[:8].upper()}-{code[8:]} "
        pay_url = (await salon.apply(ben, invite_code=typed, invite_named=True))["pay_url"]
        self.assertEqual(await self.used(salon, aiko, code), ("open", 1))
        self.assertIsNone(await self.invited_by(salon, ben))
        await salon.pay(pay_url, DECLINED_CARD)
        self.assertTrue(await salon.stands(ben, "applied"), "an invitation pays nothing")
        await salon.pay(pay_url, GOOD_CARD)
        await salon.becomes(ben, "active")
        self.assertEqual(await self.invited_by(salon, ben), aiko.user_id)
        await self.hears(salon, aiko, "Benさん")

        # Chika does not want to be named: she is counted.
        await salon.joins(chika, invite_code=code)
        self.assertEqual(await self.invited_by(salon, chika), aiko.user_id)
        visitor = server.visitor("ja")
        await visitor.submit(await visitor.get("login"), "login", user="aiko", password=aiko.password)
        page = (await visitor.get(f"s/{slug}/me/invites")).text
        self.assertIn("Ben", page)
        self.assertNotIn("Chika", page)
        self.assertIn("<svg", page)
        taken = await ben.ask("GET", f"v1/salons/{slug}/me/export")
        self.assertEqual(
            [(row["code"], row["state"]) for row in taken["kept"]["invitations"]], [(code, "used")]
        )

        tree = await salon.owner.ask("GET", f"v1/salons/{slug}/invites/tree")
        (branch,) = tree["inviters"]
        self.assertEqual((branch["user_id"], branch["figures"]["inside"]), (aiko.user_id, 2))

        # Dai goes away from the payment page: the use is free again, and then paid late after all.
        await salon.apply(dai, invite_code=code)
        self.assertEqual(await self.used(salon, aiko, code), ("used_up", 3))
        await dai.ask("POST", f"v1/salons/{slug}/leave", {})
        await eventually(lambda: self._is(salon, aiko, code, ("open", 2)), "it is free again")
        await salon.apply(dai, invite_code=code)
        await server.advance(minutes=61)
        await eventually(lambda: self._is(salon, aiko, code, ("open", 2)), "the clock frees it too")

    async def _is(self, salon: Salon, person: Person, code: str, expected: tuple[str, int]) -> bool:
        return await self.used(salon, person, code) == expected

    async def test_what_is_refused(self) -> None:
        salon = await self.salon()
        server, slug = salon.server, salon.slug
        aiko = await salon.joins(await server.person("aiko"))
        ben = await server.person("ben")
        path = f"v1/salons/{slug}/invites"
        for body, field in (
            ({"uses": 0}, "uses"),
            ({"uses": 1001}, "uses"),
            ({"expires_in_ms": 5}, "expires_in_ms"),
            ({"expires_in_ms": 10**12}, "expires_in_ms"),
        ):
            refusal = await refused(aiko.ask("POST", path, body))
            self.assertEqual((refusal.status, list(refusal.body["salon"]["problems"])), (400, [field]), body)
        self.assertEqual((await refused(ben.ask("POST", path, {"uses": 1}))).status, 403)
        self.assertEqual((await refused(ben.ask("GET", path))).status, 403)

        # A member has twenty people in thirty days, however they ask; staff have a thousand.
        answers = await together(*[made_or_not(aiko.ask("POST", path, {"uses": 7})) for _ in range(4)])
        self.assertEqual(Counter(answers), {"made": 2, "invite_quota": 2})
        self.assertEqual((await self.mine(salon, aiko))["left"], 6)
        code = await self.code(salon, aiko, uses=6)
        refusal = await refused(self.code(salon, aiko))
        self.assertEqual((refusal.reason, refusal.body["salon"]["left"]), ("invite_quota", 0))
        await self.code(salon, salon.owner, uses=500)
        await aiko.ask("DELETE", f"{path}/{code}")
        self.assertEqual((await self.mine(salon, aiko))["left"], 6, "what was taken back counts no more")

        # Each refusal has its own word; without the code Ben may join as everybody.
        short = await self.code(salon, aiko, uses=1, expires_in_ms=60_000)
        await server.advance(minutes=2)
        one = await self.code(salon, aiko, uses=1)
        fumi = await server.person("fumi")
        await salon.joins(fumi, invite_code=one)
        for given, reason in (
            ("x" * 16, "invite_unknown"),
            (code, "invite_revoked"),
            (short, "invite_expired"),
            (one, "invite_used_up"),
        ):
            self.assertEqual(await self.why(salon, ben, given), (409, reason))
        self.assertEqual((await refused(ben.ask("DELETE", f"{path}/{one}"))).status, 404)
        other = await self.salon(server, slug="old-pine", owner="pat")
        self.assertEqual(await self.why(other, ben, one), (409, "invite_unknown"))
        held = await self.code(salon, salon.owner, uses=2)
        await salon.apply(ben, invite_code=held)
        self.assertEqual(
            await self.why(other, ben, held), (409, "invite_unknown"), "it is kept for him in one salon"
        )
        await ben.ask("POST", f"v1/salons/{slug}/leave", {})
        await salon.joins(ben)
        self.assertIsNone(await self.invited_by(salon, ben))

        # Who is barred invites nobody any more, and neither do the codes they gave out; the record says so.
        open_one = await self.code(salon, fumi, uses=2)
        await salon.owner.ask("POST", f"v1/salons/{slug}/members/{fumi.user_id}/ban", {"reason": "x"})
        gen = await server.person("gen")
        self.assertEqual(await self.why(salon, gen, open_one), (409, "invite_revoked"))
        self.assertEqual((await refused(self.code(salon, fumi))).status, 403)
        own = await self.code(salon, salon.owner)
        self.assertEqual(await self.why(salon, fumi, own), (403, "banned"))
        row = "SELECT ended FROM salon_invite_uses WHERE user_id = ?"

        async def counted() -> bool:
            return await server.rows(row, fumi.user_id) == [("banned",)]

        await eventually(counted, "whoever brought Fumi sees what became of it")

    async def test_those_who_answer_see_who_invited_and_a_refusal_frees_the_code(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", {"approval": True})
        code, ben = await self.code(salon, aiko), await salon.server.person("ben")
        await salon.apply(ben, invite_code=code)
        self.assertEqual(await self.used(salon, aiko, code), ("used_up", 1), "kept for Ben, who waits")
        owner = salon.server.visitor("en")
        await owner.submit(await owner.get("login"), "login", user="olive", password=salon.owner.password)
        page = await owner.get(f"s/{salon.slug}/desk/applications")
        self.assertIn(aiko.user_id, page.text)
        await owner.submit(page, "/desk/applications/", act="refuse")
        self.assertEqual(await self.used(salon, aiko, code), ("open", 0))

    async def test_in_a_chat_and_on_the_pages(self) -> None:
        salon = await self.salon()
        server, slug = salon.server, salon.slug
        aiko = await salon.joins(await server.person("aiko"))
        said = await aiko.say(await salon.room("lounge"), "！招待　３人")
        self.assertTrue(said)
        await self.hears(salon, aiko, "青い蓮への招待です（3人まで")
        room = await direct_room(aiko, server.user_id("salon"))
        await aiko.say(room, "!招待 lotuss")
        await self.hears(salon, aiko, f"人数だけを書いてください：!招待 {slug} 3")
        await aiko.say(room, f"!招待 {slug} 0")
        await self.hears(salon, aiko, "この招待はつくれません。1")
        path = f"/_matrix/client/v3/rooms/{room}/messages?dir=b&limit=50"
        told = (await aiko.ask("GET", path))["chunk"]
        (invite,) = [event["content"] for event in told if event["type"] == "io.synapse_salon.invite"]
        self.assertEqual(
            (invite["salon"], invite["uses_left"], invite["from"]), (slug, 3, aiko.user_id), invite
        )
        picture = next(event["content"] for event in told if event["content"].get("msgtype") == "m.image")
        self.assertTrue(picture["url"].startswith(f"mxc://{server.server_name}/"))

        # A stranger follows the link to the form, with the code filled in, and has no account yet.
        visitor = server.visitor("ja")
        page = await visitor.get(f"i/{invite['code'].upper()}")
        self.assertIn("Aikoさんからの招待です", page.text)
        advert = await visitor.get(f"s/{slug}/join?invite=spring-sale")
        self.assertEqual(advert.form("/join").fields["invite"], "", "nobody is turned away for an advert")
        self.assertIn("この招待は、いまは使えません", advert.text)
        join = await visitor.get(f"s/{slug}/join?invite={invite['code']}")
        self.assertEqual(join.form("/join").fields["invite"], invite["code"])
        self.assertIn("Aikoさんからの招待です", join.text)
        self.assertNotIn("この招待は、いまは使えません", join.text)
        filled = {
            "username": "ben",
            "password": "a quiet lotus pond",
            "community_name": "べん",
            "birth_year": "1990",
            "birth_month": "4",
            "birth_day": "1",
            "rules": "on",
        }
        wrong = await visitor.submit(join, "/join", **{**filled, "invite": "x"})
        self.assertEqual((wrong.status, "この招待" in wrong.text or "このコード" in wrong.text), (400, True))
        confirm = await visitor.submit(join, "/join", **filled)
        self.assertIn("¥1,980", confirm.text)
        self.assertIn("Aikoさんから", confirm.text)
        self.assertIn("あなたの入会は、招待した方には知らされません", confirm.text)
        paid = await visitor.submit(
            await visitor.submit(confirm, "/join/"), "/sandbox/pay/", card_number=GOOD_CARD
        )
        self.assertEqual(paid.status, 200)
        ben = server.user_id("ben")
        by = "SELECT inviter, is_named, state FROM salon_invite_uses WHERE user_id = ?"

        async def counted() -> bool:
            return await server.rows(by, ben) == [(aiko.user_id, 0, "used")]

        await eventually(counted, "Ben came by Aiko's code, and is not named")
        owner = server.visitor("ja")
        await owner.submit(await owner.get("login"), "login", user="olive", password=salon.owner.password)
        self.assertIn(aiko.user_id, (await owner.get(f"s/{slug}/desk/members/{ben}")).text)

        # The page makes one, shows what would not work, and takes it back.
        mine = server.visitor("en")
        await mine.submit(await mine.get("login"), "login", user="aiko", password=aiko.password)
        shown = await mine.get(f"s/{slug}/me/invites")
        self.assertIn("1 person who did not want to be named", shown.text)
        many = await mine.submit(shown, "/me/invites", uses="18", days="30")
        self.assertEqual((many.status, "17 of them are left" in many.text), (400, True))
        long = await mine.submit(shown, "/me/invites", uses="2", days="31")
        self.assertEqual((long.status, "lasts 30 days at the most" in long.text), (400, True))
        made = await mine.submit(shown, "/me/invites", uses="２", days="1")
        self.assertIn("Your invitation is ready", made.text)
        code = next(one["code"] for one in (await self.mine(salon, aiko))["invites"] if one["uses"] == 2)
        gone = await mine.submit(made, f"/me/invites/{code}")
        self.assertIn("taken back", gone.text)
        self.assertIn("This invitation cannot be used", (await server.visitor("en").get(f"i/{code}")).text)
        self.assertEqual((await server.visitor("en").get("i/nothing")).status, 404)

        # Who chats with an account already gives the code in the app: alone, or behind the salon's name.
        dora = await server.person("dora")
        bot = server.user_id("salon")
        told = await dora.create_room(preset="trusted_private_chat", is_direct=True, invite=[bot])

        async def answers() -> bool:
            return (await dora.members(told)).get(bot) == "join"

        await eventually(answers, "the house comes to whoever asks it")
        for words in (f"!join {invite['code']}", f"!入会 {slug} {invite['code'].upper()}"):
            await dora.say(told, words)

        async def links() -> list[str]:
            found = [
                one.body.rsplit("/web/", 1)[1] for one in await dora.messages(told) if "/web/" in one.body
            ]
            return found if len(found) == 2 else []

        for link in await eventually(links, "both are answered with a link"):
            phone = server.visitor("ja")
            form = await phone.submit(await phone.get(f"web/{link.strip()}"), "/web/")
            self.assertEqual(form.form("/join").fields["invite"], invite["code"])
        member = await server.visit_as(aiko)
        self.assertIn(
            "You are a member of this salon already.", (await member.get(f"i/{invite['code']}")).text
        )

        # The staff alone invite from now on: Aiko's codes are good for nothing, and she is told why.
        spare = await self.code(salon, aiko, uses=1)
        desk = await owner.get(f"s/{slug}/desk/invites")
        self.assertIn(spare, desk.text, "the staff see what members hand out")
        desk = await owner.submit(desk, f"/desk/invites/{spare}")
        self.assertEqual((await self.used(salon, aiko, spare))[0], "revoked")
        self.assertNotIn(spare, desk.text)
        await owner.submit(desk, "desk/invites", who="staff", quota="０")
        self.assertEqual((await refused(self.code(salon, aiko))).reason, "invites_off")
        chika = await server.person("chika")
        self.assertEqual(await self.why(salon, chika, invite["code"]), (409, "invite_revoked"))

    async def test_a_code_opens_an_account_in_any_client_of_a_shut_server(self) -> None:
        shut = {"enable_registration": True, "registration_requires_token": True}
        modules = project_modules(Invites={"accounts_need_codes": True})
        server = await self.start(settings=shut, modules=modules)
        salon = await self.salon(server)
        aiko = await salon.joins(await server.person("aiko"))

        async def opens(name: str, code: str) -> int:
            """As clients do it: the first answer says which steps there are, the second takes them."""
            path = "/_matrix/client/v3/register"
            wish: dict[str, Any] = {"username": name, "password": "a quiet lotus pond"}
            stranger = Wire(server.base_url)
            asked = (await stranger.send("POST", path, body=wish)).value
            step = {"type": "m.login.registration_token", "token": code, "session": asked["session"]}
            taken = await stranger.send("POST", path, body={**wish, "auth": step})
            if taken.status == 401 and "m.login.registration_token" in taken.value.get("completed", []):
                done = {"type": "m.login.dummy", "session": asked["session"]}
                taken = await stranger.send("POST", path, body={**wish, "auth": done})
            await stranger.close()
            return int(taken.status)

        self.assertEqual(await opens("ben", "x" * 16), 401)
        code = await self.code(salon, aiko)
        self.assertEqual(await opens("ben", code), 200)
        self.assertEqual(await opens("chika", code), 401, "it was for one")
        members = await server.rows("SELECT user_id FROM salon_members")
        self.assertEqual(members, [(aiko.user_id,)], "an account is no membership")
        # Accounts that clients open, and those of the salon's own pages, are counted as one.
        account = {**FILLED, "password": "a quiet lotus pond"}

        async def opens_here(name: str, code: str) -> int:
            visitor = server.visitor("ja")
            form = await visitor.get(f"s/{salon.slug}/join")
            return int((await visitor.submit(form, "/join", **account, username=name, invite=code)).status)

        both = await self.code(salon, aiko, uses=3)
        self.assertEqual([await opens("fay", both), await opens_here("_no", both)], [200, 400])
        answers = Counter(await together(*[opens_here(f"here{n}", both) for n in range(4)]))
        self.assertEqual(answers, {200: 2, 400: 2})
        self.assertEqual(await opens("chika", both), 401, "three it was for")
        await aiko.ask("DELETE", f"v1/salons/{salon.slug}/invites/{both}")
        counted = "SELECT accounts FROM salon_invites WHERE code = ?"
        self.assertEqual(await server.rows(counted, both), [(3,)])
        again, dead = await self.code(salon, aiko), await self.code(salon, aiko)
        await aiko.ask("DELETE", f"v1/salons/{salon.slug}/invites/{again}")
        self.assertEqual(await opens("chika", again), 401, "taken back")
        # Whoever takes codes back when accounts were opened with them has used up their limit all the same.
        path = f"v1/salons/{salon.slug}/invites"
        await salon.owner.ask("PUT", f"{path}/terms", {"who": "members", "quota": 8})
        for name, over in (("dai", "taken back"), ("ema", "its time is over")):
            short = await aiko.ask("POST", path, {"uses": 1, "expires_in_ms": 60_000})
            self.assertEqual(await opens(name, short["code"]), 200, name)
            if over == "taken back":
                await aiko.ask("DELETE", f"{path}/{short['code']}")
            else:
                await server.advance(minutes=2)
        self.assertEqual((await refused(aiko.ask("POST", path, {"uses": 2}))).body["salon"]["left"], 1)
        self.assertEqual((await aiko.ask("GET", path))["left"], 1)
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/members/{aiko.user_id}/ban", {"reason": "x"})
        rows = "SELECT token FROM registration_tokens WHERE token = ?"

        async def gone() -> bool:
            return await server.rows(rows, dead) == []

        await eventually(gone, "codes of whoever is barred open nothing")
        # Where the staff alone invite, members' codes open nothing more.
        gen = await salon.joins(await server.person("gen"))
        theirs, ours = await self.code(salon, gen), await self.code(salon, salon.owner)
        await salon.owner.ask("PUT", f"{path}/terms", {"who": "staff", "quota": 5})
        await server.advance(hours=2)
        await eventually(lambda: _is_no_token(server, theirs), "tokens of refused codes are gone")
        self.assertFalse(await _is_no_token(server, ours))

    async def test_an_account_is_opened_by_invitation_alone(self) -> None:
        server = await self.start(modules=project_modules(Invites={"accounts_need_codes": True}))
        salon = await self.salon(server)
        code = await self.code(salon, salon.owner)
        filled = {
            "password": "a quiet lotus pond",
            "community_name": "x",
            "birth_year": "1990",
            "birth_month": "4",
            "birth_day": "1",
            "rules": "on",
        }

        async def opens(name: str, invite: str) -> int:
            visitor = server.visitor("ja")
            form = await visitor.get(f"s/{salon.slug}/join")
            answer = await visitor.submit(form, "/join", **filled, username=name, invite=invite)
            return int(answer.status)

        self.assertEqual(await opens("ben", ""), 400)
        self.assertEqual(await opens("_no", code), 400)
        answers = Counter(await together(*[opens(f"joiner{n}", code) for n in range(5)]))
        self.assertEqual(answers, {200: 1, 400: 4})
        self.assertEqual(len(await server.rows("SELECT name FROM users WHERE name LIKE ?", "@joiner%")), 1)

    async def test_fifty_at_once_and_a_code_for_one(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        free = (await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", FREE))["id"]
        code = await self.code(salon, aiko)
        people = [await salon.server.person(f"joiner{n}") for n in range(50)]

        async def joins(person: Person) -> str:
            try:
                return str((await salon.apply(person, invite_code=code, plan=free))["status"])
            except Refused as refusal:
                return refusal.reason

        answers = Counter(await together(*[joins(person) for person in people]))
        self.assertEqual(answers, {"active": 1, "invite_used_up": 49})
        inside = "SELECT COUNT(*) FROM salon_members WHERE standing = 'active' AND user_id LIKE ?"
        self.assertEqual(await salon.server.rows(inside, "@joiner%"), [(1,)])
        self.assertEqual(await self.used(salon, aiko, code), ("used_up", 1))


async def _is_no_token(server: Any, code: str) -> bool:
    return await server.rows("SELECT 1 FROM registration_tokens WHERE token = ?", code) == []


async def made_or_not(made: Any) -> str:
    try:
        await made
        return "made"
    except Refused as refusal:
        return refusal.reason
