# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Friends at the door: members, staff and owners who would let somebody in, and rooms made up to do it."""

from typing import Any

from tests.support.gate import GateCase, Scene
from tests.support.people import Person, refused

_DOORS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("m.room.join_rules", {"join_rule": "public"}),
    ("m.room.join_rules", {"join_rule": "knock"}),
    ("m.room.history_visibility", {"history_visibility": "world_readable"}),
    ("m.room.guest_access", {"guest_access": "can_join"}),
    ("m.room.canonical_alias", {"alias": None}),
    ("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}),
    ("m.room.server_acl", {"allow": ["*"], "deny": []}),
    ("m.room.tombstone", {"body": "moved", "replacement_room": "!x"}),
    ("m.space.parent", {"via": ["x.example"]}),
    ("io.synapse_salon.room", {"salon": "!x", "kind": "chat", "access": "public"}),
)


class Inviting(GateCase):
    """Olive owns the salon, Mio moderates it, Aiko and Chika are members."""

    async def with_staff(self) -> tuple[Scene, Person]:
        scene = await self.scene()
        mio = await scene.ours.person("mio")
        await scene.salon.appoints(mio, "moderator")
        await scene.salon.is_in(scene.salon.owner, "staff", "lobby")
        return scene, mio

    async def test_nobody_but_the_house_lets_anybody_in_or_changes_a_door(self) -> None:
        scene, mio = await self.with_staff()
        await scene.enters(mio, "hello", "gold")
        await self.invitations(scene, mio)
        await self.doors(scene, mio)
        await self.names(scene, mio)
        await self.rooms_made_up(scene)
        for guest in (scene.ben, scene.dora):
            self.assertEqual(await guest.invited_rooms(), [])

    async def invitations(self, scene: Scene, mio: Person) -> None:
        """Nobody invites anybody into any room."""
        wrong = []
        for person in (scene.salon.owner, mio, scene.aiko, scene.chika):
            for key, room in scene.rooms.items():
                if await scene.membership(person, room) != "join":
                    continue
                for guest in (scene.ben.user_id, scene.dora.user_id):
                    by_state = {"membership": "invite"}
                    tries = (
                        ("POST", "invite", {"user_id": guest}),
                        ("PUT", f"state/m.room.member/{guest}", by_state),
                        ("POST", "invite", {"user_id": guest, "reason": "!agree"}),
                    )
                    for method, last, body in tries:
                        status, answer = await person.api(
                            method, f"/_matrix/client/v3/rooms/{room}/{last}", body
                        )
                        if status != 403:
                            wrong.append(f"{person.user_id} {last} {guest} into {key}: {status} {answer}")
        self.assertEqual(wrong, [])

    async def doors(self, scene: Scene, mio: Person) -> None:
        """Nobody changes who may come in or read."""
        wrong = []
        for person in (scene.salon.owner, mio, scene.aiko, scene.chika):
            for key in ("space", "lounge", "news"):
                room = scene.rooms[key]
                levels = await scene.salon.owner.state(room, "m.room.power_levels")
                for name, content in (
                    *_DOORS,
                    ("m.room.power_levels", {**levels, "invite": 0}),
                    ("m.room.power_levels", {**levels, "users": {**levels["users"], person.user_id: 100}}),
                    ("m.room.power_levels", {**levels, "users_default": 50}),
                    ("m.space.child", {"via": [scene.via]}),
                ):
                    path = f"/_matrix/client/v3/rooms/{room}/state/{name}"
                    status, answer = await person.api("PUT", path, content)
                    if status != 403:
                        wrong.append(f"{person.user_id} sets {name} in {key}: {status} {answer}")
                status, answer = await person.api(
                    "POST", f"/_matrix/client/v3/rooms/{room}/upgrade", {"new_version": "12"}
                )
                if status != 403:
                    wrong.append(f"{person.user_id} upgrades {key}: {status} {answer}")
        self.assertEqual(wrong, [])

    async def names(self, scene: Scene, mio: Person) -> None:
        """Nobody names or publishes a room as the salon's; a name of one's own opens nothing."""
        room = scene.rooms["lounge"]
        for person in (scene.salon.owner, mio, scene.aiko):
            for name in ("blue-lotus-party", "blue-lotus-tea-room"):
                alias = f"/_matrix/client/v3/directory/room/%23{name}:{scene.via}"
                self.assertEqual((await person.api("PUT", alias, {"room_id": room}))[0], 403, name)
            publish = f"/_matrix/client/v3/directory/list/room/{room}"
            self.assertEqual((await person.api("PUT", publish, {"visibility": "public"}))[0], 403)
        # A name of her own leads to the room, and opens nothing; on her own server Chika may list what she likes.
        alias = f"%23secret-garden:{scene.via}"
        await scene.aiko.ask("PUT", f"/_matrix/client/v3/directory/room/{alias}", {"room_id": room})
        theirs = f"/_matrix/client/v3/directory/room/%23garden:{scene.theirs.server_name}"
        await scene.chika.api("PUT", theirs, {"room_id": room})
        for stranger in (scene.ben, scene.dora):
            for name in (f"#secret-garden:{scene.via}", f"#garden:{scene.theirs.server_name}"):
                self.assertEqual((await refused(stranger.join(name))).errcode, "M_FORBIDDEN", name)

    async def rooms_made_up(self, scene: Scene) -> None:
        """Rooms that pass for the salon's open nothing."""
        allow = [{"type": "m.room_membership", "room_id": scene.rooms[key]} for key in ("space", "lounge")]
        for person, stranger in ((scene.aiko, scene.ben), (scene.chika, scene.dora)):
            # A member's own room for the salon's members: it is hers, and a stranger cannot enter it either.
            restricted = {"type": "m.room.join_rules", "content": {"join_rule": "restricted", "allow": allow}}
            own = await person.create_room(preset="private_chat", initial_state=[restricted])
            self.assertEqual((await refused(stranger.join(own))).errcode, "M_FORBIDDEN")
            # A stranger's space that claims the salon's rooms as children shows nothing of them and opens none.
            children = [
                {"type": "m.space.child", "state_key": scene.rooms[key], "content": {"via": [scene.via]}}
                for key in ("space", "lounge", "hello", "staff")
            ]
            parent = {
                "type": "m.space.parent",
                "state_key": scene.rooms["space"],
                "content": {"via": [scene.via]},
            }
            tells = {
                "type": "io.synapse_salon.room",
                "content": {"salon": scene.rooms["space"], "kind": "chat", "access": "members"},
            }
            fake = await stranger.create_room(
                preset="public_chat",
                creation_content={
                    "type": "m.space",
                    "predecessor": {"room_id": scene.rooms["lounge"], "event_id": scene.said},
                },
                initial_state=[*children, parent, tells],
            )
            listed = await stranger.ask("GET", f"/_matrix/client/v1/rooms/{fake}/hierarchy")
            self.assertEqual([room["room_id"] for room in listed["rooms"]], [fake])
            self.assertEqual(scene.leaks({**listed, "rooms": listed["rooms"][1:]}), [])
            for key in ("space", "lounge", "hello"):
                self.assertEqual(
                    (await refused(stranger.join(scene.rooms[key], via=scene.via))).errcode, "M_FORBIDDEN"
                )

    async def test_nobody_is_smuggled_into_a_new_room_no_name_taken_no_identity_server_asked(self) -> None:
        scene = await self.scene(resident=False)
        member = {"type": "m.room.member", "state_key": scene.aiko.user_id, "content": {"membership": "join"}}
        for person in (scene.ben, scene.aiko):
            for wish in (
                {"initial_state": [member]},
                {"initial_state": [{**member, "content": {"membership": "invite"}}]},
                {"room_alias_name": f"{scene.salon.slug}-party"},
                {"room_alias_name": scene.salon.slug},
            ):
                self.assertEqual((await refused(person.create_room(**wish))).status // 100, 4, wish)
        room = await scene.ben.create_room(preset="private_chat", invite=[scene.aiko.user_id])
        self.assertEqual(await scene.aiko.invited_rooms(), [room])

        body = {
            "id_server": "127.0.0.1:1",
            "id_access_token": "x",
            "medium": "email",
            "address": "ben@x.example",
        }
        for person in (scene.ben, scene.aiko, scene.salon.owner, await scene.ours.admin()):
            for key in ("space", "lounge"):
                path = f"/_matrix/client/v3/rooms/{scene.rooms[key]}/invite"
                status, answer = await person.api("POST", path, body)
                # Synapse asking that server would be a 500: nothing listens there.
                self.assertEqual((status, answer["errcode"]), (403, "M_FORBIDDEN"))
