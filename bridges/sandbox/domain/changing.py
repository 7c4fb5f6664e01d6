# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a subscription that is to be for another line: pure functions, as in `steps`."""

import attrs

from bridges.sandbox.domain.books import Change, News, Payment, Subscription, payment_ref
from synapse_salon.money import Money
from synapse_salon.months import MONTHS
from synapse_salon.ports.payments import ChangePreview, Declined, Line, Rejected, When


def preview(subscription: Subscription, line: Line, when: When, at_ms: int) -> ChangePreview:
    """What the change would cost at this moment.

    Raises:
        Rejected: it is not possible; says why.
    """
    due_now = _due_now(subscription, line, at_ms) if when == "now" else Money(0, line.price.currency)
    _check(subscription, line)
    return ChangePreview(due_now, line.price, subscription.period_end_ms, at_ms)


def change(subscription: Subscription, line: Line, when: When, as_of_ms: int, at_ms: int) -> Change:
    """The subscription is for another line at once, or from its next period on.

    Raises:
        Declined: its card did not pay what is due now.
        Rejected: it is not possible; says why.
    """
    _check(subscription, line)
    if when == "period_end":
        to_come = None if line.price_key == subscription.price_key else line
        if to_come == subscription.next_line:
            return Change()
        later = attrs.evolve(subscription, next_line=to_come)
        return Change(subscription=later, news=(_updated(later),))
    if not subscription.period_start_ms <= as_of_ms <= min(at_ms, subscription.period_end_ms):
        raise Rejected("what is due now was reckoned for another period")
    due_now = _due_now(subscription, line, as_of_ms)
    changed = switched(attrs.evolve(subscription, next_line=line), is_now=True)
    if not due_now:
        return Change(subscription=changed, news=(_updated(changed),))
    if subscription.card is None or not subscription.card.pays_later:
        raise Declined("card_declined")
    changed = attrs.evolve(changed, bills=subscription.bills + 1)
    paid = Payment(
        ref=payment_ref(subscription.ref, changed.bills),
        order_id=subscription.order_id,
        subscription=subscription.ref,
        amount=due_now,
        refunded=Money(0, due_now.currency),
        status="paid",
        attempts=1,
        made_ms=at_ms,
        paid_for="changed",
        price_key=line.price_key,
        from_ms=as_of_ms,
        through_ms=subscription.period_end_ms,
    )
    news = (News("payment.succeeded", "payment", paid.ref), _updated(changed))
    return Change(subscription=changed, payment=paid, news=news)


def switched(subscription: Subscription, is_now: bool = False) -> Subscription:
    """The subscription with the line that was to come; where its interval is another one, and the present period is
    over, periods are counted from its end."""
    line = subscription.next_line
    if line is None:
        return subscription
    changed = attrs.evolve(
        subscription,
        price=line.price,
        interval="year" if line.interval == "year" else "month",
        name=line.name,
        price_key=line.price_key,
        next_line=None,
        discount=None,
        discounts_left=None,
        period_cost=subscription.period_cost if is_now else None,
    )
    if is_now or changed.interval == subscription.interval:
        return changed
    return attrs.evolve(changed, anchor_ms=subscription.period_end_ms, turns=-1)


def _check(subscription: Subscription, line: Line) -> None:
    if subscription.status not in ("trial", "active") or subscription.cancel_at_end:
        raise Rejected("a subscription that is overdue, going to end or has ended is not changed")
    if line.interval not in MONTHS:
        raise Rejected("a subscription is for a line that recurs")
    if line.price.currency != subscription.price.currency or line.price.minor < 0:
        raise Rejected("the price is negative, or in another currency")


def _due_now(subscription: Subscription, line: Line, as_of_ms: int) -> Money:
    """The rest of the present period at the new price, less the same at the old one, rounded in the payer's favour."""
    if subscription.status == "trial":
        return Money(0, line.price.currency)
    more = line.price.minor - subscription.price.minor
    if line.interval != subscription.interval or more < 0:
        raise Rejected("at once only to a line of the same interval that costs no less")
    if subscription.period_cost is not None:
        more = line.price.minor - subscription.period_cost.minor
    whole_ms = subscription.period_end_ms - subscription.period_start_ms
    return Money(more * (subscription.period_end_ms - as_of_ms) // whole_ms, line.price.currency)


def _updated(subscription: Subscription) -> News:
    return News("subscription.updated", "subscription", subscription.ref)
