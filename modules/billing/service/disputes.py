# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells the owner of a salon when a payer's bank takes a payment back, and how it ends."""

from modules.billing.domain.disputes import ANSWER, SAYS
from synapse_salon.happenings import PaymentDisputed
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.ports.payments import Ref
from synapse_salon.web import written


class Disputes:
    """What owners are told of disputes."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._platform = platform
        self._salons = salons

    async def told(self, happening: PaymentDisputed) -> None:
        """Tell the owner, once for each thing that happens to it."""
        says = SAYS.get(happening.state)
        paid = await self._platform.purchases.payment(happening.provider, Ref(happening.payment))
        salon = await self._salons.by_id(paid.salon_id) if paid is not None else None
        if says is None or paid is None or salon is None:
            return
        order = await self._platform.purchases.order(paid.order_id)
        words = t(
            "{says}\n\n{title}, {amount}\n{url}",
            says=says,
            title=order.title if order is not None else salon.title,
            amount=written.money(paid.amount),
            url=self._platform.web.url(f"s/{salon.slug}/desk/payments/{paid.ref}"),
        )
        if happening.state == "open":
            words = t("{before}\n\n{after}", before=words, after=ANSWER)
        key = f"dispute:{happening.provider}:{happening.payment}:{happening.state}"
        await self._platform.bot.tell(salon.owner, words, key, salon.language)
