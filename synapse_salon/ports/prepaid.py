# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paying ahead, by means that cannot be charged again: bank transfers, vouchers of convenience stores.

What a payment bridge provides besides `Payments` where some time may pass between a person's decision and the money.
Its checkouts then stay `open`, or are `complete` and `unpaid`, until the money is there; `CheckoutStart.expires_ms` is
until when it is waited for.
"""

from typing import Protocol, runtime_checkable

from synapse_salon.i18n import Text


@runtime_checkable
class Prepaid(Protocol):
    """A provider that also takes a sum paid ahead."""

    async def paid_ahead_by(self, salon_id: str) -> Text | None:
        """By which means people pay ahead in a salon, as words behind a price ("By bank transfer"); None where it takes
        none."""

    async def paid_within(self, salon_id: str) -> tuple[tuple[Text, int], ...]:
        """By when the money has to be there: each of those means, as words of its own, with a number of days; nothing
        for means that are paid at once."""
