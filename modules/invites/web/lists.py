# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations to a whole list: the API, the desk's pages, and the way to hear of no more."""

from collections.abc import Mapping
from typing import Any

from modules.invites.domain.lists import MOST_ROWS, Row, decoded
from modules.invites.service.house import InvitesHouse
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who

LIMIT = 256 * 1024


class ListBody(Body):
    """A CSV file: an address or an account in the first column of each row. Whoever sends it says that these people
    agreed to be written to (特定電子メール法 3条)."""

    csv: str

    @classmethod
    def from_file(cls, raw: bytes, charset: str | None) -> "ListBody":
        """The file itself, as a spreadsheet saved it. Raises BadInput."""
        return cls(csv=decoded(raw, charset))


class ListForm(Body):
    """The same as it is filled in."""

    csv: str = ""
    agreed: bool = False


class RowView(View):
    """A row: `state` is queued, sent, failed or refused; `reason` says why it is one of the latter."""

    row: int
    to: str
    state: str
    reason: str | None = None
    code: str | None = None


class ListView(View):
    """A list, and what became of each of its rows."""

    id: str
    results: list[RowView]


STATES: dict[str, Text] = {
    "queued": t("is being sent"),
    "sent": t("sent"),
    "failed": t("not sent"),
    "refused": t("not sent"),
}
REASONS: dict[str, Text] = {
    "bad_address": t("This is neither an address nor an account."),
    "twice": t("It stands in the list twice."),
    "already_invited": t("Invited by a list within the last 30 days."),
    "already_member": t("Is a member already."),
    "barred": t("May not join this salon."),
    "unwanted": t("Wants no invitations."),
    "no_mail": t("This house sends no mail."),
    "no_account": t("There is no such account."),
    "this_server_only": t("The salon is for accounts of its own server."),
    "unreachable": t("Could not be reached."),
    "over": t("The invitation was taken back, or its time was over."),
}


def list_routes(house: InvitesHouse) -> Routes:
    """`v1/salons/{slug}/invites/bulk`, `s/{slug}/desk/invite-many` and `i/{word}/stop`."""
    routes = Routes("invite_lists")
    lists = house.lists

    def view(batch_id: str, rows: list[Row]) -> ListView:
        shown = [
            RowView(row=row.number, to=row.sent_to, state=row.state, reason=row.reason or None, code=row.code)
            for row in rows
        ]
        return ListView(id=batch_id, results=shown)

    @routes.post(
        "v1/salons/{slug}/invites/bulk",
        says="Invites everybody on a list by mail, or in Matrix: each row has a result, and its own code for one."
        " The list comes in JSON, or as the file itself (text/csv, in UTF-8 or Shift_JIS).",
        body=ListBody,
        also={"text/csv": ListBody.from_file},
        returns=ListView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
        idempotent=True,
        limit=LIMIT,
    )
    async def invite(call: Call[ListBody]) -> ListView:
        salon = await lists.allowed(call.path["slug"], call.person)
        return view(*await lists.invite(salon, call.person, call.body.csv))

    @routes.get(
        "v1/salons/{slug}/invites/bulk/{list}",
        says="Shows what became of a list.",
        returns=ListView,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> ListView:
        salon = await lists.allowed(call.path["slug"], call.person)
        return view(call.path["list"], await lists.of_batch(salon, call.path["list"]))

    @routes.page("s/{slug}/desk/invite-many", who=Who.SIGNED_IN)
    async def many(call: Call[Any]) -> Page:
        salon = await lists.allowed(call.path["slug"], call.person)
        values = {
            "salon": salon,
            "batches": await lists.batches(salon),
            "most": MOST_ROWS,
            "left": await house.codes.left(salon, call.person),
        }
        return Page(
            "invites/many.html", t("Invite many people to {title}", title=salon.title), values, salon=salon
        )

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await many(call)

    @routes.form("s/{slug}/desk/invite-many", body=ListForm, who=Who.SIGNED_IN, again=again, limit=LIMIT)
    async def invite_here(call: Call[ListForm]) -> Redirect:
        salon = await lists.allowed(call.path["slug"], call.person)
        if not call.body.agreed:
            raise BadInput(
                t("Something is missing yet."),
                {"agreed": t("Please tick this if it is so. Others may not be written to.")},
            )
        try:
            batch_id, _ = await lists.invite(salon, call.person, call.body.csv)
        except Conflict as refusal:
            if refusal.reason != "invite_quota":
                raise
            raise BadInput(refusal.text, {"csv": refusal.text}) from None
        return Redirect(f"s/{salon.slug}/desk/invite-many/{batch_id}", saved=False)

    @routes.page("s/{slug}/desk/invite-many/{list}", who=Who.SIGNED_IN)
    async def outcome(call: Call[None]) -> Page:
        salon = await lists.allowed(call.path["slug"], call.person)
        rows = await lists.of_batch(salon, call.path["list"])
        values = {
            "salon": salon,
            "rows": rows,
            "waits": any(row.state == "queued" for row in rows),
            "sent": sum(row.state == "sent" for row in rows),
            "states": STATES,
            "reasons": REASONS,
        }
        return Page(
            "invites/list.html", t("Invite many people to {title}", title=salon.title), values, salon=salon
        )

    async def known(word: str) -> None:
        if not await lists.came_by_list(word):
            raise NotFound(t("There is no such invitation."), "no_such_invite")

    @routes.page("i/{word}/stop")
    async def ask(call: Call[None]) -> Page:
        await known(call.path["word"])
        return Page("invites/stop.html", t("No more invitations"), {"word": call.path["word"], "done": False})

    @routes.form("i/{word}/stop", csrf=False)
    async def stop(call: Call[None]) -> Page:
        await known(call.path["word"])
        await lists.stop(call.path["word"])
        return Page("invites/stop.html", t("No more invitations"), {"word": call.path["word"], "done": True})

    return routes
