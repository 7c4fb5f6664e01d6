# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon wants of invitations: its API and its page at the desk."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from modules.invites.domain.invite import MOST_USES
from modules.invites.domain.terms import Terms, Wanted
from modules.invites.service.house import InvitesHouse
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act
from synapse_salon.ports import Salon
from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who, WholeNumber


class TermsBody(Body):
    """Who may invite (`members`, or the `staff` alone), and how many people each member within 30 days."""

    who: Wanted
    quota: Annotated[int, Field(ge=0, le=MOST_USES)]


class TermsForm(Body):
    """The same as it is filled in."""

    who: Wanted
    quota: Annotated[WholeNumber, Field(ge=0, le=MOST_USES)]


class TermsView(View):
    """What holds."""

    who: Wanted
    quota: int


WHO: dict[Wanted, tuple[Text, Text]] = {
    "members": (t("members and staff"), t("Each member may invite as many people as you say below.")),
    "staff": (t("staff alone"), t("Codes that members gave out already are refused from now on.")),
}


def desk_routes(house: InvitesHouse) -> Routes:
    """`v1/salons/{slug}/invites/terms` and `s/{slug}/desk/invites`."""
    routes = Routes("invites_desk")

    async def find(call: Call[Any, Any]) -> Salon:
        return await house.salons.allowed(call.path["slug"], call.person, Act.EDIT_ENTRY)

    def view(terms: Terms) -> TermsView:
        return TermsView(who=terms.who, quota=terms.quota)

    @routes.get(
        "v1/salons/{slug}/invites/terms",
        says="Shows who may invite people to a salon, to those who decide how people join.",
        returns=TermsView,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> TermsView:
        return view(await house.terms.of((await find(call)).id))

    @routes.put(
        "v1/salons/{slug}/invites/terms",
        says="Sets who may invite people to a salon, and how many.",
        body=TermsBody,
        returns=TermsView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def put(call: Call[TermsBody]) -> TermsView:
        salon, new = await find(call), Terms(call.body.who, call.body.quota)
        await house.terms.set(salon, call.person, new)
        return view(new)

    @routes.page("s/{slug}/desk/invites", who=Who.SIGNED_IN)
    async def page(call: Call[Any]) -> Page:
        salon = await find(call)
        good = await house.codes.of_salon(salon)
        cards = {one.inviter: await house.members.card(salon.id, one.inviter) for one in good}
        names = {user_id: card.community_name if card is not None else "" for user_id, card in cards.items()}
        values = {
            "salon": salon,
            "good": [(one, names[one.inviter]) for one in good],
            "most": MOST_USES,
            "terms": await house.terms.of(salon.id),
            "whos": [(key, *words) for key, words in WHO.items()],
        }
        return Page("invites/desk.html", t("Invitations to {title}", title=salon.title), values, salon=salon)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call)

    @routes.form("s/{slug}/desk/invites", body=TermsForm, who=Who.SIGNED_IN, again=again)
    async def change(call: Call[TermsForm]) -> Redirect:
        salon = await find(call)
        await house.terms.set(salon, call.person, Terms(call.body.who, call.body.quota))
        return Redirect(f"s/{salon.slug}/desk/invites")

    @routes.form("s/{slug}/desk/invites/{code}", who=Who.SIGNED_IN)
    async def take_back(call: Call[None]) -> Redirect:
        salon = await find(call)
        await house.codes.revoke(salon, call.person, call.path["code"])
        return Redirect(f"s/{salon.slug}/desk/invites", saved=True)

    return routes
