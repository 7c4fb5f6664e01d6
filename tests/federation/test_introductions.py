# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Aiko introduces Ben to Chika, who is on another server: in, nobody with her, and out again."""

from typing import Any

from tests.support.abroad import Guest, abroad
from tests.support.homeserver import Homeserver
from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase
from tests.support.waiting import eventually

SECRET: dict[str, Any] = {"algorithm": "m.megolm.v1.aes-sha2"}


class Introductions(SalonCase):
    """Aiko and Ben on our server, Chika and the stranger Dora on theirs."""

    timeout = 240

    async def both_accept(self, salon: Salon, by: Person, one: Person, chika: Person) -> str:
        """Somebody introduces the two, both say yes, and the room invites Chika; answers its id."""
        path = f"v1/salons/{salon.slug}/introductions"
        made = await by.ask("POST", path, {"user_ids": [one.user_id, chika.user_id], "words": "睡蓮"})
        for person in (chika, one):
            await person.ask("POST", f"{path}/{made['id']}", {"answer": "accept"})

        async def there() -> str | None:
            own = (await by.ask("GET", f"v1/salons/{salon.slug}/me/introductions"))["made"]
            room = next(known for known in own if known["id"] == made["id"]).get("room_id")
            joined = [room in await person.joined_rooms() for person in (by, one)]
            return room if room in await chika.invited_rooms() and all(joined) else None

        return str(await eventually(there, "the two are in the room, and Chika is asked into it"))

    async def scene(self, dm: str) -> tuple[Salon, Homeserver, Person, Person, Guest]:
        ours, theirs = await self.start_two()
        salon = await self.salon(ours)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": dm})
        aiko, ben = [await salon.joins(await ours.person(name)) for name in ("aiko", "ben")]
        chika = await abroad("chika", theirs, ours)
        await salon.joins(chika, language="en")
        return salon, theirs, aiko, ben, chika

    async def is_out(self, person: Person, room: str) -> None:
        async def so() -> bool:
            return room not in await person.rooms()

        await eventually(so, f"{person.user_id} is out of {room}")

    async def test_a_private_room_with_somebody_abroad(self) -> None:
        salon, theirs, aiko, ben, chika = await self.scene("members")
        room = await self.both_accept(salon, aiko, ben, chika)
        our, dora = salon.server.server_name, await theirs.person("dora")
        early = await refused(dora.join(room, via=our))
        self.assertEqual(early.status, 403)
        await chika.join(room, via=our)
        await chika.send(room, "m.room.encrypted", SECRET)
        # With her server in the room she still lets nobody in, and takes nothing over.
        for wish in (
            chika.invite(room, dora),
            dora.join(room, via=theirs.server_name),
            dora.knock(room, via=our),
            chika.set_state(room, "m.room.join_rules", {"join_rule": "public"}),
            chika.set_state(room, "m.room.power_levels", {"users": {chika.user_id: 100}}),
        ):
            self.assertIn((await refused(wish)).status, (403, 404))
        three = {one.user_id for one in (aiko, ben, chika)} | {salon.server.user_id("salon")}
        self.assertEqual({who for who, how in (await ben.members(room)).items() if how == "join"}, three)
        # Plain words that her server lets through do not stand here.
        await chika.say(room, "in plain words")
        after = await chika.send(room, "m.room.encrypted", SECRET)

        async def arrived() -> bool:
            return after in [event["event_id"] for event in await ben.events(room)]

        await eventually(arrived, "what came after it is there")
        self.assertNotIn("in plain words", str(await ben.events(room)))
        await chika.leave(room)
        await ben.send(room, "m.room.encrypted", SECRET)
        self.assertEqual((await refused(chika.join(room, via=our))).status, 403)

    async def test_where_members_do_not_write_to_each_other_nobody_is_alone_with_her(self) -> None:
        salon, _, aiko, ben, chika = await self.scene("off")
        our = salon.server.server_name
        room = await self.both_accept(salon, aiko, ben, chika)
        refusal = await refused(ben.say(room, "まだ二人"))
        self.assertEqual((refusal.status, refusal.reason), (403, "not_all_here"))
        await chika.join(room, via=our)

        async def three() -> bool:
            return set(await ben.members(room)) >= {chika.user_id} and await _speaks(ben, room)

        await eventually(three, "all three are there")
        await chika.hears(room, "三人です")
        await chika.leave(room)
        for person in (aiko, ben):
            await self.is_out(person, room)
        self.assertEqual((await refused(chika.join(room, via=our))).status, 403)
        # Who declines the room itself leaves nobody alone either.
        second = await self.both_accept(salon, ben, aiko, chika)
        await chika.leave(second)
        for person in (aiko, ben):
            await self.is_out(person, second)


async def _speaks(person: Person, room: str) -> bool:
    status, _ = await person.api(
        "PUT",
        f"/_matrix/client/v3/rooms/{room}/send/m.room.message/three",
        {"msgtype": "m.text", "body": "三人です"},
    )
    return status == 200
