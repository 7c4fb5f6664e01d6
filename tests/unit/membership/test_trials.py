# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""By what a person is known who begins a trial again."""

from twisted.trial.unittest import SynchronousTestCase

from modules.membership.domain.trials import marks
from synapse_salon.mail.address import mailbox


class Marks(SynchronousTestCase):
    """The same mailbox however it is written, and nothing that tells of one salon in another."""

    def test_ways_to_write_one_mailbox(self) -> None:
        for spellings in (
            ("aiko@example.org", "Aiko@Example.ORG", "aiko+salon@example.org", "ａｉｋｏ@example.org"),
            ("aiko.sato@gmail.com", "a.i.k.o.sato@gmail.com", "AikoSato+x@googlemail.com"),
            ("+@example.org", "+@EXAMPLE.org"),
        ):
            self.assertEqual(len({mailbox(spelling) for spelling in spellings}), 1, spellings)

    def test_other_mailboxes_stay_apart(self) -> None:
        others = ("aiko@example.org", "aiko@example.jp", "a.iko@example.org", "aiko_@example.org")
        self.assertEqual(len({mailbox(other) for other in others}), len(others))

    def test_what_is_kept_says_nothing(self) -> None:
        kept = marks("s1", "aiko@example.org", "card_1")
        self.assertEqual(len(set(kept)), 2)
        self.assertFalse(set(kept) & set(marks("s2", "aiko@example.org", "card_1")))
        self.assertEqual(marks("s1", "Aiko@example.org", None), kept[:1])
        self.assertEqual(marks("s1", None, "card_1"), kept[1:])
        self.assertEqual(marks("s1", None, None), ())
        self.assertNotIn("aiko", "".join(kept))
