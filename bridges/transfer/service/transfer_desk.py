# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon's staff see and do about transfers."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from bridges.transfer.domain.books import Account, Receipt, Return, Transfer
from bridges.transfer.domain.codes import codes_in
from bridges.transfer.domain.matching import Expected, Suggestion, suggestions
from bridges.transfer.domain.receiving import Outcome
from bridges.transfer.domain.statement import BankLine, Read, read_statement
from bridges.transfer.service.receiving import Came, Receiving
from bridges.transfer.store import books, desk, returns
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotFound
from synapse_salon.happenings import OwnerChanged
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.naming import called_in
from synapse_salon.people import Act, may
from synapse_salon.ports import Members, Salon, Salons, no_such_salon
from synapse_salon.ports.payments import Ref

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

MOST = 200
LATE_DAYS = 60
"""For so long after its time was over a transfer is still looked for."""
KEPT_DAYS = 400


@attrs.frozen
class Shown:
    """A transfer with the community name of who owes it, "" where nobody knows one."""

    transfer: Transfer
    name: str


@attrs.frozen
class Matched:
    """A line of the bank's list with the transfers it may be, the likeliest first."""

    line: BankLine
    suggestions: tuple[tuple[Suggestion, Shown], ...]


@attrs.frozen
class ToReturn:
    """Money to be sent back, with the transfer it is of and the name its payer had at the bank."""

    owed: Return
    shown: Shown
    payer: str


@attrs.frozen
class Uploaded:
    """What a file brought."""

    read: Read
    added: int


