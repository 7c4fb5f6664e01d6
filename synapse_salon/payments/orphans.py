# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subscriptions that take money while no module answers for them."""

from synapse_salon.database.txn import Txn
from synapse_salon.ports.payments import Payments, Ref, SubscriptionState

PAGE = 100
COMMAND = "python -m synapse_salon end-subscriptions"


async def live_subscriptions(payments: Payments) -> list[SubscriptionState]:
    """The subscriptions at the provider that have not ended, by their refs. Raises ProviderUnavailable."""
    found: list[SubscriptionState] = []
    after: Ref | None = None
    while True:
        part = await payments.subscriptions(after, PAGE)
        if not part:  # a short one is not the last: a provider leaves out what is not ours
            return found
        found += [state for state in part if state.status != "ended"]
        after = part[-1].ref


def warning(count: int) -> str:
    """What an operator is told of `count` subscriptions that nobody answers for."""
    return (
        f"{count} subscriptions go on taking money, and no module answers for them: put"
        f" modules.membership.Membership back, or end them with `{COMMAND}`"
    )


def orders_of(txn: Txn, slug: str) -> frozenset[str] | None:
    """The order ids of a salon's applications, which stay when the module that wrote them is taken out; None where
    there is no such salon, or its tables were never made."""
    try:
        salon = txn.row("SELECT id FROM salon_salons WHERE slug = ?", slug)
        if salon is None:
            return None
        rows = txn.rows("SELECT id FROM salon_applications WHERE salon_id = ?", salon[0])
    except Exception as failure:
        if "salon_salons" in str(failure) or "salon_applications" in str(failure):
            return None
        raise
    return frozenset(str(row[0]) for row in rows)
