# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank transfers behind the payment port."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import attrs

from bridges.transfer.domain.books import Return, Transfer, transfer_ref
from bridges.transfer.domain.codes import code_of
from bridges.transfer.domain.how import how_to_pay
from bridges.transfer.service.receiving import NAME, Receiving, new_return_ref
from bridges.transfer.store import books, desk, returns
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.i18n import Text, t
from synapse_salon.money import Money
from synapse_salon.months import MONTHS
from synapse_salon.ports.payments import (
    BadSignature,
    Cap,
    ChangePreview,
    CheckoutOrder,
    CheckoutStart,
    CheckoutState,
    Line,
    Movement,
    NotSupported,
    PaymentState,
    ProviderEvent,
    Ref,
    RefundState,
    Rejected,
    SubscriptionState,
    When,
)

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

TRIES = 50
"""How many codes are drawn until one is found that was never given out."""


class TransferPayments:
    """Money that people send to a salon's bank account (`synapse_salon.ports.payments.Payments`).

    Nothing comes by itself: the staff say what came in, and send back what is given back.
    """

    def __init__(self, platform: "Platform", receiving: Receiving, days: int) -> None:
        self._platform = platform
        self._db = platform.database
        self._receiving = receiving
        self._days = days

    @property
    def name(self) -> str:
        """As kept beside each ref."""
        return NAME

    @property
    def caps(self) -> frozenset[Cap]:
        """What it can do."""
        return frozenset({Cap.REFUND, Cap.PARTIAL_REFUND})

    @property
    def is_real(self) -> bool:
        """Money moves."""
        return True

    async def paid_ahead_by(self, salon_id: str) -> Text | None:
        """By bank transfer, where the salon has said to which account."""
        account = await self._db.run("transfer_account", desk.account, salon_id)
        return t("By bank transfer") if account is not None else None

    async def paid_within(self, salon_id: str) -> tuple[tuple[Text, int], ...]:
        """By the end of the days for which a transfer is awaited."""
        return ((t("By bank transfer"), self._days),)

    def page(self, transfer: Transfer) -> str:
        """Where somebody reads what to transfer."""
        return self._platform.web.url(f"transfer/{transfer.page_key}")

    async def start_checkout(self, order: CheckoutOrder) -> CheckoutStart:
        """Await a transfer, or answer the one that this order began. It is awaited for days, however soon the order
        would expire."""
        begun = await self._db.run_contended("transfer_start", self._start, order)
        is_awaited = begun.status == "open"
        return CheckoutStart(
            begun.ref, self.page(begun), begun.expires_ms, begun.expires_ms if is_awaited else None
        )

    async def fetch_checkout(self, ref: Ref) -> CheckoutState:
        """A transfer as it is now."""
        found = await self._db.run("transfer_fetch", _transfer, ref)
        return self._told(await self._receiving.as_now(found))

    async def expire_checkout(self, ref: Ref) -> CheckoutState:
        """Await a transfer no longer."""
        found = await self._db.run_contended("transfer_expire", self._receiving.expire_in, ref)
        if found is None:
            raise Rejected(f"there is no transfer {ref}")
        return self._told(found)

    async def fetch_subscription(self, ref: Ref) -> SubscriptionState:
        """There are none."""
        _no_renewals()

    async def set_cancel_at_end(self, ref: Ref, on: bool, order_id: str) -> SubscriptionState:
        """There are none."""
        _no_renewals()

    async def preview_change(self, ref: Ref, line: Line, when: When) -> ChangePreview:
        """There are none."""
        _no_renewals()

    async def change_plan(
        self, ref: Ref, line: Line, when: When, as_of_ms: int, order_id: str
    ) -> SubscriptionState:
        """There are none."""
        _no_renewals()

    async def cancel_now(self, ref: Ref, order_id: str, reason: str) -> SubscriptionState:
        """There are none."""
        _no_renewals()

    async def subscriptions(self, after: Ref | None, limit: int) -> list[SubscriptionState]:
        """There are none."""
        return []

    async def fetch_payment(self, ref: Ref) -> PaymentState:
        """A payment as it is now."""
        return await self._db.run("transfer_payment", _payment, transfer_ref(ref))

    async def refund(self, payment: Ref, amount: Money | None, order_id: str, reason: str) -> RefundState:
        """Have money sent back by hand: pending until the staff say that it was sent."""
        owed = await self._db.run_contended(
            "transfer_refund", self._refund, payment, amount, order_id, reason
        )
        return owed.seen()

    async def movements_since(self, made_ms: int) -> list[Movement]:
        """What was confirmed and sent back since a moment, oldest first."""
        return await self._db.run("transfer_movements", books.movements_since, made_ms)

    async def events_since(self, created_ms: int) -> list[ProviderEvent]:
        """News since a moment, oldest first."""
        return await self._db.run("transfer_news", books.news_since, created_ms)

    async def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent | None:
        """Nobody notifies us."""
        raise BadSignature("bank transfers are confirmed by the staff, and by nobody else")

    def _told(self, transfer: Transfer) -> CheckoutState:
        state = transfer.seen()
        if transfer.status != "open":
            return state
        return attrs.evolve(state, pay_url=self.page(transfer), how=how_to_pay(transfer))

    def _start(self, txn: Txn, order: CheckoutOrder) -> Transfer:
        now_ms = self._receiving.now_ms()
        ref = Ref(f"transfer_{ids.new_id()}")
        before = _asked_before(txn, "checkout", order.order_id, fingerprint(order), ref)
        if before is not None:
            return _transfer(txn, before)
        amount = _due(order, now_ms)
        account = desk.account(txn, order.salon_id)
        if account is None:
            raise Rejected("the salon has said no account to transfer to")
        for _ in range(TRIES):
            begun = Transfer(
                ref=ref,
                page_key=ids.new_secret(),
                code=code_of(int(hashlib.sha256(ids.new_id().encode()).hexdigest(), 16)),
                order_id=order.order_id,
                salon_id=order.salon_id,
                customer=order.customer_key,
                title=", ".join(line.name for line in order.lines),
                price_key=order.lines[0].price_key,
                amount=amount,
                account=account,
                status="open",
                received=Money(0, amount.currency),
                returned=Money(0, amount.currency),
                refunded=Money(0, amount.currency),
                created_ms=now_ms,
                expires_ms=now_ms + self._days * DAY_MS,
                settled_ms=None,
                success_url=order.success_url,
                cancel_url=order.cancel_url,
                language=order.language,
            )
            if books.insert(txn, begun):
                return begun
        raise Rejected("there is no reference code left")

    def _refund(self, txn: Txn, payment: Ref, amount: Money | None, order_id: str, reason: str) -> Return:
        now_ms, ref = self._receiving.now_ms(), new_return_ref()
        transfer = books.hold(txn, transfer_ref(payment))
        before = _asked_before(txn, "refund", order_id, fingerprint(payment, amount), ref)
        if before is not None:
            found = returns.get(txn, before)
            assert found is not None, "written with its request"
            return found
        if transfer is None or transfer.status != "complete":
            raise Rejected(f"there is no payment {payment}")
        left = transfer.amount + -transfer.refunded
        given = left if amount is None else amount
        if given.currency != left.currency or not 0 < given.minor <= left.minor:
            raise Rejected(f"{given} cannot be given back of {left}")
        books.save(txn, attrs.evolve(transfer, refunded=transfer.refunded + given))
        owed = self._receiving.owe_in(txn, transfer, "refund", given, now_ms, reason, ref)
        self._receiving.tell_in(txn, "transfer.refund_asked", "payment", payment, now_ms)
        return owed


