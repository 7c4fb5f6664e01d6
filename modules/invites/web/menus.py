# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links to the pages of invites."""

from modules.invites.service.house import InvitesHouse
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web.menus import ShownInSalon


def add_menus(platform: Platform, house: InvitesHouse) -> None:
    """In a salon for who may invite, at its desk for staff."""

    async def may_invite(salon: Salon, person: str | None) -> bool:
        return person is not None and salon.takes_members and await house.terms.may_invite(salon, person)

    def who_may(act: Act) -> ShownInSalon:
        async def shown(salon: Salon, person: str | None) -> bool:
            return person is not None and may(await house.salons.roles(salon.id, person), act)

        return shown

    async def to_hand_over(salon: Salon) -> Text | None:
        count = (await house.thanks.count(salon)).owed
        return t("{n} to hand over", n=count) if count else None

    platform.web.menus.add_in_salon(t("Invite people"), "me/invites", may_invite)
    desk = platform.web.menus.add_on_desk
    desk(t("Invitations"), "invites", who_may(Act.EDIT_ENTRY), "people", order=27)
    desk(t("Invite many people"), "invite-many", who_may(Act.INVITE_MANY), "people", order=28)
    desk(
        t("Thanks for bringing people"),
        "thanks",
        who_may(Act.INVITE_MANY),
        "people",
        note=to_hand_over,
        order=29,
    )
    desk(t("Who invited whom"), "invite-tree", who_may(Act.SEE_MEMBERS), "people", order=29)
