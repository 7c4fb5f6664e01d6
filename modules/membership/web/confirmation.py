# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The final confirmation: the six items that 特定商取引法 12条の6 asks for on the last page before paying."""

import attrs

from modules.membership.applications import Application
from synapse_salon.i18n import Language, Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon


@attrs.frozen
class Item:
    """One item of the confirmation: its name and its lines."""

    name: Text
    lines: tuple[Text, ...]


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


def six_items(salon: Salon, plan: Plan, application: Application) -> tuple[Item, ...]:
    """分量, 価格, 支払時期・方法, 提供時期, 申込期間, 撤回・解除."""
    trial = application.trial_days
    renews = plan.interval in ("month", "year")
    amount: tuple[Text, ...]
    if renews:
        amount = (
            t("Membership of {title}, plan {plan}, for one person.", title=salon.title, plan=plan.name),
            t("It renews by itself and has no end until you leave."),
        )
    else:
        amount = (
            t("Membership of {title}, plan {plan}, for one person.", title=salon.title, plan=plan.name),
            t("It has no end until you leave."),
        )
    price: tuple[Text, ...] = (per_interval(plan),)
    when: tuple[Text, ...]
    if plan.interval == "free":
        when = (t("Nothing is charged."),)
    elif trial:
        price = (t("The first {n} days are free.", n=trial), *price)
        when = (t("Card. First charged when the {n} free days are over, then at each renewal.", n=trial),)
    elif renews:
        when = (t("Card. Charged now, then at each renewal."),)
    else:
        when = (t("Card. Charged now, once."),)
    leave: tuple[Text, ...]
    if renews:
        leave = (
            t("You can leave at any time, on your membership page or with !leave, without a fee."),
            t("You keep access until the end of what you paid; it is not paid back in part."),
        )
    else:
        leave = (t("You can leave at any time, on your membership page or with !leave, without a fee."),)
    return (
        Item(t("What you get"), amount),
        Item(t("Price"), price),
        Item(t("When and how you pay"), when),
        Item(t("When it begins"), (t("At once, as soon as the payment is confirmed."),)),
        Item(t("How long this offer stands"), (t("There is no limit in time."),)),
        Item(t("Leaving and withdrawing"), leave),
    )


def confirmation_text(
    platform: Platform, salon: Salon, plans: tuple[Plan, ...], application: Application, language: Language
) -> str:
    """What was confirmed, as text, to be kept with the application."""
    plan = next(plan for plan in plans if plan.id == application.plan_id)
    lines = [f"{salon.title} / {plan.name} / {application.community_name}"]
    for item in six_items(salon, plan, application):
        said = " ".join(platform.texts.say(line, language) for line in item.lines)
        lines.append(f"{platform.texts.say(item.name, language)}: {said}")
    return "\n".join(lines)