def _due(order: CheckoutOrder, now_ms: int) -> Money:
    """What an order comes to. Raises Rejected: it cannot be carried out."""
    if not order.order_id or not order.customer_key or not order.lines:
        raise Rejected("an order has an order_id, a customer_key and at least one line")
    if order.expires_ms <= now_ms:
        raise Rejected("the order has expired already")
    if order.trial_days or any(line.interval in MONTHS for line in order.lines):
        raise Rejected("a transfer is paid once: neither renewals nor trials")
    if len({line.price.currency for line in order.lines}) > 1 or any(
        line.price.minor < 0 for line in order.lines
    ):
        raise Rejected("the lines of an order have one currency, and no price is negative")
    total = sum((line.price for line in order.lines), Money(0, order.lines[0].price.currency))
    if not total:
        raise Rejected("there is nothing to transfer")
    return total


def _payment(txn: Txn, ref: str) -> PaymentState:
    found = _transfer(txn, ref)
    return found.paid(Money(returns.on_its_way(txn, ref), found.amount.currency))


def _transfer(txn: Txn, ref: str) -> Transfer:
    found = books.get(txn, ref)
    if found is None:
        raise Rejected(f"there is no transfer {ref}")
    return found


def _asked_before(txn: Txn, act: str, order_id: str, content: str, ref: Ref) -> Ref | None:
    """The ref this was asked with before, or None for the first time. Raises Rejected: something else was asked."""
    before = books.first_asked(txn, act, order_id, content, ref)
    if before is None:
        return None
    if before[0] != content:
        raise Rejected(f"order {order_id} was asked before with other content")
    return Ref(before[1])


def _no_renewals() -> NoReturn:
    raise NotSupported("a transfer is paid once and never renews")


def fingerprint(*content: Any) -> str:
    """The same for the same content only: tells a request that is asked twice from another one."""
    plain = [attrs.asdict(part) if attrs.has(type(part)) else part for part in content]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
