# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subscriptions and their invoices, as they begin, renew, fall behind and end.

Source: https://docs.stripe.com/billing/subscriptions/overview
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from synapse_salon.months import MONTHS, months_later
from tests.support.stripe_double.catalog import metadata_of, sum_of
from tests.support.stripe_double.changes import Changes
from tests.support.stripe_double.coupons import Coupons
from tests.support.stripe_double.money import Money
from tests.support.stripe_double.refusals import Refused
from tests.support.stripe_double.world import Thing, World, truth

DAY_S = 86_400
DRAFT_S = 3600
"""How long a renewal's invoice stays a draft before it is charged."""


class Billing:
    """What is charged again and again."""

    def __init__(self, world: World, money: Money) -> None:
        self._world = world
        self._money = money
        self._changes = Changes(world, self)
        self.coupons = Coupons(world)

    @property
    def changes(self) -> "Changes":
        """Other prices for subscriptions."""
        return self._changes

    def begin(
        self, customer: str, lines: list[Thing], card: Thing, given: Thing, coupon: Thing | None = None
    ) -> Thing:
        """A subscription out of a checkout that was paid; `given` is its `subscription_data`."""
        now_s = self._world.now_s()
        trial_days = int(given.get("trial_period_days", 0))
        again = [line for line in lines if line["price"]["type"] == "recurring"]
        anchor_s = now_s + trial_days * DAY_S
        rhythm = again[0]["price"]["recurring"]
        subscription = self._world.new(
            "subscription",
            customer=customer,
            status="trialing" if trial_days else "active",
            cancel_at_period_end=False,
            cancel_at=None,
            canceled_at=None,
            ended_at=None,
            billing_cycle_anchor=anchor_s,
            start_date=now_s,
            trial_start=now_s if trial_days else None,
            trial_end=anchor_s if trial_days else None,
            default_payment_method=card["id"],
            payment_settings={"save_default_payment_method": "off"},
            application_fee_percent=given.get("application_fee_percent"),
            latest_invoice=None,
            schedule=None,
            currency=again[0]["price"]["currency"],
            metadata=metadata_of(given),
            items={"object": "list", "data": [], "has_more": False},
            discounts=[],
            _turns=0,
            _cost=None,
            _told_of_trial=False,
        )
        end_s = anchor_s if trial_days else _later(anchor_s, MONTHS[rhythm["interval"]])
        subscription["_turns"] = 0 if trial_days else 1
        for line in again:
            subscription["items"]["data"].append(
                self._world.new(
                    "subscription_item",
                    price=line["price"],
                    quantity=line["quantity"],
                    subscription=subscription["id"],
                    current_period_start=now_s,
                    current_period_end=end_s,
                )
            )
        if coupon is not None:
            self.coupons.begin(subscription, coupon)
        due = sum_of(lines, "one_time") + (0 if trial_days else sum_of(again, "recurring"))
        due = self.coupons.bill(subscription, due)
        subscription["_cost"] = None if trial_days else due
        invoice = self._invoice(subscription, due, "subscription_create", self._whole_period(subscription))
        self._finalize(invoice)
        if due:
            intent = self._money.begin(due, subscription["currency"], customer, {}, _kept(subscription, due))
            self._pays(invoice, intent)
            self._money.charge(intent, card, is_later=False)
        self._paid(invoice)
        self._world.tell("customer.subscription.created", subscription)
        return subscription

    def update(self, ref: str, given: Thing) -> Thing:
        """Change a subscription."""
        subscription = self._world.get("subscription", ref)
        if subscription["status"] in ("canceled", "incomplete_expired") and set(given) - {
            "metadata",
            "expand",
        }:
            raise Refused(
                "A canceled subscription can only update its cancellation_details and metadata.", "status"
            )
        if "cancel_at_period_end" in given:
            if subscription["schedule"] is not None:
                raise Refused(
                    f"The subscription is managed by the subscription schedule `{subscription['schedule']}`, and"
                    " updating any cancelation behavior directly is not allowed.",
                    "cancel_at_period_end",
                )
            subscription["cancel_at_period_end"] = truth(given["cancel_at_period_end"])
            end_s = subscription["items"]["data"][0]["current_period_end"]
            subscription["cancel_at"] = end_s if subscription["cancel_at_period_end"] else None
        if "items" in given:
            self._changes.apply(subscription, given)
        if given.get("discounts") == "":
            subscription["discounts"] = []
        elif "discounts" in given:
            raise Refused("The double only takes discounts away.", status=501)
        if "default_payment_method" in given:
            card = self._world.get("payment_method", given["default_payment_method"])
            if card["customer"] != subscription["customer"]:
                raise Refused(
                    "The customer does not have a payment method with this ID.", "default_payment_method"
                )
            subscription["default_payment_method"] = card["id"]
        subscription["payment_settings"] |= given.get("payment_settings") or {}
        subscription["metadata"] |= metadata_of(given)
        self._world.tell("customer.subscription.updated", subscription)
        return subscription

    def bill(self, subscription: Thing, lines: list[Thing]) -> None:
        """Charge the parts of a period at once. Raises Refused: the card is declined, and nothing was done."""
        card = self._world.get("payment_method", subscription["default_payment_method"])
        due = sum(line["amount"] for line in lines)
        if not self._money.would_pay(card):
            raise Refused("Your card was declined.", code="card_declined", status=402, kind="card_error")
        invoice = self._invoice(subscription, due, "subscription_update", lines)
        self._finalize(invoice)
        if due > 0:
            intent = self._money.begin(
                due, subscription["currency"], subscription["customer"], {}, _kept(subscription, due)
            )
            self._pays(invoice, intent)
            self._money.charge(intent, card, is_later=True)
        self._paid(invoice)

    def cancel(self, ref: str) -> Thing:
        """End a subscription at once. What it owes stays an open invoice, which is not collected any more."""
        subscription = self._world.get("subscription", ref)
        if subscription["status"] in ("canceled", "incomplete_expired"):
            raise Refused(f"No such subscription: '{ref}'", "id", "resource_missing", 404)
        self._end(subscription)
        return subscription

    def void(self, ref: str) -> Thing:
        """Nobody owes this invoice any more."""
        invoice = self._world.get("invoice", ref)
        if invoice["status"] not in ("open", "uncollectible"):
            raise Refused(f"You can only void an open invoice; this one is {invoice['status']}.", "status")
        invoice.update(status="void", next_payment_attempt=None)
        for payment in self.payments_of(invoice):
            self._money.cancel(self._world.get("payment_intent", payment["payment"]["payment_intent"]))
        self._world.tell("invoice.voided", invoice)
        return invoice

    def pay(self, invoice: Thing, card: Thing, is_later: bool) -> bool:
        """Try to pay an open invoice. Answers whether it went through."""
        subscription = self._world.get("subscription", _subscription_of(invoice))
        intent = self._world.get("payment_intent", self.payments_of(invoice)[0]["payment"]["payment_intent"])
        invoice["attempt_count"] += 1
        if self._money.charge(intent, card, is_later):
            if subscription["payment_settings"]["save_default_payment_method"] == "on_subscription":
                subscription["default_payment_method"] = card["id"]
            self._paid(invoice)
            if (
                subscription["status"] in ("past_due", "unpaid")
                and subscription["latest_invoice"] == invoice["id"]
            ):
                subscription["status"] = "active"
                self._world.tell("customer.subscription.updated", subscription)
            return True
        invoice["next_payment_attempt"] = (
            self._next_try(invoice) if subscription["status"] != "canceled" else None
        )
        self._world.tell("invoice.payment_failed", invoice)
        if subscription["status"] in ("active", "trialing"):
            subscription["status"] = "past_due"
            self._world.tell("customer.subscription.updated", subscription)
        return False

    def payments_of(self, invoice: Thing) -> list[Thing]:
        """The payments of an invoice."""
        return [one for one in self._world.every("invoice_payment") if one["invoice"] == invoice["id"]]

    def due(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """What happens to subscriptions and invoices, and when."""
        for subscription in self._world.every("subscription"):
            if subscription["status"] in ("canceled", "incomplete_expired"):
                continue
            ends_s = subscription["items"]["data"][0]["current_period_end"]
            if subscription["status"] == "trialing" and not subscription["_told_of_trial"]:
                yield ends_s - 3 * DAY_S, partial(self._tell_of_trial, subscription)
            yield ends_s, partial(self._turn, subscription)
        for invoice in self._world.every("invoice"):
            if invoice["status"] == "draft" and invoice["auto_advance"]:
                yield invoice["created"] + DRAFT_S, partial(self._collect, invoice)
            elif invoice["status"] == "open" and invoice["next_payment_attempt"]:
                yield invoice["next_payment_attempt"], partial(self._try_again, invoice)

    def _tell_of_trial(self, subscription: Thing) -> None:
        subscription["_told_of_trial"] = True
        self._world.tell("customer.subscription.trial_will_end", subscription)

    def _turn(self, subscription: Thing) -> None:
        if subscription["cancel_at_period_end"]:
            self._end(subscription)
            return
        if subscription["status"] == "trialing":
            subscription["status"] = "active"
        if self._changes.enter_next_phase(subscription):
            subscription["billing_cycle_anchor"] = subscription["items"]["data"][0]["current_period_end"]
            subscription["_turns"] = 0
        items = subscription["items"]["data"]
        months = MONTHS[items[0]["price"]["recurring"]["interval"]]
        subscription["_turns"] += 1
        for item in items:
            item["current_period_start"] = item["current_period_end"]
            item["current_period_end"] = _later(
                subscription["billing_cycle_anchor"], months * subscription["_turns"]
            )
        lines = self._whole_period(subscription)
        due = self.coupons.bill(subscription, sum(line["amount"] for line in lines))
        subscription["_cost"] = due
        self._invoice(subscription, due, "subscription_cycle", lines)
        self._world.tell("customer.subscription.updated", subscription)

    def _collect(self, invoice: Thing) -> None:
        subscription = self._world.get("subscription", _subscription_of(invoice))
        self._finalize(invoice)
        if not invoice["amount_due"]:
            self._paid(invoice)
            return
        self._pays(
            invoice,
            self._money.begin(
                invoice["amount_due"],
                invoice["currency"],
                subscription["customer"],
                {},
                _kept(subscription, invoice["amount_due"]),
            ),
        )
        self._try(invoice, subscription)

    def _try_again(self, invoice: Thing) -> None:
        self._try(invoice, self._world.get("subscription", _subscription_of(invoice)))

    def _try(self, invoice: Thing, subscription: Thing) -> None:
        card = self._world.get("payment_method", subscription["default_payment_method"])
        self.pay(invoice, card, is_later=True)

    def _next_try(self, invoice: Thing) -> int | None:
        days = self._world.retries_days
        at = invoice["attempt_count"] - 1
        return invoice["finalized_at"] + days[at] * DAY_S if at < len(days) else None

    def _end(self, subscription: Thing) -> None:
        now_s = self._world.now_s()
        subscription.update(status="canceled", canceled_at=now_s, ended_at=now_s)
        for invoice in self._world.every("invoice"):
            if _subscription_of(invoice) == subscription["id"] and invoice["status"] in ("draft", "open"):
                invoice.update(auto_advance=False, next_payment_attempt=None)
        self._world.tell("customer.subscription.deleted", subscription)

    def _whole_period(self, subscription: Thing) -> list[Thing]:
        free = subscription["status"] == "trialing"
        return [
            self.line(
                item, item["price"], 0 if free else item["price"]["unit_amount"] * item["quantity"], None
            )
            for item in subscription["items"]["data"]
        ]

    def line(self, item: Thing, price: Thing, amount: int, from_s: int | None) -> Thing:
        """A line of an invoice: for an item's period, or the part of it from a moment on."""
        return {
            "id": f"il_{item['id']}_{price['id']}_{amount}",
            "object": "line_item",
            "amount": amount,
            "currency": price["currency"],
            "livemode": False,
            "metadata": {},
            "parent": {
                "type": "subscription_item_details",
                "subscription_item_details": {
                    "proration": from_s is not None,
                    "subscription": item["subscription"],
                    "subscription_item": item["id"],
                },
            },
            "period": {
                "start": item["current_period_start"] if from_s is None else from_s,
                "end": item["current_period_end"],
            },
            "pricing": {
                "type": "price_details",
                "price_details": {"price": price["id"], "product": price["product"]},
                "unit_amount_decimal": str(price["unit_amount"]),
            },
        }

    def _invoice(self, subscription: Thing, due: int, reason: str, lines: list[Thing]) -> Thing:
        invoice = self._world.new(
            "invoice",
            amount_due=due,
            amount_paid=0,
            attempt_count=0,
            auto_advance=True,
            billing_reason=reason,
            currency=subscription["currency"],
            customer=subscription["customer"],
            finalized_at=None,
            hosted_invoice_url=None,
            lines={"object": "list", "data": lines, "has_more": False},
            next_payment_attempt=None,
            parent={
                "type": "subscription_details",
                "subscription_details": {
                    "subscription": subscription["id"],
                    "metadata": dict(subscription["metadata"]),
                },
            },
            status="draft",
        )
        subscription["latest_invoice"] = invoice["id"]
        self._world.tell("invoice.created", invoice)
        return invoice

    def _finalize(self, invoice: Thing) -> None:
        url = f"{self._world.base_url}/i/{invoice['id']}"
        invoice.update(status="open", finalized_at=self._world.now_s(), hosted_invoice_url=url)
        self._world.tell("invoice.finalized", invoice)

    def _pays(self, invoice: Thing, intent: Thing) -> None:
        self._world.new(
            "invoice_payment",
            invoice=invoice["id"],
            amount_requested=intent["amount"],
            is_default=True,
            payment={"type": "payment_intent", "payment_intent": intent["id"]},
            status="open",
        )

    def _paid(self, invoice: Thing) -> None:
        invoice.update(status="paid", amount_paid=invoice["amount_due"], next_payment_attempt=None)
        for payment in self.payments_of(invoice):
            payment["status"] = "paid"
        self._world.tell("invoice.paid", invoice)


def _kept(subscription: Thing, due: int) -> int:
    return int(due * Decimal(subscription["application_fee_percent"] or 0) / 100)


def _subscription_of(invoice: Thing) -> str:
    return str(invoice["parent"]["subscription_details"]["subscription"])


def _later(anchor_s: int, months: int) -> int:
    return months_later(anchor_s * 1000, months) // 1000
