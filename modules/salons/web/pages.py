# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salons' pages: directory, landing page, the desk of a salon, reviews."""

from typing import Literal

from modules.salons.domain import PageContent
from modules.salons.lookups import SalonLookups
from modules.salons.review import ReviewService
from modules.salons.service import SalonsService
from synapse_salon.errors import NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Plan
from synapse_salon.web import Body, Call, ListQuery, OneLine, Page, Prose, Redirect, Routes, Who

_PER: dict[str, Text] = {
    "month": t("a month, tax included"),
    "year": t("a year, tax included"),
    "once": t("once, tax included"),
    "free": t("nothing is charged"),
}


class PageForm(Body):
    """A landing page's words, benefits one a line."""

    title: OneLine
    purpose: OneLine
    lead: Prose = ""
    benefits: Prose = ""
    body: Prose = ""
    act: Literal["save", "submit"] = "save"


class DecisionForm(Body):
    """A reviewer's decision."""

    decision: Literal["approved", "refused"]
    reason: Prose = ""


def per(plan: Plan) -> Text:
    """What a plan's price is for."""
    return _PER[plan.interval]


def page_routes(
    platform: Platform, service: SalonsService, reviews: ReviewService, lookups: SalonLookups
) -> Routes:
    """Pages of the salons."""
    routes = Routes("pages")

    @routes.page("", query=ListQuery)
    async def directory(call: Call[None, ListQuery]) -> Page:
        found = [
            (salon, words, [plan for plan in await lookups.plans(salon.id) if plan.is_offered])
            for salon, _, words in await reviews.directory(None, 100)
        ]
        return Page("salons/directory.html", t("Salons"), {"salons": found, "per": per})

    @routes.page("s/{slug}")
    async def landing(call: Call[None]) -> Page:
        salon = await service.visible(call.path["slug"], call.person_or_none)
        words = await reviews.published(salon.id)
        if words is None:
            raise NotFound(t("This salon is not open yet."), "not_open")
        values = {
            "salon": salon,
            "words": words,
            "plans": [plan for plan in await lookups.plans(salon.id) if plan.is_offered],
            "per": per,
        }
        return Page("salons/landing.html", words.title, values, salon_style=salon.accent)

    @routes.page("s/{slug}/desk", who=Who.SIGNED_IN)
    async def desk(call: Call[None]) -> Page:
        salon = await service.find(call.path["slug"])
        draft = await reviews.draft(salon, call.person)
        values = {
            "salon": salon,
            "draft": draft,
            "review": await reviews.latest(salon.id),
            "public": await reviews.published(salon.id),
            "plans": await lookups.plans(salon.id),
            "rooms": [room for room in await service.rooms(salon) if room.kind not in ("space", "tier")],
            "staff": await lookups.staff(salon.id),
            "per": per,
        }
        return Page(
            "salons/desk.html", t("The desk of {title}", title=salon.title), values, salon_style=salon.accent
        )

    @routes.form("s/{slug}/desk/page", body=PageForm, who=Who.SIGNED_IN)
    async def write(call: Call[PageForm]) -> Redirect:
        salon = await service.find(call.path["slug"])
        new = call.body
        benefits = tuple(line.strip()[:200] for line in new.benefits.splitlines() if line.strip())[:20]
        await reviews.save(
            salon, call.person, PageContent(new.title, new.purpose, new.lead, benefits, new.body)
        )
        if new.act == "submit":
            await reviews.submit(salon, call.person)
        return Redirect(f"s/{salon.slug}/desk")

    @routes.page("staff/reviews", who=Who.SIGNED_IN)
    async def waiting(call: Call[None]) -> Page:
        return Page(
            "salons/reviews.html", t("Pages to review"), {"reviews": await reviews.waiting(call.person)}
        )

    @routes.page("staff/reviews/{review_id}", who=Who.SIGNED_IN)
    async def review(call: Call[None]) -> Page:
        found, salon, public = await reviews.one(call.person, call.path["review_id"])
        values = {"review": found, "salon": salon, "public": public}
        return Page(
            "salons/review.html", t("Review of {title}", title=salon.title), values, salon_style=salon.accent
        )

    @routes.form("staff/reviews/{review_id}", body=DecisionForm, who=Who.SIGNED_IN)
    async def decide(call: Call[DecisionForm]) -> Redirect:
        await reviews.decide(call.person, call.path["review_id"], call.body.decision, call.body.reason)
        return Redirect("staff/reviews")

    return routes
