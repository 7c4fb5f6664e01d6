# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links to the salons' pages: above every page, and at the desk of each salon."""

from modules.salons.service.house import SalonsHouse
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web.menus import Calls, ShownInSalon, signed_in


def add_menus(platform: Platform, house: SalonsHouse) -> None:
    """Salons for those signed in, the desk for staff, and its places."""

    async def has_work(person: str | None) -> bool:
        return person is not None and (
            bool(await house.lookups.served(person)) or await house.reviews.is_reviewer(person)
        )

    platform.web.menus.add(t("Salons"), "", signed_in)
    platform.web.menus.add(t("Running salons"), "staff", has_work, for_staff=True)
    platform.web.menus.add_in_salon(
        t("The desk"), "desk", _for_those_who(house, Act.ENTER_STAFF_ROOM), for_staff=True
    )
    platform.web.menus.add_at_foot(t("Seller's disclosure"), "disclosure")
    platform.web.menus.add_at_foot(t("Contact"), "contact")
    _add_desk(platform, house)


def _for_those_who(house: SalonsHouse, act: Act) -> ShownInSalon:
    async def shown(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await house.lookups.roles(salon.id, person), act)

    return shown


def _add_desk(platform: Platform, house: SalonsHouse) -> None:
    desk = platform.web.menus.add_on_desk

    def for_those_who(act: Act) -> ShownInSalon:
        return _for_those_who(house, act)

    async def page_note(salon: Salon) -> Text | Calls:
        review = await house.reviews.latest(salon.id)
        if review is not None and not review.decision:
            return t("being reviewed")
        if review is not None and review.decision == "refused":
            return Calls(t("sent back by the review"))
        return t("public") if salon.is_open else t("not handed in yet")

    async def plans_note(salon: Salon) -> Text:
        offered = sum(plan.is_offered for plan in await house.lookups.plans(salon.id))
        return t("on offer: {count}", count=offered)

    async def rooms_note(salon: Salon) -> Text:
        rooms = [room for room in await house.rooms.of(salon) if room.kind not in ("space", "tier")]
        if not rooms:
            return t("being made")
        archived = sum(room.is_archived for room in rooms)
        if archived:
            return t("open: {count}, archived: {archived}", count=len(rooms) - archived, archived=archived)
        return t("open: {count}", count=len(rooms))

    async def inquiries_note(salon: Salon) -> Calls | None:
        waiting = await house.inquiries.waiting(salon)
        return Calls(t("to be answered: {count}", count=waiting)) if waiting else None

    async def rules_note(salon: Salon) -> Text:
        return t("version {n}", n=salon.rules_version)

    async def staff_note(salon: Salon) -> Text:
        return t("people: {count}", count=len(await house.lookups.staff(salon.id)))

    desk(t("Inquiries"), "inquiries", for_those_who(Act.SEE_MEMBERS), "people", inquiries_note, order=40)

    async def opens(salon: Salon, person: str | None) -> bool:
        return not salon.is_open and not salon.is_closed and await for_those_who(Act.EDIT_PAGE)(salon, person)

    async def opening_note(salon: Salon) -> Text:
        missing = sum(step.is_needed and not step.is_done for step in await house.openings.steps(salon))
        return t("still to be done: {count}", count=missing) if missing else t("ready")

    desk(t("Opening"), "opening", opens, "offer", opening_note, order=5)
    desk(t("Public page"), "page", for_those_who(Act.EDIT_PAGE), "offer", page_note, order=10)
    desk(t("Plans"), "plans", for_those_who(Act.EDIT_PLANS), "offer", plans_note, order=20)
    desk(t("Seller's disclosure"), "disclosure", for_those_who(Act.EDIT_PLANS), "offer")
    desk(t("Rooms"), "rooms", for_those_who(Act.EDIT_ROOMS), "inside", rooms_note, order=10)
    desk(t("Rules"), "rules", for_those_who(Act.EDIT_RULES), "inside", rules_note, order=20)
    desk(t("The first month"), "first-month", for_those_who(Act.EDIT_PAGE), "inside")
    desk(t("Messages and guests"), "policies", for_those_who(Act.EDIT_PAGE), "inside")
    desk(t("Staff"), "staff", for_those_who(Act.ENTER_STAFF_ROOM), "salon", staff_note, order=10)
    desk(t("Settings"), "settings", for_those_who(Act.EDIT_PAGE), "salon", order=20)
    desk(t("Close the salon"), "closing", for_those_who(Act.CLOSE_SALON), "salon", order=90)
