# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Losing access: step by step, at once, with invitations under way, and by having slipped in."""

from typing import Any

from synapse.module_api.errors import SynapseError

from synapse_salon.platform import Platform
from tests.federation.test_gate_entering import ENTERING
from tests.federation.test_gate_reading import READING
from tests.support.abroad import abroad
from tests.support.gate import DEFAULT, GateCase, Scene, Way
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD
from tests.support.waiting import eventually

_LOBBY = tuple(way for way in ENTERING if "lobby" in way.name)
_ELSEWHERE = tuple(way for way in ENTERING if way not in _LOBBY)
_ROOM = "/_matrix/client/v3/rooms/{lounge}"
_WRITING = (
    Way("speak", "PUT", f"{_ROOM}/send/m.room.message/r1", {"msgtype": "m.text", "body": "x"}),
    Way("speak in a thread", "PUT", f"{_ROOM}/send/m.room.message/r2", {
        "msgtype": "m.text", "body": "x", "m.relates_to": {"rel_type": "m.thread", "event_id": "{said}"}}),
    Way("react", "PUT", f"{_ROOM}/send/m.reaction/r3", {
        "m.relates_to": {"rel_type": "m.annotation", "event_id": "{said}", "key": "x"}}),
    Way("a poll", "PUT", f"{_ROOM}/send/m.poll.start/r4", {}),
    Way("a sticker", "PUT", f"{_ROOM}/send/m.sticker/r5", {"body": "x", "url": "mxc://x/y", "info": {}}),
    Way("anything", "PUT", f"{_ROOM}/send/x.example.anything/r6", {}),
    Way("redact", "PUT", f"{_ROOM}/redact/{{said}}/r7", {}),
    Way("state", "PUT", f"{_ROOM}/state/x.example.state/{{me}}", {}),
    Way("answer announcements", "PUT", "/_matrix/client/v3/rooms/{news}/send/m.room.message/r8", {
        "msgtype": "m.text", "body": "x", "m.relates_to": {"rel_type": "m.thread", "event_id": "{said}"}}),
)  # fmt: skip


class Losing(GateCase):
    """Ben and Dora are members for a while."""

    async def out(self, scene: Scene, person: Person, how: str) -> None:
        path = f"v1/salons/{scene.salon.slug}/members/{person.user_id}/{how}"
        await scene.salon.owner.ask("POST", path, {"reason": ""})

    async def test_who_stops_paying_reads_then_waits_in_the_lobby_and_comes_back_by_paying(self) -> None:
        scene = await self.scene()
        salon, lounge = scene.salon, scene.rooms["lounge"]
        people = (scene.ben, scene.dora)
        for person in people:
            await salon.joins(person, FAILS_AT_RENEWAL)
            await scene.enters(person, *DEFAULT, "hello")
        await scene.ours.advance(days=31)
        for person in people:
            await salon.becomes(person, "past_due")
            await person.say(lounge, "まだ話せる")
        await scene.ours.advance(days=8)
        for person in people:
            await salon.becomes(person, "read_only")

            for key in ("lounge", "news"):

                async def quiet(person: Person = person, room: str = scene.rooms[key]) -> bool:
                    levels = await person.state(room, "m.room.power_levels")
                    return bool(levels["users"].get(person.user_id) == -1)

                await eventually(quiet, f"{person.user_id} writes no more in {key}, there as here")
            await self.all_refused(scene, _WRITING, person)
            self.assertTrue(await person.messages(lounge))
        await scene.ours.advance(days=8)
        for person in people:
            await salon.becomes(person, "lapsed")
            await scene.shut_to(person, "lobby")
            await salon.is_invited_to(person, "lobby") if person is scene.dora else await salon.is_in(
                person, "lobby"
            )
            await self.all_refused(scene, _ELSEWHERE, person)
        await self.shut_past(scene, scene.ben)
        later = await scene.aiko.say(lounge, "新しい話")
        for person in people:
            path = f"/_matrix/client/v3/rooms/{lounge}/event/{later}"
            self.assertIn((await person.api("GET", path))[0], (403, 404))
        await salon.joins(scene.ben, GOOD_CARD)
        await salon.joins(scene.dora, GOOD_CARD)
        await salon.is_in(scene.ben, "hello")
        await scene.enters(scene.dora, *DEFAULT, "hello")
        for person in people:
            await person.hears(lounge, "新しい話")
            await person.say(lounge, "ただいま")

    async def test_removed_and_banned_members_are_out_at_once_and_stay_out(self) -> None:
        scene = await self.scene()
        await scene.pays(scene.ben, "hello")
        await scene.pays(scene.dora, "hello")
        for person, how in ((scene.ben, "remove"), (scene.dora, "ban")):
            await self.out(scene, person, how)
            await scene.shut_to(person)
            await scene.salon.is_out_of(person, *DEFAULT, "hello")
            await self.all_refused(scene, ENTERING, person)
            self.assertEqual((await refused(scene.salon.apply(person))).status, 403)
        await self.shut_past(scene, scene.ben)
        await scene.salon.is_out_of(scene.ben, "lobby")

    async def test_who_leaves_the_space_loses_the_rooms_all_the_same(self) -> None:
        scene = await self.scene()
        for person in (scene.ben, scene.dora):
            await scene.pays(person)
            await person.leave(scene.rooms["space"])

            async def left(person: Person = person) -> bool:
                return await scene.membership(person, scene.rooms["space"]) == "leave"

            await eventually(left, f"{person.user_id} left the Space")
            await person.say(scene.rooms["lounge"], "まだいる")
            self.assertEqual(
                (await refused(person.join(scene.rooms["hello"], via=scene.via))).errcode, "M_FORBIDDEN"
            )
            await self.out(scene, person, "remove")
            await scene.shut_to(person)
            await scene.salon.is_out_of(person, *DEFAULT)
            await self.all_refused(scene, ENTERING, person)

    async def test_invitations_are_taken_back_also_those_another_server_sits_on(self) -> None:
        scene = await self.scene()
        emi = await abroad("emi", scene.theirs, scene.ours)
        await scene.salon.joins(scene.dora)
        await scene.salon.is_invited_to(scene.dora, *DEFAULT)
        await self.out(scene, scene.dora, "ban")
        await scene.shut_to(scene.dora)
        await scene.salon.is_out_of(scene.dora, *DEFAULT)
        await self.all_refused(scene, ENTERING, scene.dora)

        handler = scene.theirs.hs.get_federation_handler()
        plain = handler.on_invite_request
        held: list[str] = []
        removed: list[Person] = []

        async def slowly(**asked: Any) -> Any:
            held.append(asked["event"].room_id)
            while not removed:
                await scene.theirs.module_api.sleep(0.05)
            return await plain(**asked)

        self.patch(handler, "on_invite_request", slowly)
        await scene.salon.joins(emi)
        await eventually(lambda: scene.rooms["space"] in held, "her server sits on the invitation")
        await self.out(scene, emi, "remove")
        await scene.pays(scene.ben)  # so whoever was to be moved before has had their turn
        removed.append(emi)

        async def done() -> bool:
            return not await scene.ours.inside(Platform.of(scene.ours.module_api).crowd.pending)

        await eventually(done, "nobody is to be moved any more")
        await scene.shut_to(emi)
        await scene.salon.is_out_of(emi, *DEFAULT)  # her server knows it too
        await self.all_refused(scene, ENTERING, emi)
        await scene.shut_to(emi)

    async def shut_past(self, scene: Scene, person: Person) -> None:
        """What was said before is not read on our server either."""

        async def shut() -> bool:
            return (await scene.attempt(READING[0], person))[0] == 403

        await eventually(shut, f"the past is shut to {person.user_id}")
        await self.all_refused(scene, [way for way in READING if "lobby" not in way.name], person)


