# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reaching into the payment provider: something happens there in the middle of a call, or it does not answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from bridges.sandbox.domain.cards import read_card
from bridges.sandbox.service.provider import SandboxPayments
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments, ProviderUnavailable
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, Salon, SalonCase
from tests.support.waiting import eventually

UNTOLD = {"webhook_base": ""}
"""The sandbox sends no news: what happened there is found out by asking."""


class MomentsCase(SalonCase):
    """Reaches into the provider."""

    def payments(self, salon: Salon) -> SandboxPayments:
        found = Platform.of(salon.server.module_api).want(Payments)
        assert isinstance(found, SandboxPayments)
        return found

    def meanwhile(self, salon: Salon, name: str, happens: Callable[[], Awaitable[object]]) -> None:
        """Let something happen once, right after the provider answered this call."""
        payments = self.payments(salon)
        plain = getattr(payments, name)

        async def answered(*args: Any) -> Any:
            answer = await plain(*args)
            if getattr(payments, name) is answered:
                setattr(payments, name, plain)
                await happens()
            return answer

        setattr(payments, name, answered)

    def silent(self, salon: Salon, name: str) -> Callable[[], None]:
        """The provider does not answer this call until what is returned is called."""
        payments = self.payments(salon)
        plain = getattr(payments, name)

        async def nothing(*args: Any) -> Any:
            raise ProviderUnavailable("down")

        setattr(payments, name, nothing)
        return lambda: setattr(payments, name, plain)

    async def pay_due(self, salon: Salon, person: Person) -> None:
        """Pay at the provider, where the person's bill lies."""
        key = (await salon.me(person))["pay_url"].rsplit("/", 1)[1]
        pages = self.payments(salon)._pages
        await salon.server.inside(pages.pay_owed, key, read_card(GOOD_CARD))

    async def paid_and_kept(self, salon: Salon) -> int:
        """How many payments were made and not given back."""
        sql = "SELECT COUNT(*) FROM salon_sandbox_payments WHERE status = 'paid' AND refunded < amount"
        return int((await salon.server.rows(sql))[0][0])

    async def live(self, salon: Salon) -> int:
        """How many subscriptions may take money."""
        sql = "SELECT COUNT(*) FROM salon_sandbox_subscriptions WHERE status != 'ended'"
        return int((await salon.server.rows(sql))[0][0])

    async def none_live(self, salon: Salon) -> None:
        async def ended() -> bool:
            return await self.live(salon) == 0

        await eventually(ended, "no subscription takes money any more")

    async def read_only(self, salon: Salon) -> Person:
        """Somebody whose last day of reading has come."""
        aiko = await salon.joins(await salon.server.person("aiko"), FAILS_AT_RENEWAL)
        for days, standing in ((31, "past_due"), (8, "read_only")):
            await salon.server.advance(days=days)
            await salon.becomes(aiko, standing)
        return aiko
