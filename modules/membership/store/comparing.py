# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is compared with a payment provider's books."""

import attrs

from modules.membership.domain.application import Application
from modules.membership.domain.changes import Member
from modules.membership.domain.closing import Ending
from modules.membership.store import applications, endings, members
from synapse_salon.database import Txn
from synapse_salon.people import Standing
from synapse_salon.ports.payments import SubscriptionState

_INSIDE = "('trial', 'active', 'past_due', 'read_only', 'cancelling')"


@attrs.frozen
class Subscribed:
    """What we know of a subscription: whose it is, by which application it was ordered, how they stand, why they
    went out last, and the end of their salon that they were told of."""

    application: Application | None
    holder: Member | None
    member: Member | None
    last_cause: str
    ending: Ending | None


def subscribed(txn: Txn, state: SubscriptionState) -> Subscribed:
    """What we know of a subscription."""
    application = applications.get(txn, state.order_id)
    holder = members.by_subscription(txn, state.ref)
    member = members.get(txn, application.salon_id, application.user_id) if application is not None else None
    last = members.transitions(txn, member.salon_id, member.user_id)[-1:] if member is not None else []
    ending = endings.ending(txn, holder.salon_id, holder.user_id) if holder is not None else None
    return Subscribed(application, holder, member, last[0].cause if last else "", ending)


def holders(txn: Txn, before_ms: int) -> list[tuple[str, str, str]]:
    """Subscription, salon and person of everybody inside who has been so since before a moment."""
    return txn.rows(
        "SELECT subscription_ref, salon_id, user_id FROM salon_members WHERE subscription_ref IS NOT NULL"
        f" AND standing IN {_INSIDE} AND COALESCE(joined_ms, 0) < ? ORDER BY salon_id, user_id",
        before_ms,
    )


def paid_once(txn: Txn, before_ms: int) -> list[Application]:
    """By which applications people are inside without a subscription, where there was something to pay. Those whose
    salon closes, and those who stay to the end of what they paid, are passed over."""
    rows = txn.rows(
        "SELECT m.application_id FROM salon_members m JOIN salon_applications a ON a.id = m.application_id"
        f" WHERE m.subscription_ref IS NULL AND m.standing IN {_INSIDE} AND m.standing <> ? AND m.joined_ms < ?"
        " AND a.checkout_ref IS NOT NULL AND NOT EXISTS (SELECT 1 FROM salon_endings e"
        " WHERE e.salon_id = m.salon_id AND e.user_id = m.user_id) ORDER BY m.application_id",
        Standing.CANCELLING.value,
        before_ms,
    )
    found = (applications.get(txn, row[0]) for row in rows)
    return [application for application in found if application is not None]


def being_paid(txn: Txn) -> list[Application]:
    """Applications whose payment page was begun and nothing has come of yet."""
    rows = txn.rows(
        "SELECT id FROM salon_applications WHERE state = 'paying' AND checkout_ref IS NOT NULL ORDER BY id"
    )
    found = (applications.get(txn, row[0]) for row in rows)
    return [application for application in found if application is not None]


def is_kept(txn: Txn, order_id: str) -> bool:
    """Whether a payment of an order went through and was not given back whole."""
    return any(due.refunded != due.amount for due in endings.dues_of_order(txn, order_id))
