# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A subscription for another line: at once, or with its next period.

Source: https://docs.stripe.com/billing/subscriptions/change-price and /billing/subscriptions/subscription-schedules
"""

from typing import TYPE_CHECKING, Literal, cast

import stripe

from bridges.stripe.client import StripeClient
from bridges.stripe.domain.orders import is_recurring
from bridges.stripe.service.things import Things
from synapse_salon.money import Money
from synapse_salon.ports.payments import ChangePreview, Line, Ref, Rejected, When

if TYPE_CHECKING:
    from stripe.params import (
        InvoiceCreatePreviewParams,
        SubscriptionScheduleUpdateParamsPhase,
        SubscriptionUpdateParams,
    )


class Changes:
    """What Stripe is asked for when a member changes their plan."""

    def __init__(self, client: StripeClient, things: Things) -> None:
        self._client = client
        self._things = things

    async def preview(self, ref: Ref, line: Line, when: When) -> ChangePreview:
        """What it would cost if it were asked for now. Stripe reckons the parts of a period by seconds."""
        found = await self._retrieve(ref)
        check(found, line, when)
        item = found.items.data[0]
        now_s = self._client.now_s()
        due_now = Money(0, line.price.currency)
        if when == "now" and found.status != "trialing":
            price = await self._things.price(line)
            params: InvoiceCreatePreviewParams = {
                "subscription": ref,
                "subscription_details": {
                    "items": [{"id": item.id, "price": price}],
                    "proration_behavior": "always_invoice",
                    "proration_date": now_s,
                },
                "discounts": "",
            }
            invoice = await self._client.ask(lambda api: api.v1.invoices.create_preview(params))
            due_now = Money(invoice.amount_due, line.price.currency)
        return ChangePreview(due_now, line.price, item.current_period_end * 1000, now_s * 1000)

    async def now(self, ref: Ref, line: Line, as_of_ms: int, order_id: str) -> None:
        """The rest of the period is charged, or nothing changes. A change that was to come is taken back."""
        found = await self._retrieve(ref)
        item = found.items.data[0]
        price = await self._things.price(line)
        if item.price.id == price:
            return  # asked before, by somebody who did not hear the answer
        check(found, line, "now")
        await self.release(found, order_id)
        params: SubscriptionUpdateParams = {
            "items": [{"id": item.id, "price": price}],  # without the id it would be a second item
            "proration_behavior": "always_invoice",
            "proration_date": as_of_ms // 1000,
            "payment_behavior": "error_if_incomplete",
        }
        if found.status == "trialing":
            params = {"items": [{"id": item.id, "price": price}], "proration_behavior": "none"}
        if found.discounts:
            params["discounts"] = ""  # what was off the line before is not off this one
        await self._client.ask(
            lambda api: api.v1.subscriptions.update(ref, params, {"idempotency_key": f"change:{order_id}"})
        )

    async def later(self, ref: Ref, line: Line, order_id: str) -> None:
        """The line changes with the next period; for the line it has, a change that was to come is taken back."""
        found = await self._retrieve(ref)
        check(found, line, "period_end")
        item = found.items.data[0]
        price = await self._things.price(line)
        if item.price.id == price:
            await self.release(found, order_id)
            return
        schedule = found.schedule
        if schedule is None:
            made = await self._client.ask(
                lambda api: api.v1.subscription_schedules.create(
                    {"from_subscription": ref}, {"idempotency_key": f"schedule:{order_id}"}
                )
            )
            schedule_ref = made.id
        else:
            schedule_ref = schedule if isinstance(schedule, str) else schedule.id
        interval = cast(Literal["month", "year"], line.interval)
        phases: list[SubscriptionScheduleUpdateParamsPhase] = [
            {
                "items": [{"price": item.price.id, "quantity": 1}],
                "start_date": item.current_period_start,
                "end_date": item.current_period_end,
            },
            {
                "items": [{"price": price, "quantity": 1}],
                "start_date": item.current_period_end,
                "duration": {"interval": interval, "interval_count": 1},
                "billing_cycle_anchor": "phase_start",
                "proration_behavior": "none",
            },
        ]
        if found.discounts:  # stays where it is, also where this is taken back, and is not off the next line
            refs = [one if isinstance(one, str) else one.id for one in found.discounts]
            phases[0]["discounts"] = [{"discount": one} for one in refs]
            phases[1]["discounts"] = ""
        await self._client.ask(
            lambda api: api.v1.subscription_schedules.update(
                schedule_ref,
                {"phases": phases, "end_behavior": "release", "proration_behavior": "none"},
                {"idempotency_key": f"phases:{order_id}"},
            )
        )

    async def release(self, found: stripe.Subscription, order_id: str) -> None:
        """Take back a change that was to come: the schedule goes, the subscription stays as it is."""
        schedule = found.schedule
        if schedule is None:
            return
        ref = schedule if isinstance(schedule, str) else schedule.id
        await self._client.ask(
            lambda api: api.v1.subscription_schedules.release(
                ref, None, {"idempotency_key": f"release:{order_id}:{ref}"}
            )
        )

    async def _retrieve(self, ref: Ref) -> stripe.Subscription:
        return await self._client.ask(lambda api: api.v1.subscriptions.retrieve(ref))


def check(found: stripe.Subscription, line: Line, when: When) -> None:
    """Whether a subscription may be for this line. Raises Rejected; says why."""
    if (
        found.status not in ("trialing", "active")
        or found.cancel_at_period_end
        or found.cancel_at is not None
    ):
        raise Rejected("a subscription that is overdue, going to end or has ended is not changed")
    if not is_recurring(line):
        raise Rejected("a subscription is for a line that recurs")
    price = found.items.data[0].price
    if line.price.currency != price.currency.upper() or line.price.minor < 0:
        raise Rejected("the price is negative, or in another currency")
    if when == "period_end" or found.status == "trialing":
        return
    if price.recurring is None or line.interval != price.recurring.interval:
        raise Rejected("at once only to a line of the same interval that costs no less")
    if line.price.minor < (price.unit_amount or 0):
        raise Rejected("at once only to a line of the same interval that costs no less")
