# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and API of activation: the rules and their acceptance."""

from pydantic import Field

from modules.activation.service import ActivationService
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who


class Acceptance(Body):
    """The version of the rules that was read."""

    version: int = Field(ge=1, le=2**31)


class AcceptedView(View):
    """What a person accepted, and what is in force."""

    accepted: int
    current: int


def routes(platform: Platform, salons: Salons, service: ActivationService) -> Routes:
    """`s/{slug}/rules` and `v1/salons/{slug}/rules/accept`."""
    routes = Routes("activation")
    platform.web.menus.add_in_salon(t("Rules"), "rules")

    @routes.page("s/{slug}/rules")
    async def show(call: Call[None]) -> Page:
        salon = await salons.visible(call.path["slug"], call.person_or_none)
        person = call.person_or_none
        owes = person is not None and await service.owes_acceptance(salon, person)
        accepted = (
            person is not None and await service.accepted_version(salon.id, person) >= salon.rules_version
        )
        return Page(
            "activation/rules.html",
            t("Rules of {title}", title=salon.title),
            {"salon": salon, "owes": owes, "accepted": accepted},
            salon=salon,
        )

    @routes.form("s/{slug}/rules", body=Acceptance, who=Who.SIGNED_IN)
    async def accept_on_page(call: Call[Acceptance]) -> Redirect:
        salon = await salons.visible(call.path["slug"], call.person)
        await service.accept(salon.id, call.person, call.body.version)
        return Redirect(f"s/{salon.slug}/me", saved=True)

    @routes.post(
        "v1/salons/{slug}/rules/accept",
        says="Accepts the rules in force; members send no message before.",
        body=Acceptance,
        returns=AcceptedView,
        errors=(Conflict, NotFound),
    )
    async def accept(call: Call[Acceptance]) -> AcceptedView:
        salon = await salons.visible(call.path["slug"], call.person)
        await service.accept(salon.id, call.person, call.body.version)
        accepted = await service.accepted_version(salon.id, call.person)
        return AcceptedView(accepted=accepted, current=salon.rules_version)

    return routes
