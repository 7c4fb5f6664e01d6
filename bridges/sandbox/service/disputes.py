# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plays the payers' banks: takes a payment back, and decides about it."""

from typing import Literal

from bridges.sandbox.domain.books import News
from bridges.sandbox.service.books import Books
from bridges.sandbox.store import books as store
from bridges.sandbox.store import disputes
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.i18n import t
from synapse_salon.ports.payments import PaymentState

Outcome = Literal["open", "won", "lost"]


class Disputes:
    """What banks do in real life, for trying out what a salon does then."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def dispute(self, payment: str, outcome: Outcome) -> PaymentState:
        """Open a dispute about a payment, or decide one, in the salon's favour (`won`) or not; answers the payment.

        Raises:
            NotFound: there is no such payment.
            Conflict: nothing of it can be taken back, or no dispute about it is open.
        """
        return await self._books.run("sandbox_dispute", self._dispute, payment, outcome)

    def _dispute(self, txn: Txn, ref: str, outcome: Outcome) -> PaymentState:
        found = store.payment(txn, ref)
        if found is None:
            raise NotFound(t("There is no such payment."), "no_such_payment")
        now_ms = self._books.now_ms()
        if outcome == "open":
            done = disputes.open_one(txn, f"dispute_{ids.new_id()}", found, now_ms)
        else:
            done = disputes.close(txn, ref, outcome, now_ms)
        if not done:
            raise Conflict(t("This cannot be done to this payment now."), "not_now")
        kind = "payment.disputed" if outcome == "open" else f"payment.dispute_{outcome}"
        self._books.tell(txn, News(kind, "payment", found.ref), now_ms)
        after = store.payment(txn, ref)
        assert after is not None, "it was just read"
        return after.seen()
