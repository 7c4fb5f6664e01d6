# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's page of coupons."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

from modules.membership.domain.coupons import Coupon, Lasts
from modules.membership.service.coupons import NewCoupon
from modules.membership.service.house import MembershipHouse
from modules.membership.web.coupons import Count, Months
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import Text, t
from synapse_salon.ports import Plan, Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes, TypedMoney, Who, as_typed, typed_money


def _empty_is_none(value: object) -> object:
    typed = as_typed(value)
    return None if typed == "" else typed


def _a_percentage(value: object) -> object:
    typed = _empty_is_none(value)
    if not isinstance(typed, str):
        return typed
    number = re.fullmatch(r"([0-9]{1,3}) ?%?", typed)
    if number is None or not 1 <= int(number[1]) <= 100:
        raise ValueError(t("A whole number from 1 to 100 would work."))
    return int(number[1])


Typed = BeforeValidator(_empty_is_none)
_REFUSED = t("This coupon cannot be made.")
LASTS: dict[Lasts, Text] = {
    "once": t("the first payment"),
    "months": t("the first months"),
    "forever": t("every payment"),
}


class CouponForm(Body):
    """A new coupon, as it is filled in; `plan` is empty for all that cost money."""

    code: str = ""
    percent: Annotated[int | None, BeforeValidator(_a_percentage)] = None
    amount: TypedMoney = ""
    plan: str = ""
    lasts: Lasts = "once"
    months: Annotated[Months | None, Typed] = None
    uses: Annotated[Count | None, Typed] = None
    per_person: Annotated[Count | None, Typed] = None
    valid_until: Annotated[date | None, Typed] = None

    def coupon(self, currency: str) -> NewCoupon:
        """What it says. Raises BadInput: the amount is none."""
        return NewCoupon(
            code=self.code,
            percent=self.percent,
            amount=typed_money(self.amount, currency, "amount", _REFUSED) if self.amount else None,
            plans=(self.plan,) if self.plan else (),
            lasts=self.lasts,
            months=self.months if self.lasts == "months" else None,
            uses=self.uses,
            per_person=self.per_person,
            valid_until=self.valid_until,
        )


class SwitchForm(Body):
    """Whether it can be used from now on."""

    on: bool = False


def told_apart(plan: Plan) -> Text:
    """A plan's name with its price: two may have the same name."""
    price = str(plan.price)
    if plan.interval == "month":
        return t("{name} ({price} a month)", name=plan.name, price=price)
    if plan.interval == "year":
        return t("{name} ({price} a year)", name=plan.name, price=price)
    return t("{name} ({price})", name=plan.name, price=price)


def off_words(coupon: Coupon) -> Text:
    """What is off."""
    if coupon.amount is not None:
        return t("{amount} off", amount=str(coupon.amount))
    return t("{n} % off", n=coupon.percent or 0)


def coupon_page_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/desk/coupons`."""
    routes = Routes("coupon_page")

    @routes.page("s/{slug}/desk/coupons", who=Who.SIGNED_IN)
    async def show(call: Call[Any]) -> Page:
        salon = await salons.find(call.path["slug"])
        plans = [plan for plan in await salons.plans(salon.id) if plan.price]
        values = {
            "salon": salon,
            "coupons": await house.coupons.of_salon(salon, call.person),
            "plans": [("", t("all plans that cost money"))]
            + [(p.id, told_apart(p)) for p in plans if p.is_offered],
            "names": {plan.id: told_apart(plan) for plan in plans},
            "lasts": list(LASTS.items()),
            "lasts_words": LASTS,
            "off_words": off_words,
        }
        return Page(
            "membership/coupons.html", t("Coupons of {title}", title=salon.title), values, salon=salon
        )

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await show(call)

    @routes.form("s/{slug}/desk/coupons", body=CouponForm, who=Who.SIGNED_IN, again=again)
    async def make(call: Call[CouponForm]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        new = call.body.coupon(salon.currency)
        try:
            await house.coupons.make(salon, call.person, new)
        except Conflict as refusal:  # what was typed stays
            raise BadInput(_REFUSED, {"code": refusal.text}) from None
        return Redirect(f"s/{salon.slug}/desk/coupons")

    @routes.form("s/{slug}/desk/coupons/{coupon}", body=SwitchForm, who=Who.SIGNED_IN)
    async def switch(call: Call[SwitchForm]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        await house.coupons.switch(salon, call.person, call.path["coupon"], call.body.on)
        return Redirect(f"s/{salon.slug}/desk/coupons")

    return routes
