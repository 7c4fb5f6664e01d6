# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The final confirmation: the six items that 特定商取引法 12条の6 asks for on the last page before paying."""

from collections.abc import Callable

import attrs

from synapse_salon.i18n import Text, t
from synapse_salon.money import Money
from synapse_salon.ports import Plan, Salon


@attrs.frozen
class Item:
    """One item of the confirmation: its name and its lines."""

    name: Text
    lines: tuple[Text, ...]


@attrs.frozen
class Offer:
    """What is being confirmed, as far as its words need it. `page` is the person's membership page."""

    salon: Salon
    plan: Plan
    trial_days: int
    trial_ends: str
    page: str

    @property
    def renews(self) -> bool:
        """Whether it is paid again and again."""
        return self.plan.interval in ("month", "year")


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
        Item(t("How long this offer stands"), (t("There is no limit in time."),)),
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
    if offer.renews:
        return membership, t("It renews by itself and has no end until you leave.")
    return membership, t("It has no end until you leave.")


def _price(offer: Offer) -> tuple[Text, ...]:
    price = per_interval(offer.plan)
    if offer.trial_days:
        price_later = t("Then {price}.", price=price)
        return t("Free until {date}.", date=offer.trial_ends), price_later, *_year_of(offer.plan)
    return price, *_year_of(offer.plan)


def _year_of(plan: Plan) -> tuple[Text, ...]:
    if plan.interval != "month":
        return ()
    year = Money(plan.price.minor * 12, plan.price.currency)
    return (t("Twelve months come to {total}, tax included.", total=str(year)),)


def _when(offer: Offer) -> tuple[Text, ...]:
    if offer.plan.interval == "free":
        return (t("Nothing is charged."),)
    if offer.plan.interval == "once":
        return (t("By card. {price} now, tax included, and never again.", price=str(offer.plan.price)),)
    first = (
        t(
            "By card. {price}, tax included, for the first time on {date}.",
            price=str(offer.plan.price),
            date=offer.trial_ends,
        )
        if offer.trial_days
        else t("By card. {price} now, tax included.", price=str(offer.plan.price))
    )
    if offer.plan.interval == "month":
        return first, t(
            "Then {price}, tax included, every month on the same day.", price=str(offer.plan.price)
        )
    return first, t("Then {price}, tax included, every year on the same day.", price=str(offer.plan.price))


def _begins(offer: Offer) -> tuple[Text, ...]:
    if offer.plan.interval == "free":
        return (t("At once."),)
    return (t("At once, as soon as the payment is confirmed."),)


def _leaving(offer: Offer) -> tuple[Text, ...]:
    anytime = t("You can leave at any time on your membership page, without a fee.")
    where = t("Membership page: {url}", url=offer.page)
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
