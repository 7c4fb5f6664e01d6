# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several payment providers in one house."""

from typing import cast

import attrs
from twisted.trial.unittest import TestCase

from synapse_salon.payments import Providers
from synapse_salon.ports.payments import Cap, Payments, ProviderUnavailable


@attrs.frozen
class Named:
    """As much of a provider as is asked for here."""

    name: str
    caps: frozenset[Cap] = frozenset()


def provider(name: str, *caps: Cap) -> Payments:
    return cast(Payments, Named(name, frozenset(caps)))


class Several(TestCase):
    def test_the_one_that_renews_is_the_main_one_wherever_it_stands(self) -> None:
        providers = Providers()
        self.assertIsNone(providers.main)
        self.assertRaises(ProviderUnavailable, providers.of, "")
        transfer, cards = provider("transfer"), provider("cards", Cap.RECURRING)
        providers.add(transfer)
        self.assertIs(providers.main, transfer)
        providers.add(cards)
        self.assertIs(providers.main, cards)
        self.assertEqual([one.name for one in providers], ["transfer", "cards"])
        self.assertIs(providers.of(""), cards)
        self.assertIs(providers.of("transfer"), transfer)
        self.assertRaises(ProviderUnavailable, providers.of, "taken-out")

    def test_two_that_renew_and_two_of_one_name_are_refused(self) -> None:
        providers = Providers()
        providers.add(provider("cards", Cap.RECURRING))
        self.assertRaises(ValueError, providers.add, provider("other cards", Cap.RECURRING))
        self.assertRaises(ValueError, providers.add, provider("cards"))
