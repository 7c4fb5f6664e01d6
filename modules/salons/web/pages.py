# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salons' pages for everybody, and the reviewers': directory, landing page, reviews."""

from collections.abc import Mapping, Sequence
from typing import Any

from modules.salons.domain.links import words_of_link
from modules.salons.domain.pages import PageContent
from modules.salons.domain.themes import theme_words
from modules.salons.service.house import SalonsHouse
from modules.salons.service.lookups import SalonLookups
from modules.salons.service.paying import paid_ahead
from modules.salons.service.samples import Chosen
from modules.salons.web.checking import PARTS, changes, findings
from modules.salons.web.forms import DecisionForm, NoteForm
from modules.salons.web.words import good_to_know, kind_words
from synapse_salon.errors import BadInput, Conflict, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Members
from synapse_salon.ports.salons import Salon
from synapse_salon.web import Call, Page, Redirect, Routes, TraceQuery, Who
from synapse_salon.web.menus import DeskLink


async def landing_page(
    platform: Platform,
    lookups: SalonLookups,
    salon: Salon,
    words: PageContent,
    person: str | None,
    preview: bool,
    review_id: str = "",
    samples: Sequence[Chosen] = (),
    has_windows: bool = False,
) -> Page:
    """A salon's page with these words, and with these posts from inside."""
    members = platform.want(Members)
    card = await members.card(salon.id, person) if members is not None and person is not None else None
    offered = [plan for plan in await lookups.plans(salon.id) if plan.is_offered and salon.closes_ms is None]
    values = {
        "salon": salon,
        "words": words,
        "plans": offered,
        "kind_words": kind_words,
        "theme_words": theme_words,
        "good_to_know": good_to_know(
            salon,
            offered,
            await lookups.policies(salon),
            await members.minors(salon.id) if members is not None else "paid",
            await paid_ahead(platform, salon.id) if any(plan.price for plan in offered) else (),
        ),
        "is_inside": card is not None and card.standing.is_inside,
        "is_barred": card is not None and card.standing in (Standing.REMOVED, Standing.BANNED),
        "in_browser": platform.client_url is not None,
        "plan_of_reader": card.plan_id if card is not None else None,
        "preview": preview,
        "samples": samples,
        "has_windows": has_windows,
        "card": f"s/{salon.slug}/card/{review_id}",
        "words_of_link": words_of_link,
    }
    return Page("salons/landing.html", words.title, values, salon=salon)


def page_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """Pages of the salons."""
    routes = Routes("pages")

    @routes.page("s/{slug}", query=TraceQuery)
    async def landing(call: Call[None, TraceQuery]) -> Page | Redirect:
        salon = await house.lookups.visible(call.path["slug"], call.person_or_none)
        public = await house.reviews.public(salon.id)
        review_id, words = public or ("", None)
        if words is None and await house.lookups.roles(salon.id, call.person_or_none or ""):
            return Redirect(f"s/{salon.slug}/desk")
        if words is None:
            raise NotFound(t("This salon is not open yet."), "not_open")
        platform.web.note_trace(call, salon.slug)
        return await landing_page(
            platform,
            house.lookups,
            salon,
            words,
            call.person_or_none,
            False,
            review_id,
            await house.samples.shown(salon),
            bool(await house.windows.rooms(salon)),
        )

    async def work_in(salon: Salon, person: str) -> list[DeskLink]:
        """The places of its desk where something waits for this person."""
        places = await platform.web.menus.on_desk(salon, person, with_notes=True)
        return [link for _, links in places for link in links if link.calls]

    @routes.page("staff", who=Who.SIGNED_IN)
    async def staff(call: Call[None]) -> Page:
        is_reviewer = await house.reviews.is_reviewer(call.person)
        salons = [await house.lookups.by_id(salon_id) for salon_id in await house.lookups.served(call.person)]
        values = {
            "salons": [(salon, await work_in(salon, call.person)) for salon in salons if salon is not None],
            "is_reviewer": is_reviewer,
            "waiting": len(await house.reviews.waiting(call.person)) if is_reviewer else 0,
            "may_found": await house.founding.may_found(call.person),
            "begun": await house.wizard.begun(call.person),
            "mail": await house.staff_mails.of(call.person),
            "sends": house.staff_mails.sends,
        }
        return Page("salons/staff.html", t("Running salons"), values)

    @routes.page("staff/reviews", who=Who.SIGNED_IN)
    async def waiting(call: Call[None]) -> Page:
        return Page(
            "salons/reviews.html", t("Pages to review"), {"reviews": await house.reviews.waiting(call.person)}
        )

    @routes.page("staff/reviews/{review_id}", who=Who.SIGNED_IN)
    async def review(call: Call[Any]) -> Page:
        found, salon, public = await house.reviews.one(call.person, call.path["review_id"])
        values = {
            "review": found,
            "salon": salon,
            "public": public,
            "parts": PARTS,
            "findings": findings(found.content, salon.rules, found.evidence),
            "is_review": True,
            "words_of_link": words_of_link,
            "changes_of": changes(public, found.content),
            "plans": [plan for plan in await house.lookups.plans(salon.id) if plan.is_offered],
            "steps": await house.openings.steps(salon) if not salon.is_open and not found.decision else (),
        }
        return Page(
            "salons/review.html", t("Review of {title}", title=found.content.title), values, salon=salon
        )

    async def review_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await review(call)

    @routes.form("staff/reviews/{review_id}", body=DecisionForm, who=Who.SIGNED_IN, again=review_again)
    async def decide(call: Call[DecisionForm]) -> Redirect:
        decision, reason = call.body.decision, call.body.reason
        if decision == "refused" and not reason:
            raise BadInput(
                t("A page that is sent back needs a reason."),
                {"reason": t("Please say what is to be changed, and why.")},
            )
        try:
            await house.reviews.decide(call.person, call.path["review_id"], decision, reason)
        except Conflict as refusal:
            if refusal.reason != "opening_incomplete":
                raise
            raise BadInput(refusal.text, {"": refusal.text}) from None
        return Redirect("staff/reviews", saved=True)

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("staff/openings/{review_id}", who=Who.SIGNED_IN)
    async def back_to_review(call: Call[None]) -> Redirect:
        return Redirect(f"staff/reviews/{call.path['review_id']}")

    @routes.form("staff/openings/{review_id}", body=NoteForm, who=Who.SIGNED_IN, again=review_again)
    async def write_down(call: Call[NoteForm]) -> Redirect:
        _, salon, _ = await house.reviews.one(call.person, call.path["review_id"])
        new = call.body
        await house.openings.write(salon.slug, call.person, new.step, new.done, new.note, new.held_on)
        return Redirect(f"staff/reviews/{call.path['review_id']}#opening")

    return routes
