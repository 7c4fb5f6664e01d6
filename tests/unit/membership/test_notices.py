# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members are told: the words fit the cause."""

from twisted.trial.unittest import TestCase

from modules.membership.domain import notices
from modules.membership.domain.changes import Member
from modules.membership.domain.notices import Owed
from synapse_salon.clock import DAY_MS
from synapse_salon.people import Standing
from tests.unit.membership.test_confirmation import SALON

AIKO = Member("salon", "@aiko:localhost", Standing.LAPSED, "Aiko", "en", 0, next_step_ms=7 * DAY_MS)


class Words(TestCase):
    def test_who_got_the_money_back_is_not_told_that_they_did_not_pay(self) -> None:
        told = notices.lapsed(SALON, AIKO, "refunded", "https://salon.example/s/lotus")
        said = [line.msgid for line in told.paragraphs]
        self.assertIn("was given back", said[0])
        self.assertFalse([line for line in said if "did not arrive" in line])

    def test_a_reminder_says_how_much_for_what_and_when_the_card_is_tried_again(self) -> None:
        def told(retry_ms: int | None) -> list[str]:
            owed = Owed("¥480", "Gold", retry_ms)
            notice = notices.dues_failed(SALON, AIKO, 1, "https://pay.example", "https://salon.example", owed)
            return [line.msgid.format(**line.values) for line in notice.paragraphs]

        self.assertIn("¥480", told(None)[0])
        self.assertIn("Gold", told(None)[0])
        self.assertEqual([line for line in told(None) if "tried again" in line], [])
        self.assertTrue([line for line in told(3 * DAY_MS) if "tried again on Sun 4 Jan 1970" in line])
