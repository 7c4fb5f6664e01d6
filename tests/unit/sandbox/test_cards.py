# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which cards there are, and how a number may be typed."""

from twisted.trial.unittest import TestCase

from bridges.sandbox.domain.cards import Card, NotATestCard, grouped, read_card


class Cards(TestCase):
    def test_the_first_card_always_pays(self) -> None:
        card = read_card("4242424242424242")
        self.assertEqual((card.pays_now, card.pays_later, card.last4), (True, True, "4242"))

    def test_the_second_never_pays(self) -> None:
        card = read_card("4000000000000002")
        self.assertEqual((card.pays_now, card.pays_later), (False, False))

    def test_the_third_pays_while_its_holder_is_there(self) -> None:
        card = read_card("4000000000000341")
        self.assertEqual((card.pays_now, card.pays_later), (True, False))

    def test_a_number_may_be_typed_as_people_do(self) -> None:
        for typed in (
            "4242 4242 4242 4242",
            "4242-4242-4242-4242",
            " 4242424242424242 ",
            "４２４２　４２４２ー４２４２ー４２４２",
            "4242 4242 4242 0017",
        ):
            self.assertTrue(read_card(typed).pays_later, typed)

    def test_any_other_number_is_refused_and_not_repeated(self) -> None:
        for typed in ("", "4111111111111111", "424242424242424", "hello"):
            refusal = self.assertRaises(NotATestCard, read_card, typed)
            self.assertEqual(str(refusal), "")

    def test_the_same_card_is_known_again_and_another_is_not(self) -> None:
        numbers = ("4242424242424242", "4242424242420017", "4000000000000341", "4000000000000002")
        prints = [read_card(number).fingerprint for number in numbers]
        self.assertEqual(len(set(prints)), 4)
        self.assertEqual(read_card("4242 4242 4242 0017").fingerprint, prints[1])
        self.assertNotIn("0017", prints[1][:8])

    def test_a_card_remembers_four_digits_only(self) -> None:
        self.assertNotIn("42424", repr(read_card("4242424242424242")))
        self.assertEqual(Card.__attrs_attrs__[-1].name, "last4")
        self.assertEqual(grouped("4000000000000341"), "4000 0000 0000 0341")
