# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members whose accounts are on another server find people, and are found, as those of this one."""

from urllib.parse import quote

from tests.support.abroad import abroad
from tests.support.people import Person, refused
from tests.support.salon import MONTHLY, SalonCase, direct_room
from tests.support.waiting import eventually

FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}


class Abroad(SalonCase):
    """Aiko is at home here, Chika and Dora on the second server; Dora is no member."""

    async def test_chika_finds_aiko_and_dora_finds_nobody(self) -> None:
        ours, theirs = await self.start_two()
        salon = await self.salon(ours, plan=FREE)
        base = f"v1/salons/{salon.slug}"
        aiko = await salon.joins(await ours.person("aiko"), community_name="蓮の人", language="ja")
        chika, dora = await abroad("chika", theirs, ours), await abroad("dora", theirs, ours)
        await salon.joins(chika, community_name="川の人", language="ja")
        await aiko.ask(
            "PUT",
            f"{base}/me/about",
            {"interests": ["ｶﾒﾗ"], "skills": ["簿記"], "shown": {"skills": "group"}},
        )
        await chika.ask("PUT", f"{base}/me/about", {"interests": ["かめら"], "region": "南のほう"})
        found = (await aiko.ask("GET", f"{base}/people?q={quote('南のほう')}"))["people"]
        self.assertEqual([one["user_id"] for one in found], [chika.user_id])
        alike = (await chika.ask("GET", f"{base}/people?show=like"))["people"]
        self.assertEqual(
            [(one["community_name"], one["common"]["interests"]) for one in alike], [("蓮の人", ["ｶﾒﾗ"])]
        )
        await salon.moves_in()
        hikers = {"key": "hikers", "name": "山の会", "kind": "project"}
        room = (await salon.owner.ask("POST", f"{base}/rooms", hikers))["room_id"]
        await salon.is_invited_to(chika, "space")
        await chika.join(salon.space, via=ours.server_name)
        await chika.join(room, via=ours.server_name)
        await aiko.join(room)

        async def sees() -> bool:
            shown = await chika.ask("GET", f"{base}/people/{aiko.user_id}")
            return bool(shown["skills"] == ["簿記"])

        await eventually(sees, "Chika is in a group with Aiko")
        for path in ("people", f"people/{aiko.user_id}", "interests"):
            answer = await refused(dora.ask("GET", f"{base}/{path}"))
            self.assertEqual((answer.status, answer.reason), (403, "not_a_member"), path)
        await salon.owner.ask("PUT", f"{base}/policies", {"dm": "off", "guests": "invited"})
        wish = {"name": "相談", "guests": "invited", "invite": [dora.user_id]}
        chat = (await aiko.ask("POST", f"{base}/chats", wish))["room_id"]

        async def is_asked() -> bool:
            return chat in await dora.invited_rooms()

        await eventually(is_asked, "Dora is asked in as a guest")
        await dora.join(chat, via=ours.server_name)
        for path in ("people", f"people/{aiko.user_id}", "interests", "me/about"):
            answer = await refused(dora.ask("GET", f"{base}/{path}"))
            self.assertEqual((answer.status, answer.reason), (403, "not_a_member"), path)
        found = (await aiko.ask("GET", f"{base}/people"))["people"]
        self.assertNotIn(dora.user_id, [one["user_id"] for one in found])
        lines = await self._asks(aiko, ours.user_id("salon"), "！さがす　ｶﾒﾗ")
        self.assertIn("・川の人：かめら", lines)
        self.assertIn("・蓮の人：ｶﾒﾗ", lines)
        self.assertIn("・川の人", await self._asks(aiko, ours.user_id("salon"), "!people"))
        await chika.ask("POST", f"{base}/leave", {})
        self.assertEqual((await refused(chika.ask("GET", f"{base}/people"))).reason, "not_a_member")
        self.assertEqual(
            [one["community_name"] for one in (await aiko.ask("GET", f"{base}/people"))["people"]], ["蓮の人"]
        )
        self.assertIn(
            "当てはまる人はいません", await self._asks(aiko, ours.user_id("salon"), "!people 川の人")
        )

    async def _asks(self, person: Person, house: str, words: str) -> str:
        """What the house answers to a command in the direct room."""
        room = await direct_room(person, house)
        before = {said.event["event_id"] for said in await person.messages(room)}
        await person.say(room, words)

        async def answered() -> str | None:
            for said in await person.messages(room):
                if said.sender == house and said.event["event_id"] not in before:
                    return said.body
            return None

        return str(await eventually(answered, f"the house answers {words}"))
