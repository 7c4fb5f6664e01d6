# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and API of those who invite and are invited."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from markupsafe import Markup
from pydantic import Field

from modules.invites.domain.invite import MOST_USES, Invite
from modules.invites.service.house import InvitesHouse
from modules.invites.web.thanks_bodies import ThanksView
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.qr_codes import as_svg
from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who, WholeNumber

Uses = Annotated[int, Field(ge=1, le=MOST_USES)]


class NewInvite(Body):
    """For how many people, and for how many milliseconds: as long as the house allows, where nothing is said."""

    uses: Uses = 1
    expires_in_ms: Annotated[int, Field(ge=1, le=2**53)] | None = None


class InviteView(View):
    """A code. `state` is open, used_up, expired or revoked; `used` counts who joined by it, waits, or pays."""

    code: str
    url: str
    state: str
    uses: int
    used: int
    made_ms: int
    expires_ms: int


class InviteList(View):
    """One's own codes, newest first, and how many more people one may invite within 30 days. `thanks` is what the salon
    gives to whoever brings somebody, `owed` and `given` how many of that one has coming, and got."""

    invites: list[InviteView]
    left: int
    thanks: ThanksView
    owed: int = 0
    given: int = 0


class MineQuery(Body):
    """`made` is the code that was just made."""

    made: Annotated[str, Field(max_length=64)] = ""


class InviteForm(Body):
    """The same as it is filled in."""

    uses: Annotated[WholeNumber, Field(ge=1, le=MOST_USES)] = 1
    days: Annotated[WholeNumber, Field(ge=1, le=365)] | None = None


def own_routes(platform: Platform, house: InvitesHouse) -> Routes:
    """`v1/salons/{slug}/invites`, `s/{slug}/me/invites` and `i/{code}`."""
    routes = Routes("invites")
    terms, codes = house.terms, house.codes

    def view(one: Invite) -> InviteView:
        return InviteView(
            code=one.code,
            url=codes.url(one.code),
            state=one.state(platform.clock.now_ms()),
            uses=one.uses,
            used=one.taken,
            made_ms=one.made_ms,
            expires_ms=one.expires_ms,
        )

    @routes.post(
        "v1/salons/{slug}/invites",
        says="Makes a code, and its link, for people whom one invites to a salon.",
        body=NewInvite,
        returns=InviteView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
        idempotent=True,
    )
    async def make(call: Call[NewInvite]) -> InviteView:
        salon = await terms.salon(call.path["slug"], call.person)
        return view(await codes.make(salon, call.person, call.body.uses, call.body.expires_in_ms))

    @routes.get(
        "v1/salons/{slug}/invites",
        says="Lists the codes that one made for a salon, newest first.",
        returns=InviteList,
        errors=(NotAllowed, NotFound),
    )
    async def listed(call: Call[None]) -> InviteList:
        salon = await terms.salon(call.path["slug"], call.person)
        await check_reader(salon, call.person)
        made = await codes.made_by(salon, call.person)
        count = await house.thanks.count(salon, call.person)
        return InviteList(
            invites=[view(one) for one in made],
            left=await codes.left(salon, call.person),
            thanks=ThanksView.of(await house.thanks.of(salon.id)),
            owed=count.owed,
            given=count.given,
        )

    @routes.delete(
        "v1/salons/{slug}/invites/{code}",
        says="Takes a code back. Who is paying just now with it still comes in.",
        returns=InviteView,
        errors=(NotFound,),
    )
    async def revoke(call: Call[None]) -> InviteView:
        salon = await terms.salon(call.path["slug"], call.person)
        return view(await codes.revoke(salon, call.person, call.path["code"]))

    async def check_reader(salon: Salon, person: str) -> None:
        """Whoever made codes sees them, also after they may make no more. Raises NotAllowed."""
        if not await codes.made_by(salon, person) and not await terms.may_invite(salon, person):
            await terms.check_inviter(salon, person)

    @routes.page("s/{slug}/me/invites", who=Who.SIGNED_IN, query=MineQuery)
    async def mine(call: Call[None, MineQuery]) -> Page:
        return await shown(call, call.query.made)

    async def shown(call: Call[Any, Any], new: str) -> Page:
        salon = await terms.salon(call.path["slug"], call.person)
        await check_reader(salon, call.person)
        made = [view(one) for one in await codes.given_by(salon, call.person)]
        came = await codes.came_by(salon, call.person)
        cards = [await house.members.card(salon.id, one.user_id) for one in came if one.is_named]
        values = {
            "salon": salon,
            "may": await terms.may_invite(salon, call.person) and salon.takes_members,
            "open": [(one, Markup(as_svg(one.url))) for one in made if one.state == "open"],
            "closed": [one for one in made if one.state != "open"],
            "new": new,
            "named": [card.community_name for card in cards if card is not None],
            "others": len(came) - len(cards),
            "left": await codes.left(salon, call.person),
            "most_days": house.settings.most_days,
            "thanks": await house.thanks.promised(salon.id, call.person),
            "gifts": await house.thanks.count(salon, call.person),
        }
        return Page(
            "invites/mine.html", t("Invite people to {title}", title=salon.title), values, salon=salon
        )

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await shown(call, "")

    @routes.form("s/{slug}/me/invites", body=InviteForm, who=Who.SIGNED_IN, again=again)
    async def make_here(call: Call[InviteForm]) -> Redirect:
        salon = await terms.salon(call.path["slug"], call.person)
        most_days = house.settings.most_days
        days = call.body.days or most_days
        if days > most_days:
            words = t("An invitation lasts {n} days at the most.", n=most_days)
            raise BadInput(t("This invitation cannot be made."), {"days": words})
        try:
            made = await codes.make(salon, call.person, call.body.uses, days * DAY_MS, call.idempotency_key)
        except Conflict as refusal:
            if refusal.reason != "invite_quota":
                raise
            raise BadInput(refusal.text, {"uses": refusal.text}) from None
        return Redirect(f"s/{salon.slug}/me/invites?made={made.code}", saved=False)

    @routes.form("s/{slug}/me/invites/{code}", who=Who.SIGNED_IN)
    async def revoke_here(call: Call[None]) -> Redirect:
        salon = await terms.salon(call.path["slug"], call.person)
        await codes.revoke(salon, call.person, call.path["code"])
        return Redirect(f"s/{salon.slug}/me/invites", saved=True)

    @routes.page("i/{code}")
    async def invited(call: Call[None]) -> Page:
        found = await codes.look_up(call.path["code"])
        salon = await house.salons.by_id(found.salon_id) if found is not None else None
        if found is None or salon is None or not salon.is_open:
            platform.web.limiter.take("guess", f"invite:{call.address}")
            raise NotFound(
                t("There is no such invitation. Please look at the code again, or ask whoever invited you."),
                "no_such_invite",
            )
        name, why_not = "", None
        try:
            name = (await house.joining.find(salon, call.person_or_none, found.code, call.address)).name
        except Conflict as refusal:
            why_not = refusal.text
        values = {
            "salon": salon,
            "name": name,
            "why_not": why_not,
            "expires_ms": found.expires_ms,
            "code": found.code,
            "thanks": await house.thanks.promised(salon.id, found.inviter),
            "is_inside": call.person_or_none is not None
            and salon.id in await house.members.inside(call.person_or_none),
            "house": platform.house,
            "query": urlencode({"invite": found.code}) if why_not is None else "",
        }
        title = t("An invitation to {title}", title=salon.title)
        return Page("invites/invited.html", title, values, salon=salon)

    return routes
