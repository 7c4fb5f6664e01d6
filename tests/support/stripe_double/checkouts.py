# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checkout: a page of Stripe's where somebody pays.

Source: https://docs.stripe.com/api/checkout/sessions
"""

from collections.abc import Callable, Iterator
from functools import partial

from tests.support.stripe_double.billing import Billing
from tests.support.stripe_double.catalog import Catalog, metadata_of, sum_of
from tests.support.stripe_double.money import DECLINES, Money
from tests.support.stripe_double.refusals import Refused, no_param
from tests.support.stripe_double.vouchers import KONBINI, Vouchers
from tests.support.stripe_double.wallets import Wallets
from tests.support.stripe_double.world import Thing, World

SHORTEST_S, LONGEST_S = 30 * 60, 24 * 3600


class Checkouts:
    """Sessions of Checkout."""

    def __init__(
        self, world: World, catalog: Catalog, money: Money, billing: Billing, wallets: Wallets
    ) -> None:
        self._world = world
        self._catalog = catalog
        self._money = money
        self._billing = billing
        self._wallets = wallets
        self.vouchers = Vouchers(world, money)

    def create(self, given: Thing) -> Thing:
        """Begin a session."""
        for name in ("mode", "success_url", "line_items"):
            if not given.get(name) and (name != "line_items" or given.get("mode") != "setup"):
                raise no_param(name)
        mode = given["mode"]
        if mode == "setup":
            self._wallets.check_setup(given)
        lines = self._catalog.lines(given.get("line_items", []))
        again = [line for line in lines if line["price"]["type"] == "recurring"]
        if mode == "payment" and again:
            raise Refused("You specified `payment` mode but passed a recurring price.", "line_items")
        if mode == "subscription" and not again:
            raise Refused("You must provide at least one recurring price in `subscription` mode.", "mode")
        _check_only(given, mode, "subscription", ("subscription_data", "payment_method_collection"))
        _check_only(given, mode, "payment", ("payment_intent_data", "submit_type"))
        _check_only(given, mode, "setup", ("setup_intent_data",))
        if "application_fee_percent" in (given.get("subscription_data") or {}) and self._world.house is None:
            raise Refused("An application fee needs a connected account.", "subscription_data")
        if "customer" in given:
            self._world.get("customer", given["customer"])
            if "customer_email" in given or "customer_creation" in given:
                raise Refused(
                    "You may only specify one of these parameters: customer, customer_email.", "customer"
                )
        self.vouchers.check(given, lines[0]["price"]["currency"] if lines else None)
        now_s = self._world.now_s()
        expires_s = int(given.get("expires_at", now_s + LONGEST_S))
        if not now_s + SHORTEST_S <= expires_s <= now_s + LONGEST_S:
            raise Refused(
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.", "expires_at"
            )
        trial_days = int((given.get("subscription_data") or {}).get("trial_period_days", 0))
        if "trial_period_days" in (given.get("subscription_data") or {}) and trial_days < 1:
            raise Refused("trial_period_days must be at least 1.", "subscription_data[trial_period_days]")
        due = sum_of(lines, "one_time") + (0 if trial_days else sum_of(lines, "recurring"))
        coupon = self._billing.coupons.of_session(given, lines[0]["price"]["currency"] if lines else None)
        due = self._billing.coupons.off(coupon, due) if coupon is not None else due
        session = self._world.new(
            "checkout.session",
            mode=mode,
            status="open",
            payment_status="unpaid" if due else "no_payment_required",
            amount_total=due if lines else None,
            currency=lines[0]["price"]["currency"] if lines else given.get("currency"),
            client_reference_id=given.get("client_reference_id"),
            customer=given.get("customer"),
            expires_at=expires_s,
            invoice=None,
            payment_intent=None,
            setup_intent=None,
            subscription=None,
            success_url=given["success_url"],
            cancel_url=given.get("cancel_url"),
            locale=given.get("locale"),
            metadata=metadata_of(given),
            _given=given,
            _lines=lines,
            _coupon=coupon,
        )
        session["url"] = f"{self._world.base_url}/c/{session['id']}"
        return session

    def expire(self, ref: str) -> Thing:
        """Close a session that is open."""
        session = self._world.get("checkout.session", ref)
        if session["status"] != "open":
            raise Refused(
                f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {session["status"]}.'
            )
        self._expire(session)
        return session

    def pay(self, ref: str, number: str) -> int:
        """What a person does at the page; answers the HTTP status: 303 paid, 402 declined, 410 closed."""
        session = self._world.get("checkout.session", ref)
        if session["status"] != "open":
            return 410
        if session["customer"] is None:
            session["customer"] = self._catalog.create_customer({})["id"]
        if number == DECLINES:
            return 402
        if number == KONBINI:
            return self.vouchers.take(session)
        given = session["_given"]
        if session["mode"] == "setup":
            self._wallets.keep(session, number)
            session["status"] = "complete"
            self._world.tell("checkout.session.completed", session)
            return 303
        card = self._money.save_card(number, session["customer"])
        if session["mode"] == "payment" and not session["amount_total"]:
            pass  # nothing is charged, and there is no payment
        elif session["mode"] == "payment":
            metadata = metadata_of(given.get("payment_intent_data") or {})
            intent = self._money.begin(
                session["amount_total"],
                session["currency"],
                session["customer"],
                metadata,
                int((given.get("payment_intent_data") or {}).get("application_fee_amount", 0)),
            )
            self._money.charge(intent, card, is_later=False)
            session["payment_intent"] = intent["id"]
        else:
            subscription = self._billing.begin(
                session["customer"],
                session["_lines"],
                card,
                given.get("subscription_data") or {},
                session["_coupon"],
            )
            session.update(subscription=subscription["id"], invoice=subscription["latest_invoice"])
        session["status"] = "complete"
        if session["payment_status"] == "unpaid":
            session["payment_status"] = "paid"
        self._world.tell("checkout.session.completed", session)
        return 303

    def due(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """Sessions that nobody pays expire."""
        for session in self._world.every("checkout.session"):
            if session["status"] == "open":
                yield session["expires_at"], partial(self._expire, session)
        yield from self.vouchers.due()

    def _expire(self, session: Thing) -> None:
        session["status"] = "expired"
        self._world.tell("checkout.session.expired", session)


def _check_only(given: Thing, mode: str, right: str, names: tuple[str, ...]) -> None:
    for name in names:
        if name in given and mode != right:
            raise Refused(f"You can not pass `{name}` in `{mode}` mode.", name)
