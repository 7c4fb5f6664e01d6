# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charges kept cards for features: counted against what a person can spend a day first, then charged, then settled."""

import logging
from typing import TYPE_CHECKING

from synapse_salon.clock import HOUR_MS, MINUTE_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotFound
from synapse_salon.happenings import ChargeEnded
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.ports.cards import Cards, ChargeResult
from synapse_salon.ports.payments import PaymentFailure, PaymentState, ProviderUnavailable, Ref
from synapse_salon.purchases import charge_rows as rows
from synapse_salon.purchases import store
from synapse_salon.purchases.charges import OPEN, Charge, ChargeState, ChargeWish, day_of
from synapse_salon.purchases.orders import Order
from synapse_salon.purchases.payers import known

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)
BATCH = 50
CONFIRM_MS = 15 * MINUTE_MS
"""How long the holder of a card has to confirm a charge to their bank."""
AGAIN_MS: dict[ChargeState, int] = {
    "reserved": MINUTE_MS,
    "unknown": MINUTE_MS,
    "needs_action": CONFIRM_MS,
    "pending": HOUR_MS,
}
"""After how long a charge is looked after again. One that is `reserved` then was cut off before it was asked for."""


class Charges:
    """Money that somebody spends with one press of a button, with a card that the payment provider keeps.

    `take` counts the amount on the person's day in the salon by a conditional UPDATE, and writes the order down; then
    charges the card outside of any transaction, under the order's id; then settles, or gives the amount back to the
    day, in one transaction with the happening `ChargeEnded`. Whatever is cut off in between is taken up again by the
    clock, under the same id, and counts until it is known.
    """

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._db = platform.database
        self._purposes: set[str] = set()

    def serve(self, purpose: str) -> None:
        """A feature that charges cards says so when it is set up. Its purpose is its word for what it sells."""
        if not self._purposes:
            self._platform.payments_inbox.when("payment", self.heard)
            self._platform.timers.every(1000, "purchases.charges", self.look_after)
        self._purposes.add(purpose)

    async def charge(self, order_id: str, user_id: str) -> Charge:
        """A charge of a person's. Raises NotFound."""
        found = await self._db.run("salon_charge", rows.get, order_id)
        if found is None or found.user_id != user_id:
            raise NotFound(t("There is no such payment."), "no_such_payment")
        return found

    async def spent_today(self, salon_id: str, user_id: str, currency: str) -> Money:
        """What counts on a person's day in a salon so far."""
        day = day_of(self._platform.clock.now_ms())
        return await self._db.run("salon_charge_day", rows.taken, salon_id, user_id, day, currency)

    async def take(self, wish: ChargeWish) -> Charge:
        """Charge somebody's card, once, and answer how that stands: `needs_action` leads to `action_url`, and what is
        `unknown` or `pending` is told by `ChargeEnded` as everything is.

        Raises:
            BadInput: the key came with something else before (`key_reused`).
            Conflict: it is more than they can spend today (`over_daily_cap`), or no cards are kept here (`no_cards`).
            NotFound: they have no such card (`no_such_card`).
        """
        if wish.purpose not in self._purposes or wish.amount.minor <= 0:
            raise ValueError("a charge is of a purpose that is served, and of an amount")
        cards = self._platform.want(Cards)
        if cards is None:
            raise Conflict(t("The payment service of this house keeps no cards."), "no_cards")
        charge = await self._db.run_contended("salon_charge_reserve", self._reserve, wish, cards.name)
        if charge.state in ("reserved", "unknown"):
            await self._ask(cards, charge)
            return await self.charge(charge.order_id, wish.user_id)
        return charge

    async def heard(self, state: PaymentState) -> None:
        """Act upon a payment as it is now. News of other orders is passed over."""
        charge = await self._db.run("salon_charge", rows.get, state.order_id)
        if charge is None or state.status == "pending":
            return
        if state.status == "succeeded":
            await self._db.run_contended("salon_charge_settle", self._settle, charge, state)
        elif charge.state != "reserved":  # its own answer tells why
            result = ChargeResult("declined", state.ref, code="declined")
            is_late = charge.made_ms + CONFIRM_MS <= self._platform.clock.now_ms()
            why: ChargeState = "released" if charge.state == "needs_action" and is_late else "declined"
            await self._db.run_contended("salon_charge_release", self._release, charge, why, result)

    async def look_after(self) -> None:
        """Take up what was cut off, and end what nobody confirmed. One that cannot be asked for holds up no other."""
        now_ms = self._platform.clock.now_ms()
        cards = self._platform.want(Cards)
        for charge in await self._db.run("salon_charges_due", rows.due, now_ms, BATCH):
            if cards is None or cards.name != charge.provider:
                logger.error(
                    "Charge %s waits for %s, which is not there any more", charge.order_id, charge.provider
                )
                await self._db.run_contended("salon_charge_later", self._wait, charge, charge.state, None)
            elif charge.state == "needs_action" and charge.payment is not None:
                await self._end(cards, charge, charge.payment)
            else:
                await self._ask(cards, charge)

    def _reserve(self, txn: Txn, wish: ChargeWish, provider: str) -> Charge:
        found = rows.get(txn, wish.order_id)
        if found is None:
            found = self._write(txn, wish, provider)
        if not found.is_for(wish):
            raise BadInput(
                t("This Idempotency-Key came with another request. Each request has a key of its own."),
                reason="key_reused",
            )
        return found

    def _write(self, txn: Txn, wish: ChargeWish, provider: str) -> Charge:
        customer, now_ms = known(txn, wish.user_id), self._platform.clock.now_ms()
        if customer is None:
            raise NotFound(t("There is no such card."), "no_such_card")
        new = Charge(
            order_id=wish.order_id,
            salon_id=wish.salon_id,
            user_id=wish.user_id,
            provider=provider,
            customer=customer,
            card=wish.card,
            amount=wish.amount,
            return_url=wish.return_url,
            day=day_of(now_ms),
            state="reserved",
            made_ms=now_ms,
            due_ms=now_ms + AGAIN_MS["reserved"],
        )
        if not rows.insert(txn, new):  # asked twice at once
            found = rows.get(txn, wish.order_id)
            assert found is not None, "what is in the way is there"
            return found
        store.record(
            txn,
            Order(
                new.order_id, new.salon_id, new.user_id, wish.purpose, wish.title, now_ms, wish.tax_percent
            ),
        )
        if not rows.take(txn, new, wish.day_cap.minor):
            spent = rows.taken(txn, new.salon_id, new.user_id, new.day, new.amount.currency)
            left = Money(max(0, wish.day_cap.minor - spent.minor), spent.currency)
            raise Conflict(
                t("This is more than you can spend here today: {left} is left.", left=left), "over_daily_cap"
            )
        return new

    async def _ask(self, cards: Cards, charge: Charge) -> None:
        try:
            await self._apply(charge, await cards.charge(charge.order()))
        except ProviderUnavailable as failure:
            logger.warning("What came of charge %s is not known yet: %s", charge.order_id, failure)
            await self._db.run_contended("salon_charge_later", self._wait, charge, "unknown", None)
        except PaymentFailure as failure:  # nothing was done, and nothing will be
            result = ChargeResult("declined", code="refused")
            logger.warning("Charge %s is refused: %s", charge.order_id, failure)
            await self._db.run_contended("salon_charge_release", self._release, charge, "refused", result)

    async def _end(self, cards: Cards, charge: Charge, payment: Ref) -> None:
        try:
            result = await cards.end_charge(payment)
            if result.status == "declined":
                await self._db.run_contended(
                    "salon_charge_release", self._release, charge, "released", result
                )
            else:
                await self._apply(charge, result)
        except PaymentFailure as failure:
            logger.warning("Charge %s cannot be ended yet: %s", charge.order_id, failure)
            await self._db.run_contended(
                "salon_charge_later", self._wait, charge, "needs_action", charge.action_url
            )

    async def _apply(self, charge: Charge, result: ChargeResult) -> None:
        if result.status == "succeeded" and result.ref is not None:
            paid = await self._platform.providers.of(charge.provider).fetch_payment(result.ref)
            await self._db.run_contended("salon_charge_settle", self._settle, charge, paid)
        elif result.status == "declined":
            await self._db.run_contended("salon_charge_release", self._release, charge, "declined", result)
        else:
            state: ChargeState = result.status if result.status != "succeeded" else "unknown"
            await self._db.run_contended(
                "salon_charge_later", self._wait, charge, state, result.action_url, result.ref
            )

    def _wait(
        self, txn: Txn, charge: Charge, state: ChargeState, action_url: str | None, payment: Ref | None = None
    ) -> None:
        due_ms = self._platform.clock.now_ms() + AGAIN_MS.get(state, HOUR_MS)
        if state == "needs_action" and charge.state != state:
            due_ms = charge.made_ms + CONFIRM_MS
        rows.move(txn, charge.order_id, OPEN, state, due_ms, payment, action_url)

    def _settle(self, txn: Txn, charge: Charge, paid: PaymentState) -> None:
        late: tuple[ChargeState, ...] = ("declined", "refused", "released")
        if not rows.move(txn, charge.order_id, OPEN, "succeeded", None, paid.ref):
            if not rows.move(txn, charge.order_id, late, "succeeded", None, paid.ref):
                return
            logger.error("Charge %s was paid after all", charge.order_id)
            rows.count(txn, charge, 1)
        store.told(txn, charge.provider, paid)
        txn.say(ChargeEnded(order_id=charge.order_id, succeeded=True))

    @staticmethod
    def _release(txn: Txn, charge: Charge, state: ChargeState, result: ChargeResult) -> None:
        if rows.move(txn, charge.order_id, OPEN, state, None, result.ref, None, result.code):
            rows.count(txn, charge, -1)
            txn.say(ChargeEnded(order_id=charge.order_id, succeeded=False))
