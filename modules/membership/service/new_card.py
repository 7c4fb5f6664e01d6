# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another card for what a membership is charged to."""

import logging

from modules.membership.domain.changes import Member
from modules.membership.service.records import Records
from synapse_salon.errors import Conflict, Unavailable
from synapse_salon.i18n import Language, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.ports.cards import Cards
from synapse_salon.ports.payments import PaymentFailure, Ref, Rejected

logger = logging.getLogger(__name__)


class NewCard:
    """Leads members to the payment service's page where they give another card."""

    def __init__(self, platform: Platform, records: Records) -> None:
        self._platform = platform
        self._records = records

    async def ends(self, member: Member) -> str | None:
        """The last digits of the card that a membership is charged to, as far as the payment service says it now."""
        provider = self._platform.providers.main
        if provider is None or member.subscription is None:
            return None
        try:
            return (await provider.fetch_subscription(Ref(member.subscription))).card_ends
        except PaymentFailure as failure:  # its own outage is no trouble of the page
            logger.warning("%s cannot be asked for a card: %s", provider.name, failure)
            return None

    async def start(self, salon: Salon, user_id: str, language: Language) -> str:
        """The address of the page; a payment that is due is paid there as well.

        Raises:
            Conflict: nothing is charged to a card.
            Unavailable: the payment service cannot be reached.
        """
        cards = self._platform.want(Cards)
        member = await self._records.get(salon.id, user_id)
        if cards is None or member is None or member.subscription is None:
            raise _nothing_to_pay()
        back = self._platform.web.url(f"s/{salon.slug}/me/payments")
        try:
            return await cards.card_page(Ref(member.subscription), back, language)
        except Rejected as refusal:
            raise _nothing_to_pay() from refusal
        except PaymentFailure as failure:
            raise Unavailable(
                t(
                    "The payment service cannot be reached just now. Nothing was charged; please try again soon."
                ),
                "payment_unavailable",
            ) from failure


def _nothing_to_pay() -> Conflict:
    return Conflict(t("Nothing is charged to a card here, so there is none to change."), "no_card")
