# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first minutes of a member, and the rules they accept."""

from tests.support.people import Person, refused
from tests.support.salon import SalonCase, direct_room
from tests.support.waiting import eventually


class Greeting(SalonCase):
    """The house greets."""

    async def test_a_new_member_is_greeted_once_in_their_language(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), language="ja")
        house = salon.server.user_id("salon")
        room = await direct_room(aiko, house)
        await eventually(lambda: aiko.messages(room), "the greeting arrives")
        said = [message for message in await aiko.messages(room) if message.sender == house]
        self.assertEqual(len(said), 1, said)
        self.assertIn("青い蓮", said[0].body)
        self.assertIn("水草を育てる", said[0].body)
        self.assertIn(f"s/{salon.slug}/me/about", said[0].body, "the first steps of other features are in it")
        self.assertEqual(said[0].event["content"]["msgtype"], "m.notice")


class Rules(SalonCase):
    """No sending until the current rules are accepted."""

    async def test_new_rules_are_accepted_by_command_before_the_next_message(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), language="en")
        lounge = await salon.room("lounge")
        await aiko.say(lounge, "before")
        new = await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rules", {"body": "1. 静かに"})
        self.assertEqual(new["version"], 2)
        refusal = await refused(aiko.say(lounge, "after"))
        self.assertEqual((refusal.status, refusal.reason), (403, "rules"))
        self.assertIn(f"s/{salon.slug}/rules", refusal.body["error"])
        await refused(aiko.say(lounge, "after"))
        await refused(aiko.react(lounge, (await aiko.messages(lounge))[0].event["event_id"], "👍"))
        house = salon.server.user_id("salon")
        room = await direct_room(aiko, house)
        await aiko.hears(room, "静かに")
        visitor, mine = await salon.server.visit_as(aiko), f"s/{salon.slug}/me"
        self.assertIn("rules of this salon have changed", (await visitor.get(mine)).text)
        await aiko.say(room, "!agree")
        await eventually(lambda: self._may_speak(aiko, lounge), "Aiko may speak again")
        reminders = [said for said in await aiko.messages(room) if "静かに" in said.body]
        self.assertEqual(len(reminders), 1)
        self.assertNotIn("rules of this salon have changed", (await visitor.get(mine)).text)

    async def _may_speak(self, person: Person, room: str) -> bool:
        path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{person.name}-{id(object())}"
        return (await person.api("PUT", path, {"msgtype": "m.text", "body": "もう一度"}))[0] == 200

    async def test_rules_are_accepted_by_api_in_their_current_version_only(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rules", {"body": "二版"})
        path = f"v1/salons/{salon.slug}/rules/accept"
        self.assertEqual((await refused(aiko.ask("POST", path, {"version": 1}))).reason, "rules_changed")
        self.assertEqual(await aiko.ask("POST", path, {"version": 2}), {"accepted": 2, "current": 2})
        await aiko.say(await salon.room("lounge"), "読みました")

    async def test_joining_with_old_rules_is_refused(self) -> None:
        salon = await self.salon()
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rules", {"body": "二版"})
        aiko = await salon.server.person("aiko")
        self.assertEqual((await refused(salon.apply(aiko))).reason, "rules_changed")
        await salon.joins(aiko, rules_version=2)
