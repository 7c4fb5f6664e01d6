# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same for programs."""

from typing import Literal

from bridges.transfer.domain.books import Account, Kind
from bridges.transfer.domain.receiving import Outcome
from bridges.transfer.service.receiving import Came
from bridges.transfer.service.transfer_desk import Shown, TransferDesk
from bridges.transfer.web.forms import FILE_LIMIT, AccountBody, ConfirmWish
from synapse_salon import ids
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.web import Amount, Body, Call, Routes, View

WRONG = (BadInput, NotAllowed, NotFound)


class TransferView(View):
    """A transfer: `code` is what its payer puts before their name, `left` what is still to come. Times in ms."""

    transfer: str
    order_id: str
    name: str
    title: str
    code: str
    amount: Amount
    received: Amount
    left: Amount
    status: Literal["open", "complete", "expired"]
    created_ms: int
    expires_ms: int


class ReturnView(View):
    """Money to be sent back by hand."""

    id: str
    transfer: str
    name: str
    kind: str
    amount: Amount
    asked_ms: int


class AccountView(View):
    """Where a salon is paid to."""

    bank: str
    branch: str
    kind: Kind
    number: str
    holder: str


class TransferList(View):
    """What is awaited, what came or was given up in the last sixty days, and what is to be sent back."""

    account: AccountView | None
    awaited: list[TransferView]
    lately: list[TransferView]
    to_return: list[ReturnView]


class CameView(View):
    """How what came in stands to what was asked; null where that was said before."""

    outcome: Outcome | None


class StatementWish(Body):
    """A bank's list, as text."""

    csv: str


class StatementView(View):
    """How many lines are new, and how many others were no money that came in."""

    added: int
    passed_over: int


def api_routes(transfers: TransferDesk) -> Routes:
    """`v1/salons/{slug}/transfers` and what stands below it."""
    routes = Routes("transfers")

    @routes.get(
        "v1/salons/{slug}/transfers",
        says="Lists the bank transfers of a salon.",
        returns=TransferList,
        errors=(NotAllowed, NotFound),
    )
    async def listed(call: Call[None]) -> TransferList:
        salon = await transfers.find(call.path["slug"])
        account = await transfers.account(salon, call.person)
        return TransferList(
            account=AccountView(
                bank=account.bank,
                branch=account.branch,
                kind=account.kind,
                number=account.number,
                holder=account.holder,
            )
            if account is not None
            else None,
            awaited=[_view(one) for one in await transfers.awaited(salon, call.person)],
            lately=[_view(one) for one in await transfers.lately(salon, call.person)],
            to_return=[
                ReturnView(
                    id=one.owed.ref,
                    transfer=one.owed.transfer,
                    name=one.shown.name,
                    kind=one.owed.kind,
                    amount=Amount.of(one.owed.amount),
                    asked_ms=one.owed.asked_ms,
                )
                for one in await transfers.to_return(salon, call.person)
            ],
        )

    @routes.put(
        "v1/salons/{slug}/transfers/account",
        says="Says to which account members transfer. Only the owner.",
        body=AccountBody,
        errors=WRONG,
    )
    async def set_account(call: Call[AccountBody]) -> None:
        salon = await transfers.find(call.path["slug"])
        await transfers.set_account(salon, call.person, Account(**call.body.model_dump()))

    @routes.delete(
        "v1/salons/{slug}/transfers/account",
        says="Takes no transfers any more; those that are awaited still are. Only the owner.",
        errors=(NotAllowed, NotFound),
    )
    async def no_account(call: Call[None]) -> None:
        salon = await transfers.find(call.path["slug"])
        await transfers.set_account(salon, call.person, None)

    @routes.post(
        "v1/salons/{slug}/transfers/statement",
        says="Keeps what a bank's list says came in; the same line twice is one. Nothing is confirmed by it.",
        body=StatementWish,
        returns=StatementView,
        errors=WRONG,
        limit=FILE_LIMIT,
    )
    async def upload(call: Call[StatementWish]) -> StatementView:
        salon = await transfers.find(call.path["slug"])
        done = await transfers.upload(salon, call.person, call.body.csv.encode())
        return StatementView(added=done.added, passed_over=done.read.passed_over)

    @routes.post(
        "v1/salons/{slug}/transfers/{transfer}/confirm",
        says="Says that money came in for a transfer. Parts add up; what is too much is to be sent back.",
        body=ConfirmWish,
        returns=CameView,
        errors=WRONG,
        idempotent=True,
    )
    async def confirm(call: Call[ConfirmWish]) -> CameView:
        salon = await transfers.find(call.path["slug"])
        shown, _, _ = await transfers.one(salon, call.person, call.path["transfer"])
        amount = call.body.amount.money
        if amount.currency != shown.transfer.amount.currency or amount.minor <= 0:
            words = t("An amount such as {example} would work.", example=shown.transfer.amount)
            raise BadInput(words, {"amount": words})
        came = Came(
            id=f"transfer-hand_{shown.transfer.ref}_{call.idempotency_key or ids.new_id()}",
            ref=shown.transfer.ref,
            amount=amount,
            day=call.body.day.isoformat(),
            payer=call.body.payer,
            by=call.person,
        )
        return CameView(outcome=await transfers.confirm(salon, call.person, came))

    @routes.post(
        "v1/salons/{slug}/transfers/{transfer}/reject",
        says="Awaits a transfer no longer; what came in of it is to be sent back.",
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def reject(call: Call[None]) -> None:
        salon = await transfers.find(call.path["slug"])
        await transfers.reject(salon, call.person, call.path["transfer"])

    @routes.post(
        "v1/salons/{slug}/transfers/returns/{ref}/sent",
        says="Says that money was sent back.",
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def sent(call: Call[None]) -> None:
        salon = await transfers.find(call.path["slug"])
        await transfers.sent(salon, call.person, call.path["ref"])

    @routes.post(
        "v1/salons/{slug}/transfers/returns/{ref}/never-came",
        says="Says that money to be sent back had never come: it was confirmed by mistake.",
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def never_came(call: Call[None]) -> None:
        salon = await transfers.find(call.path["slug"])
        await transfers.sent(salon, call.person, call.path["ref"], never_came=True)

    return routes


def _view(shown: Shown) -> TransferView:
    one = shown.transfer
    return TransferView(
        transfer=one.ref,
        order_id=one.order_id,
        name=shown.name,
        title=one.title,
        code=one.code,
        amount=Amount.of(one.amount),
        received=Amount.of(one.received),
        left=Amount.of(one.left),
        status=one.status,
        created_ms=one.created_ms,
        expires_ms=one.expires_ms,
    )
