# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coupons, and what they take off sessions and subscriptions.

Source: https://docs.stripe.com/api/coupons and /api/discounts
"""

from synapse_salon.months import months_later
from tests.support.stripe_double.catalog import metadata_of
from tests.support.stripe_double.refusals import Refused, missing, no_param
from tests.support.stripe_double.world import Thing, World


class Coupons:
    """What is off."""

    def __init__(self, world: World) -> None:
        self._world = world

    def create(self, given: Thing) -> Thing:
        """A coupon; only its name and metadata could be changed later."""
        if ("percent_off" in given) == ("amount_off" in given):
            raise Refused("Must provide either percent_off or amount_off.", "percent_off")
        if "amount_off" in given and "currency" not in given:
            raise no_param("currency")
        if "amount_off" in given and int(given["amount_off"]) <= 0:
            raise Refused("Invalid positive integer", "amount_off", "parameter_invalid_integer")
        if "percent_off" in given and not 0 < float(given["percent_off"]) <= 100:
            raise Refused("percent_off must be greater than 0 and at most 100.", "percent_off")
        duration = given.get("duration", "once")
        if (duration == "repeating") != ("duration_in_months" in given):
            raise Refused("duration_in_months goes with duration=repeating.", "duration_in_months")
        if len(given.get("name", "")) > 40:
            raise Refused("Invalid string: name must be at most 40 characters", "name")
        return self._world.new(
            "coupon",
            name=given.get("name"),
            percent_off=float(given["percent_off"]) if "percent_off" in given else None,
            amount_off=int(given["amount_off"]) if "amount_off" in given else None,
            currency=given.get("currency"),
            duration=duration,
            duration_in_months=int(given["duration_in_months"]) if "duration_in_months" in given else None,
            times_redeemed=0,
            valid=True,
            metadata=metadata_of(given),
        )

    def of_session(self, given: Thing, currency: str | None) -> Thing | None:
        """The coupon of a new session."""
        wanted = given.get("discounts")
        if wanted is None:
            return None
        if "allow_promotion_codes" in given:
            raise Refused("You may only specify one of these parameters: allow_promotion_codes, discounts.")
        if len(wanted) != 1 or "coupon" not in wanted[0]:
            raise Refused("A session has one discount at the most.", "discounts")
        coupon = next((one for one in self._world.every("coupon") if one["id"] == wanted[0]["coupon"]), None)
        if coupon is None:
            raise missing("coupon", wanted[0]["coupon"])
        if coupon["amount_off"] is not None and coupon["currency"] != currency:
            raise Refused("The coupon is in another currency than the line items.", "discounts")
        return coupon

    @staticmethod
    def off(coupon: Thing, amount: int) -> int:
        """What is left of an amount."""
        if coupon["amount_off"] is not None:
            return max(0, amount - int(coupon["amount_off"]))
        return amount - round(amount * coupon["percent_off"] / 100)

    def begin(self, subscription: Thing, coupon: Thing) -> None:
        """A subscription has a discount from now on."""
        now_s = self._world.now_s()
        months = coupon["duration_in_months"]
        coupon["times_redeemed"] += 1
        discount = self._world.new(
            "discount",
            customer=subscription["customer"],
            subscription=subscription["id"],
            source={"type": "coupon", "coupon": coupon["id"]},
            start=now_s,
            end=months_later(now_s * 1000, months) // 1000 if months else None,
        )
        subscription["discounts"] = [discount["id"]]

    def bill(self, subscription: Thing, amount: int) -> int:
        """What a new invoice over an amount comes to. What is given once is used up by it, also by one of nothing."""
        for ref in list(subscription["discounts"]):
            discount = self._world.get("discount", ref)
            coupon = self._world.get("coupon", discount["source"]["coupon"])
            if discount["end"] is not None and discount["end"] <= self._world.now_s():
                subscription["discounts"].remove(ref)
                continue
            if coupon["duration"] == "once":
                subscription["discounts"].remove(ref)
            return self.off(coupon, amount)
        return amount
