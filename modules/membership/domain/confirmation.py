# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The final confirmation: the six items that 特定商取引法 12条の6 asks for on the last page before paying."""

from collections.abc import Callable

import attrs

from modules.membership.domain.means import CARD
from modules.membership.domain.passes import price_of
from synapse_salon.i18n import Text, t
from synapse_salon.money import Money
from synapse_salon.ports import Plan, Salon
from synapse_salon.ports.discounts import Discount


@attrs.frozen
class Item:
    """One item of the confirmation: its name and its lines."""

    name: Text
    lines: tuple[Text, ...]


@attrs.frozen
class Offer:
    """What is being confirmed, as far as its words need it. `page` is the person's membership page. `plan` has its
    price with a discount that does not end; one that does is off the first payments. `stands_until` is until when a
    place is kept for this person, "" where nobody keeps one. `months` is for how long it is paid ahead, and `paid_by`
    by which means; `paid_within` has those that take time, with the days in which they are paid, and the last of them
    where it is sure."""

    salon: Salon
    plan: Plan
    trial_days: int
    trial_ends: str
    page: str
    discount: Discount | None = None
    stands_until: str = ""
    months: int | None = None
    paid_by: Text = CARD
    paid_within: tuple[tuple[Text, int, str], ...] = ()

    @property
    def renews(self) -> bool:
        """Whether it is paid again and again."""
        return self.plan.interval in ("month", "year") and self.months is None

    @property
    def total(self) -> Money:
        """What is paid ahead; the plan's price where nothing is."""
        return self.plan.price if self.months is None else price_of(self.plan, self.months)

    @property
    def is_reduced_for_a_time(self) -> bool:
        """Whether the first payments cost less than the later ones."""
        return self.renews and self.discount is not None and self.discount.payments is not None

    @property
    def first_price(self) -> Money:
        """What the first payment comes to."""
        if self.discount is None or not self.is_reduced_for_a_time:
            return self.plan.price
        return self.discount.reduced(self.plan.price)

    @property
    def reduced_payments(self) -> int:
        """How many payments cost less than the later ones."""
        return self.discount.payments or 0 if self.discount is not None and self.is_reduced_for_a_time else 0


WITHOUT_FREE_DAYS = t(
    "Free days are for what renews by itself: paid ahead, all of it is paid from the first day on."
)
_PER: dict[str, Text] = {
    "month": t("{price} a month, tax included"),
    "year": t("{price} a year, tax included"),
    "once": t("{price} once, tax included"),
    "free": t("{price}: nothing is charged"),
}


def per_interval(plan: Plan) -> Text:
    """A plan's price with its interval, tax included."""
    marked = _PER[plan.interval]
    return Text(marked.msgid, {"price": str(plan.price)})


def six_items(offer: Offer) -> tuple[Item, ...]:
    """分量, 価格, 支払時期・方法, 提供時期, 申込期間, 撤回・解除."""
    return (
        Item(t("What you get"), _what(offer)),
        Item(t("Price"), _price(offer)),
        Item(t("When and how you pay"), _when(offer)),
        Item(t("When it begins"), _begins(offer)),
        Item(t("How long this offer stands"), (_stands(offer),)),
        Item(t("Leaving and withdrawing"), _leaving(offer)),
    )


def confirmation_text(offer: Offer, community_name: str, say: Callable[[Text], str]) -> str:
    """What was confirmed, as text, to be kept with the application."""
    lines = [f"{offer.salon.title} / {offer.plan.name} / {community_name}"]
    for item in six_items(offer):
        lines.append(f"{say(item.name)}: {' '.join(say(line) for line in item.lines)}")
    return "\n".join(lines)


def _what(offer: Offer) -> tuple[Text, ...]:
    membership = t(
        "Membership of {title}, plan {plan}, for one person.", title=offer.salon.title, plan=offer.plan.name
    )
    if offer.months is not None:
        return (
            membership,
            t("For {n} months from the day on which the payment is there.", n=offer.months),
            t("It does not renew by itself: it ends then, and nothing more is charged."),
        )
    if offer.renews:
        return membership, t("It renews by itself and has no end until you leave.")
    return membership, t("It has no end until you leave.")


