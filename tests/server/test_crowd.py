# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moving people on one server: the newest wish wins, nothing is done twice, and failures are told."""

from unittest.mock import patch

from synapse.module_api.errors import SynapseError

from synapse_salon.crowd import Wish
from tests.support.case import SalonTestCase
from tests.support.floor import CHAT, FOUNDATION, GARDEN, NEWS, House
from tests.support.people import Person
from tests.support.waiting import eventually

STRICT = {
    "rc_joins": {"local": {"per_second": 0.1, "burst_count": 2}},
    "rc_joins_per_room": {"per_second": 0.1, "burst_count": 2},
    "rc_invites": {"per_issuer": {"per_second": 0.1, "burst_count": 2}},
}


class CrowdTest(SalonTestCase):
    modules = FOUNDATION

    async def house(self) -> tuple[House, str]:
        house = await House(await self.start()).ready()
        return house, await house.do(house.platform.rooms.open_room, house.frame(), CHAT)

    async def member_events(self, witness: Person, room: str, user_id: str) -> list[str]:
        return [
            event["content"]["membership"]
            for event in await witness.events(room)
            if event["type"] == "m.room.member" and event["state_key"] == user_id
        ]

    async def test_in_and_out_and_never_twice(self) -> None:
        house, chat = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        await house.place(chat, aiko.user_id, ben.user_id)
        self.assertIn(chat, await ben.joined_rooms())
        await house.place(chat, ben.user_id)
        self.assertEqual(await self.member_events(aiko, chat, ben.user_id), ["invite", "join"])
        for _ in range(2):
            await house.want(chat, ben.user_id, "out")
            await house.moved()
        self.assertEqual(await self.member_events(aiko, chat, ben.user_id), ["invite", "join", "leave"])
        await house.place(chat, ben.user_id)
        self.assertIn(chat, await ben.joined_rooms())

    async def test_who_has_the_key_is_brought_in_without_an_invitation(self) -> None:
        house, chat = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        rooms = house.platform.rooms
        space = await house.do(rooms.space_of, "s1")
        garden = await house.do(rooms.open_room, house.frame(), GARDEN)
        await house.place(space, aiko.user_id, ben.user_id)
        await house.place(chat, aiko.user_id, ben.user_id)
        await house.place(garden, aiko.user_id)
        await house.place(await house.do(rooms.open_tier, house.frame(), "gold"), ben.user_id)
        await house.place(garden, ben.user_id)
        self.assertEqual(await self.member_events(aiko, chat, ben.user_id), ["join"])
        self.assertEqual(await self.member_events(ben, garden, aiko.user_id), ["invite", "join"])
        self.assertEqual(await self.member_events(aiko, garden, ben.user_id), ["join"])

    async def test_nobody_in_the_room_reads_why(self) -> None:
        house, chat = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        await house.place(chat, aiko.user_id, ben.user_id)
        await house.want(chat, ben.user_id, "out")
        await house.moved()
        for event in await aiko.events(chat):
            self.assertNotIn("reason", event["content"])

    async def test_an_invitation_is_taken_back(self) -> None:
        house, chat = await self.house()
        ben = await house.server.person("ben")
        await house.want(chat, ben.user_id, "invited")
        await house.moved()
        self.assertEqual(await ben.invited_rooms(), [chat])
        await house.want(chat, ben.user_id, "out")
        await house.moved()
        self.assertEqual(await ben.invited_rooms(), [])

    async def test_the_newest_wish_wins_while_an_older_one_is_being_fulfilled(self) -> None:
        house, chat = await self.house()
        ben = await house.server.person("ben")
        crowd = house.platform.crowd
        fulfil = crowd._mover.fulfil

        async def change_of_mind(wish: Wish) -> int:
            moves = await fulfil(wish)
            if wish.wish == "in":
                await house.want(chat, ben.user_id, "out")
            return moves

        with patch.object(crowd._mover, "fulfil", change_of_mind):
            await house.want(chat, ben.user_id, "in")
            await house.moved()
        self.assertNotIn(chat, await ben.joined_rooms())

    async def test_what_breaks_is_tried_again_and_then_given_up_loudly(self) -> None:
        house, chat = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        crowd = house.platform.crowd
        fulfil, tries = crowd._mover.fulfil, 0

        async def breaks_for_ben(wish: Wish) -> int:
            nonlocal tries
            if wish.user_id != ben.user_id:
                return await fulfil(wish)
            tries += 1
            raise SynapseError(403, "banned") if tries > 1 else RuntimeError("power cut")

        with patch.object(crowd._mover, "fulfil", breaks_for_ben):
            await house.want(chat, ben.user_id, "in")
            await house.want(chat, aiko.user_id, "in")
            await eventually(lambda: tries == 1, "the first try")

            async def aiko_is_in() -> bool:
                return chat in await aiko.joined_rooms()

            await eventually(aiko_is_in, "others do not wait for ben")
            for count in (2, 3):
                house.platform.clock.set_offset(house.platform.clock.offset_ms + 3_600_000)
                await eventually(lambda count=count: tries == count, f"try {count}")

            async def given_up() -> bool:
                return [wish.failed for wish in await house.do(crowd.pending, ben.user_id)] == [True]

            await eventually(given_up, "the wish is kept as given up")
        [wish] = await house.do(crowd.pending, ben.user_id)
        self.assertIn("banned", wish.last_error or "")
        self.assertEqual(len(self.flush_complaints("synapse_salon.crowd")), 1)
        await house.place(chat, ben.user_id)
        self.assertIn(chat, await ben.joined_rooms())

    async def test_wishes_survive_a_restart(self) -> None:
        house, chat = await self.house()
        ben = await house.server.person("ben")
        with patch.object(house.platform.crowd, "move", lambda: _nothing()):
            await house.want(chat, ben.user_id, "in")
            await house.server.restart()
        await house.ready()
        await house.moved()
        self.assertIn(chat, await ben.joined_rooms())

    async def test_a_wave_passes_the_homeservers_limits_for_people_and_rooms_take_turns(self) -> None:
        house = await House(await self.start(settings=STRICT)).ready()
        house.platform.crowd.per_second = 1000
        rooms = house.platform.rooms
        chat = await house.do(rooms.open_room, house.frame(), CHAT)
        news = await house.do(rooms.open_room, house.frame(), NEWS)
        crowd = house.platform.crowd
        fulfil, order = crowd._mover.fulfil, []

        async def note(wish: Wish) -> int:
            order.append(wish.room_id)
            return await fulfil(wish)

        people = [await house.server.person(f"p{number}") for number in range(8)]
        with patch.object(crowd._mover, "fulfil", note):
            for person in people:
                await house.want(chat, person.user_id, "in")
            for person in people[:2]:
                await house.want(news, person.user_id, "in")
            await house.moved()
        self.assertEqual(len(order), 10)
        self.assertIn(news, order[:-3])
        self.assertEqual(len([p for p in people if chat in await p.joined_rooms()]), 8)

    async def test_someone_whose_account_is_gone_is_not_brought_back(self) -> None:
        house, chat = await self.house()
        admin, aiko, ben = (
            await house.server.admin(),
            *[await house.server.person(n) for n in ("aiko", "ben")],
        )
        await house.place(chat, aiko.user_id, ben.user_id)
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{ben.user_id}", {"erase": False})

        async def left() -> bool:
            return (await aiko.members(chat))[ben.user_id] == "leave"

        await eventually(left, "a closed account leaves its rooms")
        await house.place(chat, ben.user_id, house.server.user_id("nobody"))
        self.assertEqual((await aiko.members(chat))[ben.user_id], "leave")
        self.assertNotIn(house.server.user_id("nobody"), await aiko.members(chat))


async def _nothing() -> int:
    return 0
