# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ends applications that nobody goes on with."""

import logging

from modules.membership.domain.application import Application
from modules.membership.domain.awaited_notices import until
from modules.membership.service.settlement import Settlement
from modules.membership.store import applications
from synapse_salon.clock import MINUTE_MS
from synapse_salon.errors import Conflict, Unavailable
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.ports.payments import PaymentFailure, Ref

logger = logging.getLogger(__name__)
AGAIN_MS = 10 * MINUTE_MS


class Withdrawing:
    """Ends applications: the payment page first, so that nobody pays for one that has ended."""

    def __init__(self, platform: Platform, salons: Salons, settlement: Settlement) -> None:
        self._platform = platform
        self._salons = salons
        self._db = platform.database
        self._settlement = settlement

    async def withdraw(self, application: Application, by: str = "clock") -> None:
        """End an open application; one that turns out to be paid is settled instead.

        Raises:
            Conflict: it was paid.
            Unavailable: the payment provider cannot be reached; the application stays open.
        """
        if application.checkout is not None:
            try:
                provider = self._platform.providers.of(application.provider)
                state = await provider.expire_checkout(Ref(application.checkout))
                await self._settlement.checkout(state)
            except PaymentFailure as failure:
                raise Unavailable(
                    t("The payment service cannot be reached just now. Please try again soon."),
                    "payment_unavailable",
                ) from failure
            if state.status == "complete" and state.paid == "unpaid":
                raise await self._pending(application)
            if state.status == "complete":
                raise Conflict(t("You have just paid. Please look again in a moment."), "already_paid")
        await self._settlement.give_up(application, by)

    async def _pending(self, application: Application) -> Conflict:
        stored = await self._db.run("salon_application", applications.get, application.id)
        salon = await self._salons.by_id(application.salon_id)
        if stored is None or salon is None or not stored.is_awaited:
            words = t("A payment that you promised is still on its way. It ends by itself if it is not made.")
            return Conflict(words, "payment_pending")
        words = t(
            "Your payment is waited for until {date}. If you do not pay, the application ends by itself, and nothing"
            " is charged. How to pay: {url}",
            date=until(salon, stored),
            url=stored.pay_url or "",
        )
        return Conflict(words, "payment_pending")

    async def expire(self) -> None:
        """End the applications whose time is over. By the clock; one that cannot be ended holds up no other."""
        now_ms = self._platform.clock.now_ms()
        for application in await self._db.run(
            "salon_applications_expired", applications.expired, now_ms, 100
        ):
            await self._end(application)

    async def account_gone(self, user_id: str) -> None:
        """The person's account was deleted: they pay for nothing that they began."""
        for application in await self._db.run("salon_applications_of", applications.open_of, user_id):
            await self._end(application)

    async def _end(self, application: Application) -> None:
        try:
            await self.withdraw(application)
        except (Conflict, Unavailable) as refusal:
            logger.warning("Application %s cannot be ended yet: %s", application.id, refusal.reason)
            later_ms = self._platform.clock.now_ms() + AGAIN_MS
            await self._db.run("salon_application_later", applications.expire_at, application.id, later_ms)
