# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charges kept cards, and takes their holders' answers."""

import attrs

from bridges.sandbox.domain.books import Change, Payment
from bridges.sandbox.domain.charges import OUTCOMES, Charge, begun, decided, told
from bridges.sandbox.domain.terms import fingerprint
from bridges.sandbox.service.asked import asked_before
from bridges.sandbox.service.books import Books
from bridges.sandbox.service.pages import Pages
from bridges.sandbox.store import books as store
from bridges.sandbox.store import charges, kept
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.ports.cards import ChargeOrder, ChargeResult
from synapse_salon.ports.payments import Ref, Rejected


class Charges:
    """The sandbox's own part of `synapse_salon.ports.cards.Cards` that takes money."""

    def __init__(self, books: Books, pages: Pages) -> None:
        self._books = books
        self._pages = pages

    async def charge(self, order: ChargeOrder) -> ChargeResult:
        """Charge a card, or answer what came of it the first time."""
        return self._seen(await self._books.run("sandbox_charge", self._charge, order))

    async def end(self, payment: Ref) -> ChargeResult:
        """Have a charge that nobody confirmed come to nothing."""
        found = await self._books.run("sandbox_end_charge", self._decide, payment, False)
        if found is None:
            raise Rejected(f"there is no charge {payment}")
        return self._seen(found)

    async def page(self, page_key: str) -> tuple[Charge, Payment] | None:
        """The charge of a page, and its payment."""
        return await self._books.run("sandbox_charge_page", _of_page, page_key)

    def is_open(self, charge: Charge) -> bool:
        """Whether it can still be confirmed."""
        return charge.status == "needs_action" and self._books.now_ms() < charge.expires_ms

    async def answer(self, payment: Ref, pays: bool) -> None:
        """The holder's answer; pressed twice, the first one counts."""
        await self._books.run("sandbox_confirm_charge", self._decide, payment, pays)

    def _charge(self, txn: Txn, order: ChargeOrder) -> Charge:
        ref = Ref(f"payment_{ids.new_id()}")
        before = asked_before(txn, "charge", order.order_id, fingerprint(order), ref)
        if before is not None:
            found = charges.charge(txn, before)
            assert found is not None, "a charge is written with its request"
            return found
        card = kept.card(txn, order.card)
        if card is None or card.customer != order.customer_key:
            raise Rejected(f"{order.card} is not a card of this customer's")
        if not order.order_id or order.amount.minor <= 0:
            raise Rejected("a charge has an order_id and an amount")
        now_ms = self._books.now_ms()
        payment = begun(order, ref, card.card, now_ms)
        charge = Charge(
            payment=ref,
            page_key=ids.new_secret(),
            status=OUTCOMES[payment.status],
            return_url=order.return_url,
            expires_ms=now_ms + DAY_MS,
        )
        store.save(txn, Change(payment=payment))
        charges.write(txn, charge)
        if charge.status != "needs_action":
            self._books.tell(txn, told(payment), now_ms)
        return charge

    def _decide(self, txn: Txn, ref: Ref, pays: bool) -> Charge | None:
        found, payment = charges.charge(txn, ref), store.payment(txn, ref)
        if found is None or payment is None or found.status != "needs_action":
            return found
        now_ms = self._books.now_ms()
        self._books.write(txn, decided(payment, pays, now_ms), now_ms)
        done = attrs.evolve(found, status="paid" if pays else "not_confirmed")
        charges.write(txn, done)
        return done

    def _seen(self, charge: Charge) -> ChargeResult:
        return charge.seen(self._pages.confirm_url(charge.page_key))


def _of_page(txn: Txn, page_key: str) -> tuple[Charge, Payment] | None:
    charge = charges.charge_of_page(txn, page_key)
    payment = store.payment(txn, charge.payment) if charge is not None else None
    return (charge, payment) if charge is not None and payment is not None else None