class TransferDesk:
    """The staff's part. Every method raises NotAllowed."""

    def __init__(self, platform: "Platform", receiving: Receiving) -> None:
        self._platform = platform
        self._db = platform.database
        self._receiving = receiving

    async def find(self, slug: str) -> Salon:
        """The salon of this short name. Raises NotFound."""
        salons = self._platform.want(Salons)
        if salons is None:
            raise no_such_salon(slug)
        return await salons.find(slug)

    async def allow(self, salon: Salon, by: str, act: Act) -> None:
        """Raises NotAllowed: this person may not do this here."""
        salons = self._platform.want(Salons)
        assert salons is not None, "a salon was found"
        await salons.allow(salon, by, act)

    async def may(self, salon: Salon, person: str | None, act: Act) -> bool:
        """Whether somebody may do this here."""
        salons = self._platform.want(Salons)
        return person is not None and salons is not None and may(await salons.roles(salon.id, person), act)

    async def account(self, salon: Salon, by: str) -> Account | None:
        """Where the salon is paid to."""
        await self.allow(salon, by, Act.SEE_MONEY)
        return await self._db.run("transfer_account", desk.account, salon.id)

    async def set_account(self, salon: Salon, by: str, new: Account | None) -> None:
        """Be paid to this account from now on, or take no transfers any more. Who was told another one pays there."""
        await self.allow(salon, by, Act.SET_BANK_ACCOUNT)
        if new is None:
            await self._db.run("transfer_no_account", desk.take_account_out, salon.id)
        else:
            await self._db.run(
                "transfer_set_account", desk.set_account, salon.id, new, by, self._receiving.now_ms()
            )

    async def handed_over(self, changed: OwnerChanged) -> None:
        """A salon has another owner: it is not paid to the account of the one before. They are told, once."""
        salon_id, owner = changed.salon_id, changed.owner
        salons = self._platform.want(Salons)
        salon = await salons.by_id(salon_id) if salons is not None else None
        if salon is None or not await self._db.run(
            "transfer_others_account", desk.account_of_another, salon_id, owner
        ):
            return
        words = t(
            "The bank account of the owner before was taken out of {title}: until you say yours, nobody else can pay by"
            " transfer. Transfers that are awaited still go to the old one. {url}",
            title=salon.title,
            url=self._platform.web.url(f"s/{salon.slug}/desk/transfers"),
        )
        language = await self._platform.bot.language_of(owner, salon_id)
        await self._platform.bot.tell(owner, words, f"transfer.handed_over:{salon_id}:{owner}", language)
        await self._db.run("transfer_no_account", desk.take_account_out, salon_id)

    async def awaited(self, salon: Salon, by: str) -> list[Shown]:
        """What is awaited, the newest first."""
        await self.allow(salon, by, Act.SEE_MONEY)
        return await self._of(salon, "open", 0)

    async def waiting(self, salon: Salon) -> int:
        """How many transfers are awaited: for the note on the desk."""
        return await self._db.run("transfer_count", books.count_open, salon.id)

    async def lately(self, salon: Salon, by: str) -> list[Shown]:
        """What came in, or was awaited too long, in the last sixty days."""
        await self.allow(salon, by, Act.SEE_MONEY)
        since_ms = self._receiving.now_ms() - LATE_DAYS * DAY_MS
        late = await self._of(salon, "expired", since_ms)
        whole = await self._of(salon, "complete", since_ms)
        return sorted([*late, *whole], key=lambda one: -one.transfer.created_ms)[:MOST]

    async def one(self, salon: Salon, by: str, ref: str) -> tuple[Shown, list[Receipt], list[Return]]:
        """A transfer of this salon, what came in for it and what goes back. Raises NotFound."""
        await self.allow(salon, by, Act.SEE_MONEY)
        found = await self._found(salon, ref)
        came = await self._db.run("transfer_receipts", books.receipts, ref)
        back = await self._db.run("transfer_returns", returns.of_transfer, ref)
        return (await self._shown([found]))[0], came, back

    async def called(self, salon: Salon, people: Collection[str]) -> dict[str, str]:
        """What staff are called."""
        return await called_in(self._platform, salon.id, people)

    async def confirm(self, salon: Salon, by: str, came: Came, seen: Money | None = None) -> Outcome | None:
        """Money came in; None where that was said before. `seen` is how much had come when they looked.

        Raises NotFound; BadInput: somebody else said so in the meantime, perhaps of the same money, or the day is
        still to come.
        """
        await self.allow(salon, by, Act.CONFIRM_TRANSFERS)
        await self._found(salon, came.ref)
        today = datetime.fromtimestamp(self._receiving.now_ms() / 1000, ZoneInfo(salon.timezone)).date()
        if came.day > today.isoformat():
            words = t("Today, {today}, or a day before would work.", today=today.isoformat())
            raise BadInput(words, {"day": words})
        return await self._db.run_contended("transfer_confirm", self._receiving.confirm_in, came, seen)

    async def reject(self, salon: Salon, by: str, ref: str) -> Transfer:
        """A transfer is awaited no longer. Raises NotFound; Conflict: it came."""
        await self.allow(salon, by, Act.CONFIRM_TRANSFERS)
        await self._found(salon, ref)
        after = await self._db.run_contended("transfer_reject", self._receiving.expire_in, ref)
        if after is None or after.status == "complete":
            raise Conflict(
                t("This transfer came in; what was paid can be given back instead."), "already_paid"
            )
        return after

    async def upload(self, salon: Salon, by: str, raw: bytes) -> Uploaded:
        """Keep what a bank's file lists. Raises BadInput."""
        await self.allow(salon, by, Act.CONFIRM_TRANSFERS)
        read = read_statement(raw, salon.currency)
        now_ms = self._receiving.now_ms()
        added = await self._db.run("transfer_lines", desk.add_lines, salon.id, read.lines, by, now_ms)
        return Uploaded(read, added)

    async def lines(self, salon: Salon, by: str, among: Sequence[Shown]) -> list[Matched]:
        """The lines that nobody has looked at, with what they may be of these transfers, and of all by their codes."""
        await self.allow(salon, by, Act.SEE_MONEY)
        lines = await self._db.run("transfer_new_lines", desk.new_lines, salon.id, MOST)
        if not lines:
            return []
        shown = {one.transfer.ref: one for one in among}
        codes = frozenset[str]().union(*(codes_in(line.payer) for line in lines))
        if more := sorted(codes - {one.transfer.code for one in among}):
            older = await self._db.run("transfer_of_codes", books.of_codes, salon.id, more)
            shown |= {one.transfer.ref: one for one in await self._shown(older)}
        customers = sorted({one.transfer.customer for one in shown.values()})
        names = await self._db.run("transfer_names", books.names_of, customers)
        expected = [_expected(one, names.get(one.transfer.customer, [])) for one in shown.values()]
        return [
            Matched(line, tuple((one, shown[Ref(one.ref)]) for one in suggestions(line, expected)))
            for line in lines
        ]

    async def book_line(self, salon: Salon, by: str, key: str, ref: str | None) -> Outcome | None:
        """A line is this transfer's, or none of ours. Said twice, it is said once. Raises NotFound."""
        await self.allow(salon, by, Act.CONFIRM_TRANSFERS)
        if ref is not None:
            await self._found(salon, ref)
        line = await self._db.run("transfer_line", desk.line, salon.id, key)
        if line is None:
            raise NotFound(t("There is no such line."), "no_such_line")
        return await self._db.run_contended("transfer_book_line", self._book_line, salon.id, line, ref, by)

    def _book_line(self, txn: Txn, salon_id: str, line: BankLine, ref: str | None, by: str) -> Outcome | None:
        if not desk.settle_line(txn, salon_id, line.key, "booked" if ref else "other", ref) or ref is None:
            return None
        came_id = f"transfer-line_{salon_id}_{line.key}"
        came = Came(came_id, ref, line.amount, line.day.isoformat(), line.payer, by)
        return self._receiving.confirm_in(txn, came)

    async def to_return(self, salon: Salon, by: str) -> list[ToReturn]:
        """What is still to be sent back."""
        await self.allow(salon, by, Act.SEE_MONEY)
        owed = await self._db.run("transfer_pending", returns.pending, salon.id, MOST)
        refs = sorted({one.transfer for one in owed})
        transfers = await self._db.run("transfer_several", books.several, refs)
        payers = await self._db.run("transfer_payers", books.payers_of, refs)
        shown = {one.transfer.ref: one for one in await self._shown(list(transfers.values()))}
        return [ToReturn(one, shown[one.transfer], payers.get(one.transfer, "")) for one in owed]

    async def sent(self, salon: Salon, by: str, ref: str, never_came: bool = False) -> None:
        """Money was sent back, or had never come and was confirmed by mistake; said twice, it is said once.

        Raises:
            NotFound.
            Conflict: it was not to be sent any more, because the rest had come.
        """
        await self.allow(salon, by, Act.CONFIRM_TRANSFERS)
        found = await self._db.run("transfer_return", returns.get, ref)
        if found is None or found.salon_id != salon.id:
            raise NotFound(t("There is nothing of this kind to send back."), "no_such_return")
        if (
            await self._db.run_contended("transfer_sent", self._receiving.sent_in, ref, by, never_came)
            is not None
        ):
            return
        after = await self._db.run("transfer_return", returns.get, ref)
        if after is not None and after.state == "dropped":
            words = t(
                "This was not to be sent back any more: the rest came meanwhile, and all of it is paid. Where it was"
                " sent already, please give so much of the payment back, and say here that it was sent."
            )
            raise Conflict(words, "not_to_send")

    async def forget(self) -> None:
        """Forget old lines that are no transfer of ours. Daily."""
        before_ms = self._receiving.now_ms() - KEPT_DAYS * DAY_MS
        await self._db.run("transfer_forget", desk.forget_lines, before_ms)

    async def _of(self, salon: Salon, status: str, since_ms: int) -> list[Shown]:
        found = await self._db.run("transfer_of_salon", books.of_salon, salon.id, status, since_ms, MOST)
        return await self._shown(found)

    async def _found(self, salon: Salon, ref: str) -> Transfer:
        found = await self._db.run("transfer_get", books.get, ref)
        if found is None or found.salon_id != salon.id:
            raise NotFound(t("There is no such transfer."), "no_such_transfer")
        return found

    async def _shown(self, transfers: Sequence[Transfer]) -> list[Shown]:
        members = self._platform.want(Members)
        if members is None:
            return [Shown(one, "") for one in transfers]
        orders = await self._platform.purchases.orders(one.order_id for one in transfers)
        shown = []
        for one in transfers:
            order = orders.get(one.order_id)
            card = await members.card(order.salon_id, order.user_id) if order is not None else None
            user_id = order.user_id if order is not None else ""
            shown.append(Shown(one, card.community_name if card is not None else user_id))
        return shown


def _expected(shown: Shown, paid_as: Sequence[str]) -> Expected:
    transfer = shown.transfer
    names = tuple(name for name in (shown.name, *paid_as) if name)
    return Expected(transfer.ref, transfer.code, transfer.left, names, transfer.status == "open")
