# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's place for transfers: what is awaited, what the bank lists, what goes back, and the account."""

from collections.abc import Mapping
from typing import Any

from bridges.transfer.domain.books import Account
from bridges.transfer.domain.how import KINDS
from bridges.transfer.service.receiving import Came
from bridges.transfer.service.transfer_desk import TransferDesk
from bridges.transfer.web.forms import FILE_LIMIT, AccountBody, ConfirmForm, LineForm, ReturnForm, UploadForm
from bridges.transfer.web.words import OUTCOMES, RETURN_KINDS, WHYS, day_ms, status_of
from synapse_salon import ids
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.money import Money
from synapse_salon.people import Act
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who

LIST = "s/{slug}/desk/transfers"


class ListQuery(Body):
    """How what was done a moment ago came out."""

    came: str | None = None
    added: int | None = None


def desk_routes(transfers: TransferDesk) -> Routes:
    """`s/{slug}/desk/transfers` and what stands below it."""
    routes = Routes("transfers_desk")

    async def listed(call: Call[Any, Any], came: str | None = None, added: int | None = None) -> Page:
        salon = await transfers.find(call.path["slug"])
        awaited = await transfers.awaited(salon, call.person)
        lately = await transfers.lately(salon, call.person)
        values = {
            "salon": salon,
            "account": await transfers.account(salon, call.person),
            "awaited": awaited,
            "lately": lately,
            "lines": await transfers.lines(salon, call.person, [*awaited, *lately]),
            "owed": await transfers.to_return(salon, call.person),
            "may_confirm": await transfers.may(salon, call.person, Act.CONFIRM_TRANSFERS),
            "may_set_account": await transfers.may(salon, call.person, Act.SET_BANK_ACCOUNT),
            "came": OUTCOMES.get(came) if came else None,
            "added": added,
            "status_of": status_of,
            "whys": WHYS,
            "kinds": RETURN_KINDS,
            "at": day_ms,
        }
        return Page("transfer/desk.html", t("Transfers"), values, salon=salon)

    @routes.page(LIST, who=Who.SIGNED_IN, query=ListQuery)
    async def show(call: Call[None, ListQuery]) -> Page:
        return await listed(call, call.query.came, call.query.added)

    async def listed_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await listed(call)

    @routes.form(
        f"{LIST}/statement",
        body=UploadForm,
        who=Who.SIGNED_IN,
        again=listed_again,
        limit=FILE_LIMIT,
    )
    async def upload(call: Call[UploadForm]) -> Redirect:
        salon = await transfers.find(call.path["slug"])
        if not call.body.file:
            await transfers.allow(salon, call.person, Act.CONFIRM_TRANSFERS)
            words = t("Please choose the file that your bank let you download, or paste what stands in it.")
            raise BadInput(words, {"file": words})
        done = await transfers.upload(salon, call.person, call.body.file.encode())
        return Redirect(f"s/{salon.slug}/desk/transfers?added={done.added}")

    @routes.form(f"{LIST}/lines/{{line}}", body=LineForm, who=Who.SIGNED_IN)
    async def book(call: Call[LineForm]) -> Redirect:
        salon = await transfers.find(call.path["slug"])
        came = await transfers.book_line(salon, call.person, call.path["line"], call.body.transfer or None)
        return _back(salon.slug, came)

    @routes.form(f"{LIST}/returns/{{ref}}", body=ReturnForm, who=Who.SIGNED_IN)
    async def sent(call: Call[ReturnForm]) -> Redirect:
        salon = await transfers.find(call.path["slug"])
        await transfers.sent(salon, call.person, call.path["ref"], call.body.act == "never_came")
        return _back(salon.slug, None)

    async def account_page(call: Call[Any]) -> Page:
        salon = await transfers.find(call.path["slug"])
        await transfers.allow(salon, call.person, Act.SET_BANK_ACCOUNT)
        account = await transfers.account(salon, call.person)
        values = {"salon": salon, "account": account, "kinds": list(KINDS.items())}
        return Page("transfer/account.html", t("Account for transfers"), values, salon=salon)

    routes.page(f"{LIST}/account", who=Who.SIGNED_IN)(account_page)

    async def account_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await account_page(call)

    @routes.form(f"{LIST}/account", body=AccountBody, who=Who.SIGNED_IN, again=account_again)
    async def set_account(call: Call[AccountBody]) -> Redirect:
        salon = await transfers.find(call.path["slug"])
        await transfers.set_account(salon, call.person, Account(**call.body.model_dump()))
        return Redirect(f"s/{salon.slug}/desk/transfers", saved=True)

    @routes.form(f"{LIST}/account/remove", who=Who.SIGNED_IN)
    async def no_account(call: Call[None]) -> Redirect:
        salon = await transfers.find(call.path["slug"])
        await transfers.set_account(salon, call.person, None)
        return Redirect(f"s/{salon.slug}/desk/transfers", saved=True)

    async def one(call: Call[Any]) -> Page:
        salon = await transfers.find(call.path["slug"])
        shown, came, back = await transfers.one(salon, call.person, call.path["transfer"])
        values = {
            "salon": salon,
            "shown": shown,
            "receipts": came,
            "called": await transfers.called(
                salon, {one.confirmed_by for one in came} | {one.done_by for one in back if one.done_by}
            ),
            "at": day_ms,
            "returns": back,
            "may_confirm": await transfers.may(salon, call.person, Act.CONFIRM_TRANSFERS),
            "status": status_of(shown.transfer),
            "kinds": RETURN_KINDS,
        }
        return Page("transfer/one.html", t("A transfer"), values, salon=salon)

    routes.page(f"{LIST}/{{transfer}}", who=Who.SIGNED_IN)(one)

    async def one_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await one(call)

    @routes.form(f"{LIST}/{{transfer}}", body=ConfirmForm, who=Who.SIGNED_IN, again=one_again)
    async def confirm(call: Call[ConfirmForm]) -> Redirect:
        salon = await transfers.find(call.path["slug"])
        shown, _, _ = await transfers.one(salon, call.person, call.path["transfer"])
        came = Came(
            id=f"transfer-hand_{shown.transfer.ref}_{call.idempotency_key or ids.new_id()}",
            ref=shown.transfer.ref,
            amount=call.body.money(shown.transfer.amount.currency),
            day=call.body.day.isoformat(),
            payer=call.body.payer,
            by=call.person,
        )
        seen = Money(call.body.received, shown.transfer.amount.currency)
        return _back(salon.slug, await transfers.confirm(salon, call.person, came, seen))

    @routes.form(f"{LIST}/{{transfer}}/reject", who=Who.SIGNED_IN)
    async def reject(call: Call[None]) -> Redirect:
        salon = await transfers.find(call.path["slug"])
        await transfers.reject(salon, call.person, call.path["transfer"])
        return _back(salon.slug, None)

    return routes


def _back(slug: str, came: str | None) -> Redirect:
    return Redirect(f"s/{slug}/desk/transfers" + (f"?came={came}" if came else ""))
