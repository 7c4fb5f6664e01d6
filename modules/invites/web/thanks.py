# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thanks for bringing people: the API, the desk's page, and its table."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from modules.invites.domain.thanks import LONGEST_DAYS, MOST_PER_YEAR, MOST_SIGNS, Gift
from modules.invites.service.house import InvitesHouse
from modules.invites.web.thanks_bodies import (
    GiftForm,
    GiftList,
    GiftQuery,
    GiftView,
    ThanksBody,
    ThanksForm,
    ThanksView,
)
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, may
from synapse_salon.ports import Salon
from synapse_salon.spreadsheets import account_cell, cell
from synapse_salon.web import Call, Page, Raw, Redirect, Routes, Who, written

_HEADS = (t("Name"), t("Account"), t("What they get"), t("Since"), t("Handed over on"), t("Handed over by"))
_PART = 500


def thanks_routes(house: InvitesHouse) -> Routes:
    """`v1/salons/{slug}/invites/thanks…` and `s/{slug}/desk/thanks…`."""
    routes = Routes("invite_thanks")
    salons, desk = house.salons, house.thanks

    async def at_desk(call: Call[Any, Any]) -> Salon:
        return await salons.allowed(call.path["slug"], call.person, Act.INVITE_MANY)

    async def views(salon: Salon, gifts: Iterable[Gift]) -> list[GiftView]:
        gifts = list(gifts)
        names = await house.members.names(salon.id, {gift.inviter for gift in gifts})
        return [GiftView.of(gift, names.get(gift.inviter, "")) for gift in gifts]

    @routes.get(
        "v1/salons/{slug}/invites/thanks",
        says="Shows what a salon gives to whoever brings somebody, to its staff.",
        returns=ThanksView,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> ThanksView:
        return ThanksView.of(await desk.of((await at_desk(call)).id))

    @routes.put(
        "v1/salons/{slug}/invites/thanks",
        says="Sets what a salon gives to whoever brings somebody who stays: in kind, for each of them once, so many"
        " times a year. There are no other rewards.",
        body=ThanksBody,
        returns=ThanksView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def put(call: Call[ThanksBody]) -> ThanksView:
        salon = await salons.allowed(call.path["slug"], call.person, Act.EDIT_ENTRY)
        new = call.body.thanks()
        await desk.set(salon, call.person, new)
        return ThanksView.of(new)

    @routes.get(
        "v1/salons/{slug}/invites/thanks/list",
        says="Lists what is to be handed over to those who brought people, or was, the oldest first.",
        query=GiftQuery,
        returns=GiftList,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def listed(call: Call[None, GiftQuery]) -> GiftList:
        salon, query = await at_desk(call), call.query
        found = await desk.listed(salon, query.state, query.after, query.limit)
        more = f"{found[-1].owed_ms}_{found[-1].id}" if len(found) == query.limit else None
        return GiftList(gifts=await views(salon, found), next_batch=more)

    @routes.post(
        "v1/salons/{slug}/invites/thanks/{gift}/given",
        says="Says that something was handed over. Twice is once: who said so first stays written down.",
        returns=GiftView,
        errors=(NotAllowed, NotFound),
    )
    async def give(call: Call[None]) -> GiftView:
        salon = await at_desk(call)
        return (await views(salon, [await desk.give(salon, call.person, call.path["gift"])]))[0]

    @routes.page("s/{slug}/desk/thanks", who=Who.SIGNED_IN)
    async def page(call: Call[Any]) -> Page:
        salon = await at_desk(call)
        values = {
            "salon": salon,
            "thanks": await desk.of(salon.id),
            "may_set": may(await salons.roles(salon.id, call.person), Act.EDIT_ENTRY),
            "owed": await views(salon, await desk.listed(salon, "owed")),
            "handed": await views(salon, await desk.given_lately(salon)),
            "count": await desk.count(salon),
            "most_days": LONGEST_DAYS,
            "most_per_year": MOST_PER_YEAR,
            "most_signs": MOST_SIGNS,
        }
        title = t("Thanks for bringing people to {title}", title=salon.title)
        return Page("invites/thanks.html", title, values, salon=salon)

    async def again(call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call)

    @routes.form("s/{slug}/desk/thanks", body=ThanksForm, who=Who.SIGNED_IN, again=again)
    async def change(call: Call[ThanksForm]) -> Redirect:
        salon = await salons.allowed(call.path["slug"], call.person, Act.EDIT_ENTRY)
        await desk.set(salon, call.person, call.body.thanks())
        return Redirect(f"s/{salon.slug}/desk/thanks")

    @routes.form("s/{slug}/desk/thanks/given", body=GiftForm, who=Who.SIGNED_IN)
    async def give_here(call: Call[GiftForm]) -> Redirect:
        salon = await at_desk(call)
        await desk.give(salon, call.person, call.body.gift)
        return Redirect(f"s/{salon.slug}/desk/thanks")

    @routes.page("s/{slug}/desk/thanks.csv", who=Who.SIGNED_IN)
    async def table(call: Call[None]) -> Raw:
        salon = await at_desk(call)
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow([call.say(head) for head in _HEADS])
        for state in ("owed", "given"):
            after = (0, "")
            while found := await desk.listed(salon, state, after, _PART):
                rows.writerows(_row(one, salon.timezone) for one in await views(salon, found))
                after = (found[-1].owed_ms or 0, found[-1].id)
        disposition = {"Content-Disposition": f'attachment; filename="{salon.slug}-thanks.csv"'}
        return Raw("text/csv; charset=utf-8", "\ufeff" + text.getvalue(), headers=disposition)

    return routes


def _row(one: GiftView, timezone: str) -> list[Any]:
    return [
        cell(one.name),
        account_cell(one.user_id),
        cell(one.what),
        written.day(one.since_ms, timezone),
        written.day(one.given_ms, timezone) if one.given_ms is not None else "",
        account_cell(one.given_by or ""),
    ]
