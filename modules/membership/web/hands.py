# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff did to people by hand, in their apps: a page of the desk, and the API."""

from typing import Annotated, Literal

from pydantic import Field

from modules.membership.domain.hands import HandDeed
from modules.membership.service.hands import Hands, Shown
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who

DEEDS: dict[HandDeed, Text] = {
    "put_out": t("put out of the room"),
    "barred": t("barred, and so from the salon"),
    "held": t("barred, and taken back"),
    "unbarred": t("let in again, and still barred from the salon"),
}


class HandAnswer(Body):
    """Whether whoever was put out of a room is brought back, or it stays so."""

    answer: Literal["back", "leave"]


class HandForm(HandAnswer):
    """The same, from the page."""

    id: Annotated[str, Field(max_length=255)]


class HandView(View):
    """Something done by hand. Times in ms; without `settled_ms` it waits for the staff."""

    id: str
    room: str
    user_id: str
    by: str
    deed: HandDeed
    reason: str
    at_ms: int
    settled_ms: int | None = None


class HandList(View):
    """What waits for the staff, oldest first; and what was settled, newest first."""

    waiting: list[HandView]
    settled: list[HandView]


def hand_routes(salons: Salons, hands: Hands) -> Routes:
    """`s/{slug}/desk/by-hand` and `v1/salons/{slug}/by-hand`."""
    routes = Routes("hands")

    @routes.get(
        "v1/salons/{slug}/by-hand",
        says="Lists what staff did to people by hand, in their apps, to those who remove members.",
        returns=HandList,
        errors=(NotAllowed, NotFound),
    )
    async def listed(call: Call[None]) -> HandList:
        salon = await salons.find(call.path["slug"])
        waiting, settled = await hands.listed(salon, call.person)
        return HandList(waiting=[_view(one) for one in waiting], settled=[_view(one) for one in settled])

    @routes.post(
        "v1/salons/{slug}/by-hand/{hand_id}",
        says="Brings somebody back into the room they were put out of by hand, or leaves it so.",
        body=HandAnswer,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def answer(call: Call[HandAnswer]) -> None:
        salon = await salons.find(call.path["slug"])
        await hands.settle(salon, call.person, call.path["hand_id"], call.body.answer == "back")

    @routes.page("s/{slug}/desk/by-hand", who=Who.SIGNED_IN)
    async def page(call: Call[None]) -> Page:
        salon = await salons.find(call.path["slug"])
        waiting, settled = await hands.listed(salon, call.person)
        values = {"salon": salon, "waiting": waiting, "settled": settled, "deeds": DEEDS}
        return Page("membership/hands.html", t("Done in apps"), values, salon=salon)

    @routes.form("s/{slug}/desk/by-hand", body=HandForm, who=Who.SIGNED_IN)
    async def settle(call: Call[HandForm]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        await hands.settle(salon, call.person, call.body.id, call.body.answer == "back")
        return Redirect(f"s/{salon.slug}/desk/by-hand")

    return routes


def _view(shown: Shown) -> HandView:
    hand = shown.hand
    return HandView(
        id=hand.id,
        room=shown.room,
        user_id=hand.user_id,
        by=hand.done_by,
        deed=hand.deed,
        reason=hand.reason,
        at_ms=hand.at_ms,
        settled_ms=hand.settled_ms,
    )
