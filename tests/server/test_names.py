# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""In a salon people go by the name they chose for it; nobody reads what they are called elsewhere."""

from typing import Any

from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase
from tests.support.waiting import eventually


class Names(SalonCase):
    """Aiko is 蓮の人 in one salon, 松の人 in another, and 田中 愛子 to her family."""

    async def everything(self, salon: Salon, witness: Person, *keys: str) -> str:
        """All that was ever said and written in these rooms, as a member reads it."""
        found: list[Any] = []
        for key in keys:
            room = await salon.room(key)
            found += await witness.events(room, 500)
            found += await witness.ask("GET", f"/_matrix/client/v3/rooms/{room}/state")
            found.append(await witness.ask("GET", f"/_matrix/client/v3/rooms/{room}/joined_members"))
        return str(found)

    async def spread(self, salon: Salon) -> None:
        """Wait until Synapse has written a new name into every room."""

        async def done() -> bool:
            left = "SELECT COUNT(*) FROM scheduled_tasks WHERE action = 'update_join_states' AND status <> 'complete'"
            return await salon.server.rows(left) == [(0,)]

        await eventually(done, "the new name is everywhere")

    async def test_no_other_name_is_ever_written_into_a_salons_room(self) -> None:
        lotus = await self.salon()
        pine = await self.salon(lotus.server, slug="old-pine", owner="pat")
        aiko = await lotus.server.person("aiko")
        profile = f"/_matrix/client/v3/profile/{aiko.user_id}/displayname"
        await aiko.ask("PUT", profile, {"displayname": "田中 愛子"})
        await lotus.joins(aiko, community_name="蓮の人")
        await pine.joins(aiko, community_name="松の人")
        for salon, name in ((lotus, "蓮の人"), (pine, "松の人")):
            ben = await salon.joins(await salon.server.person(f"ben-{salon.slug}"))
            for key in ("hello", "off-shots"):
                await aiko.join(await salon.room(key))
                await ben.join(await salon.room(key))
            await aiko.ask("PUT", profile, {"displayname": "愛子 (田中)"})
            await self.spread(salon)
            lounge = await salon.room("lounge")
            member = {"membership": "join", "displayname": "田中"}
            await aiko.set_state(lounge, "m.room.member", member, aiko.user_id)
            await aiko.leave(lounge)
            await aiko.join(lounge)

            async def written(salon: Salon = salon, ben: Person = ben, name: str = name) -> str | None:
                told = await self.everything(salon, ben, "news", "lounge", "hello", "off-shots")
                return told if name in told else None

            told = await eventually(written, "Aiko goes by her name here")
            for other in ("田中", "愛子", *({"蓮の人", "松の人"} - {name})):
                self.assertNotIn(other, told)
        self.assertEqual((await aiko.ask("GET", profile))["displayname"], "愛子 (田中)")
        own = await aiko.create_room(preset="private_chat")
        self.assertEqual((await aiko.state(own, "m.room.member", aiko.user_id))["displayname"], "愛子 (田中)")
        self.assertEqual((await refused(ben.ask("GET", f"v1/salons/{lotus.slug}/members"))).status, 403)
