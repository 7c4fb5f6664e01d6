# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pay page and the card page do."""

from collections.abc import Callable

from bridges.sandbox.domain import steps, vouchers
from bridges.sandbox.domain.books import Checkout, Payment, Subscription
from bridges.sandbox.domain.cards import Card
from bridges.sandbox.domain.kept import CardPage
from bridges.sandbox.domain.vouchers import Voucher
from bridges.sandbox.service.books import Books
from bridges.sandbox.store import books as store
from synapse_salon import ids
from synapse_salon.database import Txn


class Pages:
    """Looks up what a page is about by the secret part of its address, and takes what is entered there."""

    def __init__(self, books: Books, url: Callable[[str], str]) -> None:
        self._books = books
        self._url = url

    def checkout_url(self, checkout: Checkout) -> str:
        """Where a checkout is paid."""
        return self._url(f"sandbox/pay/{checkout.page_key}")

    def card_url(self, subscription: Subscription) -> str:
        """Where what an overdue subscription owes is paid with another card."""
        return self._url(f"sandbox/card/{subscription.page_key}")

    def confirm_url(self, page_key: str) -> str:
        """Where the holder of a kept card confirms a charge."""
        return self._url(f"sandbox/confirm/{page_key}")

    def card_page_url(self, page: CardPage) -> str:
        """Where a card is given."""
        return self._url(f"sandbox/cards/{page.page_key}")

    async def checkout(self, page_key: str) -> Checkout | None:
        """The checkout of a page, as it is now."""
        return await self._books.run("sandbox_pay_page", store.checkout_of_page, page_key)

    async def pay(self, page_key: str, card: Card | None) -> Checkout | None:
        """Pay a checkout that is open and answer it as it is then; pressed twice, it is paid once.

        Raises:
            Declined: the card does not pay; the checkout stays open.
        """
        return await self._books.run("sandbox_pay", self._pay, page_key, card)

    async def take_voucher(self, page_key: str, voucher: Voucher) -> Checkout | None:
        """Take a voucher for a checkout that is open, and answer it as it is then."""
        return await self._books.run("sandbox_voucher", self._take_voucher, page_key, voucher)

    async def owed(self, page_key: str) -> tuple[Subscription, Payment | None] | None:
        """The subscription of a card page, and what is to be paid for it."""
        return await self._books.run("sandbox_card_page", _owed, page_key)

    async def pay_owed(self, page_key: str, card: Card) -> Subscription | None:
        """Pay what a subscription owes, if it owes anything, and answer it as it is then.

        Raises:
            Declined: the card does not pay; nothing changed.
        """
        return await self._books.run("sandbox_pay_owed", self._pay_owed, page_key, card)

    def _pay(self, txn: Txn, page_key: str, card: Card | None) -> Checkout | None:
        found = store.checkout_of_page(txn, page_key)
        if found is None or found.status != "open":
            return found
        now_ms = self._books.now_ms()
        change = steps.complete(found, card, ids.new_secret(), now_ms)
        self._books.write(txn, change, now_ms)
        return change.checkout

    def _take_voucher(self, txn: Txn, page_key: str, voucher: Voucher) -> Checkout | None:
        found = store.checkout_of_page(txn, page_key)
        if found is None or found.status != "open":
            return found
        now_ms = self._books.now_ms()
        change = vouchers.issue(found, voucher, now_ms)
        self._books.write(txn, change, now_ms)
        return change.checkout

    def _pay_owed(self, txn: Txn, page_key: str, card: Card) -> Subscription | None:
        found = _owed(txn, page_key)
        if found is None:
            return None
        subscription, bill = found
        if subscription.status != "overdue" or bill is None:
            return subscription
        now_ms = self._books.now_ms()
        change = steps.pay_owed(subscription, bill, card, now_ms)
        self._books.write(txn, change, now_ms)
        return change.subscription


def _owed(txn: Txn, page_key: str) -> tuple[Subscription, Payment | None] | None:
    found = store.subscription_of_page(txn, page_key)
    return (found, store.owed(txn, found.ref)) if found else None
