# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the double answers to which request."""

import re
from collections.abc import Callable
from typing import Any

import attrs

from tests.support.stripe_double.accounts import Accounts
from tests.support.stripe_double.billing import Billing
from tests.support.stripe_double.catalog import Catalog
from tests.support.stripe_double.checkouts import Checkouts
from tests.support.stripe_double.intents import Intents
from tests.support.stripe_double.money import Money
from tests.support.stripe_double.portal import Portal
from tests.support.stripe_double.refusals import Refused
from tests.support.stripe_double.views import Views
from tests.support.stripe_double.wallets import Wallets
from tests.support.stripe_double.world import Thing, World

Answering = Callable[..., Thing]


@attrs.frozen
class Api:
    """Stripe's API, as far as the double has it."""

    world: World
    catalog: Catalog
    money: Money
    billing: Billing
    checkouts: Checkouts
    wallets: Wallets
    portal: Portal
    intents: Intents
    views: Views
    accounts: Accounts

    def answer(self, verb: str, path: str, given: Thing) -> Thing:
        """The answer to a request whose parameters were checked. Raises Refused."""
        for pattern, at, answering in self._routes():
            found = pattern.fullmatch(path)
            if found and at == verb:
                return answering(*found.groups(), given)
        raise Refused(f"The double does not know {verb} {path} yet.", status=501, kind="api_error")

    def _routes(self) -> list[tuple[re.Pattern[str], str, Answering]]:
        one, shown = "([^/]+)", self._shown
        routes: list[tuple[str, str, Answering]] = [
            ("POST", "customers", shown(self.catalog.create_customer)),
            ("GET", f"customers/{one}/payment_methods", self._cards),
            ("GET", f"payment_methods/{one}", self._retrieve("payment_method")),
            ("POST", f"payment_methods/{one}/detach", shown(lambda ref, _: self.wallets.detach(ref))),
            ("GET", f"customers/{one}", self._retrieve("customer")),
            ("POST", "accounts", shown(self.accounts.create)),
            ("GET", f"accounts/{one}", self._retrieve("account")),
            ("POST", "account_links", shown(self.accounts.link)),
            ("POST", "billing_portal/configurations", shown(self.portal.configure)),
            ("POST", "billing_portal/sessions", shown(self.portal.open)),
            ("POST", "products", shown(self.catalog.create_product)),
            ("POST", "prices", shown(self.catalog.create_price)),
            ("GET", "prices", self._prices),
            ("POST", "coupons", shown(self.billing.coupons.create)),
            ("POST", "checkout/sessions", shown(self.checkouts.create)),
            ("GET", f"checkout/sessions/{one}", self._retrieve("checkout.session")),
            ("POST", f"checkout/sessions/{one}/expire", shown(lambda ref, _: self.checkouts.expire(ref))),
            ("GET", "subscriptions", self._subscriptions),
            ("GET", f"subscriptions/{one}", self._retrieve("subscription")),
            ("POST", f"subscriptions/{one}", shown(self.billing.update)),
            ("DELETE", f"subscriptions/{one}", shown(lambda ref, _: self.billing.cancel(ref))),
            ("POST", "subscription_schedules", shown(self.billing.changes.create_schedule)),
            ("POST", f"subscription_schedules/{one}", shown(self.billing.changes.update_schedule)),
            ("POST", f"subscription_schedules/{one}/release", shown(self.billing.changes.release_schedule)),
            ("POST", "invoices/create_preview", shown(self.billing.changes.preview)),
            ("GET", "invoices", self._invoices),
            ("GET", f"invoices/{one}", self._retrieve("invoice")),
            ("POST", f"invoices/{one}/pay", shown(self.portal.pay_invoice)),
            ("POST", f"invoices/{one}/void", shown(lambda ref, _: self.billing.void(ref))),
            ("GET", "invoice_payments", self._invoice_payments),
            ("POST", "payment_intents", shown(self.intents.create)),
            ("GET", "payment_intents", self._payment_intents),
            ("POST", f"payment_intents/{one}/cancel", shown(lambda ref, _: self.intents.cancel(ref))),
            ("GET", f"payment_intents/{one}", self._retrieve("payment_intent")),
            ("POST", "refunds", shown(self.money.refund)),
            ("GET", "refunds", self._refunds),
            ("GET", f"refunds/{one}", self._retrieve("refund")),
            ("GET", "disputes", self._disputes),
            ("GET", "balance_transactions", self._balance_transactions),
            ("GET", "events", self._events),
            ("GET", f"events/{one}", self._retrieve("event")),
        ]
        return [(re.compile(f"/v1/{path}"), verb, answering) for verb, path, answering in routes]

    def _shown(self, doing: Callable[..., Thing]) -> Answering:
        def answering(*words: Any) -> Thing:
            return self.views.show(doing(*words), words[-1].get("expand", []))

        return answering

    def _retrieve(self, kind: str) -> Answering:
        return self._shown(lambda ref, _: self.world.get(kind, ref))

    def _cards(self, customer: str, given: Thing) -> Thing:
        found = self.wallets.of_customer(customer, given)
        return self.views.show_list(found, given, f"/v1/customers/{customer}/payment_methods")

    def _payment_intents(self, given: Thing) -> Thing:
        found = [
            one
            for one in self.world.every("payment_intent")
            if given.get("customer") in (None, one["customer"])
        ]
        return self.views.show_list(found, given, "/v1/payment_intents")

    def _prices(self, given: Thing) -> Thing:
        keys = given.get("lookup_keys")
        found = [one for one in self.world.every("price") if keys is None or one["lookup_key"] in keys]
        return self.views.show_list(found, given, "/v1/prices")

    def _subscriptions(self, given: Thing) -> Thing:
        status = given.get("status")
        found = [
            one
            for one in self.world.every("subscription")
            if (status == "all" or (one["status"] == status if status else one["status"] != "canceled"))
            and given.get("customer") in (None, one["customer"])
        ]
        return self.views.show_list(found, given, "/v1/subscriptions")

    def _invoices(self, given: Thing) -> Thing:
        found = [
            one
            for one in self.world.every("invoice")
            if given.get("status") in (None, one["status"])
            and given.get("subscription") in (None, one["parent"]["subscription_details"]["subscription"])
        ]
        return self.views.show_list(found, given, "/v1/invoices")

    def _invoice_payments(self, given: Thing) -> Thing:
        intent = (given.get("payment") or {}).get("payment_intent")
        found = [
            one
            for one in self.world.every("invoice_payment")
            if given.get("invoice") in (None, one["invoice"])
            and intent in (None, one["payment"]["payment_intent"])
        ]
        return self.views.show_list(found, given, "/v1/invoice_payments")

    def _refunds(self, given: Thing) -> Thing:
        found = [
            one
            for one in self.world.every("refund")
            if given.get("payment_intent") in (None, one["payment_intent"])
        ]
        return self.views.show_list(found, given, "/v1/refunds")

    def _disputes(self, given: Thing) -> Thing:
        intent = given.get("payment_intent")
        found = [one for one in self.world.every("dispute") if intent in (None, one["payment_intent"])]
        return self.views.show_list(found, given, "/v1/disputes")

    def _balance_transactions(self, given: Thing) -> Thing:
        since_s = int((given.get("created") or {}).get("gte", 0))
        found = [one for one in self.world.every("balance_transaction") if one["created"] >= since_s]
        return self.views.show_list(found, given, "/v1/balance_transactions")

    def _events(self, given: Thing) -> Thing:
        since_s = int((given.get("created") or {}).get("gte", 0))
        types = given.get("types")
        if types is not None and len(types) > 20:
            raise Refused("You may name up to 20 types.", "types")
        found = [
            one
            for one in self.world.every("event")
            if one["created"] >= since_s and (types is None or one["type"] in types)
        ]
        return self.views.show_list(found, given, "/v1/events")
