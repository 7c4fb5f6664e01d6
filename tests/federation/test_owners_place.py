# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms in which owners meet, from outside: Chika on another server, and a member here, find no way in."""

from urllib.parse import quote

from tests.support.people import refused
from tests.support.salon import SalonCase
from tests.support.settings import project_modules
from tests.support.waiting import eventually


class FromElsewhere(SalonCase):
    async def test_nobody_but_owners_comes_in_reads_or_learns_who_is_there(self) -> None:
        ours, theirs = await self.start_two(modules=project_modules(Salons={"owners_place": True}))
        salon = await self.salon(ours)

        async def made() -> dict[str, str] | None:
            rows = dict(await ours.rows("SELECT key, room_id FROM salon_owner_rooms"))
            seated = await ours.rows("SELECT user_id FROM salon_owner_seats")
            return rows if len(rows) == 3 and seated else None

        rooms = await eventually(made, "Olive is among the owners")
        aiko = await salon.joins(await ours.person("aiko"))
        chika = await theirs.person("chika")
        plain = f"#salon-owners:{ours.server_name}"
        for room in [*rooms.values(), plain, f"#salon-owners-news:{ours.server_name}"]:
            self.assertIn((await refused(chika.join(room, via=ours.server_name))).status, (403, 404), room)
            self.assertIn((await refused(chika.knock(room, via=ours.server_name))).status, (403, 404), room)
            self.assertEqual((await refused(aiko.join(room))).status, 403, room)
        for room in rooms.values():
            for what in ("messages?dir=b", "state", "members", "initialSync", "joined_members"):
                path = f"/_matrix/client/v3/rooms/{quote(room)}/{what}"
                self.assertEqual((await refused(aiko.ask("GET", path))).status, 403, what)
            path = f"/_matrix/client/v1/rooms/{quote(room)}/hierarchy"
            self.assertEqual((await refused(aiko.ask("GET", path))).status, 403)
            self.assertEqual((await refused(salon.owner.invite(room, chika))).status, 403)
            self.assertEqual((await refused(salon.owner.invite(room, aiko))).status, 403)
            path = f"/_matrix/client/v3/directory/list/room/{quote(room)}"
            public = await refused(salon.owner.ask("PUT", path, {"visibility": "public"}))
            self.assertEqual(public.status, 403)
