# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member introduces two others: both are asked, and a room opens only if both want it."""

from typing import Any
from urllib.parse import quote

from twisted.internet.defer import DeferredList, ensureDeferred

from synapse_salon.platform import Platform
from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import eventually

WHY = "二人とも睡蓮の冬越しに詳しいので"
QUIETLY = "has not come about"


class Introductions(SalonCase):
    """Olive owns the salon, Mio moderates; Aiko introduces Ben, Dan and Emi."""

    timeout = 300

    async def members(self, dm: str) -> tuple[Salon, dict[str, Person]]:
        salon = await self.salon()
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": dm})
        people = {}
        for name in ("aiko", "ben", "dan", "emi"):
            person = await salon.server.person(name)
            people[name] = await salon.joins(person, language="ja" if name == "dan" else "en")
        return salon, people

    async def introduce(self, salon: Salon, by: Person, *two: Person, **more: Any) -> str:
        body = {"user_ids": [one.user_id for one in two], "words": WHY}
        made = await by.ask("POST", f"v1/salons/{salon.slug}/introductions", body, **more)
        self.assertEqual(made["state"], "asked")
        return str(made["id"])

    async def says(self, salon: Salon, person: Person, introduction: str, answer: str) -> str:
        path = f"v1/salons/{salon.slug}/introductions/{introduction}"
        return str((await person.ask("POST", path, {"answer": answer}))["state"])

    async def own(self, salon: Salon, person: Person) -> dict[str, Any]:
        return dict(await person.ask("GET", f"v1/salons/{salon.slug}/me/introductions"))

    async def room_of(self, salon: Salon, person: Person, introduction: str) -> str:
        """The room of an introduction, when the person is in it."""

        async def found() -> str | None:
            own = await self.own(salon, person)
            rooms = [
                one.get("room_id") for one in own["questions"] + own["made"] if one["id"] == introduction
            ]
            return rooms[0] if rooms and rooms[0] in await person.joined_rooms() else None

        return str(await eventually(found, f"{person.user_id} is in the room of the introduction"))

    async def is_out(self, person: Person, room: str) -> None:
        async def so() -> bool:
            return room not in await person.rooms()

        await eventually(so, f"{person.user_id} is out of {room}")

    async def asked(self, person: Person, words: str) -> tuple[str, str]:
        """Where the house asked somebody, and in which message."""
        dm = await direct_room(person, str(Platform.of(self.server.module_api).house))
        return dm, str((await person.hears(dm, words)).event["event_id"])

    async def test_both_say_yes_and_three_talk_encrypted_until_they_part(self) -> None:
        salon, people = await self.members("members")
        self.server = salon.server
        aiko, ben, dan, emi = people.values()
        await salon.moves_in()
        mio = await salon.appoints(await salon.server.person("mio"), "moderator")
        # By command, in a room of the salon, with names as people know them.
        await aiko.say(await salon.room("lounge"), "!introduce @ben")
        dm = await direct_room(aiko, salon.server.user_id("salon"))
        await aiko.hears(dm, "Name two members")
        await aiko.say(await salon.room("lounge"), "!introduce @ben @aiko")
        once = await aiko.hears(dm, "You are there anyway")
        self.assertEqual(once.body, "You are there anyway. Name two others.", "why, and only once")
        await aiko.say(await salon.room("lounge"), f"！紹介 @ben、Dan {WHY}")
        await aiko.hears(dm, "Both are asked")
        (made,) = (await self.own(salon, aiko))["made"]
        ben_dm, question = await self.asked(ben, "Aiko would like to introduce you to Dan")
        said = (await ben.hears(ben_dm, "would like")).body
        for words in (WHY, "!yes 1", "alone", "encrypted", f"s/{salon.slug}/me/introductions"):
            self.assertIn(words, said)
        dan_dm, _ = await self.asked(dan, "Aikoさんが、あなたにBenさんを紹介したい")
        # One yes opens nothing, and is nobody's to see; an answer by reaction, the other by command.
        await ben.react(ben_dm, question, "👍")
        await ben.hears(ben_dm, "If the other one does too")
        self.assertEqual((await self.own(salon, aiko))["made"][0]["state"], "asked")
        self.assertNotIn("answer", (await self.own(salon, dan))["questions"][0])
        await dan.say(dan_dm, "！はい 1")
        await dan.hears(dan_dm, "ルームが開きます")
        room = await self.room_of(salon, aiko, made["id"])
        for person in (ben, dan):
            self.assertEqual(await self.room_of(salon, person, made["id"]), room)
        await aiko.hears(room, WHY)
        await ben.hears(room, "Benさん")
        await self.is_for_three(salon, room, people, mio)
        # Two of them go on by themselves, and one alone does not.
        await aiko.leave(room)
        await ben.send(room, "m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2"})

        async def noted() -> bool:
            gone = "SELECT 1 FROM salon_introduction_people WHERE user_id = ? AND left_ms IS NOT NULL"
            return bool(await salon.server.rows(gone, aiko.user_id))

        await eventually(noted, "the house has seen her leave")
        await self.placed_anew(salon, aiko)
        await self.is_out(aiko, room)
        self.assertEqual((await refused(aiko.join(room))).status, 403)
        await dan.leave(room)
        await self.is_out(ben, room)
        await ben.hears(ben_dm, "is closed")
        self.assertEqual((await self.own(salon, aiko))["made"][0]["state"], "over")
        await self.kept(salon, aiko, ben, emi)

    async def is_for_three(self, salon: Salon, room: str, people: dict[str, Person], mio: Person) -> None:
        """Nobody else is in it, finds it or lets anybody in; plain words are refused."""
        aiko, ben, dan, emi = people.values()
        three = {one.user_id for one in (aiko, ben, dan)} | {salon.server.user_id("salon")}
        self.assertEqual({who for who, how in (await ben.members(room)).items() if how == "join"}, three)
        self.assertEqual((await ben.state(room, "m.room.encryption"))["algorithm"], "m.megolm.v1.aes-sha2")
        state = await ben.state(room, "io.synapse_salon.room")
        self.assertEqual((state["kind"], state["access"]), ("introduction", "private"))
        await ben.send(room, "m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2"})
        self.assertEqual((await refused(ben.say(room, "hello"))).reason, "not_encrypted")
        for person in (emi, mio, salon.owner):
            self.assertNotIn(room, await person.rooms())
            self.assertEqual((await refused(person.join(room))).status, 403)
            self.assertEqual((await refused(aiko.invite(room, person))).status, 403)
        children = await salon.owner.ask("GET", f"/_matrix/client/v1/rooms/{quote(salon.space)}/hierarchy")
        self.assertNotIn(room, [child["room_id"] for child in children["rooms"]])
        listed = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/rooms"))["rooms"]
        self.assertNotIn(room, [one["room_id"] for one in listed])

    async def placed_anew(self, salon: Salon, person: Person) -> None:
        """What happens to somebody whenever anything of theirs changes."""
        role = f"v1/salons/{salon.slug}/roles/{person.user_id}"
        for roles in (["event_staff"], []):
            await salon.owner.ask("PUT", role, {"roles": roles})
        await salon.is_out_of(person, "staff")

    async def kept(self, salon: Salon, aiko: Person, ben: Person, emi: Person) -> None:
        """People take along what is theirs; after ninety days it is gone."""
        for person, count in ((aiko, 1), (ben, 1), (emi, 0)):
            found = (await person.ask("GET", f"v1/salons/{salon.slug}/me/export"))["kept"].get(
                "introductions"
            )
            self.assertEqual(WHY in str(found), bool(count), found)
        await salon.server.advance(days=28)
        await salon.server.advance(days=63)

        async def gone() -> bool:
            return await salon.server.rows("SELECT COUNT(*) FROM salon_introduction_people") == [(0,)]

        await eventually(gone, "it is forgotten")

    async def test_a_no_looks_like_silence_and_some_are_not_asked(self) -> None:
        salon, people = await self.members("members")
        self.server = salon.server
        aiko, ben, dan, emi = people.values()
        # Dan says no; Emi blocked Ben; Olive's member Fay wants no introductions; each with Ben, who says yes.
        fay = await salon.joins(await salon.server.person("fay"), language="en")
        await emi.ask("POST", "v1/me/blocks", {"whom": ben.user_id})
        mine = f"v1/salons/{salon.slug}/me/introductions"
        self.assertFalse((await fay.ask("PUT", mine, {"welcome": False}))["welcome"])
        made = {one.name: await self.introduce(salon, aiko, ben, one) for one in (dan, emi, fay)}
        await self.asked(ben, "introduce you to Fay")
        await self.asked(dan, "紹介したい")
        for one in made.values():
            self.assertEqual(await self.says(salon, ben, one, "accept"), "asked")
        self.assertEqual(await self.says(salon, dan, made["dan"], "decline"), "asked")
        # A yes after somebody was blocked opens nothing, and is not to be told from one before.
        await dan.ask("POST", "v1/me/blocks", {"whom": aiko.user_id})
        self.assertEqual(await self.says(salon, dan, made["dan"], "accept"), "asked")
        await dan.ask("DELETE", f"v1/me/blocks/{aiko.user_id}")
        self.assertEqual(await self.says(salon, dan, made["dan"], "decline"), "asked")
        for person in (emi, fay):
            self.assertEqual((await self.own(salon, person))["questions"], [])
            gone = await refused(self.says(salon, person, made[person.name], "accept"))
            self.assertEqual(gone.reason, "no_such_question")
        seen = [_of(await self.own(salon, person)) for person in (aiko, ben)]
        self.assertEqual([len({str(one.values()) for one in part}) for part in seen], [1, 1])
        await self.refusals(salon, people)
        # Taken back, and not asked again for a while; nobody says anything before the time is over.
        back = f"v1/salons/{salon.slug}/introductions/{made['fay']}"
        self.assertEqual((await aiko.ask("DELETE", back))["state"], "over")
        self.assertEqual((await refused(self.introduce(salon, aiko, ben, fay))).reason, "not_now")
        dm, _ = await self.asked(ben, "introduce you to Fay")
        await ben.hears(dm, "Ben and Fay by Aiko has not come about")
        await salon.server.advance(days=13)
        told = [said.body for said in await ben.messages(dm) if QUIETLY in said.body]
        self.assertEqual(len(told), 1)
        await salon.server.advance(days=2)
        aiko_dm = await direct_room(aiko, salon.server.user_id("salon"))
        for person, room in ((aiko, aiko_dm), (ben, dm)):
            for name in ("Dan", "Emi"):
                await person.hears(room, f"Ben and {name} by Aiko has not come about")
        for person in (dan, emi, fay):
            room = await direct_room(person, salon.server.user_id("salon"))
            said = " ".join(said.body for said in await person.messages(room))
            self.assertNotIn("by Aiko has not come about", said)
            self.assertNotIn("Aikoさんによる", said)
        await salon.server.advance(days=16)
        await self.introduce(salon, dan, aiko, ben)
        await self.introduce(salon, aiko, ben, dan)

    async def refusals(self, salon: Salon, people: dict[str, Person]) -> None:
        """Who introduces whom, and how often."""
        aiko, ben, dan, emi = people.values()
        path = f"v1/salons/{salon.slug}/introductions"
        stranger = await salon.server.person("sora")
        for body, reason in (
            ({"user_ids": [aiko.user_id, ben.user_id]}, "oneself"),
            ({"user_ids": [ben.user_id, ben.user_id]}, "same_person"),
            ({"user_ids": [ben.user_id, stranger.user_id]}, "not_a_member"),
            ({"user_ids": [ben.user_id, salon.server.user_id("salon")]}, "not_a_member"),
            ({"user_ids": [ben.user_id, salon.owner.user_id]}, "not_a_member"),
            ({"user_ids": [ben.user_id]}, "bad_input"),
        ):
            refusal = await refused(aiko.ask("POST", path, body))
            self.assertEqual((refusal.status, refusal.reason), (400, reason))
        body = {"user_ids": [ben.user_id, dan.user_id]}
        self.assertEqual((await refused(stranger.ask("POST", path, body))).reason, "not_a_member")
        self.assertEqual((await refused(self.introduce(salon, emi, dan, ben))).reason, "not_now")
        once = {"Idempotency-Key": "once"}
        first = await self.introduce(salon, emi, aiko, dan, headers=once)
        self.assertEqual(await self.introduce(salon, emi, aiko, dan, headers=once), first)
        back = await refused(aiko.ask("DELETE", f"{path}/{first}"))
        self.assertEqual(back.reason, "no_such_introduction")

    async def test_where_members_do_not_write_to_each_other_the_staff_are_there_and_it_ends_with_three(
        self,
    ) -> None:
        salon, people = await self.members("off")
        self.server = salon.server
        aiko, ben, dan, emi = people.values()
        await salon.moves_in()
        mio = await salon.appoints(await salon.server.person("mio"), "moderator")
        first = await self.introduce(salon, aiko, ben, dan)
        dm, _ = await self.asked(ben, "Those who run the salon are in it too")
        # Two at once open one room.
        wishes = [ensureDeferred(self.says(salon, person, first, "accept")) for person in (ben, dan)]
        answers = [result for _, result in await DeferredList(wishes, fireOnOneErrback=True)]
        self.assertEqual(sorted(answers), ["asked", "open"])
        room = await self.room_of(salon, aiko, first)
        for person in (ben, dan):
            await self.room_of(salon, person, first)
        for person in (salon.owner, mio):

            async def there(person: Person = person) -> bool:
                return room in await person.joined_rooms()

            await eventually(there, f"{person.user_id} is in it")
        await ben.say(room, "はじめまして")
        await ben.hears(room, "運営")
        self.assertEqual((await refused(emi.join(room))).status, 403)
        self.assertEqual((await refused(salon.owner.invite(room, emi))).status, 403)
        # One leaves: everybody is out at once, also if the salon thinks differently by then.
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": "members"})
        await dan.leave(room)
        for person in (aiko, ben, salon.owner, mio):
            await self.is_out(person, room)
        for person in (ben, salon.owner):
            self.assertEqual((await refused(person.join(room))).status, 403)
        levels = await salon.server.inside(
            Platform.of(salon.server.module_api).rooms.state, room, "m.room.power_levels"
        )
        self.assertEqual(levels["events_default"], 100)
        await ben.hears(dm, "is closed")
        await self.by_policy(salon, aiko, ben, emi)
        await self.by_removal(salon, aiko, dan, emi)

    async def by_policy(self, salon: Salon, aiko: Person, ben: Person, emi: Person) -> None:
        """Two who went on alone are not alone any more when the salon wants that no more; what waits is over."""
        one = await self.introduce(salon, aiko, ben, emi)
        for person in (ben, emi):
            await self.says(salon, person, one, "accept")
        room = await self.room_of(salon, ben, one)
        await self.room_of(salon, emi, one)
        await aiko.leave(room)
        await ben.send(room, "m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2"})
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": "operator"})
        for person in (ben, emi):
            await self.is_out(person, room)

    async def by_removal(self, salon: Salon, aiko: Person, dan: Person, emi: Person) -> None:
        """Who is put out of the salon is out of it, and so is everybody; what was not answered is over."""
        open_one = await self.introduce(salon, aiko, dan, emi)
        for person in (dan, emi):
            await self.says(salon, person, open_one, "accept")
        room = await self.room_of(salon, aiko, open_one)
        waits = await self.introduce(salon, salon.owner, aiko, dan)
        remove = f"v1/salons/{salon.slug}/members/{dan.user_id}/remove"
        await salon.owner.ask("POST", remove, {"reason": "x"})
        for person in (aiko, emi, dan):
            await self.is_out(person, room)

        async def over() -> bool:
            own = await self.own(salon, salon.owner)
            return [one["state"] for one in own["made"] if one["id"] == waits] == ["over"]

        await eventually(over, "the question is over with him")
        self.assertEqual((await self.own(salon, aiko))["questions"], [])

    async def test_pages_and_forgetting(self) -> None:
        salon, people = await self.members("members")
        self.server = salon.server
        aiko, ben, dan, _ = people.values()
        visitor = await salon.server.visit_as(aiko, "ja")
        base = f"s/{salon.slug}"
        person = await visitor.get(f"{base}/people/{ben.user_id}")
        self.assertIn("introduce?who=", person.text)
        form = await visitor.get(f"{base}/introduce?who={quote(ben.user_id)}")
        self.assertIn("Ben", form.text)
        empty = await visitor.submit(form, f"{base}/introduce", other="")
        self.assertIn("どなたかの名前を入力してください。", empty.text)
        wrong = await visitor.submit(form, f"{base}/introduce", other="nobody")
        self.assertIn("nobodyさんは", wrong.text)
        sent = await visitor.submit(wrong, f"{base}/introduce", other="Dan", words=WHY)
        self.assertIn("BenさんとDanさん", sent.text)
        reader = await salon.server.visit_as(ben, "en")
        asked = await reader.get(f"{base}/me/introductions")
        self.assertIn(WHY, asked.text)
        yes = await reader.submit(asked, f"{base}/me/introductions", act="accept")
        self.assertIn("You said yes", yes.text)
        no = await reader.submit(yes, f"{base}/me/introductions", act="decline")
        self.assertIn("You said no", no.text)
        back = await visitor.submit(sent, f"{base}/me/introductions", act="take_back")
        self.assertIn("終了", back.text)
        # Whoever deletes their account is forgotten, and their rooms with them.
        one = await self.introduce(salon, dan, aiko, people["emi"])
        for who in (aiko, people["emi"]):
            await self.says(salon, who, one, "accept")
        room = await self.room_of(salon, dan, one)
        await aiko.ask(
            "POST",
            "/_matrix/client/v3/account/deactivate",
            {
                "erase": True,
                "auth": {
                    "type": "m.login.password",
                    "identifier": {"type": "m.id.user", "user": "aiko"},
                    "password": aiko.password,
                },
            },
        )
        await self.is_out(dan, room)
        await self.is_out(people["emi"], room)
        await salon.server.advance(days=1)

        async def forgotten() -> bool:
            tables = ("salon_introductions", "salon_introduction_people")
            found = [str(await salon.server.rows(f"SELECT * FROM {table}")) for table in tables]
            room_is_there = await salon.server.rows("SELECT 1 FROM events WHERE room_id = ?", room)
            return not any(aiko.user_id in text for text in found) and not room_is_there

        await eventually(forgotten, "her name is nowhere, and the room is gone")


def _of(own: dict[str, Any]) -> list[dict[str, Any]]:
    """What somebody sees of introductions, without what tells one from another."""
    told = ("id", "number", "to", "by", "user_ids", "until_ms", "asked_ms")
    return [
        {key: value for key, value in one.items() if key not in told}
        for one in own["questions"] + own["made"]
    ]
