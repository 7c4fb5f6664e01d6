# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to checkouts and subscriptions: pure functions from what is so to what changes."""

import attrs

from bridges.sandbox.domain.books import Change, Checkout, News, Payment, Subscription, payment_ref
from bridges.sandbox.domain.cards import Card
from bridges.sandbox.domain.changing import switched
from bridges.sandbox.domain.terms import terms_of
from synapse_salon.clock import DAY_MS
from synapse_salon.money import Money
from synapse_salon.months import MONTHS, months_later
from synapse_salon.ports.payments import Declined, Ref

RETRY_DAYS = (0, 3, 5, 7)
"""Days after a failed renewal on which its card is charged (again). After the last one the subscription stays
overdue: ending it is the salon's decision."""


def complete(checkout: Checkout, card: Card | None, page_key: str, at_ms: int) -> Change:
    """The person presses the button of an open checkout; `page_key` is for the subscription's own page.

    Raises:
        Declined: something is to be paid, now or later, and the card does not pay.
    """
    terms = terms_of(checkout.lines, checkout.trial_days, checkout.discount)
    if terms.needs_card and (card is None or not card.pays_now):
        raise Declined("card_declined")
    news = [News("checkout.completed", "checkout", checkout.ref)]
    subscription = payment = None
    if terms.recurring is not None:
        subscription = _begun(checkout, card, page_key, at_ms)
        news.append(News("subscription.created", "subscription", subscription.ref))
    if terms.due_now:
        payment = Payment(
            ref=payment_ref(checkout.ref, 1),
            order_id=checkout.order_id,
            subscription=subscription.ref if subscription else None,
            amount=terms.due_now,
            refunded=Money(0, terms.due_now.currency),
            status="paid",
            attempts=1,
            made_ms=at_ms,
            paid_for="begun",
            price_key=subscription.price_key if subscription else checkout.lines[0].price_key,
            from_ms=at_ms if subscription and not terms.trial_days else None,
            through_ms=subscription.period_end_ms if subscription and not terms.trial_days else None,
        )
        news.append(News("payment.succeeded", "payment", payment.ref))
    done = attrs.evolve(
        checkout,
        status="complete",
        subscription=subscription.ref if subscription else None,
        payment=payment.ref if payment else None,
    )
    return Change(checkout=done, subscription=subscription, payment=payment, news=tuple(news))


def opened(checkout: Checkout) -> Change:
    """A checkout was begun. That is no news: who asked for it knows."""
    return Change(checkout=checkout)


def expire(checkout: Checkout) -> Change:
    """A checkout that is open is closed; another stays as it is."""
    if checkout.status != "open":
        return Change()
    news = News("checkout.expired", "checkout", checkout.ref)
    return Change(checkout=attrs.evolve(checkout, status="expired"), news=(news,))


def due_ms(subscription: Subscription) -> int | None:
    """When something next happens to a subscription by itself, or None."""
    if subscription.status == "ended":
        return None
    if subscription.status != "overdue":
        return subscription.period_end_ms
    again_ms = retry_ms(subscription)
    moments = [again_ms] if again_ms is not None else []
    if subscription.cancel_at_end:
        moments.append(subscription.period_end_ms)
    return min(moments, default=None)


def retry_ms(subscription: Subscription) -> int | None:
    """When the card is tried again for what is overdue, or None."""
    if subscription.status != "overdue" or subscription.attempts >= len(RETRY_DAYS):
        return None
    return subscription.period_start_ms + RETRY_DAYS[subscription.attempts] * DAY_MS


def turn(subscription: Subscription, owed: Payment | None, at_ms: int) -> Change:
    """What happens at `due_ms`: the subscription ends as was wished, is charged again, or is renewed."""
    if subscription.cancel_at_end and at_ms >= subscription.period_end_ms:
        return end(subscription, owed)
    if subscription.status == "overdue" and owed is not None:
        return _charged(subscription, owed, at_ms)
    subscription = switched(subscription)
    months = MONTHS[subscription.interval]
    turns = subscription.turns + 1
    cost = subscription.next_bill
    left = subscription.discounts_left
    renewed = attrs.evolve(
        subscription,
        turns=turns,
        period_start_ms=subscription.period_end_ms,
        period_end_ms=months_later(subscription.anchor_ms, (turns + 1) * months),
        discounts_left=left - 1 if left else left,
        period_cost=cost if cost != subscription.price else None,
    )
    if not cost:
        return Change(subscription=attrs.evolve(renewed, status="active"), news=(_about("renewed", renewed),))
    renewed = attrs.evolve(renewed, bills=subscription.bills + 1)
    bill = Payment(
        ref=payment_ref(subscription.ref, renewed.bills),
        order_id=subscription.order_id,
        subscription=subscription.ref,
        amount=cost,
        refunded=Money(0, subscription.price.currency),
        status="owed",
        attempts=0,
        made_ms=at_ms,
        paid_for="renewed",
        price_key=renewed.price_key,
        from_ms=renewed.period_start_ms,
        through_ms=renewed.period_end_ms,
    )
    return _charged(renewed, bill, at_ms)


