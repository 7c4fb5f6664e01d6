# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a salon, a page for each step. What is filled in is kept: people go back, forward and away."""

from collections.abc import Mapping
from typing import Any, get_args

import attrs

from modules.salons.domain.disclosure import Disclosure, missing
from modules.salons.domain.plans import check_price
from modules.salons.domain.presets import PRESETS
from modules.salons.domain.themes import THEMES
from modules.salons.domain.wizard import MOST_PLANS, Draft, DraftPlan, Step, may_see, next_step, steps
from modules.salons.service.house import SalonsHouse
from modules.salons.web.checking import findings
from modules.salons.web.forms import WORDS_LIMIT
from modules.salons.web.wizard_forms import (
    AboutForm,
    EntryForm,
    KindForm,
    NewPlanForm,
    NoPlanForm,
    SellerForm,
    StepQuery,
)
from modules.salons.web.words import ADULT, KIND_NOTES, kind_words
from synapse_salon import ids
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Language, Text, t
from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports import Members
from synapse_salon.ports.salons import Kind
from synapse_salon.web import Call, Page, Redirect, Routes, Who
from synapse_salon.web.routes import Again

_NAMES: dict[Step, Text] = {
    "kind": t("Kind"),
    "about": t("Name and purpose"),
    "plans": t("Plans"),
    "entry": t("Rules"),
    "seller": t("Seller"),
    "look": t("Look at it"),
}
_TITLES: dict[Step, Text] = {
    "kind": t("What kind of salon shall it be?"),
    "about": t("What is it called, and what is it for?"),
    "plans": t("What does it cost?"),
    "entry": t("What holds inside, and who may come in?"),
    "seller": t("Who sells?"),
    "look": t("Look at it once more"),
}


