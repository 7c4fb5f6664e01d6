# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chats for those alone who are asked in: by command and page; where members do not write to each other privately."""

from urllib.parse import quote

from synapse_salon.platform import Platform
from tests.support.people import Person, refused
from tests.support.salon import SalonCase, direct_room
from tests.support.waiting import eventually


class PrivateChats(SalonCase):
    async def comes(self, person: Person, room: str) -> None:
        """Somebody answers their invitation."""

        async def invited() -> bool:
            return room in await person.invited_rooms()

        await eventually(invited, f"{person.user_id} is asked in")
        await person.join(room)

    async def is_out(self, person: Person, room: str) -> None:
        async def out() -> bool:
            return room not in await person.rooms()

        await eventually(out, f"{person.user_id} is out")

    async def test_by_command_and_page_and_who_becomes_a_member_stays(self) -> None:
        salon = await self.salon()
        server, chats = salon.server, f"v1/salons/{salon.slug}/chats"
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        eva = await server.person("eva")
        policies = {"dm": "members", "guests": "invited"}
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", policies)
        await aiko.say(await salon.room("lounge"), "!room 招待制 株分け @eva")
        await aiko.hears(await direct_room(aiko, server.user_id("salon")), "招いた人のほかは入れません")
        (chat,) = (await aiko.ask("GET", chats))["chats"]
        room = chat["room_id"]
        self.assertEqual((chat["name"], chat["members"]), ("株分け", "invited"))
        await self.comes(eva, room)
        await aiko.say(room, "!bring @nobody")
        await aiko.hears(room, "招けるアカウントではありません")
        await aiko.say(room, "!bring")
        await aiko.hears(room, "!bring @aiko")
        said = await refused(aiko.invite(room, ben))
        self.assertIn("!guest", said.body["error"])
        self.assertEqual((await refused(ben.join(room))).status, 403)

        async def seen() -> bool:
            return bool((await aiko.state(room, "io.synapse_salon.guests"))["count"] == 1)

        await eventually(seen, "Eva is counted as a guest")
        await salon.joins(eva)
        await server.advance(hours=2)
        await eva.say(room, "会員になりました")
        await aiko.hears(room, "会員になりました")

        visitor = server.visitor("ja")
        await visitor.submit(await visitor.get("login"), "login", user="aiko", password=aiko.password)
        page = await visitor.get(f"s/{salon.slug}/chats")
        self.assertIn("どの会員が入れるか", page.text)
        wish = {"name": "庭の話", "members": "invited", "guests": "none", "invite": "@ben", "last_day": ""}
        shown = await visitor.submit(page, "/chats", **wish)
        self.assertIn("招かれた会員", shown.text)
        self.assertIn(ben.user_id, shown.text)
        shown = await visitor.submit(page, "/chats", **{**wish, "guests": "knock"})
        self.assertIn("参加を申し出ることはできません", shown.text)
        path = f"{chats}/{quote(room, safe='')}"
        people = [one["user_id"] for one in (await aiko.ask("GET", path))["asked"]]
        self.assertEqual(people, [aiko.user_id, eva.user_id])
        self.assertEqual(
            (await refused(aiko.ask("DELETE", f"{path}/guests/{aiko.user_id}"))).reason, "is_host"
        )
        wider = f"v1/salons/{salon.slug}/rooms/{await self._key(salon.slug, salon.owner, room)}"
        self.assertEqual(
            (await refused(salon.owner.ask("PUT", wider, {"access": "members"}))).reason, "room_was_private"
        )
        keeping = Platform.of(server.module_api).keeping
        salon_id = (await server.rows("SELECT salon_id FROM salon_chats"))[0][0]
        kept = await server.inside(keeping.of_person, salon_id, eva.user_id)
        self.assertEqual([one["room_id"] for one in kept["chats"]["asked_into"]], [room])
        await server.inside(keeping.forget, eva.user_id)
        self.assertNotIn("chats", await server.inside(keeping.of_person, salon_id, eva.user_id))

    async def _key(self, slug: str, owner: Person, room: str) -> str:
        rooms = (await owner.ask("GET", f"v1/salons/{slug}/rooms"))["rooms"]
        return next(str(one["key"]) for one in rooms if one["room_id"] == room)

    async def test_where_members_do_not_write_privately_one_of_the_staff_is_there(self) -> None:
        salon = await self.salon()
        server, chats = salon.server, f"v1/salons/{salon.slug}/chats"
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        mo = await server.person("mo")
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/roles/{mo.user_id}", {"roles": ["moderator"]})
        for dm in ("off", "operator"):
            await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": dm, "guests": "invited"})
            wish = {"name": "二人", "members": "invited", "invite": [ben.user_id]}
            told = await refused(aiko.ask("POST", chats, wish))
            self.assertEqual((told.status, told.reason), (400, "dm_off"))
        await aiko.say(await salon.room("lounge"), "!room private 二人 @ben")
        await aiko.hears(await direct_room(aiko, server.user_id("salon")), "個別のやりとり")
        visitor = server.visitor("ja")
        await visitor.submit(await visitor.get("login"), "login", user="aiko", password=aiko.password)
        self.assertNotIn("どの会員が入れるか", (await visitor.get(f"s/{salon.slug}/chats")).text)

        wish = {"name": "相談", "members": "invited", "invite": [aiko.user_id, ben.user_id, mo.user_id]}
        room = (await salon.owner.ask("POST", chats, wish))["room_id"]
        for person in (aiko, ben):
            await self.comes(person, room)

        visitor = server.visitor("ja")
        await visitor.submit(
            await visitor.get("login"), "login", user=salon.owner.name, password=salon.owner.password
        )
        page = await visitor.get(f"s/{salon.slug}/chats/{quote(room, safe='')}")
        self.assertIn("スタッフが参加している間だけ続きます", page.text)

        async def there() -> bool:
            return (await salon.owner.rooms()).get(room) == "join"

        await eventually(there, "the owner is in")
        said = await aiko.say(room, "みんなで")
        await salon.owner.leave(room)
        await ben.leave(room)  # seen after it: the chat is still there, with a moderator asked in

        async def left() -> bool:
            rows = await server.rows("SELECT user_id FROM salon_chat_asked WHERE room_id = ?", room)
            return {row[0] for row in rows} == {aiko.user_id, mo.user_id}

        await eventually(left, "who left is not asked in any more")
        alone = await refused(aiko.say(room, "二人だけで"))
        self.assertEqual((alone.status, alone.reason), (403, "dm_off"))
        redact = f"/_matrix/client/v3/rooms/{quote(room, safe='')}/redact/{quote(said, safe='')}"
        self.assertEqual(
            (await refused(aiko.ask("PUT", f"{redact}/1", {"reason": "ないしょ"}))).reason, "dm_off"
        )
        await aiko.ask("PUT", f"{redact}/2", {})
        await self.comes(mo, room)
        await aiko.say(room, "また話せます")
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/roles/{mo.user_id}", {"roles": []})
        for person in (aiko, mo):
            await self.is_out(person, room)
