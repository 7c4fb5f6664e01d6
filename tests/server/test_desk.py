# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olive runs her salon from the desk: its rooms, its staff, its settings, and who owns it."""

from collections.abc import Coroutine
from typing import Any

from synapse_salon.database import Txn
from synapse_salon.happenings import RoomChanged
from synapse_salon.platform import Platform
from tests.support.people import refused
from tests.support.salon import PAGE, Salon, SalonCase, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually


class Desk(SalonCase):
    async def no(self, wish: Coroutine[Any, Any, Any], reason: str) -> None:
        """A wish is refused for this reason."""
        self.assertEqual((await refused(wish)).reason, reason)

    async def state(self, salon: Salon, room_id: str, kind: str, key: str = "") -> dict[str, Any]:
        """A piece of a room's state, as the house sees it."""
        rooms = Platform.of(salon.server.module_api).rooms
        return dict(await salon.server.inside(rooms.state, room_id, kind, key) or {})

    async def change(self, salon: Salon, key: str, **wish: Any) -> dict[str, Any]:
        """Olive changes a room."""
        return dict(await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rooms/{key}", wish))

    async def test_rooms_are_changed_archived_and_brought_back(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        hello, lounge = await salon.room("hello"), await salon.room("lounge")

        await self.change(salon, "hello", name="はじめまして", topic="名前だけでも", default=True)
        self.assertEqual((await self.state(salon, hello, "m.room.name"))["name"], "はじめまして")
        await salon.is_in(aiko, "hello")

        changed = await self.change(salon, "lounge", archived=True)
        self.assertTrue(changed["archived"])
        await salon.is_out_of(aiko, "lounge")
        await salon.is_out_of(salon.owner, "lounge")
        self.assertEqual(await self.state(salon, lounge, "m.room.join_rules"), {"join_rule": "invite"})
        self.assertEqual(await self.state(salon, salon.space, "m.space.child", lounge), {})
        self.assertEqual((await aiko.api("POST", f"/_matrix/client/v3/join/{lounge}", {}))[0], 403)
        path = f"v1/salons/{salon.slug}/rooms/lounge"
        await self.no(salon.owner.ask("PUT", path, {"name": "x"}), "room_archived")

        await self.change(salon, "lounge", archived=False)
        await salon.is_in(aiko, "lounge")
        await salon.is_in(salon.owner, "lounge")
        await aiko.say(lounge, "ただいま")
        self.assertTrue(await self.state(salon, salon.space, "m.space.child", lounge))

        other = await salon.owner.ask(
            "POST",
            f"v1/salons/{salon.slug}/plans",
            {"name": "年", "price": {"amount": 9800, "currency": "JPY"}, "interval": "year"},
        )
        await self.change(salon, "lounge", plans=[other["id"]])
        await salon.is_out_of(aiko, "lounge")
        await self.change(salon, "lounge", plans=[salon.plan])
        await salon.is_in(aiko, "lounge")
        for key in ("staff", "lobby"):
            path = f"v1/salons/{salon.slug}/rooms/{key}"
            await self.no(salon.owner.ask("PUT", path, {"archived": True}), "room_needed")
        await self.no(
            salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rooms/none", {"name": "x"}), "no_such_room"
        )

    async def test_a_room_is_archived_and_brought_back_by_a_process_that_tells_nobody(self) -> None:
        salon = await self.salon()
        await salon.moves_in()
        lounge, platform = await salon.room("lounge"), Platform.of(salon.server.module_api)

        def write(txn: Txn, is_archived: bool) -> None:
            platform.rooms.set_archived(txn, lounge, is_archived)
            txn.say(RoomChanged(salon_id=salon_id, room_id=lounge))

        salon_id = (await salon.server.rows("SELECT id FROM salon_salons"))[0][0]
        for is_archived in (True, False):
            remembered = await salon.server.inside(platform.rooms.of_salon, salon_id)
            self.assertIn(
                (lounge, not is_archived), [(room.room_id, room.is_archived) for room in remembered]
            )
            await salon.server.inside(platform.database.run, "test", write, is_archived)
            await (salon.is_out_of if is_archived else salon.is_in)(salon.owner, "lounge")

    async def test_an_approved_title_and_what_is_done_by_hand(self) -> None:
        salon = await self.salon()
        lounge = await salon.room("lounge")
        await self.publish(
            salon.server, salon.owner, salon.slug, {**PAGE, "title": "白い蓮", "purpose": "水辺を守る"}
        )

        async def renamed() -> bool:
            name = await self.state(salon, salon.space, "m.room.name")
            topic = await self.state(salon, salon.space, "m.room.topic")
            return (name.get("name"), topic.get("topic")) == ("白い蓮", "水辺を守る")

        await eventually(renamed, "the rooms say the approved title")

        right = await self.state(salon, lounge, "m.room.join_rules")
        rooms = Platform.of(salon.server.module_api).rooms
        await salon.server.inside(rooms.say_state, lounge, "m.room.join_rules", {"join_rule": "public"})

        async def shut() -> bool:
            return await self.state(salon, lounge, "m.room.join_rules") == right

        await eventually(shut, "the door is as it should be")
        await salon.moves_in()
        path = f"/_matrix/client/v3/rooms/{lounge}/state/m.room.name"
        await salon.owner.ask("PUT", path, {"name": "居間"})
        visitor = await salon.server.visit_as(salon.owner, "ja")
        self.assertIn("居間", (await visitor.get(f"s/{salon.slug}/desk/rooms")).text)

    async def test_settings(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        path = f"v1/salons/{salon.slug}"
        wish = {"minimum_age": 60, "accent": "#00875a", "timezone": "Europe/Paris", "language": "en"}
        self.assertEqual(await salon.owner.ask("PUT", path, wish), {"salon": salon.slug, "theme": "", **wish})
        self.assertEqual((await aiko.ask("GET", path))["minimum_age"], 60)
        await aiko.say(await salon.room("lounge"), "still here")
        self.assertEqual((await salon.owner.api("PUT", path, {"timezone": "Mars/Base"}))[0], 400)
        self.assertEqual((await salon.owner.api("PUT", path, {"accent": "red"}))[0], 400)
        self.assertEqual((await aiko.api("PUT", path, {"minimum_age": 0}))[0], 403)

    async def test_the_salon_gets_another_owner_who_agreed(self) -> None:
        salon = await self.salon()
        pat = await salon.appoints(await salon.server.person("pat"), "moderator")
        aiko = await salon.joins(await salon.server.person("aiko"))
        path = f"v1/salons/{salon.slug}/owner"
        await self.no(salon.owner.ask("POST", path, {"user_id": aiko.user_id}), "not_staff")
        await self.no(pat.ask("POST", path, {"user_id": pat.user_id}), "role")
        await self.no(pat.ask("POST", f"{path}/accept", {}), "not_offered")
        asked = await salon.owner.ask("POST", path, {"user_id": pat.user_id})
        self.assertEqual(asked, {"owner": salon.owner.user_id, "offered_to": pat.user_id})
        house = Platform.of(salon.server.module_api).house
        await pat.hears(await direct_room(pat, house), "desk/staff")
        await pat.ask("DELETE", path)
        await self.no(pat.ask("POST", f"{path}/accept", {}), "not_offered")
        await salon.owner.ask("POST", path, {"user_id": pat.user_id})
        visitor = await salon.server.visit_as(pat, "ja")
        page = await visitor.get(f"s/{salon.slug}/desk/staff")
        await visitor.submit(page, "/desk/staff/owner/answer", act="accept")
        self.assertEqual(await pat.ask("GET", path), {"owner": pat.user_id})
        lounge = await salon.room("lounge")

        async def powers() -> bool:
            users = (await self.state(salon, lounge, "m.room.power_levels"))["users"]
            return (users.get(pat.user_id), users.get(salon.owner.user_id)) == (90, 80)

        await eventually(powers, "powers follow")
        self.assertEqual((await salon.owner.api("POST", path, {"user_id": pat.user_id}))[0], 403)
        await pat.ask("PUT", f"v1/salons/{salon.slug}/roles/{salon.owner.user_id}", {"roles": []})

    async def test_administrators_own_as_many_salons_as_they_like(self) -> None:
        server = await self.start(modules=project_modules(Salons={"salons_per_founder": 1}))
        salon = await self.salon(server)
        admin, pat = await server.admin(), await server.person("pat")
        for person, slug in ((admin, "green"), (pat, "pine")):
            new = {"slug": slug, "title": slug, "purpose": "x", "kind": "lesson", "language": "ja"}
            await person.ask("POST", "v1/salons", new)
        path = f"v1/salons/{salon.slug}"
        for person in (pat, admin):
            await salon.owner.ask("PUT", f"{path}/roles/{person.user_id}", {"roles": ["operator"]})
            await salon.owner.ask("POST", f"{path}/owner", {"user_id": person.user_id})
            if person is pat:
                await self.no(pat.ask("POST", f"{path}/owner/accept", {}), "too_many_salons")
                await salon.owner.ask("DELETE", f"{path}/owner")
        await admin.ask("POST", f"{path}/owner/accept", {})
        self.assertEqual((await admin.ask("GET", f"{path}/owner"))["owner"], admin.user_id)

    async def test_by_page(self) -> None:
        salon = await self.salon()
        visitor = await salon.server.visit_as(salon.owner, "ja")
        desk = f"s/{salon.slug}/desk"
        page = await visitor.get(f"{desk}/rooms")
        await visitor.submit(page, "/desk/rooms", name="読書会", key="books", kind="chat", access="members")
        page = await visitor.get(f"{desk}/rooms/books")
        await visitor.submit(page, "/desk/rooms/books", name="読書の会", order="3")
        page = await visitor.get(f"{desk}/rooms/books")
        self.assertIn("読書の会", page.text)
        for key, words in (("staff", "運営スタッフが書き"), ("lobby", "以前の会員"), ("books", "会員と運営")):
            self.assertIn(words, (await visitor.get(f"{desk}/rooms/{key}")).text)
        await visitor.submit(page, "/desk/rooms/books/archive", act="archive")
        listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/rooms")
        self.assertTrue(next(room["archived"] for room in listed["rooms"] if room["key"] == "books"))
        page = await visitor.get(f"{desk}/rooms/books")
        await visitor.submit(page, "/desk/rooms/books/archive", act="back")

        pat = await salon.server.person("pat")
        page = await visitor.get(f"{desk}/staff")
        unknown = await visitor.submit(page, "/desk/staff", user_id="nobody-here", roles="operator")
        self.assertIn("そのアカウントはこのサービスにありません", unknown.text)
        await visitor.submit(page, "/desk/staff", user_id="Pat", roles="operator")  # as one signs in
        await salon.is_invited_to(pat, "space")
        page = await visitor.get(f"{desk}/settings")
        saved = await visitor.submit(page, "/desk/settings", minimum_age="２０", timezone="Asia/Seoul")
        self.assertIn("保存しました", saved.text)  # once
        again = (await visitor.get(f"{desk}/settings")).text
        self.assertTrue("Asia/Seoul" in again and "保存しました" not in again)
        moderator = await salon.server.person("mio")
        await salon.owner.ask(
            "PUT", f"v1/salons/{salon.slug}/roles/{moderator.user_id}", {"roles": ["moderator"]}
        )
        mio = await salon.server.visit_as(moderator, "ja")
        for place, status in (("staff", 200), ("rooms", 403), ("rooms/books", 403), ("settings", 403)):
            self.assertEqual((await mio.get(f"{desk}/{place}")).status, status, place)