def _price(offer: Offer) -> tuple[Text, ...]:
    if offer.months is not None:
        total = t("{total} in all for {n} months, tax included.", total=str(offer.total), n=offer.months)
        return (total, WITHOUT_FREE_DAYS) if offer.plan.trial_days else (total,)
    price = per_interval(offer.plan)
    free = (t("Free until {date}.", date=offer.trial_ends),) if offer.trial_days and offer.renews else ()
    later = t("Then {price}.", price=price)
    if offer.is_reduced_for_a_time:
        return *free, reduced_line(offer), later, *_year_of(offer)
    off = (t("The coupon {code} is taken off already.", code=offer.discount.name),) if offer.discount else ()
    return (*free, later, *off, *_year_of(offer)) if free else (price, *off, *_year_of(offer))


def reduced_line(offer: Offer) -> Text:
    """What the first payments come to, where they cost less than the later ones."""
    first, times = str(offer.first_price), offer.reduced_payments
    code = offer.discount.name if offer.discount is not None else ""
    if times == 1:
        return t(
            "The first payment is {price}, tax included, with the coupon {code}.", price=first, code=code
        )
    return t(
        "The first {n} payments are {price} each, tax included, with the coupon {code}.",
        n=times,
        price=first,
        code=code,
    )


def _year_of(offer: Offer) -> tuple[Text, ...]:
    if offer.plan.interval != "month":
        return ()
    reduced = min(12, offer.reduced_payments)
    total = offer.first_price.minor * reduced + offer.plan.price.minor * (12 - reduced)
    year = Money(total, offer.plan.price.currency)
    return (t("Twelve months come to {total}, tax included.", total=str(year)),)


def _when(offer: Offer) -> tuple[Text, ...]:
    if offer.plan.interval == "free":
        return (t("Nothing is charged."),)
    if offer.plan.interval == "once":
        if offer.paid_by is not CARD:
            return _ahead(offer)
        return (t("By card. {price} now, tax included, and never again.", price=str(offer.plan.price)),)
    if offer.months is not None:
        return _ahead(offer)
    now = t("By card. {price} now, tax included.", price=str(offer.first_price))
    if not offer.first_price:
        now = t("Nothing is charged now; a card is needed for what comes later.")
    first = (
        t(
            "By card. {price}, tax included, for the first time on {date}.",
            price=str(offer.first_price),
            date=offer.trial_ends,
        )
        if offer.trial_days
        else now
    )
    if offer.reduced_payments > 1:
        return first, _then_reduced(offer)
    if offer.plan.interval == "month":
        return first, t(
            "Then {price}, tax included, every month on the same day.", price=str(offer.plan.price)
        )
    return first, t("Then {price}, tax included, every year on the same day.", price=str(offer.plan.price))


def _then_reduced(offer: Offer) -> Text:
    first, price, times = str(offer.first_price), str(offer.plan.price), offer.reduced_payments
    if offer.plan.interval == "month":
        return t(
            "Then {reduced} every month on the same day until {n} payments are made, and {price} every month from"
            " then on; all tax included.",
            reduced=first,
            n=times,
            price=price,
        )
    return t(
        "Then {reduced} every year on the same day until {n} payments are made, and {price} every year from"
        " then on; all tax included.",
        reduced=first,
        n=times,
        price=price,
    )


def _ahead(offer: Offer) -> tuple[Text, ...]:
    once = t(
        "{means}. {price} once, tax included, and never again.", means=offer.paid_by, price=str(offer.total)
    )
    within = [
        t("{means}: within {n} days of applying, that is by {date}.", means=means, n=days, date=date)
        for means, days, date in offer.paid_within
    ]
    return (once, *within)


def _stands(offer: Offer) -> Text:
    if offer.stands_until:
        return t("Until {date}: so long your place is kept.", date=offer.stands_until)
    return t("There is no limit in time.")


def _begins(offer: Offer) -> tuple[Text, ...]:
    if offer.plan.interval == "free":
        return (t("At once."),)
    if offer.trial_days and offer.renews:
        return (t("At once, as soon as your card is confirmed."),)
    return (t("At once, as soon as the payment is confirmed."),)


def _leaving(offer: Offer) -> tuple[Text, ...]:
    anytime = t("You can leave at any time on your membership page, without a fee.")
    where = t("Membership page: {url}", url=offer.page)
    if offer.months is not None:
        kept = t("You keep access until the end of what you paid; it is not paid back in part.")
        return anytime, where, kept
    if offer.plan.interval == "once":
        kept = t("What is paid once is not paid back when you leave, and coming back costs the price again.")
        return anytime, where, kept
    if not offer.renews:
        return anytime, where
    before = t("Who leaves before the day of the next payment is not charged again.")
    if offer.trial_days:
        return anytime, where, before, t("Who leaves while it is free pays nothing.")
    kept = t("You keep access until the end of what you paid; it is not paid back in part.")
    return anytime, where, before, kept
