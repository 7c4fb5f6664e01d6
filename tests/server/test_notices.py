# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members are told about their membership: by the house and by mail, once each, in their language."""

from tests.support.letters import html_of, letters, text_of
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, MONTHLY, Salon, SalonCase, direct_room
from tests.support.waiting import eventually


class Notices(SalonCase):
    """Aiko reads her mail, and what the house writes."""

    async def _subjects(self, salon: Salon, *expected: str) -> None:
        async def arrived() -> bool:
            return [str(letter["Subject"]) for letter in letters(salon.server)] == list(expected)

        try:
            await eventually(arrived, "the letters arrive")
        except AssertionError:
            self.assertEqual([str(letter["Subject"]) for letter in letters(salon.server)], list(expected))

    async def test_a_failed_renewal_is_told_kindly_and_once_an_attempt(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        await salon.joins(aiko, FAILS_AT_RENEWAL, mail="aiko@example.org", language="en")
        await self._subjects(salon, "Welcome to 青い蓮")
        await salon.server.advance(days=31)
        await salon.becomes(aiko, "past_due")
        due = "Your payment for 青い蓮 did not go through"
        await self._subjects(salon, "Welcome to 青い蓮", due)
        await salon.server.advance(days=3)
        await self._subjects(salon, "Welcome to 青い蓮", due, due)
        await salon.server.advance(days=5)
        await salon.becomes(aiko, "read_only")
        room = await direct_room(aiko, salon.server.user_id("salon"))
        await aiko.hears(room, "not write")
        await salon.pay((await salon.me(aiko))["pay_url"])
        await salon.becomes(aiko, "active")
        await aiko.hears(room, "everything is open as before")
        text = text_of(letters(salon.server)[1])
        self.assertIn("sandbox", text)
        for said in ("¥1,980", MONTHLY["name"], "Your card is tried again on"):
            self.assertIn(said, text)

    async def test_free_days_are_told_of_before_the_first_payment_once(self) -> None:
        salon = await self.salon(plan={**MONTHLY, "trial_days": 14})
        aiko, ben = await salon.server.person("aiko"), await salon.server.person("ben")
        await salon.joins(aiko, mail="aiko@example.org", language="en")
        await salon.joins(ben, "4242424242420017", mail="ben@example.org", language="en")
        await ben.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await self._hears_by_mail(salon, "will end", 1)
        before = len(letters(salon.server))
        await salon.server.advance(days=10)
        self.assertEqual(len(letters(salon.server)), before)
        for _ in range(3):
            await salon.server.advance(hours=14)
        room = await direct_room(aiko, salon.server.user_id("salon"))
        await aiko.hears(room, "Your free days in 青い蓮 end on")
        await aiko.say(room, "!me")
        await aiko.hears(room, "; next payment on")
        await aiko.say(room, "!plans")
        await aiko.hears(room, "(the first 14 days are free)")
        await aiko.hears(room, "1,980 (tax included)")
        await salon.server.advance(days=3)
        await salon.becomes(aiko, "active")
        payments = await (await salon.server.visit_as(aiko)).get(f"s/{salon.slug}/me/payments")
        self.assertIn("first payment", payments.text)
        self.assertNotIn("renewal", payments.text)
        (told,) = letters(salon.server, words="free days")
        self.assertIn("aiko@example.org", str(told["To"]))

    async def test_a_year_of_ups_and_downs_is_told_once_each(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        await salon.joins(aiko, FAILS_AT_RENEWAL, mail="aiko@example.org", language="en")
        room = await direct_room(aiko, salon.server.user_id("salon"))
        for days, standing, subject in (
            (31, "past_due", "did not go through"),
            (8, "read_only", "is still due"),
            (8, "lapsed", "rests"),
        ):
            await salon.server.advance(days=days)
            await salon.becomes(aiko, standing)
            await self._hears_by_mail(salon, subject, 1)
        await salon.is_out_of(aiko, "space", "news", "lounge")
        await salon.joins(aiko, mail="aiko@example.org", language="en")
        await self._hears_by_mail(salon, "Welcome", 2)
        await salon.server.advance(days=31)
        await self._hears_by_mail(salon, "Your payment of ¥1,980", 1)
        for act, subject, times in (
            ("leave", "will end", 1),
            ("stay", "are staying", 1),
            ("leave", "will end", 2),
        ):
            await aiko.ask("POST", f"v1/salons/{salon.slug}/{act}", {})
            await self._hears_by_mail(salon, subject, times)
        await salon.server.advance(days=40)
        await salon.becomes(aiko, "lapsed")
        expected = (
            "Welcome to 青い蓮",
            "Your payment for 青い蓮 did not go through",
            "A payment for 青い蓮 is still due",
            "Your membership of 青い蓮 rests",
            "Welcome to 青い蓮",
            "Your payment of ¥1,980 for 青い蓮",
            "Your membership of 青い蓮 will end",
            "You are staying in 青い蓮",
            "Your membership of 青い蓮 will end",
            "You have left 青い蓮",
        )
        await self._subjects_of_kinds(salon, expected)
        told = [
            said.body.splitlines()[0] for said in await aiko.messages(room) if said.sender != aiko.user_id
        ]
        self.assertEqual(
            len([line for line in told if "did not go through" in line]), self._count(salon, "did not go")
        )
        for words, times in (
            ("Welcome to", 1),
            ("Welcome back", 1),
            ("not write", 1),
            ("have left", 1),
            ("decided to", 2),
        ):
            self.assertEqual(len([line for line in told if words in line]), times, (words, told))

    async def _hears_by_mail(self, salon: Salon, words: str, times: int) -> None:
        await eventually(lambda: self._count(salon, words) >= times, f"a letter says {words!r}")

    def _count(self, salon: Salon, words: str) -> int:
        return len(letters(salon.server, words=words))

    async def _subjects_of_kinds(self, salon: Salon, expected: tuple[str, ...]) -> None:
        """The letters in order, where several tries of one payment count as one."""

        def kinds() -> list[str]:
            subjects = [str(letter["Subject"]) for letter in letters(salon.server)]
            return [s for i, s in enumerate(subjects) if i == 0 or s != subjects[i - 1]]

        async def arrived() -> bool:
            return kinds() == list(expected)

        try:
            await eventually(arrived, "the letters arrive")
        except AssertionError:
            self.assertEqual(kinds(), list(expected))

    async def test_in_japanese(self) -> None:
        salon = await self.salon()
        ben = await salon.server.person("ben")
        await salon.joins(ben, mail="ben@example.org", language="ja")
        await self._read(salon, ben)

    async def _read(self, salon: Salon, ben: Person) -> None:
        await eventually(lambda: letters(salon.server), "the letter arrives")
        letter = letters(salon.server)[0]
        self.assertIn("ようこそ", str(letter["Subject"]))
        self.assertEqual(letter["Content-Language"], "ja")
        for said in (text_of(letter), html_of(letter)):  # with what he confirmed, for him to keep
            self.assertIn("12か月分の総額は¥23,760（税込）です。", said)
        await ben.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        room = await direct_room(ben, salon.server.user_id("salon"))

        async def told() -> bool:
            return any("退会" in said.body for said in await ben.messages(room))

        await eventually(told, "the house confirms in Japanese")
