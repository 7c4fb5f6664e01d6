# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another plan in words: the last page before it is confirmed (特定商取引法 12条の6), and what is told of it: pure."""

from collections.abc import Callable

import attrs

from modules.membership.domain.changes import Member
from modules.membership.domain.confirmation import Item, per_interval
from modules.membership.domain.notices import Notice
from modules.membership.domain.plan_changes import PlanChange
from synapse_salon.i18n import Text, t
from synapse_salon.money import Money
from synapse_salon.ports import Plan, Salon


@attrs.frozen
class Proposal:
    """A change as its words need it. `starts` and `holds_until` are written in the reader's language; `page` is the
    membership page, and `coupon` the code of one that would have taken something off later payments."""

    salon: Salon
    before: Plan
    after: Plan
    change: PlanChange
    starts: str
    holds_until: str
    page: str
    coupon: str = ""

    @property
    def renews(self) -> bool:
        """Whether it is paid again and again."""
        return self.after.interval in ("month", "year")


def six_items(proposal: Proposal) -> tuple[Item, ...]:
    """分量, 価格, 支払時期・方法, 提供時期, 申込期間, 撤回・解除 of the plan that begins."""
    return (
        Item(t("What you get"), _what(proposal)),
        Item(t("Price"), _price(proposal)),
        Item(t("When and how you pay"), _when(proposal)),
        Item(t("When it begins"), _begins(proposal)),
        Item(
            t("How long this offer stands"),
            (t("What is reckoned here holds until {moment}.", moment=proposal.holds_until),),
        ),
        Item(t("Leaving and withdrawing"), _leaving(proposal)),
    )


def proposal_text(proposal: Proposal, say: Callable[[Text], str]) -> str:
    """What was confirmed, as text, to be kept."""
    lines = [f"{proposal.salon.title} / {proposal.before.name} → {proposal.after.name}"]
    for item in six_items(proposal):
        lines.append(f"{say(item.name)}: {' '.join(say(line) for line in item.lines)}")
    return "\n".join(lines)


def _what(proposal: Proposal) -> tuple[Text, ...]:
    membership = t(
        "Membership of {title}, plan {plan} instead of {before}, for one person.",
        title=proposal.salon.title,
        plan=proposal.after.name,
        before=proposal.before.name,
    )
    if proposal.renews:
        return membership, t("It renews by itself and has no end until you leave.")
    return membership, t("It has no end until you leave.")


def _price(proposal: Proposal) -> tuple[Text, ...]:
    price = per_interval(proposal.after)
    over = (
        (t("What is left of the coupon {code} ends with this change.", code=proposal.coupon),)
        if proposal.coupon
        else ()
    )
    if proposal.after.interval != "month":
        return (price, *over)
    year = Money(proposal.after.price.minor * 12, proposal.after.price.currency)
    return price, t("Twelve months come to {total}, tax included.", total=str(year)), *over


def _when(proposal: Proposal) -> tuple[Text, ...]:
    change, price = proposal.change, str(proposal.after.price)
    if proposal.after.interval == "free":
        return (t("Nothing is charged now, and nothing after it."),)
    if proposal.after.interval == "once":
        return (t("By card. {price} now, tax included, and never again.", price=price),)
    again = (
        t("Then {price}, tax included, every month on the same day.", price=price)
        if proposal.after.interval == "month"
        else t("Then {price}, tax included, every year on the same day.", price=price)
    )
    if change.way == "checkout":
        return t("By card. {price} now, tax included.", price=price), again
    first = t(
        "By card. {price}, tax included, for the first time on {date}.", price=price, date=proposal.starts
    )
    if not change.due_now:
        return t("Nothing is charged now."), first, again
    now = t(
        "By the card that you pay with. {price} now, tax included: what the time until {date} costs more.",
        price=str(change.due_now),
        date=proposal.starts,
    )
    return now, first, again


def _begins(proposal: Proposal) -> tuple[Text, ...]:
    if proposal.change.way == "period_end":
        return (
            t(
                "On {date}. Until then you stay on {before}.",
                date=proposal.starts,
                before=proposal.before.name,
            ),
        )
    if proposal.change.way == "checkout" or proposal.change.due_now:
        return (t("At once, as soon as the payment is confirmed."),)
    return (t("At once."),)


def _leaving(proposal: Proposal) -> tuple[Text, ...]:
    anytime = t("You can leave at any time on your membership page, without a fee.")
    where = t("Membership page: {url}", url=proposal.page)
    if proposal.change.way == "period_end":
        back = t("Until {date} you can take this change back on that page.", date=proposal.starts)
        return anytime, where, back
    lines = [anytime, where]
    if proposal.change.way == "checkout" and proposal.before.interval in ("month", "year"):
        lines.append(t("What you paid for your present plan ends with it, and is not paid back in part."))
    if proposal.after.interval == "once":
        lines.append(
            t("What is paid once is not paid back when you leave, and coming back costs the price again.")
        )
    elif proposal.renews:
        lines.append(t("Who leaves before the day of the next payment is not charged again."))
        lines.append(t("You keep access until the end of what you paid; it is not paid back in part."))
    return tuple(lines)


def settled(proposal: Proposal, pages: str) -> Notice | None:
    """What came of a change that was asked for; None where nothing needs saying."""
    change, title, plan = proposal.change, proposal.salon.title, proposal.after.name
    if change.state == "declined":
        return _notice(
            pages,
            t("Your change of plan in {title} could not be paid", title=title),
            t("Your card did not pay {price}. Nothing was charged.", price=str(change.due_now)),
            _stays(proposal),
        )
    if change.state == "refused":
        return _notice(
            pages, t("Your plan in {title} was not changed", title=title), _stays(proposal), _not_charged()
        )
    if change.state != "done":
        return None
    if change.takes_back:
        return _notice(pages, t("Your plan in {title} stays as it is", title=title), _stays(proposal))
    if change.way == "period_end":
        return _notice(
            pages,
            t("Your plan in {title} will change", title=title),
            t(
                "From {date} on you are on the plan {plan} of {title}: {price}.",
                date=proposal.starts,
                plan=plan,
                title=title,
                price=per_interval(proposal.after),
            ),
            t("Until then you stay on {before}, and can take this back.", before=proposal.before.name),
        )
    lines = [_is_now(title, proposal.after)]
    if change.due_now:
        lines.append(t("{price} was charged, tax included.", price=str(change.due_now)))
    return _notice(pages, t("Your plan in {title} has changed", title=title), *lines)


def begun(salon: Salon, member: Member, plan: Plan, pages: str) -> Notice:
    """The plan that was asked for has begun with a paid time."""
    return _notice(
        pages, t("Your plan in {title} has changed", title=salon.title), _is_now(salon.title, plan)
    )


def _is_now(title: str, plan: Plan) -> Text:
    return t(
        "You are on the plan {plan} of {title} now: {price}.",
        plan=plan.name,
        title=title,
        price=per_interval(plan),
    )


def _stays(proposal: Proposal) -> Text:
    return t("You stay on the plan {plan}.", plan=proposal.before.name)


def _not_charged() -> Text:
    return t("Nothing was charged for it.")


def _notice(pages: str, subject: Text, *lines: Text) -> Notice:
    return Notice(subject, lines, t("Your membership"), f"{pages}/me")
