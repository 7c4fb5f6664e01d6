# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names, pictures and plans of members, as the other server sees them."""

import base64

from tests.support.abroad import abroad
from tests.support.people import refused
from tests.support.pictures import photo
from tests.support.salon import MONTHLY, SalonCase
from tests.support.waiting import eventually

GOLD = {**MONTHLY, "name": "金", "price": {"amount": 5080, "currency": "JPY"}}


class Abroad(SalonCase):
    async def test_chika_sees_who_aiko_is_here_and_her_own_plan_moves_her(self) -> None:
        ours, theirs = await self.start_two()
        salon = await self.salon(ours)
        base = f"v1/salons/{salon.slug}"
        gold = (await salon.owner.ask("POST", f"{base}/plans", GOLD))["id"]
        await salon.owner.ask("POST", f"{base}/rooms", {"key": "gold", "name": "金の間", "plans": [gold]})
        aiko = await salon.joins(await ours.person("aiko"), community_name="蓮の人")
        chika = await abroad("chika", theirs, ours)
        await salon.joins(chika, plan=gold)
        await salon.is_invited_to(chika, "space", "lounge")
        for key in ("space", "lounge"):
            await chika.join(await salon.room(key), via=ours.server_name)
        lounge, own = await salon.room("lounge"), "mxc://elsewhere.example/aikos-face"
        await aiko.ask("PUT", f"/_matrix/client/v3/profile/{aiko.user_id}/avatar_url", {"avatar_url": own})
        image = base64.b64encode(photo()).decode()
        await aiko.ask("PUT", f"{base}/me/picture", {"image": image})
        await aiko.ask("PUT", f"{base}/me/profile", {"community_name": "水辺の人"})

        async def seen() -> str | None:
            shown = await chika.state(lounge, "m.room.member", aiko.user_id)
            return shown.get("avatar_url") if shown["displayname"] == "水辺の人" else None

        mxc = str(await eventually(seen, "Chika sees the name and the picture"))
        self.assertNotIn("aikos-face", str(await chika.events(lounge, 200)))
        path = f"/_matrix/client/v1/media/download/{mxc.removeprefix('mxc://')}"
        self.assertEqual((await chika.api("GET", path))[0], 200)
        answer = await refused(chika.ask("PUT", f"{base}/me/picture", {"image": image}))
        self.assertEqual((answer.status, answer.reason), (409, "elsewhere"))

        rooms = (await salon.owner.ask("GET", f"{base}/rooms"))["rooms"]
        tier = next(room["room_id"] for room in rooms if room["kind"] == "tier")

        async def is_invited() -> bool:
            return tier in await chika.invited_rooms()

        await eventually(is_invited, "what comes with gold opens to her")
        await chika.join(tier, via=ours.server_name)
        await chika.join(await salon.room("gold"), via=ours.server_name)
        change = await chika.ask("POST", f"{base}/me/plan-changes", {"plan": salon.plan})
        done = await chika.ask("POST", f"{base}/me/plan-changes/{change['id']}/confirm", {})
        self.assertEqual(done["status"], "done")
        await ours.advance(days=32)
        await salon.is_out_of(chika, "gold")
        self.assertEqual((await chika.rooms()).get(lounge), "join")
