# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What introductions do when something happens."""

from modules.introductions.service.rooms import IntroductionRooms
from modules.introductions.service.telling import Telling
from synapse_salon.happenings import (
    IntroductionAccepted,
    IntroductionAsked,
    IntroductionOver,
    RoleChanged,
    SalonChanged,
    SalonClosed,
    StandingChanged,
)
from synapse_salon.platform import Platform


def register_reactions(platform: Platform, rooms: IntroductionRooms, telling: Telling) -> None:
    """Ask, open and shut; follow people and their salon."""

    async def followed(changed: StandingChanged | RoleChanged) -> None:
        await rooms.follow(changed.salon_id, changed.user_id)

    async def ended(closed: SalonClosed) -> None:
        await rooms.salon_closed(closed.salon_id)

    outbox = platform.outbox
    outbox.when(IntroductionAsked, "introductions.ask", telling.asked)
    outbox.when(IntroductionAccepted, "introductions.open_room", rooms.accepted, urgent=True)
    outbox.when(IntroductionOver, "introductions.shut_room", rooms.over, urgent=True)
    outbox.when(StandingChanged, "introductions.standing", followed)
    outbox.when(RoleChanged, "introductions.role", followed)
    outbox.when(SalonChanged, "introductions.policies", rooms.policy_changed)
    outbox.when(SalonClosed, "introductions.salon_closed", ended)