def pay_owed(subscription: Subscription, owed: Payment, card: Card, at_ms: int) -> Change:
    """The person enters a card that pays the open bill at once and is charged from now on.

    Where the unpaid period is over already, a new one begins now.

    Raises:
        Declined: the card does not pay; the one before stays.
    """
    if not card.pays_now:
        raise Declined("card_declined")
    back = attrs.evolve(subscription, card=card, status="active", attempts=0)
    if at_ms >= subscription.period_end_ms:
        end_ms = months_later(at_ms, MONTHS[subscription.interval])
        back = attrs.evolve(back, anchor_ms=at_ms, turns=0, period_start_ms=at_ms, period_end_ms=end_ms)
    paid = attrs.evolve(
        owed,
        status="paid",
        attempts=owed.attempts + 1,
        made_ms=at_ms,
        from_ms=back.period_start_ms,
        through_ms=back.period_end_ms,
    )
    return Change(subscription=back, payment=paid, news=(_paid(paid), _about("renewed", back)))


def cancel_at_end(subscription: Subscription, on: bool) -> Change:
    """The subscription will end with its period, or will not; nothing happens to one that has ended."""
    if subscription.status == "ended" or subscription.cancel_at_end == on:
        return Change()
    changed = attrs.evolve(subscription, cancel_at_end=on)
    return Change(subscription=changed, news=(_about("updated", changed),))


def end(subscription: Subscription, owed: Payment | None) -> Change:
    """The subscription ends now, and what is still owed will not be asked for any more."""
    if subscription.status == "ended":
        return Change()
    ended = attrs.evolve(subscription, status="ended", attempts=0)
    void = attrs.evolve(owed, status="void") if owed else None
    return Change(subscription=ended, payment=void, news=(_about("ended", ended),))


def _begun(checkout: Checkout, card: Card | None, page_key: str, at_ms: int) -> Subscription:
    terms = terms_of(checkout.lines, checkout.trial_days, checkout.discount)
    assert terms.recurring is not None, "only recurring lines make a subscription"
    has_trial = terms.trial_days > 0
    anchor_ms = at_ms + terms.trial_days * DAY_MS
    line = next(line for line in checkout.lines if line.interval in MONTHS)
    left = terms.reduced_times
    pays_now = not has_trial or any(line.interval not in MONTHS for line in checkout.lines)
    return Subscription(
        ref=Ref(f"subscription_{_stem(checkout.ref)}"),
        order_id=checkout.order_id,
        customer=checkout.customer,
        page_key=page_key,
        price=terms.recurring,
        interval=terms.interval,
        card=card,
        status="trial" if has_trial else "active",
        anchor_ms=anchor_ms,
        turns=-1 if has_trial else 0,
        period_start_ms=at_ms,
        period_end_ms=anchor_ms if has_trial else months_later(anchor_ms, MONTHS[terms.interval]),
        cancel_at_end=False,
        attempts=0,
        bills=1 if terms.due_now else 0,
        return_url=checkout.success_url,
        name=line.name,
        language=checkout.language,
        price_key=line.price_key,
        next_line=None,
        discount=checkout.discount,
        discounts_left=left - 1 if left and pays_now else left,
        period_cost=None if has_trial else terms.reduced,
    )


def _charged(subscription: Subscription, bill: Payment, at_ms: int) -> Change:
    attempts = bill.attempts + 1
    if subscription.card is not None and subscription.card.pays_later:
        paid = attrs.evolve(bill, status="paid", attempts=attempts, made_ms=at_ms)
        renewed = attrs.evolve(subscription, status="active", attempts=0)
        return Change(subscription=renewed, payment=paid, news=(_paid(paid), _about("renewed", renewed)))
    failed = attrs.evolve(bill, attempts=attempts, made_ms=at_ms)
    overdue = attrs.evolve(subscription, status="overdue", attempts=attempts)
    failure = News("payment.failed", "payment", failed.ref)
    return Change(subscription=overdue, payment=failed, news=(failure, _about("overdue", overdue)))


def _about(what: str, subscription: Subscription) -> News:
    return News(f"subscription.{what}", "subscription", subscription.ref)


def _paid(payment: Payment) -> News:
    return News("payment.succeeded", "payment", payment.ref)


def _stem(ref: Ref) -> str:
    return ref.partition("_")[2]
