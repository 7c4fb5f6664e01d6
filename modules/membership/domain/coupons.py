# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coupons of a salon: pure values and rules."""

import re
import unicodedata
from typing import Literal

import attrs

from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import t
from synapse_salon.money import LEAST, Money
from synapse_salon.months import MONTHS, months_later
from synapse_salon.ports import Plan
from synapse_salon.ports.discounts import Discount

Lasts = Literal["once", "months", "forever"]
"""Off the first payment, those of the first months, or all of them."""

MOST_COUPONS = 500
COUPON_REASONS = ("coupon_unknown", "coupon_over", "coupon_not_for_plan", "coupon_used_up", "coupon_used")
"""Why a code is refused."""
_CODE = re.compile(r"[A-Z0-9_-]{3,30}")


@attrs.frozen
class Coupon:
    """What a salon takes off its prices for whoever gives a code: `percent`, or `amount`. `plans` are those it is for,
    none being all that cost money. It can be used `uses` times in all and `per_person` times by one person, None being
    any number, and `taken` times it was, or is being paid with."""

    id: str
    salon_id: str
    code: str
    percent: int | None
    amount: Money | None
    currency: str
    plans: tuple[str, ...]
    lasts: Lasts
    months: int | None
    uses: int | None
    per_person: int | None
    valid_until_ms: int | None
    is_on: bool
    taken: int
    made_by: str
    made_ms: int

    def discount(self, plan: Plan) -> Discount:
        """What is off the payments of a plan."""
        months = MONTHS.get(plan.interval)
        payments = 1 if self.lasts == "once" or months is None else None
        if self.lasts == "months" and months is not None:
            payments = -(-(self.months or 1) // months)
        return Discount(self.id, self.code, self.percent, self.amount, payments)


@attrs.frozen
class Redeemed:
    """A coupon that an application gave, the plan it was for, and when its first payment is due, once that is known."""

    coupon: Coupon
    plan_id: str
    state: Literal["chosen", "held", "used", "freed"]
    from_ms: int | None

    @property
    def is_kept(self) -> bool:
        """Whether it was counted: what is only filled in takes nothing off."""
        return self.state in ("held", "used")

    def due(self, plan: Plan, at_ms: int) -> Money:
        """What a payment for a plan at a moment comes to."""
        if plan.id != self.plan_id or self.from_ms is None:
            return plan.price
        off = self.coupon.discount(plan)
        months = MONTHS.get(plan.interval)
        if off.payments is not None and (
            months is None or at_ms >= months_later(self.from_ms, months * off.payments)
        ):
            return plan.price
        return off.reduced(plan.price)


def normal(code: str) -> str:
    """A code as it is kept: people type it in small or full-width letters, with spaces."""
    return "".join(unicodedata.normalize("NFKC", code).upper().split())


def check_code(code: str) -> str:
    """The code of a new coupon. Raises BadInput."""
    found = normal(code)
    if not _CODE.fullmatch(found):
        raise BadInput(
            t("This code cannot be used."),
            {"code": t("3 to 30 letters from A to Z, digits, - and _, such as HARU-2027.")},
        )
    return found


def effective(plan: Plan, discount: Discount | None) -> Plan:
    """A plan at the price it really has with a discount that does not end; what costs nothing for ever is free."""
    if discount is None or (plan.interval in MONTHS and discount.payments is not None):
        return plan
    price = discount.reduced(plan.price)
    return attrs.evolve(plan, price=price, interval=plan.interval if price else "free")


def fits(coupon: Coupon, plan: Plan) -> bool:
    """Whether a coupon is for a plan, and what is left of the price can be charged."""
    if (
        not plan.price
        or plan.price.currency != coupon.currency
        or (coupon.plans and plan.id not in coupon.plans)
    ):
        return False
    left = coupon.discount(plan).reduced(plan.price).minor
    return left == 0 or left >= LEAST


def check_use(coupon: Coupon | None, plan: Plan, now_ms: int) -> Coupon:
    """Whether a code can be given for a plan now. How often it was used is counted when it is kept.

    Raises:
        Conflict: `coupon_unknown`, `coupon_over`, `coupon_not_for_plan`, `coupon_used_up`.
    """
    if coupon is None or not coupon.is_on:
        raise Conflict(
            t("There is no such coupon in this salon. Please look at its code again."), "coupon_unknown"
        )
    if coupon.valid_until_ms is not None and now_ms >= coupon.valid_until_ms:
        raise Conflict(t("This coupon is over."), "coupon_over")
    if not fits(coupon, plan):
        raise Conflict(t("This coupon is not for the plan {plan}.", plan=plan.name), "coupon_not_for_plan")
    if coupon.uses is not None and coupon.taken >= coupon.uses:
        raise used_up()
    return coupon


def used_up() -> Conflict:
    """Others were quicker."""
    return Conflict(t("This coupon has been used up."), "coupon_used_up")


def used_by_person() -> Conflict:
    """One person may not use it so often."""
    return Conflict(t("You have used this coupon already."), "coupon_used")


def check_new(new: Coupon, plans: tuple[Plan, ...]) -> None:
    """Whether a salon with these plans can have such a coupon. Raises BadInput."""
    if (new.percent is None) == (new.amount is None):
        raise BadInput(
            t("This coupon cannot be made."), {"percent": t("Please give either a percentage or an amount.")}
        )
    if new.percent is not None and not 1 <= new.percent <= 100:
        raise BadInput(
            t("This coupon cannot be made."), {"percent": t("A whole number from 1 to 100 would work.")}
        )
    if new.amount is not None and (new.amount.minor < 1 or new.amount.currency != new.currency):
        example = Money(500, new.currency)
        raise BadInput(
            t("This coupon cannot be made."),
            {"amount": t("Please give an amount such as {example}.", example=str(example))},
        )
    if (new.lasts == "months") != (new.months is not None):
        raise BadInput(
            t("This coupon cannot be made."),
            {"months": t("For “some months”, please say how many; else leave it empty.")},
        )
    known = {plan.id: plan for plan in plans}
    if any(plan not in known for plan in new.plans):
        raise BadInput(
            t("This coupon cannot be made."),
            {"plans": t("Please choose plans of this salon, or none for all.")},
        )
    for plan in [known[plan] for plan in new.plans] or [
        plan for plan in plans if plan.is_offered and plan.price
    ]:
        if not fits(new, plan):
            field = "amount" if new.percent is None else "percent"
            problem = t(
                "With it, {plan} would cost {price}. It has to be nothing, or {least} at the least.",
                plan=plan.name,
                price=str(new.discount(plan).reduced(plan.price)),
                least=str(Money(LEAST, new.currency)),
            )
            raise BadInput(t("This coupon cannot be made."), {field: problem})
