# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invites: members bring people, and nobody comes in by it who would not come in without."""

from modules.invites.commands import add_commands
from modules.invites.desk import desk_routes
from modules.invites.list_web import list_routes
from modules.invites.sending import Lists
from modules.invites.service import Invitations
from modules.invites.settings import InvitesSettings
from modules.invites.web import invite_routes
from synapse_salon.clock import DAY_MS
from synapse_salon.feature import Feature
from synapse_salon.happenings import InviteTaken, StandingChanged
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Invites as InvitesPort
from synapse_salon.ports import Members, Salon, Salons


class Invites(Feature[InvitesSettings]):
    """The loadable module."""

    settings_model = InvitesSettings

    def set_up(self, platform: Platform, settings: InvitesSettings) -> None:
        """Provide the port Invites; serve its pages; hear who came and who went."""
        salons = platform.need(Salons, "modules.salons.Salons")
        members = platform.need(Members, "modules.membership.Membership")
        service = Invitations(platform, salons, members, settings)
        platform.provide(InvitesPort, service)
        platform.outbox.when(InviteTaken, "invites.taken", service.taken)
        platform.outbox.when(StandingChanged, "invites.ended", service.standing_changed, urgent=True)
        platform.timers.every(DAY_MS, "invites.forget", service.forget)
        platform.web.add(invite_routes(platform, salons, members, service, settings))
        platform.web.add(desk_routes(salons, service))
        lists = Lists(platform, salons, members, service, settings)
        platform.web.add(list_routes(salons, service, lists))
        platform.timers.every(1000, "invites.lists", lists.send)
        platform.timers.every(DAY_MS, "invites.lists_forget", lists.forget)
        add_commands(platform, salons, members, service)

        async def invites(salon: Salon, person: str | None) -> bool:
            return person is not None and salon.takes_members and await service.may_invite(salon, person)

        async def decides(salon: Salon, person: str | None) -> bool:
            return person is not None and may(await salons.roles(salon.id, person), Act.EDIT_ENTRY)

        async def invites_many(salon: Salon, person: str | None) -> bool:
            return person is not None and may(await salons.roles(salon.id, person), Act.INVITE_MANY)

        platform.web.menus.add_on_desk(
            t("Invite many people"), "invites/many", invites_many, "people", order=28
        )
        platform.web.menus.add_in_salon(t("Invite people"), "me/invites", invites)
        platform.web.menus.add_on_desk(t("Invitations"), "invites", decides, "people", order=27)
