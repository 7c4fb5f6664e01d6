# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders the payment of an application."""

import attrs

from modules.membership.domain import passes
from modules.membership.domain.application import Application
from modules.membership.service.awaiting import awaited_in
from modules.membership.store import applications
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import Unavailable
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon
from synapse_salon.ports.discounts import Discount
from synapse_salon.ports.payments import Cap, CheckoutOrder, CheckoutStart, Line, PaymentFailure, Payments
from synapse_salon.purchases import Order


class Checkouts:
    """Payment pages at the provider."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._db = platform.database

    async def start(
        self,
        salon: Salon,
        plan: Plan,
        application_id: str,
        page: str | None = None,
        discount: Discount | None = None,
    ) -> None:
        """Order an application's payment at the provider, once. `page` is where the person comes back to: unsaid, the
        application's own.

        Raises:
            Unavailable: the provider cannot be reached; starting again goes on from here.
        """
        application = await self._db.run("salon_application", applications.get, application_id)
        if application is None or application.checkout is not None:
            return
        line = self._line(salon, plan, application)
        bought = Order(
            application.id,
            salon.id,
            application.user_id,
            "membership",
            line.name,
            self._platform.clock.now_ms(),
        )
        await self._db.run("salon_order_membership", self._platform.purchases.record_in, bought)
        customer = await self._db.run(
            "salon_customer", applications.customer, salon.id, application.user_id, ids.new_id()
        )
        page = page or self._platform.web.url(f"s/{salon.slug}/join/{application.id}")
        provider = self._provider(application)
        if discount is not None and Cap.COUPON not in provider.caps:
            line = attrs.evolve(line, price=discount.reduced(line.price))
            discount = None  # paid once: for others no coupon is taken
        order = CheckoutOrder(
            order_id=application.id,
            salon_id=salon.id,
            customer_key=customer,
            lines=(line,),
            trial_days=application.trial_days,
            expires_ms=application.expires_ms,
            success_url=f"{page}/done",
            cancel_url=page,
            language=application.language,
            discount=discount,
            takes_days=bool(application.provider),
        )
        try:
            start = await provider.start_checkout(order)
        except PaymentFailure as failure:
            raise _unavailable() from failure
        await self._db.run("salon_application_checkout", _begun, application, start)

    def _provider(self, application: Application) -> Payments:
        try:
            return self._platform.providers.of(application.provider)
        except PaymentFailure as failure:
            raise _unavailable() from failure

    def _line(self, salon: Salon, plan: Plan, application: Application) -> Line:
        title, months = f"{salon.title} – {plan.name}", application.pass_months
        if months is None:
            return Line(title, plan.price, plan.interval, plan.id)
        words = t("{title}, months: {n}", title=title, n=months)
        name = self._platform.texts.say(words, application.language)
        return Line(name, passes.price_of(plan, months), "once", plan.id)


def _begun(txn: Txn, application: Application, start: CheckoutStart) -> None:
    applications.set_checkout(txn, application.id, start.ref, start.url, start.expires_ms)
    if start.settles_ms is not None:
        awaited_in(txn, application, start.settles_ms, start.url)


def _unavailable() -> Unavailable:
    words = t("The payment service cannot be reached just now. Nothing was charged; please try again soon.")
    return Unavailable(words, "payment_unavailable")
