# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The customer portal, as far as another card is given there.

Source: https://docs.stripe.com/customer-management/portal-deep-links
"""

from typing import Any

from tests.support.stripe_double.billing import Billing
from tests.support.stripe_double.catalog import metadata_of
from tests.support.stripe_double.money import DECLINES, Money
from tests.support.stripe_double.refusals import Refused, no_param
from tests.support.stripe_double.world import Thing, World, truth

OPEN_S = 300
"""How long nobody needs to have come for a session to be over."""


class Portal:
    """Sessions of the portal, and what is done in them."""

    def __init__(self, world: World, money: Money, billing: Billing) -> None:
        self._world = world
        self._money = money
        self._billing = billing

    def configure(self, given: Thing) -> Thing:
        """What can be done in a portal."""
        return self._world.new(
            "billing_portal.configuration",
            active=True,
            is_default=False,
            features=given["features"],
            metadata=metadata_of(given),
        )

    def open(self, given: Thing) -> Thing:
        """Begin a session."""
        if "customer" not in given:
            raise no_param("customer")
        customer = self._world.get("customer", given["customer"])
        if "configuration" not in given:
            raise Refused(
                "You can’t create a portal session until you save your customer portal settings.",
                "configuration",
            )
        settings = self._world.get("billing_portal.configuration", given["configuration"])
        flow: dict[str, Any] = given.get("flow_data") or {}
        if flow.get("type") == "payment_method_update" and not truth(
            settings["features"].get("payment_method_update", {}).get("enabled")
        ):
            raise Refused(
                "This configuration does not have payment_method_update enabled.", "flow_data[type]"
            )
        session = self._world.new(
            "billing_portal.session",
            customer=customer["id"],
            configuration=settings["id"],
            return_url=given.get("return_url"),
            locale=given.get("locale"),
            flow=flow or None,
            _expires_at=self._world.now_s() + OPEN_S,
        )
        session["url"] = f"{self._world.base_url}/p/{session['id']}"
        return session

    def give_card(self, ref: str, number: str) -> tuple[int, str]:
        """What a person does at the page: the HTTP status and where it leads."""
        session = self._world.get("billing_portal.session", ref)
        if self._world.now_s() >= session["_expires_at"]:
            return 410, ""
        if number == DECLINES:
            return 402, ""
        customer = self._world.get("customer", session["customer"])
        card = self._money.save_card(number, customer["id"])
        self._world.tell("payment_method.attached", card)
        before = dict(customer["invoice_settings"])
        customer["invoice_settings"]["default_payment_method"] = card["id"]
        self._world.tell("customer.updated", customer, {"invoice_settings": before})
        return 303, session["return_url"]

    def pay_invoice(self, ref: str, given: Thing) -> Thing:
        """Pay an open invoice with a card of its customer's."""
        invoice = self._world.get("invoice", ref)
        if invoice["status"] == "paid":
            raise Refused("Invoice is already paid", code="invoice_already_paid")
        if invoice["status"] != "open":
            raise Refused(f"Invoice is {invoice['status']}, and cannot be paid.", "status")
        customer = self._world.get("customer", invoice["customer"])
        means = given.get("payment_method") or customer["invoice_settings"]["default_payment_method"]
        card = self._world.get("payment_method", means or "")
        if card["customer"] != customer["id"]:
            raise Refused("The payment method does not belong to this customer.", "payment_method")
        if not self._billing.pay(invoice, card, is_later=truth(given.get("off_session"), True)):
            raise Refused("Your card was declined.", code="card_declined", status=402, kind="card_error")
        return invoice
