# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The double of Stripe refuses what Stripe refuses. Were it to accept everything, these would fail."""

import json
from typing import Any
from urllib.parse import urlencode

import stripe
from twisted.trial.unittest import SynchronousTestCase

from tests.support.stripe_double import StripeDouble
from tests.support.stripe_double.contract import operations
from tests.support.stripe_double.money import DECLINES, PAYS

PRICE = {
    "currency": "jpy",
    "unit_amount": "1980",
    "recurring[interval]": "month",
    "product_data[name]": "Blue Lotus",
}
SESSION = {
    "mode": "subscription",
    "success_url": "http://127.0.0.1/",
    "line_items[0][quantity]": "1",
}


class Strict(SynchronousTestCase):
    def setUp(self) -> None:
        self.double = StripeDouble()

    def ask(self, verb: str, path: str, body: dict[str, str], **headers: str) -> tuple[int, dict[str, Any]]:
        said = {
            "authorization": f"Bearer {self.double.world.secret_key}",
            "stripe-version": stripe.api_version,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.double.answer(verb, f"/v1/{path}", urlencode(body), said)

    def made(self, path: str, body: dict[str, str], **headers: str) -> dict[str, Any]:
        status, answer = self.ask("POST", path, body, **headers)
        self.assertEqual(status, 200, answer)
        return answer

    def refused(
        self, path: str, body: dict[str, str], words: str, status: int = 400, verb: str = "POST"
    ) -> None:
        found, answer = self.ask(verb, path, body)
        self.assertEqual(found, status, answer)
        self.assertIn(words, json.dumps(answer, ensure_ascii=False))

    def test_the_sdk_tells_of_the_requests(self) -> None:
        known = {(one.verb, one.path) for one in operations()}
        self.assertGreater(len(known), 400)
        self.assertIn(("POST", "/v1/checkout/sessions/{session}/expire"), known)

    def test_whoever_has_no_key_or_another_version_is_refused(self) -> None:
        self.assertEqual(self.ask("GET", "events", {}, authorization="Bearer sk_test_other")[0], 401)
        self.assertEqual(self.ask("GET", "events", {}, stripe_version="2020-08-27")[0], 400)

    def test_unknown_missing_and_mistyped_parameters_are_refused_at_any_depth(self) -> None:
        price = self.made("prices", PRICE)["id"]
        session = {**SESSION, "line_items[0][price]": price}
        self.made("checkout/sessions", session)
        for wrong, words in (
            ({"payment_method_types[0]": "card"}, "unknown parameter: payment_method_types"),
            ({"subscription_data[trial]": "7"}, "unknown parameter: subscription_data[trial]"),
            ({"subscription_data[trial_period_days]": "7.5"}, "Invalid integer"),
            ({"subscription_data[trial_period_days]": "0"}, "at least 1"),
            ({"allow_promotion_codes": "yes"}, "Invalid boolean"),
            ({"mode": "subscribe"}, "must be one of"),
            ({"mode": "payment"}, "recurring price"),
            ({"payment_intent_data[metadata][a]": "b"}, "payment_intent_data"),
            ({"expires_at": "60"}, "expires_at"),
            ({"customer": "cus_nobody"}, "No such customer"),
            ({"line_items[0][price]": "price_none"}, "No such price"),
            ({"locale": "jp"}, "must be one of"),
            ({"metadata[a]": "b" * 501}, "Metadata"),
            ({"expand[0]": "nothing"}, "cannot be expanded"),
        ):
            status = 404 if "No such" in words else 400
            self.refused("checkout/sessions", {**session, **wrong}, words, status)
        for name in ("mode", "success_url"):
            self.refused("checkout/sessions", {k: v for k, v in session.items() if k != name}, name)
        self.refused("prices", {k: v for k, v in PRICE.items() if k != "currency"}, "currency")
        self.refused("subscriptions/nothing", {}, "No such subscription", 404)
        self.refused("nothing", {}, "Unrecognized request URL", 404)
        self.refused("tokens", {}, "does not know", 501)

    def test_a_card_is_kept_for_a_customer_and_charged_with_its_customer_only(self) -> None:
        customer = self.made("customers", {})["id"]
        setup = {"mode": "setup", "success_url": "http://127.0.0.1/", "customer": customer, "currency": "jpy"}
        for wrong, words in (
            ({"line_items[0][quantity]": "1"}, "line_items"),
            ({"payment_intent_data[metadata][a]": "b"}, "payment_intent_data"),
            ({"allowed_payment_method_types[0]": "cheque"}, "must be one of"),
        ):
            self.refused("checkout/sessions", {**setup, **wrong}, words)
        self.refused("checkout/sessions", {k: v for k, v in setup.items() if k != "currency"}, "currency")
        session = self.made("checkout/sessions", setup)
        self.assertEqual(self.double.pay(f"/c/{session['id']}", PAYS)[0], 303)
        card = self.ask("GET", f"customers/{customer}/payment_methods", {})[1]["data"][0]["id"]
        intent = {
            "amount": "500",
            "currency": "jpy",
            "customer": customer,
            "payment_method": card,
            "confirm": "true",
            "return_url": "http://127.0.0.1/",
        }
        self.assertEqual(self.made("payment_intents", intent)["status"], "succeeded")
        other = self.made("customers", {})["id"]
        for wrong, words in (
            ({"amount": "49"}, "at least"),
            ({"amount": "5.5"}, "Invalid integer"),
            ({"customer": other}, "does not belong"),
            ({"payment_method_types[0]": "card"}, "unknown parameter"),
        ):
            self.refused("payment_intents", {**intent, **wrong}, words)
        self.refused("billing_portal/sessions", {"customer": customer}, "configuration")
        self.made(f"payment_methods/{card}/detach", {})
        self.refused("payment_intents", intent, "does not belong")

    def test_an_idempotency_key_is_one_request_for_a_day(self) -> None:
        first = self.made("customers", {"name": "a"}, idempotency_key="k")
        self.assertEqual(self.made("customers", {"name": "a"}, idempotency_key="k"), first)
        status, answer = self.ask("POST", "customers", {"name": "b"}, idempotency_key="k")
        self.assertEqual((status, answer["error"]["type"]), (400, "idempotency_error"))
        self.double.pass_days(1.1)
        self.assertNotEqual(self.made("customers", {"name": "a"}, idempotency_key="k")["id"], first["id"])

    def test_a_price_and_its_lookup_key_are_for_good(self) -> None:
        self.made("prices", {**PRICE, "lookup_key": "gold"})
        self.refused("prices", {**PRICE, "lookup_key": "gold"}, "lookup key")

    def test_what_ended_cannot_be_changed_and_what_was_given_back_cannot_be_again(self) -> None:
        price = self.made("prices", PRICE)["id"]
        session = self.made("checkout/sessions", {**SESSION, "line_items[0][price]": price})
        self.assertEqual(self.double.pay(f"/c/{session['id']}", DECLINES)[0], 402)
        self.assertEqual(self.double.pay(f"/c/{session['id']}", PAYS)[0], 303)
        self.assertEqual(self.double.pay(f"/c/{session['id']}", PAYS)[0], 410)
        self.refused(f"checkout/sessions/{session['id']}/expire", {}, "open")
        paid = self.ask("GET", f"checkout/sessions/{session['id']}", {"expand[0]": "invoice.payments"})[1]
        intent = paid["invoice"]["payments"]["data"][0]["payment"]["payment_intent"]
        self.refused("refunds", {"payment_intent": intent, "amount": "1981"}, "greater than")
        self.made("refunds", {"payment_intent": intent, "amount": "980"})
        self.made("refunds", {"payment_intent": intent})
        self.refused("refunds", {"payment_intent": intent}, "already been refunded")
        subscription = f"subscriptions/{paid['subscription']}"
        self.assertEqual(self.ask("DELETE", subscription, {})[1]["status"], "canceled")
        self.refused(subscription, {"cancel_at_period_end": "true"}, "canceled")
        self.refused(subscription, {}, "No such", 404, "DELETE")
