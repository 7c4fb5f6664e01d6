# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links to membership's pages: above every page, in each salon, and at its desk."""

from modules.membership.service.house import MembershipHouse
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, Standing, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web.menus import Calls, signed_in


def add_menus(platform: Platform, salons: Salons, house: MembershipHouse) -> None:
    """The links above the pages: one's own memberships, and the members for staff."""

    async def knows(salon: Salon, person: str | None) -> bool:
        return person is not None and await house.members.standing(salon.id, person) is not Standing.VISITOR

    async def cares(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.SEE_MEMBERS)

    platform.web.menus.add(t("Your salons"), "me", signed_in)
    platform.web.menus.add_to_own(t("Your salons"), "me")
    platform.web.menus.add_in_salon(t("Your membership"), "me", knows)

    async def admits(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.ADMIT)

    async def asks(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.EDIT_ENTRY)

    async def sells(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.EDIT_PLANS)

    async def members_note(salon: Salon) -> Text:
        return t("in the salon: {count}", count=await house.members.count_inside(salon.id))

    async def applications_note(salon: Salon) -> Calls | None:
        waiting = await house.entrance.waiting(salon.id)
        return Calls(t("waiting for your answer: {count}", count=waiting)) if waiting else None

    desk = platform.web.menus.add_on_desk
    desk(t("Members"), "members", cares, "people", members_note, order=10)
    desk(t("Applications"), "applications", admits, "people", applications_note, order=20)
    desk(t("How people join"), "entry", asks, "people", order=25)
    desk(t("Coupons"), "coupons", sells, "salon")
    desk(t("Where members come from"), "sources", cares, "people")
    desk(t("Who left"), "leaving", cares, "people")
