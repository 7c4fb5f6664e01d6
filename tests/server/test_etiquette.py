# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff ask of those who write in a room: pinned there, and told to each who enters, once."""

from modules.activation import etiquette_store as store
from synapse_salon.platform import Platform
from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import eventually


class RoomEtiquette(SalonCase):
    """Olive writes, Aiko and Ben read."""

    async def test_it_is_pinned_and_told_to_each_who_enters_once(self) -> None:
        salon = await self.salon()
        await salon.moves_in()
        path = f"v1/salons/{salon.slug}/rooms/lounge/etiquette"
        self.assertEqual(await salon.owner.ask("GET", path), {"version": 0, "body": ""})
        first = await salon.owner.ask("PUT", path, {"body": "写真は本人に聞いてから"})
        self.assertEqual(first["version"], 1)
        self.assertEqual(await salon.owner.ask("PUT", path, {"body": first["body"]}), first)
        await self._pinned(salon, "本人に聞いてから")
        aiko = await salon.joins(await salon.server.person("aiko"), language="en")
        await self._told(salon, aiko, "Before you write", "本人に聞いてから")
        ben = await salon.joins(await salon.server.person("ben"), language="ja")
        await self._told(salon, ben, "本人に聞いてから")
        lounge = await salon.room("lounge")
        await aiko.leave(lounge)
        await aiko.join(lounge)
        visitor = await salon.server.visit_as(salon.owner)
        page = await visitor.get(f"s/{salon.slug}/desk/etiquette")
        self.assertIn("本人に聞いてから", page.text)
        await salon.owner.ask("PUT", path, {"body": "二版 <b>"})
        await self._pinned(salon, "二版 <b>")
        chika = await salon.joins(await salon.server.person("chika"), language="ja")
        await self._told(salon, chika, "二版 <b>")
        room = await direct_room(aiko, salon.server.user_id("salon"))
        told = [said.body for said in await aiko.messages(room) if "Before you write" in said.body]
        self.assertEqual(len([words for words in told if "写真は" in words]), 1, told)
        self.assertEqual(len(told), len(set(told)), told)
        refusal = await refused(aiko.ask("PUT", path, {"body": "x"}))
        self.assertEqual(refusal.status, 403)
        wrong = f"v1/salons/{salon.slug}/rooms/space/etiquette"
        self.assertEqual((await refused(salon.owner.ask("PUT", wrong, {"body": "x"}))).status, 404)
        await salon.owner.ask("PUT", path, {"body": ""})
        await self._pinned(salon, None)

    async def test_what_is_written_while_a_room_is_archived_is_told_when_it_is_back(self) -> None:
        salon = await self.salon()
        await salon.moves_in()
        lounge, platform = await salon.room("lounge"), Platform.of(salon.server.module_api)
        path = f"v1/salons/{salon.slug}/rooms/lounge"
        await salon.owner.ask("PUT", f"{path}/etiquette", {"body": "一版"})
        await self._pinned(salon, "一版")
        await salon.owner.ask("PUT", path, {"archived": True})
        await salon.is_out_of(salon.owner, "lounge")
        refusal = await refused(salon.owner.ask("PUT", f"{path}/etiquette", {"body": "二版"}))
        self.assertEqual((refusal.status, refusal.reason), (409, "room_archived"))
        # Written in the same moment, by a process that did not know yet.
        salon_id = (await salon.server.rows("SELECT id FROM salon_salons"))[0][0]
        run = platform.database.run
        await salon.server.inside(run, "test", store.write, salon_id, lounge, "二版", platform.clock.now_ms())

        async def seen() -> bool:
            return not await salon.server.rows("SELECT happening_id FROM salon_outbox_deliveries")

        await eventually(seen, "the house knows")
        self.assertEqual((await salon.owner.ask("GET", f"{path}/etiquette"))["body"], "二版")
        visitor = await salon.server.visit_as(salon.owner)
        self.assertNotIn("二版", (await visitor.get(f"s/{salon.slug}/desk/etiquette")).text)
        await salon.owner.ask("PUT", path, {"archived": False})
        await salon.is_in(salon.owner, "lounge")
        await self._pinned(salon, "二版")

    async def _pinned(self, salon: Salon, words: str | None) -> None:
        room = await salon.room("lounge")

        async def so() -> bool:
            state = f"/_matrix/client/v3/rooms/{room}/state/m.room.pinned_events/"
            status, content = await salon.owner.api("GET", state)
            pinned = content["pinned"] if status == 200 else []
            bodies = {said.event["event_id"]: said.body for said in await salon.owner.messages(room)}
            if words is None:
                return pinned == []
            return len(pinned) == 1 and words in bodies.get(pinned[0], "")

        await eventually(so, f"{words} is what is pinned")

    async def _told(self, salon: Salon, person: Person, *words: str) -> None:
        room = await direct_room(person, salon.server.user_id("salon"))
        for word in words:
            await person.hears(room, word)