class Slipping(GateCase):
    """In without a right to it, past every door."""

    async def let_in(self, scene: Scene, person: Person) -> None:
        """The house itself lets somebody in, as a mistake or a power cut would."""
        host, room = Platform.of(scene.ours.module_api).host, scene.rooms["lounge"]
        house = scene.ours.user_id("salon")
        await scene.ours.inside(host.set_membership, house, person.user_id, room, "invite", {})

    async def test_who_should_not_be_in_is_put_out_when_seen_and_found_when_not(self) -> None:
        scene = await self.scene()
        room = scene.rooms["lounge"]
        for person in (scene.ben, scene.dora):
            await self.let_in(scene, person)
            await scene.shut_to(person)

            async def over(person: Person = person) -> bool:
                return room not in await person.rooms()

            await eventually(over, f"{person.user_id} is asked in no longer")

        platform = Platform.of(scene.ours.module_api)
        eyes = platform.watch._watchers.pop("membership.strays")
        try:
            await self.let_in(scene, scene.dora)
            await scene.enters(scene.dora, "lounge")  # by the invitation, on her own server
            await scene.ours.advance(hours=1)
            await scene.shut_to(scene.dora)
        finally:
            platform.watch._watchers["membership.strays"] = eyes
        for person in (scene.aiko, scene.chika):
            self.assertEqual(await scene.membership(person, room), "join")


class ThisServerOnly(GateCase):
    """A salon that is for its own server."""

    async def test_nobody_from_elsewhere_is_taken_or_let_in(self) -> None:
        scene = await self.scene(resident=False, this_server_only=True)
        refusal = await refused(scene.salon.apply(scene.chika))
        self.assertEqual((refusal.status, refusal.reason), (403, "this_server_only"))
        host, house = Platform.of(scene.ours.module_api).host, scene.ours.user_id("salon")
        for key in scene.rooms:
            with self.assertRaises(SynapseError):  # not even the house could let her in
                await scene.ours.inside(
                    host.set_membership, house, scene.chika.user_id, scene.rooms[key], "invite", {}
                )
            join = scene.chika.join(scene.rooms[key], via=scene.via)
            self.assertEqual((await refused(join)).status // 100, 4, key)
            at = await scene.hostile.moment(scene.rooms[key])
            for authorised_by in (None, house):
                made = scene.hostile.join(scene.rooms[key], at, scene.chika.user_id, authorised_by)
                self.assertEqual((await scene.hostile.send_join(made))[0] // 100, 4, key)
        await scene.pays(scene.ben, "hello")
