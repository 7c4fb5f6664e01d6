# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that a guardian comes to from a letter: what is asked, their answer, and withdrawing it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from modules.membership.domain.confirmation import confirmation_text, six_items
from modules.membership.service.consents import Asked
from modules.membership.service.house import MembershipHouse
from modules.membership.web.offers import offer_of
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes

PATH = "s/{slug}/guardian/{key}"
DECLARATION = t("I am a parent or guardian of this person, and I consent to this membership and its charges.")


class GuardianForm(Body):
    """A guardian's answer, and the version of the rules that stood on the page they read."""

    act: Literal["give", "refuse", "withdraw"]
    rules_version: Annotated[int, Field(ge=0, le=2**31)] = 0
    name: Annotated[str, Field(max_length=100)] = ""
    agreed: bool = False


def guardian_routes(platform: Platform, salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/guardian/{key}`: its unguessable address is the permission; the form has a token as any other."""
    routes = Routes("guardian")

    async def look(call: Call[Any]) -> tuple[Salon, Asked]:
        salon = await salons.find(call.path["slug"])
        return salon, await house.consents.look(salon, call.path["key"])

    async def show(
        call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str], status: int
    ) -> Page:
        salon, asked = await look(call)
        plans = await salons.plans(salon.id)
        is_open = asked.is_open and salon.takes_members
        values: dict[str, Any] = {
            "salon": salon,
            "consent": asked.consent,
            "stops": asked.stops,
            "is_open": is_open,
            "action": f"s/{salon.slug}/guardian/{call.path['key']}",
            "declaration": DECLARATION,
            "plan": next((plan for plan in plans if plan.id == asked.consent.plan_id), None),
            "application": asked.application,
            "items": [],
            "problems": problems,
            "given": given,
        }
        if asked.application is not None:
            redeemed = await house.coupons.of(asked.application.id)
            offer = offer_of(platform, salon, plans, asked.application, call.language, redeemed)
            values["items"] = six_items(offer)
        return Page(
            "membership/guardian.html", t("Consent of a parent or guardian"), values, status, salon=salon
        )

    @routes.page(PATH)
    async def page(call: Call[None]) -> Page:
        return await show(call, {}, {}, 200)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await show(call, problems, given, 400)

    @routes.form(PATH, body=GuardianForm, again=again)
    async def answer(call: Call[GuardianForm]) -> Redirect:
        salon, asked = await look(call)
        new, key = call.body, call.path["key"]
        name = " ".join(new.name.split())
        if new.act == "withdraw":
            await house.consents.withdraw(salon, key)
            return Redirect(f"s/{salon.slug}/guardian/{key}")
        problems: dict[str, Text] = {}
        if (new.act == "give" and not name.isprintable()) or (new.act == "give" and not name):
            problems["name"] = t("Please write your name.")
        if new.act == "give" and not new.agreed:
            problems["agreed"] = t("Please tick this if it is true.")
        if problems:
            raise BadInput(t("Something is missing yet."), problems)
        if new.act == "give":
            _check_read(salon, new.rules_version)
        said = ""
        if asked.application is not None:
            plans = await salons.plans(salon.id)
            redeemed = await house.coupons.of(asked.application.id)
            offer = offer_of(platform, salon, plans, asked.application, call.language, redeemed)
            lines = [
                asked.consent.user_id,
                confirmation_text(offer, asked.application.community_name, call.say),
                call.say(t("Rules: version {n}", n=salon.rules_version)),
                call.say(DECLARATION) if new.act == "give" else call.say(t("I do not consent.")),
            ]
            said = "\n".join(lines)
        await house.consents.answer(salon, key, new.act == "give", name, said)
        return Redirect(f"s/{salon.slug}/guardian/{key}")

    return routes


def _check_read(salon: Salon, version: int) -> None:
    """Nobody consents to rules that they were not shown. Raises BadInput."""
    if version != salon.rules_version:
        changed = t("The rules have changed. Please read version {version}.", version=salon.rules_version)
        raise BadInput(changed, {"agreed": changed}, "rules_changed")
