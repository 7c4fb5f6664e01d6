# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What both pages say about cards."""

import attrs

from bridges.sandbox.domain.cards import NUMBERS, Behaviour, grouped
from bridges.sandbox.domain.vouchers import NUMBERS as VOUCHER_NUMBERS
from bridges.sandbox.domain.vouchers import Voucher
from synapse_salon.i18n import Text, t


@attrs.frozen
class ShownCard:
    """A test card as a page offers it."""

    number: str
    grouped: str
    does: Text


_DOES = {
    Behaviour.PAYS: t("Pays, now and at every renewal"),
    Behaviour.DECLINES: t("Is declined"),
    Behaviour.PAYS_ONCE: t("Pays now, and fails at the next renewal"),
    Behaviour.ASKS: t("Pays now, fails at the next renewal, and asks before each payment once it is kept"),
}
SHOWN = tuple(ShownCard(number, grouped(number), _DOES[does]) for number, does in NUMBERS.items())

_SETTLES: dict[Voucher, Text] = {
    "pays": t("Pays two days later, as at a convenience store"),
    "never": t("Is never paid, and expires after three days"),
}
VOUCHERS = tuple(
    ShownCard(number, grouped(number), _SETTLES[voucher]) for number, voucher in VOUCHER_NUMBERS.items()
)

NOT_A_TEST_CARD = t(
    "Only test cards work here; please do not enter a real one. These would work: {cards}.",
    cards=", ".join(card.grouped for card in SHOWN),
)
NOT_KEPT = t("The card was declined. Please try another card.")
DECLINED = t("The card was declined and nothing was paid. Please try another card.")
