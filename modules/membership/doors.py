# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hangs membership into the homeserver: its questions, what is seen in rooms, who may see which upload."""

from modules.membership.gate import Gate
from modules.membership.media import MediaDoor
from modules.membership.naming import Naming
from modules.membership.service.house import MembershipHouse
from modules.membership.strays import Strays
from synapse_salon.clock import HOUR_MS
from synapse_salon.happenings import RoomForgotten
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons


def register_doors(platform: Platform, salons: Salons, house: MembershipHouse) -> None:
    """Register every hook of membership."""
    gate = Gate(platform, salons, house.access)
    platform.api.register_spam_checker_callbacks(
        user_may_join_room=gate.may_join,
        user_may_invite=gate.may_invite,
        user_may_send_3pid_invite=gate.may_invite_address,
    )
    platform.speech.ask("membership", gate.may_speak, fails_open=False)
    platform.explainers["membership"] = house.access.why_not
    platform.host.guard_joins(gate.why_not_join)
    strays = Strays(platform, house.access, house.placement)
    platform.watch.when("membership.strays", strays.wants, strays.seen)
    platform.timers.every(HOUR_MS, "membership.strays", strays.sweep)
    media = MediaDoor(platform, house.access)
    platform.host.guard_media(media.may_fetch)
    platform.watch.when("membership.media", media.wants, media.seen)
    platform.outbox.when(RoomForgotten, "membership.media_forgotten", media.room_forgotten)
    naming = Naming(platform, house.members)
    platform.host.guard_profiles(naming.profile_in)
    platform.watch.when("membership.naming", naming.wants, naming.seen)

    async def deactivated(user_id: str, is_deactivated: bool, by_admin: bool) -> None:
        if is_deactivated:
            await house.gone.account_gone(user_id)

    platform.api.register_third_party_rules_callbacks(on_user_deactivation_status_changed=deactivated)
