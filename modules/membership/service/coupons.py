# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coupons: made by staff, given by those who join, and kept for whoever is paying."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs

from modules.membership.domain import coupons
from modules.membership.domain.application import Application
from modules.membership.domain.coupons import Coupon, Lasts, Redeemed
from modules.membership.store import coupons as store
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotFound
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.months import MONTHS
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.ports.payments import Cap, Payments
from synapse_salon.web import by_address


@attrs.frozen
class NewCoupon:
    """What staff fill in. It is valid through the day `valid_until`, in the salon's time zone."""

    code: str
    percent: int | None
    amount: Money | None
    plans: tuple[str, ...]
    lasts: Lasts
    months: int | None
    uses: int | None
    per_person: int | None
    valid_until: date | None


class Coupons:
    """The coupons of salons."""

    def __init__(self, platform: Platform, salons: Salons, payments: Payments) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._payments = payments

    async def of_salon(self, salon: Salon, by: str) -> list[Coupon]:
        """The coupons of a salon, the newest first. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.EDIT_PLANS)
        return await self._db.run("salon_coupons", store.of_salon, salon.id, coupons.MOST_COUPONS)

    async def make(self, salon: Salon, by: str, new: NewCoupon) -> Coupon:
        """Make a coupon. Raises BadInput, Conflict (`coupon_exists`), NotAllowed."""
        already = len(await self.of_salon(salon, by))
        until_ms = None
        if new.valid_until is not None:
            until_ms = _end_of(new.valid_until, salon)
            if until_ms is None or until_ms <= self._now():
                raise BadInput(
                    t("This coupon cannot be made."),
                    {"valid_until": t("Please choose a day that is still to come.")},
                )
        coupon = Coupon(
            id=ids.new_id(),
            salon_id=salon.id,
            code=coupons.check_code(new.code),
            percent=new.percent,
            amount=new.amount,
            currency=salon.currency,
            plans=new.plans,
            lasts=new.lasts,
            months=new.months,
            uses=new.uses,
            per_person=new.per_person,
            valid_until_ms=until_ms,
            is_on=True,
            taken=0,
            made_by=by,
            made_ms=self._now(),
        )
        coupons.check_new(coupon, await self._salons.plans(salon.id))
        if already >= coupons.MOST_COUPONS:
            raise Conflict(t("A salon can have {n} coupons.", n=coupons.MOST_COUPONS), "too_many_coupons")
        if not await self._db.run("salon_coupon_make", store.insert, coupon):
            raise Conflict(
                t(
                    "There is a coupon with this code already. What it gives never changes; please choose another code."
                ),
                "coupon_exists",
            )
        return coupon

    async def switch(self, salon: Salon, by: str, coupon_id: str, is_on: bool) -> Coupon:
        """Switch a coupon on or off; who is paying with it keeps it. Raises NotAllowed, NotFound."""
        await self._salons.allow(salon, by, Act.EDIT_PLANS)
        found = await self._db.run("salon_coupon_switch", self._switch, salon.id, coupon_id, is_on, by)
        if found is None:
            raise NotFound(t("There is no such coupon."), "no_such_coupon")
        return found

    def _switch(self, txn: Txn, salon_id: str, coupon_id: str, is_on: bool, by: str) -> Coupon | None:
        store.switch(txn, salon_id, coupon_id, is_on, by, self._now())
        return store.by_id(txn, salon_id, coupon_id)

    async def are_offered(self, salon_id: str) -> bool:
        """Whether a salon has coupons that can be used now: else nobody is asked for a code."""
        return await self._db.run("salon_coupons_on", store.any_on, salon_id, self._now())

    async def find(
        self, salon: Salon, user_id: str | None, plan: Plan, code: str | None, address: str = ""
    ) -> Coupon | None:
        """The coupon of a code that somebody gives for a plan; None for no code. Who has no account yet is known by
        their address. Raises Conflict, TooMany."""
        if not code or not coupons.normal(code):
            return None
        if user_id is not None:
            self._platform.web.limiter.take("guess", f"coupon:{user_id}")
        else:
            self._platform.web.limiter.take("sign_in", f"coupon:{by_address(address)}")
        found = await self._db.run("salon_coupon", store.by_code, salon.id, coupons.normal(code))
        coupon = coupons.check_use(found, plan, self._now())
        is_charged_again = coupons.effective(plan, coupon.discount(plan)).interval in MONTHS
        if is_charged_again and Cap.COUPON not in self._payments.caps:
            raise Conflict(
                t("This coupon is not for the plan {plan}.", plan=plan.name), "coupon_not_for_plan"
            )
        return coupon

    async def of(self, application_id: str | None) -> Redeemed | None:
        """The coupon that an application gave."""
        if application_id is None:
            return None
        return await self._db.run("salon_coupon_of", store.of_application, application_id)

    @staticmethod
    def is_of_in(txn: Txn, application: Application, coupon: Coupon | None) -> bool:
        """Whether an application is with this coupon, or with none."""
        given = store.of_application(txn, application.id)
        return (given.coupon.id if given is not None else None) == (coupon.id if coupon is not None else None)

    def choose_in(self, txn: Txn, application: Application, coupon: Coupon | None) -> None:
        """Note what somebody gave."""
        store.choose(txn, application.id, application.user_id, application.plan_id, coupon, self._now())

    def hold_in(self, txn: Txn, application: Application, plan: Plan) -> None:
        """Keep the coupon of an application for the one who is going to pay: counted, in the transaction that begins
        the payment. Raises Conflict: it is over, or used up."""
        redeemed = store.of_application(txn, application.id)
        if redeemed is None or not store.set_state(txn, application.id, ("chosen", "freed"), "held"):
            return
        coupon = redeemed.coupon
        coupons.check_use(attrs.evolve(coupon, taken=0), plan, self._now())
        if not store.take(txn, coupon.id):
            raise coupons.used_up()
        limit = coupon.per_person
        if limit is not None and store.times_of(txn, coupon.id, application.user_id) > limit:
            raise coupons.used_by_person()

    def _now(self) -> int:
        return self._platform.clock.now_ms()


def _end_of(day: date, salon: Salon) -> int | None:
    """The end of a day in the salon's time zone, in ms; None for one that no calendar reaches."""
    try:
        end = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(salon.timezone))
        return round(end.timestamp() * 1000)
    except (OverflowError, ValueError):
        return None
