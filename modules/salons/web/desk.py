# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: what its staff do about its page, plans and rules."""

from collections.abc import Mapping
from typing import Any

import attrs

from modules.salons.domain.links import KINDS, MOST_LINKS
from modules.salons.domain.pages import PageContent
from modules.salons.service.house import SalonsHouse
from modules.salons.web.checking import findings
from modules.salons.web.forms import WORDS_LIMIT, PageForm, PlanForm, RulesForm, WritingQuery
from modules.salons.web.link_forms import evidence_of
from modules.salons.web.pages import landing_page
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.web import Call, Page, Redirect, Routes, Who


def desk_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """`s/{slug}/desk` and the places there for page, plans and rules."""
    routes = Routes("desk_of_salon")

    @routes.page("s/{slug}/desk", who=Who.SIGNED_IN)
    async def desk(call: Call[None]) -> Page:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.ENTER_STAFF_ROOM)
        writes = may(await house.lookups.roles(salon.id, call.person), Act.EDIT_PAGE)
        values = {
            "salon": salon,
            "places": await platform.web.menus.on_desk(salon, call.person, with_notes=True),
            "writes": writes,
            **(await written(salon, call.person) if writes else {}),
        }
        return Page("salons/desk.html", t("The desk of {title}", title=salon.title), values, salon=salon)

    async def written(salon: Salon, person: str) -> dict[str, Any]:
        """The page, and what became of it."""
        return {
            "draft": await house.reviews.draft(salon, person),
            "review": await house.reviews.latest(salon.id),
            "public": await house.reviews.published(salon.id),
        }

    @routes.page("s/{slug}/desk/page", who=Who.SIGNED_IN, query=WritingQuery)
    async def page(call: Call[Any]) -> Page:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.EDIT_PAGE)
        values = {"salon": salon, **(await written(salon, call.person))}
        evidence = await house.reviews.evidence(salon, call.person)
        noticed = values["findings"] = findings(values["draft"], salon.rules, evidence)
        values["claims"] = list({found.words: found for found in noticed if found.asks}.values())
        values["link_kinds"], values["most_links"] = KINDS, MOST_LINKS
        values["asked"] = isinstance(call.query, WritingQuery) and call.query.asked
        return Page("salons/writing.html", t("The page of {title}", title=salon.title), values, salon=salon)

    async def page_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call)

    @routes.page("s/{slug}/desk/plans", who=Who.SIGNED_IN)
    async def plans(call: Call[Any]) -> Page:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.EDIT_PLANS)
        values = {"salon": salon, "plans": await house.lookups.plans(salon.id)}
        return Page("salons/plans.html", t("Plans of {title}", title=salon.title), values, salon=salon)

    async def plans_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await plans(call)

    @routes.page("s/{slug}/desk/rules", who=Who.SIGNED_IN)
    async def rules(call: Call[Any]) -> Page:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.EDIT_RULES)
        values = {"salon": salon, "findings": findings(PageContent("", "", "", (), ""), salon.rules)}
        title = t("Rules of {title}", title=salon.title)
        return Page("salons/rules_edit.html", title, values, salon=salon)

    async def rules_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await rules(call)

    @routes.page("s/{slug}/desk/preview", who=Who.SIGNED_IN)
    async def preview(call: Call[None]) -> Page:
        salon = await house.lookups.find(call.path["slug"])
        draft = await house.reviews.draft(salon, call.person)
        return attrs.evolve(
            await landing_page(platform, house.lookups, salon, draft, call.person, True), plain=True
        )

    @routes.form("s/{slug}/desk/page", body=PageForm, who=Who.SIGNED_IN, again=page_again, limit=WORDS_LIMIT)
    async def write(call: Call[PageForm]) -> Redirect:
        salon = await house.lookups.find(call.path["slug"])
        new = call.body
        await house.reviews.save(salon, call.person, new.content, evidence_of(new.evidence.values()))
        if new.act == "submit" and new.asks_more(salon.rules):
            return Redirect(f"s/{salon.slug}/desk/page?asked=true#findings")
        if new.act == "submit":
            await house.reviews.submit(salon, call.person)
        return Redirect(f"s/{salon.slug}/desk/page")

    @routes.form("s/{slug}/desk/plans", body=PlanForm, who=Who.SIGNED_IN, again=plans_again)
    async def offer(call: Call[PlanForm]) -> Redirect:
        salon = await house.lookups.find(call.path["slug"])
        new = call.body
        try:
            price = new.price(salon.currency)
            await house.plans.add(
                salon.slug, call.person, new.name, new.description, price, new.interval, new.trial_days
            )
        except BadInput as refusal:
            problems = {name.replace("price.", ""): problem for name, problem in refusal.problems.items()}
            raise BadInput(refusal.text, problems) from None
        return Redirect(f"s/{salon.slug}/desk/plans")

    @routes.page("s/{slug}/desk/plans/{plan_id}/withdraw", who=Who.SIGNED_IN)
    async def ask_withdraw(call: Call[None]) -> Page | Redirect:
        salon = await house.lookups.find(call.path["slug"])
        await house.lookups.allow(salon, call.person, Act.EDIT_PLANS)
        offered = [plan for plan in await house.lookups.plans(salon.id) if plan.is_offered]
        plan = next((plan for plan in offered if plan.id == call.path["plan_id"]), None)
        if plan is None:
            return Redirect(f"s/{salon.slug}/desk/plans")
        values = {"salon": salon, "plan": plan, "is_last": len(offered) == 1}
        title = t("Offer “{name}” no longer?", name=plan.name)
        return Page("salons/withdraw.html", title, values, salon=salon)

    @routes.form("s/{slug}/desk/plans/{plan_id}/withdraw", who=Who.SIGNED_IN)
    async def withdraw(call: Call[None]) -> Redirect:
        await house.plans.withdraw(call.path["slug"], call.person, call.path["plan_id"])
        return Redirect(f"s/{call.path['slug']}/desk/plans", saved=True)

    @routes.form(
        "s/{slug}/desk/rules", body=RulesForm, who=Who.SIGNED_IN, again=rules_again, limit=WORDS_LIMIT
    )
    async def publish(call: Call[RulesForm]) -> Redirect:
        await house.rules.publish(call.path["slug"], call.person, call.body.rules)
        return Redirect(f"s/{call.path['slug']}/desk/rules")

    return routes
