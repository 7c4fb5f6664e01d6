# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon's page says about age."""

import attrs
from twisted.trial.unittest import SynchronousTestCase

from modules.salons.web.words import for_whom
from synapse_salon.i18n import Text
from synapse_salon.money import Money
from synapse_salon.ports.members import Minors
from synapse_salon.ports.salons import Plan, Salon

SALON = Salon(
    id="s1",
    slug="lotus",
    title="Lotus",
    purpose="",
    kind="fan_club",
    language="en",
    timezone="Asia/Tokyo",
    owner="@olive:a.example",
    space=None,
    is_open=True,
    rules_version=1,
    rules="",
    minimum_age=0,
    this_server_only=False,
    currency="JPY",
    accent="#000000",
)
PAID = Plan("p1", "s1", "monthly", "", Money(1980, "JPY"), "month", 0, True)
FREE = attrs.evolve(PAID, id="p2", price=Money(0, "JPY"), interval="free")


def said(text: Text) -> str:
    """English words with what stands in them."""
    values = {name: said(value) if isinstance(value, Text) else value for name, value in text.values.items()}
    return text.msgid.format(**values)


class ForWhom(SynchronousTestCase):
    def test_each_way(self) -> None:
        table: tuple[tuple[int, list[Plan], Minors, str], ...] = (
            (0, [], "paid", "everybody"),
            (0, [FREE], "paid", "everybody"),
            (0, [PAID], "paid", "everybody; under 18, with the consent of a parent or guardian"),
            (0, [PAID, FREE], "paid", "everybody; under 18, plans that cost money with the consent"),
            (13, [FREE], "always", "13 years and older; under 18, with the consent of a parent or guardian"),
            (0, [PAID], "free_only", "18 years and older"),
            (15, [PAID, FREE], "free_only", "15 years and older; under 18, free plans only"),
            (18, [PAID], "paid", "18 years and older"),
            (20, [PAID], "always", "20 years and older"),
        )
        for least, plans, minors, expected in table:
            words = said(for_whom(attrs.evolve(SALON, minimum_age=least), plans, minors))
            self.assertTrue(words.startswith(expected), (words, expected))
            if expected.endswith("older") or expected == "everybody":
                self.assertEqual(words, expected)
