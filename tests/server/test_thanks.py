# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thanks for bringing people: in kind, for whom one brought oneself, so many times a year, and handed over once."""

from collections import Counter
from typing import Any

from tests.support.fates import together
from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import eventually

FREE = {"name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
STICKER = {"what": "蓮のステッカー", "after_days": 30, "most_per_year": 2}


class Thanks(SalonCase):
    """Aiko brings people; some of them stay."""

    async def story(self) -> Salon:
        salon = await self.salon()
        plan = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", FREE)
        self.free, self.path = plan["id"], f"v1/salons/{salon.slug}/invites"
        return salon

    async def brings(self, salon: Salon, inviter: Person, *names: str, **changes: Any) -> list[Person]:
        """People join by a code, and do not pay: it makes no difference."""
        code = (await inviter.ask("POST", self.path, {"uses": len(names)}))["code"]
        people = [await salon.server.person(name) for name in names]
        for person in people:
            await self.comes(salon, person, invite_code=code, **changes)
        return people

    async def comes(self, salon: Salon, person: Person, **changes: Any) -> Person:
        await salon.apply(person, plan=self.free, **changes)
        await eventually(lambda: salon.inside(person), f"{person.name} is in")
        return person

    async def gifts(self, salon: Salon) -> Counter[tuple[str, str]]:
        rows = await salon.server.rows("SELECT inviter, state FROM salon_invite_gifts")
        return Counter((row[0].partition(":")[0], row[1]) for row in rows)

    async def are(self, salon: Salon, expected: dict[tuple[str, str], int]) -> None:
        async def so() -> bool:
            self.assertEqual(await self.gifts(salon), expected)
            return True

        await eventually(so, "what everybody has coming")

    async def heard(self, salon: Salon, person: Person) -> list[str]:
        room = await direct_room(person, salon.server.user_id("salon"))
        said = [message.body or "" for message in await person.messages(room)]
        return [body for body in said if "お礼：" in body]

    async def test_who_is_thanked_and_who_is_not(self) -> None:
        salon = await self.story()
        server, owner, thanks = salon.server, salon.owner, f"{self.path}/thanks"
        aiko, hana, ken, leo = [
            await self.comes(salon, await server.person(name)) for name in ("aiko", "hana", "ken", "leo")
        ]
        await self.brings(salon, aiko, "early")  # nothing was promised yet
        self.assertEqual(await owner.ask("PUT", thanks, STICKER), {"on": True, **STICKER})
        ben, *_ = await self.brings(salon, aiko, "ben", invite_named=True)
        await self.brings(salon, aiko, "chika", "dai", "eva")
        (fumi,) = await self.brings(salon, ben, "fumi")  # Ben's, and not Aiko's who brought Ben
        await self.brings(salon, owner, "gen")
        await self.brings(salon, hana, "iris")
        await self.brings(salon, ken, "jun")
        await self.brings(salon, leo, "mina")
        all_wait = {("@aiko", "waiting"): 4, ("@ben", "waiting"): 1, ("@hana", "waiting"): 1}
        staff = {("@olive", "ended"): 1}
        await self.are(salon, {**staff, **all_wait, ("@ken", "waiting"): 1, ("@leo", "waiting"): 1})

        # Dai leaves; Hana is barred, Ken deletes his account; Leo leaves as everybody may.
        dai = await server.person("dai")
        for person in (dai, leo):
            await person.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await owner.ask("POST", f"v1/salons/{salon.slug}/members/{hana.user_id}/ban", {"reason": "x"})
        admin = await server.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{ken.user_id}", {"erase": True})
        await eventually(lambda: salon.stands(dai, "lapsed"), "Dai is out")
        await server.advance(days=29)
        self.assertNotIn("owed", {state for _, state in await self.gifts(salon)})
        await server.advance(days=2)
        expected = {
            **staff,
            ("@aiko", "owed"): 2,
            ("@aiko", "over"): 1,
            ("@aiko", "ended"): 1,
            ("@ben", "owed"): 1,
        }
        expected |= {("@hana", "ended"): 1, ("", "ended"): 1, ("@leo", "owed"): 1}
        await self.are(salon, expected)
        for table in ("uses", "gifts", "rows", "terms", "thanks"):
            self.assertNotIn(
                ken.user_id, str(await server.rows(f"SELECT * FROM salon_invite_{table}")), table
            )
        for table in ("salon_invites", "salon_inviters"):
            self.assertNotIn(ken.user_id, str(await server.rows(f"SELECT * FROM {table}")), table)
        for _ in range(2):
            await server.advance(days=1)
        await self.are(salon, expected)

        # Who brought them is told, and not who it was unless that one may be named.
        async def told() -> bool:
            return [len(await self.heard(salon, one)) for one in (aiko, ben, leo)] == [2, 1, 1]

        await eventually(told, "each is told, once for each")
        said = "".join(await self.heard(salon, aiko))
        self.assertIn("蓮のステッカー", said)
        for name in ("Chika", "Eva", "Fumi"):
            self.assertNotIn(name, said)
        self.assertIn("Benさん", said)
        mine = await aiko.ask("GET", self.path)
        self.assertEqual((mine["owed"], mine["given"], mine["thanks"]["what"]), (2, 0, STICKER["what"]))

        # Handing over, pressed by two at once, is written down once; others do not see it.
        mio = await salon.appoints(await server.person("mio"), "community_manager")
        listed = (await mio.ask("GET", f"{thanks}/list"))["gifts"]
        self.assertEqual([one["user_id"] for one in listed].count(aiko.user_id), 2)
        gift = next(one["id"] for one in listed if one["user_id"] == aiko.user_id)
        done = await together(*[one.ask("POST", f"{thanks}/{gift}/given", {}) for one in (mio, owner)])
        self.assertEqual(len({(one["given_by"], one["given_ms"]) for one in done}), 1)
        await server.advance(days=1)
        again = await owner.ask("POST", f"{thanks}/{gift}/given", {})
        self.assertEqual(again, done[0])
        self.assertEqual((await refused(aiko.ask("POST", f"{thanks}/{gift}/given", {}))).status, 403)
        other = await self.salon(server, slug="old-pine", owner="pat")
        path = f"v1/salons/{other.slug}/invites/thanks"
        self.assertEqual((await refused(other.owner.ask("POST", f"{path}/{gift}/given", {}))).status, 404)
        waits = next(one["id"] for one in listed if one["id"] != gift)
        self.assertEqual((await refused(mio.ask("POST", f"{thanks}/x{waits}/given", {}))).status, 404)

        # Whom somebody was thanked for already is nobody's gain again; the cap is over after a year.
        sql = "SELECT user_id FROM salon_invite_uses WHERE application_id = (SELECT application_id FROM"
        sql += " salon_invite_gifts WHERE id = ?)"
        ((back,),) = await server.rows(sql, gift)
        person = await server.person(back[1:].partition(":")[0])
        await person.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await eventually(lambda: salon.stands(person, "lapsed"), "out")
        await self.brings(salon, fumi, person.name)
        await owner.ask("PUT", thanks, {**STICKER, "what": "花の種", "after_days": 0})
        await server.advance(days=370)
        await self.brings(salon, aiko, "nao", "ren")
        await server.advance(days=1)
        expected |= {("@aiko", "given"): 1, ("@aiko", "owed"): 3}
        await self.are(salon, expected)

        # Off: nothing for those who come from then on. Who is put out has nothing coming any more.
        self.assertEqual(await owner.ask("PUT", thanks, {"off": True}), {"on": False})
        await self.brings(salon, aiko, "sora")
        await owner.ask("POST", f"v1/salons/{salon.slug}/members/{aiko.user_id}/ban", {"reason": "x"})
        del expected["@aiko", "owed"]
        expected["@aiko", "ended"] = 4
        await self.are(salon, expected)
        kept = (await ben.ask("GET", f"v1/salons/{salon.slug}/me/export"))["kept"]["thanks"]
        self.assertEqual([(one["what"], one["state"]) for one in kept], [("蓮のステッカー", "owed")])

    async def test_words_of_money_are_refused_and_the_pages(self) -> None:
        salon = await self.story()
        server, owner, thanks = salon.server, salon.owner, f"{self.path}/thanks"
        aiko = await self.comes(salon, await server.person("aiko"))
        for what, wrong in (("５００円", "500円"), ("a free month", "free month"), ("ポイント", "ポイント")):
            status, answer = await owner.api(
                "PUT", thanks, {**STICKER, "what": what}, {"Accept-Language": "ja"}
            )
            self.assertEqual((status, answer["salon"]["reason"]), (400, "thanks_money"))
            self.assertIn(f"「{wrong}」", answer["salon"]["problems"]["what"])
            self.assertIn("ステッカー", answer["error"])
        for more in (
            {"levels": 2},
            {"amount": 500},
            {"percent": 10},
            {"after_days": 91},
            {"off": True},
            {"what": None},
        ):
            self.assertEqual((await refused(owner.ask("PUT", thanks, {**STICKER, **more}))).status, 400, more)
        self.assertEqual((await refused(aiko.ask("PUT", thanks, STICKER))).status, 403)
        self.assertEqual(await owner.ask("GET", thanks), {"on": False})

        desk = await server.visit_as(owner, "ja")
        page = await desk.get(f"s/{salon.slug}/desk/thanks")
        bad = await desk.submit(page, "/desk/thanks", what="ギフト券", after_days="０", most_per_year="12")
        self.assertEqual((bad.status, "「ギフト券」は、お金" in bad.text), (400, True))
        page = await desk.submit(page, "/desk/thanks", what="最前列の席", after_days="０", most_per_year="12")
        self.assertEqual((await owner.ask("GET", thanks))["after_days"], 0)
        room = await direct_room(aiko, server.user_id("salon"))
        await aiko.say(room, "!招待")

        async def told() -> bool:
            return any("最前列の席（年に12回まで）" in said.body for said in await aiko.messages(room))

        await eventually(told, "whoever invites in the chat reads it there")
        code = (await aiko.ask("POST", self.path, {"uses": 1}))["code"]
        for language, words in (("ja", "最前列の席（年に12回まで）"), ("en", "Up to 12 in a year")):
            visitor = await server.visit_as(aiko, language)
            self.assertIn(words, (await visitor.get(f"s/{salon.slug}/me/invites")).text)
            self.assertIn("最前列の席", (await server.visitor(language).get(f"i/{code}")).text)
        await self.comes(salon, await server.person("ben"), invite_code=code)
        await eventually(lambda: self.gifts(salon), "Ben is counted")
        await server.advance(days=1)
        await self.are(salon, {("@aiko", "owed"): 1})
        self.assertIn("お渡し待ち1件", (await desk.get(f"s/{salon.slug}/desk")).text)
        page = await desk.get(f"s/{salon.slug}/desk/thanks")
        self.assertIn("Aiko", page.text)
        done = await desk.submit(page, "/desk/thanks/given")
        self.assertIn("渡したもの", done.text)
        table = (await desk.get(f"s/{salon.slug}/desk/thanks.csv")).text
        self.assertEqual(table.count("最前列の席"), 1)
        self.assertIn("受け取り済み：1件", (await visitor_text(server, aiko, f"s/{salon.slug}/me/invites")))
        off = await desk.get(f"s/{salon.slug}/desk/thanks")
        await desk.submit(off, "/desk/thanks", act="off")
        self.assertEqual(await owner.ask("GET", thanks), {"on": False})


async def visitor_text(server: Any, person: Person, path: str) -> str:
    """A page as somebody reads it in Japanese."""
    return str((await (await server.visit_as(person, "ja")).get(path)).text)
