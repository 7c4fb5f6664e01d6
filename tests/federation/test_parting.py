# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who leaves and wishes their posts or their name away, seen from the other server too."""

from tests.support.abroad import abroad
from tests.support.gate import DEFAULT, GateCase, Scene
from tests.support.people import Person
from tests.support.waiting import eventually


class Parting(GateCase):
    """Aiko is from here, Chika and Emi from there; Dora stays, there, and reads."""

    async def test_each_choice_is_seen_on_both_servers(self) -> None:
        scene = await self.scene()
        salon, lounge = scene.salon, scene.rooms["lounge"]
        emi = await abroad("emi", scene.theirs, scene.ours)
        await scene.pays(scene.dora)
        await scene.pays(emi, community_name="絵美")
        said = {
            scene.aiko: await scene.aiko.say(lounge, "アイコの発言"),
            scene.chika: await scene.chika.say(lounge, "チカの発言"),
            emi: await emi.say(lounge, "エミの発言"),
            scene.dora: await scene.dora.say(lounge, "ドラの発言"),
        }
        await scene.chika.react(lounge, said[scene.dora], "❤️")
        for words in ("アイコの発言", "チカの発言", "エミの発言"):
            await scene.dora.hears(lounge, words)
        await salon.owner.hears(lounge, "エミの発言")
        wishes = {scene.aiko: "delete", scene.chika: "delete", emi: "anonymise"}
        for person, wish in wishes.items():
            await person.ask("POST", f"v1/salons/{salon.slug}/leave", {"posts": wish})
        await scene.ours.advance(days=32)
        for person in wishes:
            await salon.becomes(person, "lapsed")
            await self._is_done(scene, person)
        for reader in (salon.owner, scene.dora):
            for person, event_id in said.items():
                keeps = wishes.get(person) != "delete"
                await eventually(
                    lambda reader=reader, event_id=event_id, keeps=keeps: self._stands(
                        reader, lounge, event_id, keeps
                    ),
                    f"{person.user_id}'s words are {'kept' if keeps else 'gone'} for {reader.user_id}",
                )
            for person in wishes:
                await eventually(
                    lambda reader=reader, person=person: self._is_unnamed(reader, lounge, person),
                    f"{person.user_id} has no name any more for {reader.user_id}",
                )
            reactions = [
                event
                for event in await reader.events(lounge)
                if event["type"] == "m.reaction" and event["content"]
            ]
            self.assertEqual(reactions, [])
        report = await scene.chika.ask("GET", f"v1/salons/{salon.slug}/me/posts")
        self.assertEqual((report["found"], report["deleted"], report["failed"]), (2, 2, 0))
        await scene.shut_to(scene.chika)
        await salon.is_out_of(scene.chika, *DEFAULT)

    async def _is_done(self, scene: Scene, person: Person) -> None:
        async def done() -> bool:
            report = await person.ask("GET", f"v1/salons/{scene.salon.slug}/me/posts")
            return bool(report["state"] == "done")

        await eventually(done, f"what {person.user_id} wished is done", patience_s=60)

    async def _stands(self, reader: Person, room: str, event_id: str, keeps: bool) -> bool:
        event = await reader.ask("GET", f"/_matrix/client/v3/rooms/{room}/event/{event_id}")
        return bool(event["content"]) is keeps

    async def _is_unnamed(self, reader: Person, room: str, person: Person) -> bool:
        """Neither in the present nor in the past of the room."""
        now = await reader.state(room, "m.room.member", person.user_id)
        names = {
            str(event["content"].get("displayname") or "")
            for event in await reader.events(room, 200)
            if event["type"] == "m.room.member" and event["state_key"] == person.user_id
        }
        return now["membership"] == "leave" and names <= {"", "退会した会員"} and "退会した会員" in names
