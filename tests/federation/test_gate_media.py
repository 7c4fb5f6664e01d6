# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures and files of a salon's rooms: from both servers, by every address there is."""

import base64
from typing import Any

from tests.support.gate import GateCase, Scene
from tests.support.people import Person
from tests.support.waiting import eventually

_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_DOWNLOAD = "/_matrix/client/v1/media/download"
_NOW = (
    f"{_DOWNLOAD}/{{server}}/{{media}}",
    f"{_DOWNLOAD}/{{server}}/{{media}}/lotus.png",
    "/_matrix/client/v1/media/thumbnail/{server}/{media}?width=32&height=32&method=scale",
    "/_matrix/client/v1/media/thumbnail/{server}/{media}?width=1&height=1&method=crop",
)
_BEFORE = (
    "/_matrix/media/v3/download/{server}/{media}",
    "/_matrix/media/r0/download/{server}/{media}/lotus.png",
    "/_matrix/media/v1/download/{server}/{media}?allow_remote=true",
    "/_matrix/media/v3/thumbnail/{server}/{media}?width=32&height=32&method=scale",
    "/_matrix/media/r0/thumbnail/{server}/{media}?width=32&height=32",
)


class Media(GateCase):
    """Aiko shows a picture in the lounge."""

    async def upload(self, person: Person) -> str:
        """A new upload's id at the person's own server."""
        headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "image/png"}
        answer = await person._wire.send("POST", "/_matrix/media/v3/upload", raw=_PICTURE, headers=headers)
        self.assertEqual(answer.status, 200, answer.text)
        return str(answer.value["content_uri"]).rpartition("/")[2]

    async def shows(self, scene: Scene, person: Person, key: str, media: str, **content: Any) -> None:
        """A person shows an upload of our server in a room, and the house has seen it."""
        picture = {"msgtype": "m.image", "body": "lotus", "url": f"mxc://{scene.via}/{media}", **content}
        await person.send(scene.rooms[key], "m.room.message", picture)

    async def bound(self, scene: Scene, media: str, *keys: str) -> None:
        """Wait until an upload is bound to these rooms and no others."""

        async def so() -> bool:
            rows = await scene.ours.rows("SELECT room_id FROM salon_media WHERE media = ?", media)
            return {room for (room,) in rows} == {scene.rooms[key] for key in keys}

        await eventually(so, f"{media} is bound to {keys}")

    async def fetches(
        self, person: Person, server: str, media: str, ways: tuple[str, ...] = _NOW
    ) -> list[int]:
        """What each way of fetching answers."""
        filled = [way.replace("{server}", server).replace("{media}", media) for way in ways]
        return [(await person.api("GET", path))[0] for path in filled]

    async def test_a_picture_of_a_room_is_for_its_members(self) -> None:
        scene = await self.scene(resident=False)
        media, thumbnail, inline = [await self.upload(scene.aiko) for _ in range(3)]
        html = f'<img src="mxc://{scene.via}/{inline}"> <b>lotus</b>'
        await self.shows(
            scene,
            scene.aiko,
            "lounge",
            media,
            info={"thumbnail_url": f"mxc://{scene.via}/{thumbnail}"},
            formatted_body=html,
        )
        ours = scene.via
        for one in (media, thumbnail, inline):
            await self.bound(scene, one, "lounge")
            for outsider in (scene.ben, await scene.ours.admin(), scene.dora):
                self.assertEqual(set(await self.fetches(outsider, ours, one)), {404}, outsider)
                self.assertEqual(set(await self.fetches(outsider, ours, one, _BEFORE)), {404}, outsider)
            for path in (f"v1/media/download/{one}", f"v1/media/thumbnail/{one}"):
                status, _ = await scene.hostile.get(path, width="32", height="32", method="scale")
                self.assertEqual(status, 404, path)
            for path in _NOW + _BEFORE:
                status, _ = await scene.ours.api(
                    "GET", path.replace("{server}", ours).replace("{media}", one)
                )
                self.assertIn(status, (401, 404), path)
            self.assertEqual(set(await self.fetches(scene.aiko, ours, one)), {200})
        await scene.pays(scene.ben)
        await scene.pays(scene.chika)
        for member in (scene.ben, scene.chika):
            self.assertEqual(set(await self.fetches(member, ours, media)), {200}, member)
        for person in (scene.ben, scene.chika):
            path = f"v1/salons/{scene.salon.slug}/members/{person.user_id}/remove"
            await scene.salon.owner.ask("POST", path, {"reason": ""})
            await scene.shut_to(person)
        self.assertEqual(set(await self.fetches(scene.ben, ours, media)), {404})
        self.assertEqual((await scene.hostile.get(f"v1/media/download/{media}"))[0], 404)
        self.assertEqual(
            set(await self.fetches(scene.chika, ours, inline)), {404}
        )  # not fetched there before

    async def test_nobody_opens_a_picture_to_others_or_shuts_it_away(self) -> None:
        scene = await self.scene(resident=False)
        other = await self.salon(scene.ours, slug="old-pine", owner="pat")
        pines = await other.room("lounge")
        await other.is_in(other.owner, "lounge")
        media, face = await self.upload(scene.aiko), await self.upload(scene.ben)
        await self.shows(scene, scene.aiko, "lounge", media)
        await self.bound(scene, media, "lounge")
        path = f"/_matrix/client/v3/profile/{scene.ben.user_id}/avatar_url"
        await scene.ben.ask("PUT", path, {"avatar_url": f"mxc://{scene.via}/{face}"})

        # Pat knows the address and shows it in a salon of his own; Aiko shows somebody's face in the lounge.
        shown = {"msgtype": "m.image", "body": "x", "url": f"mxc://{scene.via}/{media}"}
        await other.owner.send(pines, "m.room.message", shown)
        await self.shows(scene, scene.aiko, "lounge", face)
        own = await self.upload(other.owner)
        await other.owner.send(pines, "m.room.message", {**shown, "url": f"mxc://{scene.via}/{own}"})
        marker = await self.upload(scene.aiko)
        await self.shows(scene, scene.aiko, "lounge", marker)
        await self.bound(scene, marker, "lounge")

        async def pats() -> bool:
            return bool(await scene.ours.rows("SELECT 1 FROM salon_media WHERE media = ?", own))

        await eventually(pats, "the house has seen what Pat showed")
        await self.bound(scene, media, "lounge")
        self.assertEqual(set(await self.fetches(other.owner, scene.via, media)), {404})
        for anybody in (other.owner, scene.dora, scene.aiko):
            self.assertEqual(set(await self.fetches(anybody, scene.via, face)), {200}, anybody)

        # Who may see it may show it elsewhere in the salon.
        await self.shows(scene, scene.aiko, "hello", media)
        await self.bound(scene, media, "lounge", "hello")

    async def test_faces_go_with_invitations_and_what_another_server_holds_is_its_own(self) -> None:
        scene = await self.scene()
        sign, face = await self.upload(scene.salon.owner), await self.upload(scene.aiko)
        await scene.salon.owner.set_state(
            scene.rooms["lounge"], "m.room.avatar", {"url": f"mxc://{scene.via}/{sign}"}
        )
        path = f"/_matrix/client/v3/profile/{scene.aiko.user_id}/avatar_url"
        await scene.aiko.ask("PUT", path, {"avatar_url": f"mxc://{scene.via}/{face}"})
        marker = await self.upload(scene.aiko)
        await self.shows(scene, scene.aiko, "lounge", marker)
        await self.bound(scene, marker, "lounge")
        for media in (sign, face):
            for anybody in (scene.ben, scene.dora):
                self.assertEqual(set(await self.fetches(anybody, scene.via, media)), {200}, anybody)

        there, theirs = scene.theirs.server_name, await self.upload(scene.chika)
        shown = {"msgtype": "m.image", "body": "x", "url": f"mxc://{there}/{theirs}"}
        await scene.chika.send(scene.rooms["lounge"], "m.room.message", shown)
        self.assertEqual(set(await self.fetches(scene.aiko, there, theirs)), {200})
        self.assertEqual(set(await self.fetches(scene.chika, scene.via, marker)), {200})
        # Chika's server has it for Chika, and gives it to Dora who knows the address: see docs/gate.md.
        self.assertEqual((await self.fetches(scene.dora, scene.via, marker))[0], 200)

        for path in ("/_matrix/client/v1/media/preview_url", "/_matrix/media/v3/preview_url"):
            for person in (scene.ben, scene.aiko):
                url = f"{scene.ours.base_url}_synapse/client/salon/v1/me"
                status, answer = await person.api("GET", f"{path}?url={url}")
                self.assertIn(status, (403, 404), answer)
