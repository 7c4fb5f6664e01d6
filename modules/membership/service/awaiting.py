# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments that come days after somebody decided to pay: who is told what, and where they find it."""

from collections.abc import Sequence

from modules.membership.domain import awaited_notices
from modules.membership.domain.application import Application
from modules.membership.service.notices import Notices
from modules.membership.store import applications
from synapse_salon.clock import HOUR_MS
from synapse_salon.database import Txn
from synapse_salon.happenings import PaymentAwaited, PaymentNotMade
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.awaited import AwaitedPayment
from synapse_salon.ports.payments import CheckoutState, PaymentFailure, Ref

SOON_MS = HOUR_MS
"""A provider's clock and ours may differ: what ends so long before its time was not paid in time either."""


class Awaiting:
    """Tells those who pay later how and until when, and when it is over (`synapse_salon.ports.AwaitedPayments`)."""

    def __init__(self, platform: Platform, salons: Salons, notices: Notices) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._notices = notices

    async def awaited(self, user_id: str) -> Sequence[AwaitedPayment]:
        """What somebody has still to pay, soonest first."""
        begun = await self._db.run("salon_applications_of", applications.open_of, user_id)
        found = []
        for one in begun:
            salon = await self._salons.by_id(one.salon_id)
            if salon is not None and one.is_awaited and one.awaited_ms is not None and one.pay_url:
                found.append(AwaitedPayment(salon, one.awaited_ms, one.pay_url))
        return sorted(found, key=lambda one: one.until_ms)

    async def began(self, happening: PaymentAwaited) -> None:
        """Tell somebody how to pay, and until when."""
        application, salon = await self._of(happening.application_id)
        if application is None or salon is None or not application.is_awaited:
            return
        state = await self._state(application)
        notice = awaited_notices.awaited(salon, application, state, self._pages(salon))
        await self._notices.tell(salon, application, notice, f"awaited:{application.id}")

    async def ended(self, happening: PaymentNotMade) -> None:
        """Tell somebody that their money did not come in time."""
        application, salon = await self._of(happening.application_id)
        if application is not None and salon is not None and application.state == "expired":
            notice = awaited_notices.not_made(salon, application, self._pages(salon))
            await self._notices.tell(salon, application, notice, f"not_made:{application.id}")

    async def _state(self, application: Application) -> CheckoutState | None:
        """What the provider says of how to pay; None while it cannot be asked: its page says it, too."""
        try:
            provider = self._platform.providers.of(application.provider)
            return await provider.fetch_checkout(Ref(application.checkout or ""))
        except PaymentFailure:
            return None

    async def _of(self, application_id: str) -> tuple[Application | None, Salon | None]:
        found = await self._db.run("salon_application", applications.get, application_id)
        return found, await self._salons.by_id(found.salon_id) if found is not None else None

    def _pages(self, salon: Salon) -> str:
        return self._platform.web.url(f"s/{salon.slug}")


def awaited_in(
    txn: Txn, application: Application, until_ms: int, pay_url: str | None, is_promised: bool = False
) -> None:
    """Money comes later: whoever pays it is told so, once."""
    if applications.await_money(txn, application.id, until_ms, pay_url, is_promised):
        txn.say(PaymentAwaited(application_id=application.id))


def is_over(application: Application | None, now_ms: int) -> bool:
    """Whether an application ends because money that was waited for did not come."""
    return (
        application is not None
        and application.awaited_ms is not None
        and application.awaited_ms <= now_ms + SOON_MS
    )