def wizard_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """The steps below `staff/new`."""
    routes = Routes("opening_a_salon")
    wizard = house.wizard

    def money(minor: int) -> Money:
        return Money(minor, wizard.currency)

    def kind_choice(kind: Kind, language: Language) -> tuple[Kind, Text, Text]:
        """A kind of salon, with the rooms that members find in it."""
        rooms = [
            platform.texts.say(room.name, language)
            for room in PRESETS[kind].rooms
            if room.access == "members"
        ]
        joined = ("、" if language == "ja" else ", ").join(rooms)
        note = t("{note} Rooms: {rooms}.", note=KIND_NOTES[kind], rooms=joined)
        return kind, kind_words(kind), note

    def values_of(draft: Draft, step: Step, language: Language) -> dict[str, Any]:
        """What a step's page shows beside the draft itself."""
        match step:
            case "kind":
                return {"kinds": [kind_choice(kind, language) for kind in get_args(Kind)]}
            case "about":
                name = (draft.kind or "").replace("_", "-")
                suggested = draft.slug or f"{name}-{ids.new_id()[:4]}"
                return {"suggested": suggested, "themes": list(THEMES)}
            case "plans":
                example = wizard.example_plan(draft) if not draft.plans else None
                shown = str(money(example.minor)).lstrip("¥$€£₩NT ") if example else ""
                return {"example": example, "amount": shown, "may_add": len(draft.plans) < MOST_PLANS}
            case "entry":
                return {
                    "rules": draft.rules or wizard.first_rules(draft.language),
                    "may_ask": platform.want(Members) is not None,
                }
            case "seller":
                return {"seller": draft.seller or Disclosure()}
            case "look":
                return {
                    "findings": findings(draft.page, draft.rules),
                    "kind": kind_words(draft.kind or "project"),
                }

    def shown(draft: Draft, step: Step, language: Language, more: bool = False) -> Page:
        needs = wizard.needs_seller(draft)
        order = steps(needs)
        at = order.index(step)
        values = {
            "draft": draft,
            "names": [_NAMES[name] for name in order],
            "at": at + 1,
            "title": _TITLES[step],
            "back": f"staff/new/{order[at - 1]}" if at else "",
            "plans": [(plan, money(plan.minor)) for plan in draft.plans],
            "currency": wizard.currency,
            "adult": ADULT,
            "more": more,
            **values_of(draft, step, language),
        }
        return Page(f"salons/wizard_{step}.html", _TITLES[step], values)

    async def now(call: Call[Any]) -> Draft:
        return await wizard.draft(call.person, call.language)

    def ahead(draft: Draft) -> Redirect:
        return Redirect(f"staff/new/{next_step(draft, wizard.needs_seller(draft))}")

    def after(draft: Draft, step: Step) -> Redirect:
        """The step behind this one, or the first before it that is not filled in."""
        needs = wizard.needs_seller(draft)
        order = steps(needs)
        if step not in order:  # who sells is asked no more: a plan was taken away meanwhile
            return ahead(draft)
        following = order[order.index(step) + 1]
        return Redirect(f"staff/new/{following}") if may_see(draft, following, needs) else ahead(draft)

    def again(step: Step) -> Again:
        async def shown_again(
            call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]
        ) -> Page:
            draft = await now(call)
            needs = wizard.needs_seller(draft)
            return shown(draft, step if step in steps(needs) else next_step(draft, needs), call.language)

        return shown_again

    def add_page(step: Step) -> None:
        @routes.page(f"staff/new/{step}", who=Who.SIGNED_IN, query=StepQuery)
        async def page(call: Call[None, StepQuery]) -> Page | Redirect:
            draft = await now(call)
            may = may_see(draft, step, wizard.needs_seller(draft))
            return shown(draft, step, call.language, call.query.more) if may else ahead(draft)

    for name in _NAMES:
        add_page(name)

    @routes.page("staff/new/over", who=Who.SIGNED_IN)
    @routes.page("staff/new/example", who=Who.SIGNED_IN)
    @routes.page("staff/new/no-plan", who=Who.SIGNED_IN)
    async def came_back(call: Call[None]) -> Redirect:
        return ahead(await now(call))

    @routes.form("staff/new/over", who=Who.SIGNED_IN)
    async def over(call: Call[None]) -> Redirect:
        await wizard.drop(call.person)
        return Redirect("staff/new")

    @routes.form("staff/new/kind", body=KindForm, who=Who.SIGNED_IN, again=again("kind"))
    async def choose(call: Call[KindForm]) -> Redirect:
        new = call.body
        draft = await wizard.change(
            call.person,
            call.language,
            lambda draft: attrs.evolve(draft, kind=new.kind, language=new.language),
        )
        return after(draft, "kind")

    @routes.form("staff/new/example", who=Who.SIGNED_IN)
    async def use_example(call: Call[None]) -> Redirect:
        await wizard.change(call.person, call.language, wizard.with_example)
        return Redirect("staff/new/about")

    @routes.form(
        "staff/new/about", body=AboutForm, who=Who.SIGNED_IN, again=again("about"), limit=WORDS_LIMIT
    )
    async def describe(call: Call[AboutForm]) -> Redirect:
        new = call.body
        await wizard.check_name(new.slug)

        def fill_in(draft: Draft) -> Draft:
            return attrs.evolve(
                draft,
                title=new.title,
                theme=new.theme or "",
                slug=new.slug,
                purpose=new.purpose,
                lead=new.lead,
                benefits=tuple(new.benefits.splitlines()),
                body=new.body,
            )

        draft = await wizard.change(call.person, call.language, fill_in)
        return after(draft, "about")

    @routes.form("staff/new/plans", body=NewPlanForm, who=Who.SIGNED_IN, again=again("plans"))
    async def add_plan(call: Call[NewPlanForm]) -> Redirect:
        new = call.body
        price = new.price(wizard.currency)
        try:
            check_price(new.interval, price, new.trial_days)
        except BadInput as refusal:
            problems = {name.replace("price.", ""): problem for name, problem in refusal.problems.items()}
            raise BadInput(refusal.text, problems) from None
        plan = DraftPlan(new.name, new.description, new.interval, price.minor, new.trial_days)

        def add(draft: Draft) -> Draft:
            if plan in draft.plans:  # pressed twice
                return draft
            if len(draft.plans) >= MOST_PLANS:
                problem = t("At most {most} plans fit here; more can follow at the desk.", most=MOST_PLANS)
                raise BadInput(problem, {"name": problem})
            return attrs.evolve(draft, plans=(*draft.plans, plan))

        draft = await wizard.change(call.person, call.language, add)
        return Redirect("staff/new/plans?more=true") if new.act == "more" else after(draft, "plans")

    @routes.form("staff/new/no-plan", body=NoPlanForm, who=Who.SIGNED_IN)
    async def remove_plan(call: Call[NoPlanForm]) -> Redirect:
        place = call.body.place

        def remove(draft: Draft) -> Draft:
            return attrs.evolve(draft, plans=draft.plans[:place] + draft.plans[place + 1 :])

        await wizard.change(call.person, call.language, remove)
        return Redirect("staff/new/plans")

    @routes.form(
        "staff/new/entry", body=EntryForm, who=Who.SIGNED_IN, again=again("entry"), limit=WORDS_LIMIT
    )
    async def rule(call: Call[EntryForm]) -> Redirect:
        new = call.body
        draft = await wizard.change(
            call.person,
            call.language,
            lambda draft: attrs.evolve(
                draft,
                rules=new.rules,
                asks_first=new.entry == "asked",
                minimum_age=new.minimum_age,
                this_server_only=new.this_server_only,
            ),
        )
        return after(draft, "entry")

    @routes.form("staff/new/seller", body=SellerForm, who=Who.SIGNED_IN, again=again("seller"))
    async def sell(call: Call[SellerForm]) -> Redirect:
        seller = Disclosure(**call.body.model_dump())
        lacking = missing(seller)
        if lacking:
            raise BadInput(t("Whoever sells in Japan says who they are."), lacking)
        draft = await wizard.change(
            call.person, call.language, lambda draft: attrs.evolve(draft, seller=seller)
        )
        return after(draft, "seller")

    @routes.form("staff/new/look", who=Who.SIGNED_IN)
    async def hand_in(call: Call[None]) -> Redirect:
        try:
            salon = await wizard.submit(call.person)
        except BadInput as refusal:
            if refusal.reason != "slug_taken":
                return ahead(await now(call))
            await wizard.change(call.person, call.language, lambda draft: attrs.evolve(draft, slug=""))
            return Redirect("staff/new/about")
        return Redirect("staff" if salon is None else f"s/{salon.slug}/desk/opening")

    return routes
