# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon closes, and its members from elsewhere are out of it too."""

from tests.federation.test_gate_entering import ENTERING
from tests.support.gate import GateCase
from tests.support.people import refused

# Without those that end in an answer which names the person who asked, or in their own server's failure.
WAYS = tuple(way for way in ENTERING if "third-party" not in way.name)


class Closed(GateCase):
    """Chika was a member from her own server."""

    async def test_everybody_is_put_out_and_nobody_comes_back(self) -> None:
        scene = await self.scene()
        salon = scene.salon
        admin = await scene.ours.admin()
        await admin.ask("POST", f"v1/admin/salons/{salon.slug}/close", {"at_once": True})
        for person in (scene.aiko, scene.chika):
            await salon.becomes(person, "lapsed")
            await scene.shut_to(person)
            refusal = await refused(person.say(scene.rooms["lounge"], "まだいる"))
            self.assertEqual(refusal.errcode, "M_FORBIDDEN")
        await self.all_refused(scene, WAYS, scene.aiko, scene.chika, scene.ben, scene.dora)
        live = "SELECT ref FROM salon_sandbox_subscriptions WHERE status != 'ended'"
        self.assertEqual(await scene.ours.rows(live), [])
        for person in (scene.ben, scene.dora):
            self.assertEqual((await refused(salon.apply(person))).status, 404)
        # Their own way back in is gone, and what is kept about them is theirs.
        kept = (await scene.chika.ask("GET", f"v1/salons/{salon.slug}/me/export"))["kept"]
        self.assertEqual(kept["changes"][-1]["cause"], "salon_closed")
        self.assertEqual((await refused(salon.apply(scene.chika))).status, 404)
