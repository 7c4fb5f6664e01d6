# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""By which means people can pay in a salon."""

from modules.membership.domain.application import Application
from modules.membership.domain.means import AHEAD, CARD, Chosen, Means, choose, fits
from synapse_salon.i18n import Text
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan
from synapse_salon.ports.payments import Cap, PaymentFailure
from synapse_salon.ports.prepaid import Prepaid


class MeansOfPaying:
    """Asks the payment bridges what they take."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def of_salon(self, salon_id: str) -> list[Means]:
        """What there is: what renews by itself first, then what is paid ahead."""
        renewing = [
            Means(provider.name, CARD, renews=True)
            for provider in self._platform.providers
            if Cap.RECURRING in provider.caps
        ]
        ahead = []
        for provider in self._platform.providers:
            if not isinstance(provider, Prepaid):
                continue
            try:
                words = await provider.paid_ahead_by(salon_id)
            except PaymentFailure:  # what cannot be asked now is not offered now
                continue
            if words is not None:
                ahead.append(Means(provider.name, words, renews=False))
        return [*renewing, *ahead]

    async def of_plans(self, salon_id: str, plans: list[Plan]) -> list[Means]:
        """Those that fit one of these plans."""
        return [means for means in await self.of_salon(salon_id) if any(fits(means, plan) for plan in plans)]

    async def chosen(self, salon_id: str, plan: Plan, key: str | None, months: int | None) -> Chosen:
        """What somebody chose. Raises BadInput."""
        return choose(plan, await self.of_salon(salon_id), key, months)

    async def within_of(self, application: Application) -> tuple[tuple[Text, int], ...]:
        """By when the money of an application has to be there: means, and days. Nothing where it is paid at once."""
        for provider in self._platform.providers if application.provider else ():
            if provider.name == application.provider and isinstance(provider, Prepaid):
                return await provider.paid_within(application.salon_id)
        return ()

    async def words_of(self, application: Application) -> Text:
        """By which means an application is paid."""
        if not application.provider:
            return CARD
        for means in await self.of_salon(application.salon_id):
            if means.provider == application.provider and not means.renews:
                return means.words
        return AHEAD
