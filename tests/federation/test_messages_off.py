# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon whose members do not write to each other privately: every trick, from both servers and any client."""

from collections.abc import Coroutine
from typing import Any
from urllib.parse import quote

import attrs

from tests.support.abroad import Guest, abroad
from tests.support.homeserver import Homeserver
from tests.support.hostile import Hostile
from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import eventually

EN = "Members of 青い蓮 do not write to each other privately."
JA = "青い蓮では、会員どうしの個別のやりとりはできません。"
OPEN: dict[str, Any] = {"preset": "public_chat"}
KNOCK = {
    "preset": "private_chat",
    "initial_state": [{"type": "m.room.join_rules", "content": {"join_rule": "knock"}}],
}


@attrs.define
class Scene:
    """Olive's salon on our server; its members Aiko (Japanese), Ben (English) and Chika, who is on their server; the
    strangers Fumi (ours) and Dora (theirs)."""

    salon: Salon
    ours: Homeserver
    theirs: Homeserver
    aiko: Person
    ben: Person
    chika: Guest
    fumi: Person
    dora: Person


class MessagesOff(SalonCase):
    """The rule, every way around it, and who is not meant by it."""

    async def scene(self, dm: str = "off") -> Scene:
        ours, theirs = await self.start_two()
        salon = await self.salon(ours)
        scene = Scene(
            salon,
            ours,
            theirs,
            await ours.person("aiko"),
            await ours.person("ben"),
            await abroad("chika", theirs, ours),
            await ours.person("fumi"),
            await theirs.person("dora"),
        )
        await self.says(salon, dm)
        return scene

    async def says(self, salon: Salon, dm: str) -> None:
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": dm})

    async def join_all(self, scene: Scene) -> None:
        await scene.salon.joins(scene.aiko, language="ja")
        await scene.salon.joins(scene.ben, language="en")
        await scene.salon.joins(scene.chika, language="en")

    async def told(self, wish: Coroutine[Any, Any, Any], words: str, trick: str) -> None:
        """A trick was refused, with the reason in words."""
        refusal = await refused(wish)
        self.assertEqual((refusal.status, refusal.errcode), (403, "M_FORBIDDEN"), f"{trick}: {refusal}")
        self.assertIn(words, str(refusal.body), trick)

    async def test_no_trick_leaves_two_members_alone_and_staff_and_house_still_talk(self) -> None:
        scene = await self.scene()
        aiko, ben, chika = scene.aiko, scene.ben, scene.chika
        fumi, dora, our = scene.fumi, scene.dora, scene.ours.server_name
        # Before anybody is a member: two rooms of three, one on each server, and one of two that is written in.
        three = await fumi.create_room(preset="private_chat", invite=[aiko.user_id, ben.user_id])
        for person in (aiko, ben):
            await person.join(three)
        abroad_three = await dora.create_room(preset="private_chat", invite=[aiko.user_id, chika.user_id])
        await chika.join(abroad_three)
        await eventually(aiko.invited_rooms, "the invitation arrives")
        await aiko.join(abroad_three, via=scene.theirs.server_name)
        old = await aiko.create_room(preset="private_chat", is_direct=True, invite=[chika.user_id])
        await eventually(chika.invited_rooms, "the invitation arrives")
        await chika.join(old, via=our)
        waits = await aiko.create_room(preset="private_chat", invite=[ben.user_id])
        await self.join_all(scene)
        own = {person: await person.create_room(preset="private_chat") for person in (aiko, ben, chika)}
        public = {person: await person.create_room(**OPEN) for person in (aiko, ben, chika)}
        knocked = {person: await person.create_room(**KNOCK) for person in (aiko, ben)}
        member = {"type": "m.room.member", "state_key": ben.user_id, "content": {"membership": "invite"}}
        with_ben, with_aiko = [ben.user_id], [aiko.user_id]
        tricks: tuple[tuple[str, str, Coroutine[Any, Any, Any]], ...] = (
            ("a room for two", JA, aiko.create_room(is_direct=True, invite=with_ben)),
            ("a room for two", EN, ben.create_room(is_direct=True, invite=with_aiko)),
            ("a room for two, abroad", EN, chika.create_room(is_direct=True, invite=with_aiko)),
            ("with somebody abroad", JA, aiko.create_room(preset="private_chat", invite=[chika.user_id])),
            ("a stranger beside them", JA, aiko.create_room(invite=[fumi.user_id, ben.user_id])),
            ("in the first state", "", aiko.create_room(initial_state=[member])),
            ("an invitation", JA, aiko.invite(own[aiko], ben)),
            (
                "by state",
                JA,
                aiko.set_state(own[aiko], "m.room.member", {"membership": "invite"}, ben.user_id),
            ),
            ("an invitation to abroad", JA, aiko.invite(own[aiko], chika)),
            ("an invitation from abroad", EN, chika.invite(own[chika], aiko)),
            ("an invitation kept from before", EN, ben.join(waits)),
            ("an open room", EN, ben.join(public[aiko])),
            ("an open room, from abroad", EN, chika.join(public[aiko], via=our)),
            ("a knock", EN, ben.knock(knocked[aiko], reason="secretly: shall we?")),
            ("a knock, the other way", JA, aiko.knock(knocked[ben], reason="ないしょ")),
            ("a knock from abroad", EN, chika.knock(knocked[aiko], via=our, reason="secretly")),
            ("a room of before", JA, aiko.say(old, "ないしょ")),
        )
        for trick, words, wish in tricks:
            await self.told(wish, words, trick)
        # Three may talk, and when the third is gone nobody does.
        said = await aiko.say(three, "三人です")
        await ben.hears(three, "三人です")
        await fumi.leave(three)
        await self.told(aiko.say(three, "二人です"), JA, "the third leaves")
        await self.told(
            ben.send(three, "m.room.encrypted", {"algorithm": "x"}), EN, "the third leaves, encrypted"
        )
        await self.told(ben.send(three, "org.example.note", {"note": "hi"}), EN, "the third leaves, odd type")
        await self.told_without_messages(three, said, aiko, fumi)
        await chika.say(abroad_three, "three of us")
        await aiko.hears(abroad_three, "three of us")
        await dora.leave(abroad_three)

        async def gone() -> bool:
            return (await aiko.members(abroad_three)).get(dora.user_id) == "leave"

        await eventually(gone, "our server knows that the third left")
        await self.told(aiko.say(abroad_three, "二人です"), JA, "the third leaves, abroad")
        await chika.say(abroad_three, "only two")  # her own server cannot be told
        await chika.say(old, "only two, of old")
        await self.nobody_hears(scene, abroad_three, old)
        await self.in_words(scene)
        await self.who_is_not_meant(scene)

    async def told_without_messages(self, room: str, said: str, aiko: Person, fumi: Person) -> None:
        """Words go along with other things too: with taking back, a name, asking somebody in, going."""
        rooms = f"/_matrix/client/v3/rooms/{quote(room, safe='')}"
        takes_back = f"{rooms}/redact/{quote(said, safe='')}/"
        name: dict[str, Any] = {"membership": "join", "displayname": "ないしょ"}
        asks = {"user_id": fumi.user_id, "reason": "ないしょ"}
        for trick, wish in (
            ("why it is taken back", aiko.ask("PUT", f"{takes_back}1", {"reason": "ないしょ"})),
            ("a name", aiko.set_state(room, "m.room.member", name, aiko.user_id)),
            ("why somebody is asked in", aiko.ask("POST", f"{rooms}/invite", asks)),
            ("why one goes", aiko.ask("POST", f"{rooms}/leave", {"reason": "ないしょ"})),
        ):
            await self.told(wish, JA, trick)
        await aiko.ask("PUT", f"{takes_back}2", {})
        everywhere = f"/_matrix/client/v3/profile/{quote(aiko.user_id)}/displayname"
        await aiko.ask("PUT", everywhere, {"displayname": "あお"})

    async def nobody_hears(self, scene: Scene, *rooms: str) -> None:
        """What Chika's server let her say is hidden on ours. A word from somebody unrelated comes after it."""
        hostile = Hostile(scene.theirs, scene.ours)
        for room in rooms:
            event = hostile.event(
                room,
                await hostile.moment(room),
                scene.chika.user_id,
                "m.room.message",
                {"msgtype": "m.text", "body": "only two, by hand"},
            )
            await hostile.push(event)
            self.assertNotIn("only two", str(await scene.aiko.messages(room)), room)

    async def in_words(self, scene: Scene) -> None:
        """A program finds the reason in a word, and the page that helps."""
        refusal = await refused(scene.aiko.create_room(is_direct=True, invite=[scene.ben.user_id]))
        self.assertEqual(refusal.reason, "dm_off")
        self.assertTrue(refusal.body["salon"]["url"].endswith("s/blue-lotus"), refusal.body)

    async def who_is_not_meant(self, scene: Scene) -> None:
        """Those who run the salon, the house, strangers; and everybody again, once the salon has it otherwise."""
        salon, aiko, ben, chika = scene.salon, scene.aiko, scene.ben, scene.chika
        for writer, reader in (
            (salon.owner, aiko),
            (aiko, salon.owner),
            (salon.owner, chika),
            (chika, salon.owner),
            (aiko, scene.fumi),
            (chika, scene.fumi),
            (scene.dora, aiko),
        ):
            await self.talk(writer, reader)
        room = await direct_room(aiko, scene.ours.user_id("salon"))
        await aiko.say(room, "!me")
        await aiko.hears(room, "青い蓮")
        await self.asks_the_staff(scene)
        await self.says(salon, "operator")
        await self.told(aiko.create_room(invite=[ben.user_id]), JA, "with the staff only")
        await self.says(salon, "members")
        await self.talk(chika, ben, "m.room.encrypted")

    async def asks_the_staff(self, scene: Scene) -> None:
        """Chika, from elsewhere, asks in private; nobody but the staff is in the room with her."""
        asked = await scene.chika.ask("POST", "v1/salons/blue-lotus/ask", {"body": "a word in private"})
        room = asked["room_id"]

        async def enters() -> bool:
            path = f"/_matrix/client/v3/join/{quote(room)}?via={scene.ours.server_name}"
            return bool((await scene.chika.api("POST", path, {}))[0] == 200)

        await eventually(enters, "Chika is invited and enters")
        await scene.chika.say(room, "it is about money")
        await scene.salon.is_in(scene.salon.owner, "lounge")
        await scene.salon.owner.hears(room, "it is about money")
        await scene.salon.owner.say(room, "we will look")
        await scene.chika.hears(room, "we will look")
        for person in (scene.aiko, scene.fumi, scene.dora):
            self.assertEqual((await refused(person.join(room, via=scene.ours.server_name))).status, 403)
        close = f"v1/salons/blue-lotus/asks/{asked['id']}/close"
        self.assertEqual((await scene.chika.ask("POST", close, {}))["state"], "closed")

        async def out() -> bool:
            return room not in await scene.chika.rooms()

        await eventually(out, "Chika is out of the closed room")

    async def talk(self, writer: Person, reader: Person, kind: str = "m.room.message") -> None:
        """One opens a room for two, the other comes, and both speak."""
        room = await writer.create_room(
            preset="trusted_private_chat", is_direct=True, invite=[reader.user_id]
        )

        async def there() -> bool:
            return room in await reader.invited_rooms()

        await eventually(there, f"{reader.user_id} is asked by {writer.user_id}")
        await reader.join(room, via=writer.user_id.partition(":")[2])
        for speaker, hearer in ((reader, writer), (writer, reader)):
            content = {"msgtype": "m.text", "body": "はい", "algorithm": "m.megolm.v1.aes-sha2"}
            said = await speaker.send(room, kind, content)

            async def heard(hearer: Person = hearer, said: str = said) -> bool:
                return said in [event["event_id"] for event in await hearer.events(room)]

            await eventually(heard, f"{hearer.user_id} hears {speaker.user_id}")
