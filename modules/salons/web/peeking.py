# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A look inside, for everybody: page, pictures and API."""

from urllib.parse import quote

from modules.salons.service.house import SalonsHouse
from modules.salons.service.samples import no_such_sample
from modules.salons.service.windows import PICTURES
from modules.salons.web.peek_views import (
    PeekView,
    PostView,
    SampleAnswer,
    SampleList,
    SampleView,
    SampleWish,
    WindowView,
)
from synapse_salon.errors import Conflict, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.web import Call, Page, Raw, Routes, Who

_A_MINUTE = {"Cache-Control": "public, max-age=60"}


def peek_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """`s/{slug}/peek`, its pictures, and `v1/salons/{slug}/peek` and `…/samples`."""
    routes = Routes("peeking")

    async def has_something(salon: Salon, person: str | None) -> bool:
        return salon.is_open and bool(await house.windows.rooms(salon) or await house.samples.any(salon))

    platform.web.menus.add_in_salon(t("A look inside"), "peek", has_something)

    @routes.page("s/{slug}/peek")
    async def peek(call: Call[None]) -> Page:
        person = call.person_or_none
        salon = await house.lookups.visible(call.path["slug"], person)
        values = {
            "salon": salon,
            "samples": await house.samples.shown(salon),
            "windows": await house.windows.of(salon),
            "own": await house.samples.any_of(salon, person),
        }
        return Page("salons/peek.html", t("A look inside {title}", title=salon.title), values, salon=salon)

    @routes.page("s/{slug}/peek/picture/{event_id}")
    async def picture(call: Call[None]) -> Raw:
        salon = await house.lookups.visible(call.path["slug"], None)
        event_id = call.path["event_id"]
        media = await house.windows.picture(salon, event_id) or await house.samples.picture(salon, event_id)
        copy = await platform.host.picture(media, PICTURES)
        if copy is None:
            raise no_such_sample()
        return Raw(copy.content_type, copy.content, headers=_A_MINUTE)

    @routes.get(
        "v1/salons/{slug}/peek",
        says="Shows what people outside may see of the inside: chosen posts, and rooms that everybody may read.",
        returns=PeekView,
        who=Who.ANYONE,
        errors=(NotFound,),
    )
    async def show(call: Call[None]) -> PeekView:
        salon = await house.lookups.visible(call.path["slug"], call.person_or_none)

        def address(event_id: str) -> str:
            return platform.web.url(f"s/{salon.slug}/peek/picture/{quote(event_id, safe='')}")

        samples = [
            PostView.of(chosen.post, chosen.writer, address(chosen.post.event_id), chosen.sample.id)
            for chosen in await house.samples.shown(salon)
            if chosen.post is not None
        ]
        rooms = [
            WindowView.of(
                window, [PostView.of(post, writer, address(post.event_id)) for post, writer in window.posts]
            )
            for window in await house.windows.of(salon)
        ]
        return PeekView(samples=samples, rooms=rooms)

    @routes.get(
        "v1/salons/{slug}/samples",
        says="Lists the posts that were chosen for people outside, to staff who write the page.",
        returns=SampleList,
        errors=(NotAllowed, NotFound),
    )
    async def chosen(call: Call[None]) -> SampleList:
        _, found = await house.samples.all(call.path["slug"], call.person)
        return SampleList(samples=[SampleView.of(each) for each in found])

    @routes.post(
        "v1/salons/{slug}/samples",
        says="Shows a post to people outside: of staff at once, of others when they agree. Again after an edit.",
        body=SampleWish,
        returns=SampleView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def choose(call: Call[SampleWish]) -> SampleView:
        return SampleView.of(await house.samples.choose(call.path["slug"], call.person, call.body.event_id))

    @routes.delete(
        "v1/salons/{slug}/samples/{sample_id}",
        says="Shows a post to people outside no longer.",
        errors=(NotAllowed, NotFound),
    )
    async def take_back(call: Call[None]) -> None:
        await house.samples.take_back(call.path["slug"], call.person, call.path["sample_id"])

    @routes.delete(
        "v1/admin/salons/{slug}/samples/{sample_id}",
        says="An administrator of the server shows a post to people outside no longer.",
        who=Who.SERVER_ADMIN,
        errors=(NotFound,),
    )
    async def take_away(call: Call[None]) -> None:
        await house.samples.take_away(call.path["slug"], call.path["sample_id"])

    @routes.put(
        "v1/salons/{slug}/samples/{sample_id}/consent",
        says="The author of a chosen post says whether it may be shown, with their name or without; at any time.",
        body=SampleAnswer,
        returns=SampleView,
        errors=(NotFound,),
    )
    async def answer(call: Call[SampleAnswer]) -> SampleView:
        found = await house.samples.answer(
            call.path["slug"], call.person, call.path["sample_id"], call.body.consent
        )
        return SampleView.of(found)

    return routes
