# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters leave the house once each, whatever the mail server does."""

from synapse_salon.clock import DAY_MS, MINUTE_MS
from synapse_salon.errors import BadInput
from tests.support.mail_case import MailTestCase, letter
from tests.support.mailserver import SILENCE
from tests.support.waiting import eventually


class AMailServer(MailTestCase):
    async def test_aiko_gets_her_letter_and_the_house_forgets_her_address(self) -> None:
        office = await self.post_office()
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter())
        await self.settled(server)
        (got,) = office.letters
        self.assertEqual((got.sender, got.recipients), ("salon@salon.example.jp", ["aiko@example.jp"]))
        self.assertEqual(got.message["Subject"], "ようこそ、朝の読書会へ")
        self.assertEqual(
            (got.part("plain").strip(), got.part("html").strip()), ("こんにちは", "<p>こんにちは</p>")
        )
        self.assertFalse(got.utf8)
        rows = await server.rows("SELECT recipient, content, reason FROM salon_mail_queue")
        self.assertEqual(rows, [(None, None, None)])

    async def test_the_same_letter_twice_is_one_also_at_once_and_after_a_restart(self) -> None:
        office = await self.post_office()
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, *[letter()] * 5, letter("welcome:2", "ben@example.jp"))
        await self.settled(server)
        await self.settled(server, "welcome:2")
        await self.hand_over(server, letter())
        await server.restart()
        await self.hand_over(server, letter(), letter("welcome:3"))
        await self.settled(server, "welcome:3")
        keys = sorted(got.recipients[0] for got in office.letters)
        self.assertEqual(keys, ["aiko@example.jp", "aiko@example.jp", "ben@example.jp"])
        self.assertEqual(len({got.message["Message-ID"] for got in office.letters}), 3)

    async def test_a_wave_of_letters_arrives_whole(self) -> None:
        office = await self.post_office()
        server = await self.start(modules=self.sends_to(office))
        wave = [letter(f"welcome:{n}", f"member{n}@example.jp") for n in range(40)]
        await self.hand_over(server, *wave)
        await eventually(lambda: len(office.letters) == 40, "all letters arrived")
        self.assertEqual(len({got.recipients[0] for got in office.letters}), 40)

    async def test_a_busy_server_is_asked_again(self) -> None:
        office = await self.post_office()
        office.answers("RCPT", "450 4.2.1 aiko@example.jp is busy, come back")
        office.answers("DATA", "451 4.3.0 not now")
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter())
        self.assertIn("450 4.2.1 <recipient> is busy, come back", await self.tried(server, 1))
        self.later(server, MINUTE_MS)
        self.assertIn("451", await self.tried(server, 2))
        self.later(server, MINUTE_MS)
        await self.hand_over(server, letter("welcome:2"))
        await self.settled(server, "welcome:2")
        self.assertEqual(office.tried, 3, "the second pause is longer than a minute")
        self.later(server, MINUTE_MS)
        await self.settled(server)
        self.assertEqual((len(office.letters), office.tried), (2, 4))

    async def test_an_address_that_does_not_exist_is_not_tried_again_and_stops_nobody(self) -> None:
        office = await self.post_office()
        office.answers("RCPT", "550 5.1.1 no such person")
        office.answers("DATA", "554 5.7.1 we do not want this")
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter("a", "nobody@example.jp"))
        await self.settled(server, "a", "failed")
        await self.hand_over(server, letter("b", "ben@example.jp"))
        await self.settled(server, "b", "failed")
        await self.hand_over(server, letter("c", "chika@example.jp"))
        await self.settled(server, "c")
        self.later(server, 2 * DAY_MS)
        await self.hand_over(server, letter("a", "nobody@example.jp"), letter("d"))
        await self.settled(server, "d")
        self.assertEqual((len(office.letters), office.tried), (2, 4))
        rows = await server.rows("SELECT recipient, content, reason FROM salon_mail_queue WHERE key = 'a'")
        ((recipient, content, reason),) = rows
        self.assertEqual((recipient, content), ("nobody@example.jp", None))
        self.assertIn("550 5.1.1 no such person", reason)

    async def test_a_server_that_is_away_and_comes_back(self) -> None:
        office = await self.post_office()
        await office.stop()
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter())
        self.assertIn("cannot be reached", await self.tried(server, 1))
        await self.hand_over(server, letter("welcome:2"))
        await office.start()
        self.assertEqual((await self.queue(server))["welcome:2"], "waiting", "the queue rests")
        self.later(server, MINUTE_MS)
        await self.settled(server)
        await self.settled(server, "welcome:2")
        self.assertEqual(len(office.letters), 2)

    async def test_a_letter_waits_for_the_next_start(self) -> None:
        office = await self.post_office()
        await office.stop()
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter())
        await self.tried(server, 1)
        await server.restart()
        await office.start()
        self.later(server, MINUTE_MS)
        await self.settled(server)
        self.assertEqual(len(office.letters), 1)

    async def test_a_letter_on_its_way_when_the_house_closes(self) -> None:
        office = await self.post_office()
        office.answers("DATA", SILENCE)
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter())
        await eventually(lambda: len(office.letters) == 1, "the server has it and does not say so")
        await server.restart()
        self.later(server, MINUTE_MS)
        await self.settled(server)
        self.assertEqual(len({got.message["Message-ID"] for got in office.letters}), 1)

    async def test_after_three_days_it_is_given_up_loudly(self) -> None:
        office = await self.post_office()
        await office.stop()
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter())
        await self.tried(server, 1)
        self.later(server, 3 * DAY_MS)
        await self.settled(server, state="failed")
        (said,) = self.flush_complaints("given up")
        self.assertIn("welcome:1", said)
        self.assertNotIn("aiko@example.jp", said)

    async def test_what_was_sent_is_forgotten_after_thirty_days(self) -> None:
        office = await self.post_office()
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter())
        await self.settled(server)
        self.later(server, 29 * DAY_MS)
        await self.hand_over(server, letter("welcome:2"))
        await self.settled(server, "welcome:2")
        self.assertEqual(len(await self.queue(server)), 2)
        self.later(server, 2 * DAY_MS)

        async def only_the_young() -> bool:
            return list(await self.queue(server)) == ["welcome:2"]

        await eventually(only_the_young, "the old letter is forgotten")

    async def test_what_is_no_address_is_refused_at_once(self) -> None:
        office = await self.post_office()
        server = await self.start(modules=self.sends_to(office))
        with self.assertRaises(BadInput):
            await self.hand_over(server, letter(to="aiko@example.jp, ben@example.jp"))
        self.assertEqual(await self.queue(server), {})

    async def test_an_address_outside_ascii_where_the_server_takes_it(self) -> None:
        office = await self.post_office()
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter(to="愛子@example.jp"))
        await self.settled(server)
        self.assertEqual((office.letters[0].recipients, office.letters[0].utf8), (["愛子@example.jp"], True))

    async def test_and_where_it_does_not(self) -> None:
        office = await self.post_office(utf8=False)
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter(to="愛子@example.jp"))
        await self.settled(server, state="failed")

    async def test_a_long_letter_arrives_to_the_dot(self) -> None:
        office = await self.post_office()
        text = ".\n" + "..dots.. begin and end lines.\n." * 3000 + "\nlast"
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter(text=text, html="." * 20_000, language="en"))
        await self.settled(server)
        self.assertEqual(office.letters[0].part("plain").replace("\r\n", "\n"), text + "\n")
        self.assertEqual(office.letters[0].part("html").strip(), "." * 20_000)
