# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second server that breaks the rules: signed requests and hand-made events, without a member and with one."""

from typing import Any
from urllib.parse import quote

from tests.support.gate import GateCase, Scene
from tests.support.hostile import Event, Moment, id_of
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL
from tests.support.waiting import eventually

KINDS = ("space", "lounge", "news", "hello", "gold", "tier", "staff", "lobby")


class HostileCase(GateCase):
    """Somebody runs Chika's and Dora's server who would like to read along."""

    async def reads(self, scene: Scene, room: str, event_id: str) -> dict[str, tuple[int, Any]]:
        """What their server is told when it asks ours for a room's past and state."""
        get, post = scene.hostile.get, scene.hostile.post
        room, event = quote(room, safe=""), quote(event_id, safe="")
        newest = {"earliest_events": [], "latest_events": [event_id], "limit": 20}
        return {
            "event": await get(f"v1/event/{event}"),
            "state": await get(f"v1/state/{room}", event_id=event_id),
            "state_ids": await get(f"v1/state_ids/{room}", event_id=event_id),
            "event_auth": await get(f"v1/event_auth/{room}/{event}"),
            "backfill": await get(f"v1/backfill/{room}", v=[event_id], limit="50"),
            "get_missing_events": await post(f"v1/get_missing_events/{room}", newest),
            "timestamp_to_event": await get(f"v1/timestamp_to_event/{room}", ts="1", dir="f"),
        }

    async def holds(self, scene: Scene, outside: Person, room: str) -> None:
        """Nobody new is in the room, and its doors are as they were."""
        self.assertNotIn(await scene.membership(outside, room), ("join", "invite", "knock"))
        rules = await scene.aiko.state(room, "m.room.join_rules")
        self.assertEqual(rules["join_rule"], "restricted")

    def message(self, scene: Scene, at: Moment, sender: Person, text: str) -> Event:
        content = {"msgtype": "m.text", "body": text}
        return scene.hostile.event(scene.rooms["lounge"], at, sender.user_id, "m.room.message", content)

    async def put_out(self, scene: Scene, person: Person, *keys: str) -> None:
        """The owner removes a member; our server knows it at once."""
        path = f"v1/salons/{scene.salon.slug}/members/{person.user_id}/remove"
        await scene.salon.owner.ask("POST", path, {"reason": ""})
        await scene.shut_to(person)


class Asking(HostileCase):
    """What the other server is told."""

    async def test_without_a_member_nothing_while_one_is_in_what_it_needs_and_then_nothing_again(
        self,
    ) -> None:
        scene = await self.scene(resident=False)
        await self.templates_and_lists(scene)
        lounge = scene.rooms["lounge"]
        for what, (status, answer) in (await self.reads(scene, lounge, scene.said)).items():
            self.assertIn(status, (403, 404), f"{what}: {answer}")
            self.assertEqual(scene.leaks(answer), [], what)
        await scene.pays(scene.chika, "hello")
        for what, (status, answer) in (await self.reads(scene, lounge, scene.said)).items():
            self.assertEqual(status, 200, f"{what}: {answer}")
        await self.put_out(scene, scene.chika)
        later = await scene.aiko.say(lounge, "合言葉 蓮池の鍵は石灯籠の下")
        for event_id in (scene.said, later):
            for what, (status, answer) in (await self.reads(scene, lounge, event_id)).items():
                self.assertIn(status, (403, 404), f"{what}: {answer}")
                self.assertEqual(scene.leaks(answer), [], what)

    async def templates_and_lists(self, scene: Scene) -> None:
        """No template for a membership, no summary of a room."""
        get = scene.hostile.get
        for key in KINDS:
            room, dora = quote(scene.rooms[key], safe=""), quote(scene.dora.user_id, safe="")
            for path in (f"v1/make_join/{room}/{dora}", f"v1/make_knock/{room}/{dora}"):
                status, answer = await get(path, ver="12")
                self.assertIn(status, (403, 404), f"{path}: {answer}")
            for path in (f"v1/make_leave/{room}/{dora}", f"v1/hierarchy/{room}"):
                status, answer = await get(path)
                self.assertIn(status, (403, 404), f"{path}: {answer}")
        status, answer = await get("v1/publicRooms", limit="100")
        self.assertTrue(status == 403 or answer["chunk"] == [], answer)
        _, answer = await get("v1/query/directory", room_alias=f"#{scene.salon.slug}-lounge:{scene.via}")
        self.assertEqual(answer["servers"], [scene.via])
        self.assertEqual(scene.leaks(answer), [])


