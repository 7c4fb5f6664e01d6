# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One to all and all with all, side by side: the news and the lounge of a salon with members on two servers."""

from urllib.parse import quote

from tests.support.gate import GateCase, Scene
from tests.support.people import Person, refused
from tests.support.waiting import eventually


class Announcing(GateCase):
    async def test_news_are_answered_and_the_lounge_is_everybodys_from_both_servers(self) -> None:
        scene = await self.scene()
        owner, aiko, chika = scene.salon.owner, scene.aiko, scene.chika
        news, lounge = scene.rooms["news"], scene.rooms["lounge"]
        await scene.enters(aiko, "news")
        announced = await owner.say(news, "日曜に開きます")
        for person in (aiko, chika):
            await person.hears(news, "日曜に開きます")

        # All with all: each begins, the others read it, over there as here.
        for speaker in (aiko, chika, owner):
            words = f"{speaker.name} から皆さんへ"
            begun = await speaker.say(lounge, words)
            for person in (aiko, chika, owner):
                await person.hears(lounge, words)
                if person is not speaker:
                    await person.react(lounge, begun, "👋")
            await self.shown(scene, lounge, begun, {"👋": 2})

        # One to all: members react and answer in threads, and begin nothing.
        for person, key in ((aiko, "🎉"), (chika, "🪷")):
            await person.react(news, announced, key)
            thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": announced}}
            await person.say(news, f"{person.name} も行きます", **thread)
            for reader in (aiko, chika, owner):
                await reader.hears(news, f"{person.name} も行きます")
        await self.shown(scene, news, announced, {"🎉": 1, "🪷": 1})
        begun = await refused(aiko.say(news, "本を売ります"))
        self.assertEqual((begun.status, begun.reason), (403, "announcements"))
        begun_by_chika = await chika.say(
            news, "家を売ります"
        )  # her own server shows it to her; nobody else reads it
        for kind, content in (
            ("m.room.topic", {"topic": "本"}),
            ("m.room.power_levels", {"events_default": 0}),
            ("m.room.pinned_events", {"pinned": [begun_by_chika]}),
        ):
            for person in (aiko, chika):
                self.assertEqual((await refused(person.set_state(news, kind, content))).status, 403, kind)
        await owner.say(news, "雨でも開きます")
        for person in (aiko, chika):
            await person.hears(news, "雨でも開きます")
        heard = [said.body for reader in (aiko, owner) for said in await reader.messages(news)]
        self.assertNotIn("家を売ります", heard)
        self.assertNotIn("本を売ります", heard)

    async def shown(self, scene: Scene, room: str, event_id: str, keys: dict[str, int]) -> None:
        """Wait until people of both servers see these reactions."""
        for person in (scene.aiko, scene.chika):
            await eventually(
                lambda who=person: self._reactions(who, room, event_id, keys), f"{person} sees them"
            )

    async def _reactions(self, person: Person, room: str, event_id: str, keys: dict[str, int]) -> bool:
        path = f"/_matrix/client/v1/rooms/{quote(room)}/relations/{quote(event_id)}/m.annotation"
        found = [one["content"]["m.relates_to"]["key"] for one in (await person.ask("GET", path))["chunk"]]
        return {key: found.count(key) for key in found} == keys
