# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter to several members reaches Chika on her own server, in her language, and nobody else's business with it."""

from tests.support.gate import GateCase
from tests.support.salon import direct_room
from tests.support.waiting import eventually

WORDS = {
    "ja": {"subject": "お知らせ", "body": "日曜の十時から"},
    "en": {"subject": "News", "body": "Sunday at ten"},
}


class Letters(GateCase):
    async def test_somebody_from_elsewhere_gets_it_once_and_may_stop_it(self) -> None:
        scene = await self.scene(resident=False)
        salon, chika = scene.salon, scene.chika
        await scene.pays(chika, "hello", language="en")
        path = f"v1/salons/{salon.slug}/letters"

        async def send() -> dict[str, int]:
            seen = await salon.owner.ask("POST", f"{path}/look", {"words": WORDS})
            wish = {"words": WORDS, "id": seen["id"], "token": seen["token"]}
            sent = await salon.owner.ask("POST", path, wish)

            async def through() -> bool:
                return bool((await salon.owner.ask("GET", f"{path}/{sent['id']}"))["waiting"] == 0)

            await eventually(through, "everybody was told")
            return {"count": seen["count"], "unwanted": seen["unwanted"]}

        self.assertEqual(await send(), {"count": 2, "unwanted": 0})
        house = scene.ours.user_id("salon")

        async def asked() -> bool:
            for room in await chika.invited_rooms():
                await chika.join(room, via=scene.ours.server_name)
            return any(membership == "join" for membership in (await chika.rooms()).values())

        await eventually(asked, "Chika answers the house")
        room = await direct_room(chika, house)
        heard = await chika.hears(room, "Sunday at ten")
        self.assertNotIn("十時", heard.body)
        self.assertNotIn(scene.aiko.user_id, heard.body)
        said = [message.body for message in await chika.messages(room) if "Sunday at ten" in message.body]
        self.assertEqual(len(said), 1)

        stop = heard.body.rsplit(" ", 1)[-1]
        visitor = scene.ours.visitor("en")
        self.assertIn("Get them again", (await visitor.submit(await visitor.get(stop), "/letters/")).text)
        self.assertEqual(await send(), {"count": 1, "unwanted": 1})
        for stranger in (scene.dora, scene.ben):
            self.assertEqual((await stranger.api("GET", path))[0], 403)
            self.assertEqual((await stranger.api("GET", f"v1/salons/{salon.slug}/me/letters"))[0], 409)
