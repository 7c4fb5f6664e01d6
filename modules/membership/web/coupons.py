# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coupons by the API."""

from datetime import date
from typing import Annotated

from pydantic import Field

from modules.membership.domain.coupons import Coupon, Lasts
from modules.membership.service.coupons import NewCoupon
from modules.membership.service.house import MembershipHouse
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.ports import Salons
from synapse_salon.web import Amount, Body, Call, OneLine, Routes, View

Count = Annotated[int, Field(ge=1, le=1_000_000)]
Months = Annotated[int, Field(ge=1, le=60)]


class CouponBody(Body):
    """A new coupon: `percent` or `amount` off the first payment (`once`), those of the first `months`, or all
    (`forever`). `plans` empty is every plan that costs money; `uses` and `per_person` null is any number of times."""

    code: OneLine
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    amount: Amount | None = None
    plans: Annotated[list[str], Field(max_length=100)] = Field(default=[])
    lasts: Lasts = "once"
    months: Months | None = None
    uses: Count | None = None
    per_person: Count | None = 1
    valid_until: date | None = None

    def coupon(self) -> NewCoupon:
        """What it says."""
        return NewCoupon(
            code=self.code,
            percent=self.percent,
            amount=self.amount.money if self.amount is not None else None,
            plans=tuple(dict.fromkeys(self.plans)),
            lasts=self.lasts,
            months=self.months,
            uses=self.uses,
            per_person=self.per_person,
            valid_until=self.valid_until,
        )


class Switch(Body):
    """Whether it can be used."""

    on: bool


class CouponView(View):
    """A coupon. `used` counts uses, also those that are being paid just now; `valid_until_ms` is the first moment at
    which it is over."""

    id: str
    code: str
    percent: int | None
    amount: Amount | None
    plans: list[str]
    lasts: Lasts
    months: int | None
    uses: int | None
    per_person: int | None
    valid_until_ms: int | None
    on: bool
    used: int


class CouponList(View):
    """A salon's coupons, newest first."""

    coupons: list[CouponView]


def coupon_view(coupon: Coupon) -> CouponView:
    """A coupon as staff see it."""
    return CouponView(
        id=coupon.id,
        code=coupon.code,
        percent=coupon.percent,
        amount=Amount.of(coupon.amount) if coupon.amount is not None else None,
        plans=list(coupon.plans),
        lasts=coupon.lasts,
        months=coupon.months,
        uses=coupon.uses,
        per_person=coupon.per_person,
        valid_until_ms=coupon.valid_until_ms,
        on=coupon.is_on,
        used=coupon.taken,
    )


def coupon_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`v1/salons/{slug}/coupons`."""
    routes = Routes("coupons")

    @routes.get(
        "v1/salons/{slug}/coupons",
        says="Lists a salon's coupons, newest first, to those who set its plans.",
        returns=CouponList,
        errors=(NotAllowed, NotFound),
    )
    async def listed(call: Call[None]) -> CouponList:
        salon = await salons.find(call.path["slug"])
        found = await house.coupons.of_salon(salon, call.person)
        return CouponList(coupons=[coupon_view(coupon) for coupon in found])

    @routes.post(
        "v1/salons/{slug}/coupons",
        says="Makes a coupon. What it gives never changes; it can be switched off.",
        body=CouponBody,
        returns=CouponView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
        idempotent=True,
    )
    async def make(call: Call[CouponBody]) -> CouponView:
        salon = await salons.find(call.path["slug"])
        return coupon_view(await house.coupons.make(salon, call.person, call.body.coupon()))

    @routes.put(
        "v1/salons/{slug}/coupons/{coupon}",
        says="Switches a coupon on or off. Who is paying with it just now, or pays with it every month, keeps it.",
        body=Switch,
        returns=CouponView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def switch(call: Call[Switch]) -> CouponView:
        salon = await salons.find(call.path["slug"])
        return coupon_view(await house.coupons.switch(salon, call.person, call.path["coupon"], call.body.on))

    return routes
