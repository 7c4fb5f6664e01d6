# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which ways members came: the desk's page and the API."""

from typing import Any

from pydantic import Field

from modules.membership.service.house import MembershipHouse
from modules.membership.store.traces import Source
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Routes, View, Who

SPANS = (30, 90, 365)


class SpanQuery(Body):
    """How far back."""

    days: int = Field(default=90, ge=1, le=365)


class SourceView(View):
    """One way: what the address said of itself, the host it stood on, the invite code. All empty: unknown."""

    source: str
    medium: str
    campaign: str
    referrer: str
    invite: str
    applied: int
    joined: int
    inside: int


class SourceList(View):
    """The ways on which people came, the one of the most first."""

    days: int
    sources: list[SourceView]


def way_words(source: Source) -> list[Text | str]:
    """A way in a person's words, line by line."""
    said: list[Text | str] = []
    tags = " / ".join(part for part in (source.source, source.medium, source.campaign) if part)
    if tags:
        said.append(tags)
    if source.referrer:
        said.append(t("link on {host}", host=source.referrer))
    if source.invite:
        said.append(t("invite {code}", code=source.invite))
    return said or [t("directly, or unknown")]


def source_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/desk/sources` and `v1/salons/{slug}/sources`."""
    routes = Routes("sources")

    @routes.get(
        "v1/salons/{slug}/sources",
        says="Counts on which ways people came who applied in the last days, to the salon's staff.",
        query=SpanQuery,
        returns=SourceList,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def listed(call: Call[None, SpanQuery]) -> SourceList:
        salon = await salons.find(call.path["slug"])
        found = await house.sources.counts(salon, call.person, call.query.days)
        views = [
            SourceView(
                source=one.source,
                medium=one.medium,
                campaign=one.campaign,
                referrer=one.referrer,
                invite=one.invite,
                applied=one.applied,
                joined=one.joined,
                inside=one.inside,
            )
            for one in found
        ]
        return SourceList(days=call.query.days, sources=views)

    @routes.page("s/{slug}/desk/sources", who=Who.SIGNED_IN, query=SpanQuery)
    async def page(call: Call[Any, SpanQuery]) -> Page:
        salon = await salons.find(call.path["slug"])
        found = await house.sources.counts(salon, call.person, call.query.days)
        values = {
            "salon": salon,
            "sources": found,
            "way_words": way_words,
            "days": call.query.days,
            "spans": SPANS,
        }
        title = t("Where members of {title} come from", title=salon.title)
        return Page("membership/sources.html", title, values, salon=salon)

    return routes
