# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a request for a private conversation stands before the same person may ask again."""

from twisted.trial.unittest import TestCase

from modules.messages.domain.requests import ARRIVES_MS, REFUSED_MS, Asked

BEN_ASKS = Asked("@ben:a.org", "@aiko:a.org", "!room:a.org", 1_000)


class Standing(TestCase):
    def test_one_waits_for_its_answer_and_a_refusal_holds(self) -> None:
        for had, after_ms, stands in (
            ((), ARRIVES_MS - 1, True),  # on its way
            ((), ARRIVES_MS, False),  # it never came
            (("invite",), 10 * REFUSED_MS, True),  # never answered
            (("invite", "leave"), REFUSED_MS - 1, True),
            (("invite", "ban"), REFUSED_MS - 1, True),
            (("invite", "leave"), REFUSED_MS, False),
            (("invite", "join"), 0, False),
            (("invite", "join", "leave"), 0, False),  # they talked once
        ):
            with self.subTest(had=had, after_ms=after_ms):
                self.assertEqual(BEN_ASKS.stands(had, BEN_ASKS.asked_ms + after_ms), stands)
