# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chika on another server is invited by the staff's list, and joins as everybody does."""

from tests.support.abroad import abroad
from tests.support.salon import SalonCase
from tests.support.waiting import eventually


class InvitedFromElsewhere(SalonCase):
    async def test_chika_is_invited_where_she_is(self) -> None:
        ours, theirs = await self.start_two()
        salon = await self.salon(ours)
        chika = await abroad("chika", theirs, ours)
        path = f"v1/salons/{salon.slug}/invites/bulk"
        (row,) = (await salon.owner.ask("POST", path, {"csv": chika.user_id}))["results"]
        self.assertEqual(row["state"], "queued")
        (room,) = await eventually(chika.invited_rooms, "an invitation arrives at Chika's own server")
        await chika.join(room)

        async def told() -> dict[str, object] | None:
            events = await chika.events(room)
            return next((e["content"] for e in events if e["type"] == "io.synapse_salon.invite"), None)

        invite = await eventually(told, "and says what to")
        self.assertEqual((invite["code"], invite["salon"]), (row["code"], salon.slug))
        await chika.hears(room, str(invite["url"]))
        self.assertEqual(len(await chika.rooms()), 1, "she is in no room of the salon")

        # The code passes nothing: without paying she is in no room.
        pay_url = (await salon.apply(chika, invite_code=row["code"]))["pay_url"]
        self.assertEqual(len(await chika.rooms()), 1)
        await salon.pay(pay_url)
        await salon.becomes(chika, "active")
        await salon.is_invited_to(chika, "space")
        history = f"v1/salons/{salon.slug}/members/{chika.user_id}/history"
        self.assertEqual((await salon.owner.ask("GET", history))["invited_by"], salon.owner.user_id)