class ByHand(HostileCase):
    """Events made by hand."""

    async def test_what_its_members_make_by_hand_lets_nobody_in(self) -> None:
        scene = await self.scene()
        await self.joins_handed_in(scene)
        await self.joins_authorised_there(scene)
        await self.invitations_of_our_people(scene)
        await self.invitations_and_doors(scene)

    async def joins_handed_in(self, scene: Scene) -> None:
        """Joins of somebody who has not paid."""
        house, chika = scene.ours.user_id("salon"), scene.chika.user_id
        for key in KINDS:
            room = scene.rooms[key]
            at = await scene.hostile.moment(room)
            for authorised_by in (None, house, chika, scene.aiko.user_id):
                join = scene.hostile.join(room, at, scene.dora.user_id, authorised_by)
                status, answer = await scene.hostile.send_join(join)
                self.assertIn(status, (400, 403), f"{key} by {authorised_by}: {answer}")
                self.assertEqual(scene.leaks(answer), [])
            self.assertIsNone(await scene.membership(scene.dora, room), key)

    async def joins_authorised_there(self, scene: Scene) -> None:
        """A server that is in the room authorises its own people."""
        room = scene.rooms["lounge"]
        for authorised_by in (None, scene.chika.user_id, scene.ours.user_id("salon"), scene.aiko.user_id):
            at = await scene.hostile.moment(room)
            await scene.hostile.push(scene.hostile.join(room, at, scene.dora.user_id, authorised_by))
            await self.holds(scene, scene.dora, room)

    async def invitations_of_our_people(self, scene: Scene) -> None:
        """Invitations of our people, and of theirs by a third party."""
        for key in ("space", "lounge"):
            room = scene.rooms[key]
            at = await scene.hostile.moment(room)
            invite = scene.hostile.event(
                room, at, scene.chika.user_id, "m.room.member", {"membership": "invite"}, scene.ben.user_id
            )
            body = {"event": invite, "room_version": "12", "invite_room_state": []}
            path = f"v2/invite/{quote(room, safe='')}/{quote(id_of(invite), safe='')}"
            status, answer = await scene.hostile.put(path, body)
            self.assertEqual(status // 100, 4, answer)
            third = {
                "type": "m.room.member",
                "room_id": room,
                "sender": scene.chika.user_id,
                "state_key": scene.dora.user_id,
                "content": {
                    "membership": "invite",
                    "third_party_invite": {
                        "display_name": "dora",
                        "signed": {"mxid": scene.dora.user_id, "token": "abc", "signatures": {}},
                    },
                },
            }
            path = f"v1/exchange_third_party_invite/{quote(room, safe='')}"
            status, answer = await scene.hostile.put(path, third)
            self.assertEqual(status // 100, 4, answer)
        self.assertEqual(await scene.ben.invited_rooms(), [])
        self.assertIsNone(await scene.membership(scene.dora, scene.rooms["lounge"]))

    async def invitations_and_doors(self, scene: Scene) -> None:
        """A member there invites, and changes the room's doors."""
        room, chika, dora = scene.rooms["lounge"], scene.chika.user_id, scene.dora.user_id
        levels = await scene.aiko.state(room, "m.room.power_levels")
        at = await scene.hostile.moment(room)
        invite = scene.hostile.event(room, at, chika, "m.room.member", {"membership": "invite"}, dora)
        invited = Moment([id_of(invite)], at.depth + 1, {**at.state, ("m.room.member", dora): id_of(invite)})
        join = scene.hostile.join(room, invited, dora)
        await scene.hostile.push(invite, join)
        for kind, content in (
            ("m.room.join_rules", {"join_rule": "public"}),
            ("m.room.power_levels", {**levels, "invite": 0}),
            ("m.room.history_visibility", {"history_visibility": "world_readable"}),
            ("m.room.guest_access", {"guest_access": "can_join"}),
        ):
            before = await scene.aiko.state(room, kind)
            made = scene.hostile.event(room, await scene.hostile.moment(room), chika, kind, content, "")
            await scene.hostile.push(made)
            self.assertEqual(await scene.aiko.state(room, kind), before, kind)
        await self.holds(scene, scene.dora, room)

    async def test_a_removed_member_comes_back_by_no_older_moment(self) -> None:
        scene = await self.scene()
        room, chika = scene.rooms["lounge"], scene.chika
        await self.no_second_join(scene)
        while_in = await scene.hostile.moment(room)
        await self.put_out(scene, chika)
        now = await scene.hostile.moment(room)
        for at in (while_in, now):
            for authorised_by in (None, scene.ours.user_id("salon"), chika.user_id):
                join = scene.hostile.join(room, at, chika.user_id, authorised_by)
                status, answer = await scene.hostile.send_join(join)
                self.assertIn(status, (400, 403), answer)
                self.assertEqual(scene.leaks(answer), [])
                await scene.hostile.push(join)
                await self.holds(scene, chika, room)
        await scene.hostile.push(self.message(scene, while_in, chika, "まだいます"))
        await scene.aiko.say(room, "さようなら")
        self.assertNotIn("まだいます", [said.body for said in await scene.aiko.messages(room)])
        await self.holds(scene, chika, room)

    async def no_second_join(self, scene: Scene) -> None:
        """Joins of somebody who is in are taken one after the other, so that none is kept for later."""
        room, house = scene.rooms["lounge"], scene.ours.user_id("salon")
        first = await scene.hostile.moment(room)
        for _ in range(2):  # as a server does that lost its memory
            join = scene.hostile.join(room, await scene.hostile.moment(room), scene.chika.user_id, house)
            self.assertEqual((await scene.hostile.send_join(join))[0], 200)
        beside = Moment(first.prev, first.depth + 1, first.state)
        spare = scene.hostile.join(room, beside, scene.chika.user_id, house)
        status, answer = await scene.hostile.send_join(spare)
        self.assertEqual(status, 403, answer)

    async def test_someone_who_may_only_read_writes_nothing_by_hand(self) -> None:
        scene = await self.scene()
        await scene.salon.joins(scene.dora, FAILS_AT_RENEWAL)
        await scene.enters(scene.dora, "space", "lounge")
        room = scene.rooms["lounge"]
        before = await scene.hostile.moment(room)
        await scene.ours.advance(days=31)
        await scene.salon.becomes(scene.dora, "past_due")
        await scene.ours.advance(days=8)
        await scene.salon.becomes(scene.dora, "read_only")

        async def muted() -> bool:
            levels = await scene.aiko.state(room, "m.room.power_levels")
            return bool(levels["users"].get(scene.dora.user_id) == -1)

        await eventually(muted, "the room knows that Dora only reads")
        for at in (before, await scene.hostile.moment(room)):
            await scene.hostile.push(self.message(scene, at, scene.dora, "だまれない"))
            reaction = {"m.relates_to": {"rel_type": "m.annotation", "event_id": scene.said, "key": "👎"}}
            await scene.hostile.push(
                scene.hostile.event(room, at, scene.dora.user_id, "m.reaction", reaction)
            )
        seen = await scene.aiko.events(room)
        self.assertEqual(
            [
                event
                for event in seen
                if event["sender"] == scene.dora.user_id and event["type"] != "m.room.member"
            ],
            [],
        )
