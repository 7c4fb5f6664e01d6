# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's cards: given at the payment provider's page, kept there, and forgotten."""

import logging

import attrs

from synapse_salon import ids
from synapse_salon.clock import HOUR_MS
from synapse_salon.errors import Conflict, NotFound, Unavailable
from synapse_salon.i18n import Language, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.ports.cards import Cards, SavedCard, SavingOrder
from synapse_salon.ports.payments import Cap, PaymentFailure, ProviderUnavailable, Ref, Rejected
from synapse_salon.purchases.payers import Payers

logger = logging.getLogger(__name__)
OPEN_MS = HOUR_MS
"""How long the page may be open where a card is given."""
BATCH = 500


@attrs.frozen
class Kept:
    """A person's cards. `can_keep`: the payment service keeps cards at all; `is_known`: it answered. `salons` are those
    whose membership is charged to a card again and again; which one, the payment service knows."""

    cards: tuple[SavedCard, ...] = ()
    salons: tuple[Salon, ...] = ()
    can_keep: bool = False
    is_known: bool = True


class MyCards:
    """The cards of people. Of a card's number nothing is ever here."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._platform = platform
        self._salons = salons
        self._payers = Payers(platform.database)

    async def of(self, user_id: str) -> Kept:
        """A person's cards, as far as the payment service can be asked just now."""
        cards, salons = self._platform.want(Cards), await self._renewing(user_id)
        if cards is None or not self._keeps:
            return Kept(salons=salons if cards is not None else ())
        customer = await self._payers.known(user_id)
        if customer is None:
            return Kept(salons=salons, can_keep=True)
        try:
            return Kept(tuple(await cards.saved(customer)), salons, can_keep=True)
        except PaymentFailure as failure:  # its own outage is no trouble of the page
            logger.warning("%s cannot be asked for cards: %s", cards.name, failure)
            return Kept(salons=salons, can_keep=True, is_known=False)

    @property
    def _keeps(self) -> bool:
        return any(Cap.SAVED_CARD in provider.caps for provider in self._platform.providers)

    async def _renewing(self, user_id: str) -> tuple[Salon, ...]:
        members = self._platform.want(Members)
        if members is None:
            return ()
        found = []
        for salon_id in await members.salons_of(user_id):
            card = await members.card(salon_id, user_id)
            salon = await self._salons.by_id(salon_id) if card is not None and card.renews else None
            if salon is not None:
                found.append(salon)
        return tuple(found)

    async def start(self, user_id: str, language: Language) -> str:
        """Begin a page where a card is given to be kept; answers its address.

        Raises:
            Conflict: the payment service keeps no cards.
            Unavailable: it cannot be reached.
        """
        cards = self._cards()
        back = self._platform.web.url("me/billing")
        order = SavingOrder(
            order_id=ids.new_id(),
            customer_key=await self._payers.customer(user_id),
            expires_ms=self._platform.clock.now_ms() + OPEN_MS,
            success_url=back,
            cancel_url=back,
            language=language,
        )
        try:
            return (await cards.start_saving(order)).url
        except PaymentFailure as failure:
            raise _unreachable() from failure

    async def forget(self, user_id: str, card: str) -> None:
        """Keep a card no longer.

        Raises:
            NotFound: the person has no such card.
            Conflict, Unavailable: as `start`.
        """
        cards = self._cards()
        customer = await self._payers.known(user_id)
        if customer is None:
            raise _no_such_card()
        try:
            await cards.forget(customer, Ref(card))
        except Rejected as refusal:
            raise _no_such_card() from refusal
        except ProviderUnavailable as failure:
            raise _unreachable() from failure

    async def forget_gone(self) -> None:
        """Forget the cards of people whose accounts were deleted. By the clock; what cannot be asked now is asked
        the next time."""
        cards, after = self._platform.want(Cards), ""
        while cards is not None:
            people = await self._payers.everybody(after, BATCH)
            ours = [user_id for user_id in people if self._platform.api.is_mine(user_id)]
            for user_id in await self._platform.host.deleted_among(ours) if ours else []:
                await self._forget_all(cards, user_id)
            if len(people) < BATCH:
                return
            after = people[-1]

    async def _forget_all(self, cards: Cards, user_id: str) -> None:
        customer = await self._payers.known(user_id)
        if customer is None:
            return
        try:
            for card in await cards.saved(customer):
                await cards.forget(customer, card.ref)
        except PaymentFailure as failure:
            logger.warning("The cards of a deleted account are forgotten later: %s", failure)
        else:
            await self._payers.drop(user_id)

    def _cards(self) -> Cards:
        cards = self._platform.want(Cards)
        if cards is None or not self._keeps:
            raise Conflict(t("The payment service of this house keeps no cards."), "no_cards")
        return cards


def _no_such_card() -> NotFound:
    return NotFound(t("There is no such card."), "no_such_card")


def _unreachable() -> Unavailable:
    return Unavailable(
        t("The payment service cannot be reached just now. Nothing was charged; please try again soon."),
        "payment_unavailable",
    )
