# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of joining: fill in, confirm, pay, be in."""

import contextlib
from collections.abc import Mapping
from typing import Any

from modules.membership.domain import ages
from modules.membership.domain.confirmation import confirmation_text, six_items
from modules.membership.domain.coupons import COUPON_REASONS
from modules.membership.domain.dunning import OWES
from modules.membership.domain.passes import TERMS
from modules.membership.domain.words import AGES
from modules.membership.service.asking import Wishes
from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_open_salon
from modules.membership.web.join_form import JoinForm, PlanQuery, answer_problems
from modules.membership.web.offers import coupon_lines, offer_of
from modules.membership.web.question_fields import options
from synapse_salon.clock import HOUR_MS, MINUTE_MS
from synapse_salon.errors import BadInput, Conflict, NotAllowed
from synapse_salon.i18n import Text, t
from synapse_salon.newcomers import SHORTEST_PASSWORD, open_account
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.ports.invites import INVITE_REASONS, Invitation
from synapse_salon.ports.payments import PaymentFailure
from synapse_salon.web import Call, Page, Redirect, Routes, Who

CHAT_LINK_MS = HOUR_MS
"""For so long after somebody showed that the account is theirs they are signed in to the chat as well: a session of
our pages that was lent or lost opens nothing but our pages."""

WELCOME_MS = 15 * MINUTE_MS
"""For so long after joining somebody is welcomed; whoever comes later paid something that was due."""

AGE_COOKIE = "salon_age"
AGE_KEPT_S = 24 * 60 * 60
"""For so long the browser of somebody without an account keeps which age they gave when they were turned away: with
the account that they open after that they are asked about, as everybody who gives another age."""

TURNED_AWAY = ("too_young", "guardian_needed", "adults_only")

# What a refusal is about, where it is about something that was filled in.
_FIELDS = {
    "too_young": "birth_date",
    "adults_only": "birth_date",
    "guardian_needed": "guardian_mail",
    "spending_cap": "plan",
    "rules_changed": "rules",
}
_FIELDS |= dict.fromkeys(COUPON_REASONS, "coupon") | dict.fromkeys(INVITE_REASONS, "invite")


