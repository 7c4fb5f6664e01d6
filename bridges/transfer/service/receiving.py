# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money that came in and goes back, as the staff say; each deed and its news in one transaction."""

from typing import TYPE_CHECKING

import attrs

from bridges.transfer.domain import receiving
from bridges.transfer.domain.books import Receipt, Return, ReturnKind, Transfer
from bridges.transfer.domain.receiving import Outcome
from bridges.transfer.store import books, returns
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.ports.payments import ObjectKind, ProviderEvent, Ref

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

NAME = "transfer"
BATCH = 50


@attrs.frozen
class Came:
    """Money that somebody says came in. `id` is the same for the same money, however often it is said."""

    id: str
    ref: str
    amount: Money
    day: str
    payer: str
    by: str


class Receiving:
    """The books of transfers. What ends in _in is for the caller's transaction."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._db = platform.database

    def now_ms(self) -> int:
        """The house's time."""
        return self._platform.clock.now_ms()

    def confirm_in(self, txn: Txn, came: Came, seen: Money | None = None) -> Outcome | None:
        """Money came in for a transfer; None where that was said before, or there is no such transfer.

        Raises BadInput: something came since whoever says so had `seen` what did.
        """
        now_ms = self.now_ms()
        transfer = books.hold(txn, came.ref)
        if transfer is None or books.has_receipt(txn, came.id):
            return None
        if seen is not None and seen != transfer.received:
            words = t("Something came in for this transfer in the meantime. Please look again.")
            raise BadInput(words, {"amount": words}, "changed")
        done = receiving.receive(transfer, came.amount, now_ms)
        receipt = Receipt(
            id=came.id,
            ref=transfer.ref,
            amount=came.amount,
            surplus=done.surplus,
            day=came.day,
            payer=came.payer,
            confirmed_by=came.by,
            made_ms=now_ms,
        )
        books.add_receipt(txn, receipt)
        books.save(txn, done.transfer)
        if done.surplus:
            self.owe_in(txn, transfer, "surplus", done.surplus, now_ms)
        if done.is_new_whole:
            returns.drop_partial(txn, transfer.ref)
            self.tell_in(txn, "transfer.completed", "checkout", transfer.ref, now_ms)
            self.tell_in(txn, "transfer.paid", "payment", transfer.payment, now_ms)
        if done.outcome == "too_little_and_late":
            self._owe_partial_in(txn, done.transfer, now_ms)
        return done.outcome

    def expire_in(self, txn: Txn, ref: str) -> Transfer | None:
        """A transfer is awaited no longer; what came in of it is sent back. On another than an open one, nothing."""
        transfer = books.hold(txn, ref)
        if transfer is None or transfer.status != "open":
            return transfer
        now_ms = self.now_ms()
        after = receiving.expire(transfer)
        books.save(txn, after)
        self._owe_partial_in(txn, after, now_ms)
        self.tell_in(txn, "transfer.expired", "checkout", after.ref, now_ms)
        return after

    def owe_in(
        self,
        txn: Txn,
        transfer: Transfer,
        kind: ReturnKind,
        amount: Money,
        now_ms: int,
        reason: str = "",
        ref: Ref | None = None,
    ) -> Return:
        """Money is to be sent back by hand."""
        new = Return(
            ref=ref or new_return_ref(),
            transfer=transfer.ref,
            salon_id=transfer.salon_id,
            kind=kind,
            amount=amount,
            reason=reason,
            state="pending",
            asked_ms=now_ms,
        )
        returns.add(txn, new)
        return new

    def _owe_partial_in(self, txn: Txn, transfer: Transfer, now_ms: int) -> None:
        returns.drop_partial(txn, transfer.ref)
        if transfer.held:
            self.owe_in(txn, transfer, "partial", transfer.held, now_ms)

    def sent_in(self, txn: Txn, ref: str, by: str, never_came: bool = False) -> Return | None:
        """Money was sent back, or had never come, which leaves as little of it; None where there is nothing of this
        ref, or it was not to be sent."""
        now_ms = self.now_ms()
        found = returns.get(txn, ref)
        transfer = books.hold(txn, found.transfer) if found is not None else None
        if found is None or transfer is None or not returns.done(txn, ref, by, now_ms, never_came):
            return None
        if found.kind == "partial":
            books.save(txn, attrs.evolve(transfer, returned=transfer.returned + found.amount))
        if found.kind == "refund":
            self.tell_in(txn, "transfer.refunded", "payment", transfer.payment, now_ms)
        return found

    def tell_in(self, txn: Txn, kind: str, object_kind: ObjectKind, ref: Ref, now_ms: int) -> None:
        """Write news down, for the inbox and for the list."""
        event = ProviderEvent(f"transfer-news_{ids.new_id()}", kind, object_kind, ref, now_ms, "")
        books.tell(txn, event)
        self._platform.payments_inbox.record_in(txn, NAME, event)

    async def as_now(self, transfer: Transfer) -> Transfer:
        """A transfer that was read, as it is now that its time may be over."""
        if transfer.status != "open" or self.now_ms() < transfer.expires_ms:
            return transfer
        return await self._db.run_contended("transfer_expire", self.expire_in, transfer.ref) or transfer

    async def expire(self) -> None:
        """End what was awaited long enough. By the clock."""
        for ref in await self._db.run("transfer_overdue", books.overdue, self.now_ms(), BATCH):
            await self._db.run_contended("transfer_expire", self.expire_in, ref)


def new_return_ref() -> Ref:
    """A ref for money that is to be sent back."""
    return Ref(f"transfer-return_{ids.new_id()}")
