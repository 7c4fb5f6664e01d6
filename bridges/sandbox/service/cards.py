# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox behind the port of kept cards, and the page where they are given."""

import attrs

from bridges.sandbox.domain.books import Subscription
from bridges.sandbox.domain.cards import Card
from bridges.sandbox.domain.kept import CardPage, KeptCard, replaced
from bridges.sandbox.domain.terms import fingerprint
from bridges.sandbox.service.asked import asked_before
from bridges.sandbox.service.books import Books
from bridges.sandbox.service.charges import Charges
from bridges.sandbox.service.pages import Pages
from bridges.sandbox.store import books as store
from bridges.sandbox.store import kept
from synapse_salon import ids
from synapse_salon.clock import HOUR_MS
from synapse_salon.database import Txn
from synapse_salon.i18n import Language
from synapse_salon.ports.cards import ChargeOrder, ChargeResult, SavedCard, SavingOrder
from synapse_salon.ports.payments import CheckoutStart, Declined, Ref, Rejected

PORTAL_MS = HOUR_MS
"""How long the page is open where another card is given for a subscription."""


class SandboxCards:
    """Test cards that are kept (`synapse_salon.ports.cards.Cards`)."""

    def __init__(self, books: Books, pages: Pages) -> None:
        self._books = books
        self._pages = pages
        self.charges = Charges(books, pages)

    @property
    def name(self) -> str:
        """As kept beside each ref."""
        return "sandbox"

    async def start_saving(self, order: SavingOrder) -> CheckoutStart:
        """Begin a page where a card is given to be kept."""
        page = await self._books.run("sandbox_start_saving", self._start_saving, order)
        return CheckoutStart(page.ref, self._pages.card_page_url(page), page.expires_ms)

    async def saved(self, customer_key: str) -> list[SavedCard]:
        """The cards kept for a person, the newest first."""
        found = await self._books.run("sandbox_saved_cards", kept.of_customer, customer_key)
        return [card.seen() for card in found]

    async def forget(self, customer_key: str, card: Ref) -> None:
        """Keep a card no longer."""
        await self._books.run("sandbox_forget_card", self._forget, customer_key, card)

    async def card_page(self, subscription: Ref, return_url: str, language: Language) -> str:
        """Where the payer of a subscription gives another card."""
        page = await self._books.run("sandbox_card_page_of", self._page_of, subscription, return_url)
        return self._pages.card_page_url(page)

    async def charge(self, order: ChargeOrder) -> ChargeResult:
        """Charge a card that is kept."""
        return await self.charges.charge(order)

    async def end_charge(self, payment: Ref) -> ChargeResult:
        """Have a charge that nobody confirmed come to nothing."""
        return await self.charges.end(payment)

    async def page(self, page_key: str) -> CardPage | None:
        """The page with this key in its address."""
        return await self._books.run("sandbox_card_page_of_key", kept.page_of_key, page_key)

    def is_open(self, page: CardPage) -> bool:
        """Whether a card can still be given on a page."""
        return page.status(self._books.now_ms()) == "open"

    async def give(self, page_key: str, card: Card) -> CardPage | None:
        """Give a card on a page and answer it as it is then; pressed twice, it was given once.

        Raises:
            Declined: the card does not work; nothing changed.
        """
        return await self._books.run("sandbox_give_card", self._give, page_key, card)

    def _start_saving(self, txn: Txn, order: SavingOrder) -> CardPage:
        ref = Ref(f"saving_{ids.new_id()}")
        before = asked_before(txn, "save_card", order.order_id, fingerprint(order), ref)
        if before is not None:
            found = kept.page(txn, before)
            assert found is not None, "a page is written with its request"
            return found
        if not order.order_id or not order.customer_key or order.expires_ms <= self._books.now_ms():
            raise Rejected("an order has an order_id, a customer_key and some time left")
        page = CardPage(
            ref=ref,
            page_key=ids.new_secret(),
            customer=order.customer_key,
            subscription=None,
            success_url=order.success_url,
            cancel_url=order.cancel_url,
            expires_ms=order.expires_ms,
        )
        kept.open_page(txn, page)
        return page

    def _give(self, txn: Txn, page_key: str, card: Card) -> CardPage | None:
        page = kept.page_of_key(txn, page_key)
        if page is None or not self.is_open(page):
            return page
        if not card.pays_now:
            raise Declined("card_declined")
        now_ms = self._books.now_ms()
        given = KeptCard(Ref(f"card_{ids.new_id()}"), page.customer, card, now_ms)
        subscription = store.subscription(txn, page.subscription) if page.subscription else None
        if kept.given(txn, page, given.ref):
            if subscription is None:
                kept.keep(txn, given)
            else:
                self._books.write(
                    txn, replaced(subscription, store.owed(txn, subscription.ref), card, now_ms), now_ms
                )
        return attrs.evolve(page, card=given.ref)

    def _page_of(self, txn: Txn, subscription: Ref, return_url: str) -> CardPage:
        found: Subscription | None = store.subscription(txn, subscription)
        if found is None or found.status == "ended":
            raise Rejected(f"there is no subscription {subscription} that goes on")
        page = CardPage(
            ref=Ref(f"portal_{ids.new_id()}"),
            page_key=ids.new_secret(),
            customer=found.customer,
            subscription=found.ref,
            success_url=return_url,
            cancel_url=return_url,
            expires_ms=self._books.now_ms() + PORTAL_MS,
        )
        kept.open_page(txn, page)
        return page

    @staticmethod
    def _forget(txn: Txn, customer_key: str, ref: Ref) -> None:
        found = kept.card(txn, ref)
        if found is None:
            return
        if found.customer != customer_key:
            raise Rejected(f"{ref} is not a card of this customer's")
        kept.forget(txn, ref)