def joining_routes(platform: Platform, salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/join`, the confirmation, and where the payment page leads back to."""
    routes = Routes("joining")

    async def offered(salon: Salon) -> list[Plan]:
        return [plan for plan in await salons.plans(salon.id) if plan.is_offered]

    async def form(
        call: Call[Any, Any],
        chosen: str | None,
        problems: Mapping[str, Text],
        given: Mapping[str, str],
        status: int,
        invitation: Invitation | None = None,
        *,
        is_invite_over: bool = False,
    ) -> Page:
        salon = await find_open_salon(salons, call.path["slug"])
        plans = await offered(salon)
        person = call.crumbs.person
        before = await house.joining.open_application(salon, person) if person is not None else None
        known = await house.records.get(salon.id, person) if person is not None else None
        given_code = await house.coupons.of(before.id) if before is not None else None
        chosen = chosen or (before.plan_id if before is not None else None)
        entry = await house.entrance.entry(salon.id)
        plan = next((plan for plan in plans if plan.id == chosen), plans[0] if len(plans) == 1 else None)
        values = {
            "salon": salon,
            "plans": plans,
            "chosen": plan,
            "before": before,
            "known": known,
            "minors": entry.minors,
            "coupon": given_code.coupon.code if given_code is not None else "",
            "asks_coupon": given_code is not None or await house.coupons.are_offered(salon.id),
            "asks_invite": house.invited.are_there,
            "invitation": (await house.invited.given(before.id) if before is not None else None)
            or invitation,
            "is_invite_over": is_invite_over,
            "means": await house.means.of_plans(salon.id, plans),
            "terms": [(str(term), str(term)) for term in TERMS],
            "questions": [(question, options(question)) for question in entry.questions],
            "problems": problems,
            "given": given,
            "person": person,
            "house": platform.house,
            "shortest_password": SHORTEST_PASSWORD,
        }
        title = t("Join {title}", title=salon.title)
        return Page("membership/join.html", title, values, status=status, salon=salon)

    @routes.page("s/{slug}/join", query=PlanQuery)
    async def begin(call: Call[None, PlanQuery]) -> Page | Redirect:
        salon = await find_open_salon(salons, call.path["slug"])
        platform.web.note_trace(call, salon.slug)
        if call.person_or_none is not None:
            try:
                await house.joining.check(salon, call.person)
            except (Conflict, NotAllowed):
                return Redirect(f"s/{salon.slug}/me")
            before = await house.joining.open_application(salon, call.person)
            stays = before is not None and (before.waits or before.is_awaited) and call.query.plan is None
            if before is not None and (stays or before.is_promised):
                return Redirect(f"s/{salon.slug}/join/{before.id}")
        trace = platform.web.trace_of(call)
        code = call.query.invite or (trace.invite if trace is not None else "")
        found = await house.invited.filled_in(salon, call.person_or_none, code, call.address)
        is_over = bool(call.query.invite) and found is None
        return await form(call, call.query.plan, {}, {}, 200, found, is_invite_over=is_over)

    async def again(call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await form(call, given.get("plan"), problems, given, 400)

    async def opened(new: JoinForm, address: str) -> str:
        await house.invited.admit_account(new.invite or None)
        try:
            return await open_account(platform, new.username, new.password, address)
        except Exception:
            await house.invited.account_failed(new.invite or None)
            raise

    @routes.form("s/{slug}/join", body=JoinForm, again=again)
    async def fill_in(call: Call[JoinForm]) -> Redirect:
        salon = await find_open_salon(salons, call.path["slug"])
        new = call.body
        questions = (await house.entrance.entry(salon.id)).questions
        problems = answer_problems(questions, new)
        if not new.rules:
            problems["rules"] = t("Please tick this when you have read the rules.")
        if problems:
            raise BadInput(t("Something is missing yet."), problems)
        wishes = Wishes(
            plan_id=new.plan,
            rules_version=new.rules_version,
            birth_date=f"{new.birth_year:04d}-{new.birth_month:02d}-{new.birth_day:02d}",
            community_name=new.community_name,
            mail=new.mail or None,
            guardian_mail=new.guardian_mail or None,
            language=call.language,
            answers=new.answers(questions),
            coupon=new.coupon or None,
            invite=new.invite or None,
            invite_named=new.invite_named,
            means=new.means or None,
            months=new.months,
            trace=platform.web.trace_of(call),
        )
        user_id = call.person_or_none
        told_before = ages.read(platform.web.remembered(call, AGE_COOKIE))
        try:
            if user_id is None:
                await house.joining.check_wishes(salon, wishes, call.address)
                user_id = await opened(new, call.address)
                await platform.web.sign_in(call, user_id, "opened")
            if told_before is not None:
                await house.asking.remember(salon, user_id, told_before)
            application = await house.joining.prepare(salon, user_id, wishes)
        except (NotAllowed, Conflict) as refusal:
            if user_id is None and refusal.reason in TURNED_AWAY and told_before is None:
                told = house.asking.told(salon, wishes, refusal.reason)
                platform.web.remember(call, AGE_COOKIE, ages.written(told), AGE_KEPT_S, f"s/{salon.slug}")
            field = _FIELDS.get(refusal.reason)
            if field is None:
                raise
            raise BadInput(refusal.text, {field: refusal.text}) from None
        return Redirect(f"s/{salon.slug}/join/{application.id}")

    @routes.page("s/{slug}/join/{application}", who=Who.SIGNED_IN)
    async def look_over(call: Call[None]) -> Page | Redirect:
        salon = await find_open_salon(salons, call.path["slug"])
        application = await house.joining.application(call.path["application"], salon, call.person)
        if not application.is_open:
            return Redirect(f"s/{salon.slug}/me" if application.state == "paid" else f"s/{salon.slug}/join")
        if application.is_awaited:
            return Redirect(f"s/{salon.slug}/join/{application.id}/done")
        if application.waits:
            before = await house.entrance.place_in_queue(application)
            values = {"salon": salon, "application": application, "before": before}
            return Page("membership/waiting.html", t("Join {title}", title=salon.title), values, salon=salon)
        redeemed = await house.coupons.of(application.id)
        plans = await salons.plans(salon.id)
        by = await house.means.words_of(application)
        within = await house.means.within_of(application)
        offer = offer_of(platform, salon, plans, application, call.language, redeemed, by, within)
        values = {
            "salon": salon,
            "plan": offer.plan,
            "application": application,
            "age_words": AGES[application.age_band],
            "no_trial": offer.plan.trial_days and not application.trial_days and offer.renews,
            "coupon_lines": coupon_lines(offer, redeemed),
            "first": offer.first_price if offer.is_reduced_for_a_time else None,
            "total": offer.total,
            "items": six_items(offer),
            "person": call.person,
            "invitation": await house.invited.given(application.id),
        }
        return Page("membership/confirm.html", t("Please check once more"), values, salon=salon)

    @routes.form("s/{slug}/join/{application}", who=Who.SIGNED_IN)
    async def confirm(call: Call[None]) -> Redirect:
        salon = await find_open_salon(salons, call.path["slug"])
        application = await house.joining.application(call.path["application"], salon, call.person)
        redeemed = await house.coupons.of(application.id)
        plans = await salons.plans(salon.id)
        by = await house.means.words_of(application)
        within = await house.means.within_of(application)
        offer = offer_of(platform, salon, plans, application, call.language, redeemed, by, within)
        said = confirmation_text(offer, application.community_name, call.say)
        outcome = await house.joining.confirm(application, said)
        if outcome.waits_for is not None:
            return Redirect(f"s/{salon.slug}/join/{application.id}")
        return Redirect(outcome.pay_url or f"s/{salon.slug}/join/{application.id}/done")

    async def owes(salon: Salon, person: str) -> bool:
        member = await house.records.get(salon.id, person)
        return member is not None and member.standing in OWES and member.disputed_from is None

    @routes.page("s/{slug}/join/{application}/done", who=Who.SIGNED_IN)
    async def done(call: Call[None]) -> Page | Redirect:
        salon = await find_open_salon(salons, call.path["slug"])
        application = await house.joining.application(call.path["application"], salon, call.person)
        if await owes(salon, call.person):  # who pays what was due comes back here, too
            with contextlib.suppress(PaymentFailure):
                await house.settlement.ask_again(salon.id, call.person)
            return Redirect(f"s/{salon.slug}/me?paid=true")
        standing = await house.joining.arrived(application)
        member = await house.records.get(salon.id, call.person) if standing.is_inside else None
        if member is not None and platform.clock.now_ms() - (member.joined_ms or 0) > WELCOME_MS:
            return Redirect(f"s/{salon.slug}/me")
        is_recent = platform.clock.now_ms() - call.proven_ms < CHAT_LINK_MS
        goes_on = await house.joining.open_application(salon, call.person)
        if not standing.is_inside and goes_on is not None and goes_on.id != application.id:
            return Redirect(f"s/{salon.slug}/join/{goes_on.id}")  # the same without free days
        if standing.is_inside and platform.client_url and is_recent:
            return Redirect(await house.chat_link(call.person))
        values = {
            "salon": salon,
            "inside": standing.is_inside,
            "waits": application.is_open and not standing.is_inside,
            "awaited": goes_on if goes_on is not None and goes_on.is_awaited else None,
            "application": application,
            "service_address": platform.base_url.rstrip("/"),
            "local": platform.api.is_mine(call.person),
            "person": call.person,
            "house": platform.house,
            "chat_url": platform.client_url,
            "space": salon.space,
            "first_steps": platform.web.menus.first_steps(salon),
        }
        return Page(
            "membership/done.html",
            t("Welcome to {title}", title=salon.title),
            values,
            salon=salon,
        )

    return routes
