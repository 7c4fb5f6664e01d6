# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other prices for a subscription: at once with the parts of the period reckoned, or by a schedule.

Source: https://docs.stripe.com/billing/subscriptions/prorations and /billing/subscriptions/subscription-schedules
"""

from typing import TYPE_CHECKING, Any

from tests.support.stripe_double.refusals import Refused, no_param
from tests.support.stripe_double.world import Thing, World

if TYPE_CHECKING:
    from tests.support.stripe_double.billing import Billing


class Changes:
    """What a subscription is for, changed."""

    def __init__(self, world: World, billing: "Billing") -> None:
        self._world = world
        self._billing = billing

    def preview(self, given: Thing) -> Thing:
        """The invoice that a change would make."""
        if "subscription" not in given:
            raise no_param("subscription")
        subscription = self._world.get("subscription", given["subscription"])
        details = given.get("subscription_details") or {}
        lines = self._parts(subscription, details)
        return {
            "id": "upcoming_in_preview",
            "object": "invoice",
            "amount_due": max(0, sum(line["amount"] for line in lines)),
            "currency": subscription["currency"],
            "livemode": False,
            "lines": {"object": "list", "data": lines, "has_more": False},
            "status": "draft",
        }

    def apply(self, subscription: Thing, given: Thing) -> None:
        """Change the items at once."""
        how = given.get("proration_behavior", "create_prorations")
        lines = self._parts(subscription, given) if how == "always_invoice" else []
        if lines and given.get("payment_behavior") != "error_if_incomplete":
            raise Refused("The double knows only payment_behavior=error_if_incomplete here.", status=501)
        if lines and sum(line["amount"] for line in lines) > 0:
            self._billing.bill(subscription, lines)
        items = subscription["items"]["data"]
        for wanted in given["items"]:
            price = self._world.get("price", wanted["price"])
            if "id" not in wanted:
                items.append({**items[0], "id": f"si_{len(items)}", "price": price})
            else:
                self._item(subscription, wanted["id"])["price"] = price

    def _parts(self, subscription: Thing, given: Thing) -> list[Thing]:
        lines = []
        for wanted in given["items"]:
            if "id" not in wanted:
                continue
            item = self._item(subscription, wanted["id"])
            price = self._world.get("price", wanted["price"])
            at_s = int(given.get("proration_date", self._world.now_s()))
            start_s, end_s = item["current_period_start"], item["current_period_end"]
            if not start_s <= at_s <= end_s:
                raise Refused(
                    "Cannot specify `proration_date` outside of the current subscription period.",
                    "proration_date",
                )
            if price["recurring"] != item["price"]["recurring"]:
                raise Refused("The double does not reckon changes of interval.", status=501)
            cost = subscription["_cost"]  # what the present period really cost
            before = item["price"]["unit_amount"] if cost is None else cost
            for sign, of, full in ((-1, item["price"], before), (1, price, price["unit_amount"])):
                amount = sign * round(full * (end_s - at_s) / (end_s - start_s))
                lines.append(self._billing.line(item, of, amount, at_s))
        return lines

    @staticmethod
    def _item(subscription: Thing, ref: str) -> Thing:
        for item in subscription["items"]["data"]:
            if item["id"] == ref:
                return item
        raise Refused(f"No such subscription item: '{ref}'", "items", "resource_missing")

    def create_schedule(self, given: Thing) -> Thing:
        """A schedule out of a subscription: its present phase, and nothing after it."""
        if "from_subscription" not in given:
            raise no_param("from_subscription")
        if len(given) > 1:
            raise Refused(
                "You cannot set other parameters if `from_subscription` is set.", "from_subscription"
            )
        subscription = self._world.get("subscription", given["from_subscription"])
        if subscription["schedule"] is not None:
            raise Refused("You cannot migrate a subscription that is already attached to a schedule.")
        if subscription["status"] == "canceled" or subscription["cancel_at_period_end"]:
            raise Refused("You cannot migrate a subscription that is going to end.")
        item = subscription["items"]["data"][0]
        schedule = self._world.new(
            "subscription_schedule",
            status="active",
            subscription=subscription["id"],
            end_behavior="release",
            phases=[
                {
                    "start_date": item["current_period_start"],
                    "end_date": item["current_period_end"],
                    "items": [{"price": item["price"]["id"], "quantity": 1}],
                    "discounts": [{"discount": one} for one in subscription["discounts"]],
                }
            ],
        )
        subscription["schedule"] = schedule["id"]
        return schedule

    def update_schedule(self, ref: str, given: Thing) -> Thing:
        """Say what comes after the present phase."""
        schedule = self._world.get("subscription_schedule", ref)
        if schedule["status"] != "active":
            raise Refused(f"You cannot update a schedule that is {schedule['status']}.")
        phases: list[Thing] = []
        for phase in given.get("phases", []):
            if ("end_date" in phase) == ("duration" in phase):
                raise Refused("Each phase has either an end_date or a duration.", "phases")
            start_s = int(phase["start_date"])
            if phases and phases[-1]["end_date"] != start_s:
                raise Refused("A phase begins when the one before it ends.", "phases")
            for item in phase["items"]:
                self._world.get("price", item["price"])
            end_s = int(phase["end_date"]) if "end_date" in phase else start_s + 1
            off = phase.get("discounts") or []
            phases.append(
                {"start_date": start_s, "end_date": end_s, "items": phase["items"], "discounts": off}
            )
        if not phases or phases[0]["start_date"] != schedule["phases"][0]["start_date"]:
            raise Refused("The start of the present phase cannot be changed.", "phases")
        schedule["phases"] = phases
        subscription = self._world.get("subscription", schedule["subscription"])
        subscription["discounts"] = [one["discount"] for one in phases[0]["discounts"]]
        return schedule

    def release_schedule(self, ref: str, _: Any) -> Thing:
        """The subscription goes on without it."""
        schedule = self._world.get("subscription_schedule", ref)
        if schedule["status"] not in ("active", "not_started"):
            raise Refused(f"You cannot release a schedule that is {schedule['status']}.")
        self._world.get("subscription", schedule["subscription"])["schedule"] = None
        schedule["status"] = "released"
        return schedule

    def enter_next_phase(self, subscription: Thing) -> bool:
        """Where a schedule says so, the subscription has another price from now on. Answers whether it has another
        interval."""
        if subscription["schedule"] is None:
            return False
        schedule = self._world.get("subscription_schedule", subscription["schedule"])
        later = schedule["phases"][1:]
        schedule["status"] = "released"
        subscription["schedule"] = None
        if not later:
            return False
        subscription["discounts"] = [one["discount"] for one in later[0]["discounts"]]
        item = subscription["items"]["data"][0]
        before, item["price"] = item["price"], self._world.get("price", later[0]["items"][0]["price"])
        return bool(before["recurring"] != item["price"]["recurring"])
