# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Has the house see what staff do to people by hand, in their apps."""

from modules.membership.service.hands import Hands
from modules.membership.service.house import MembershipHouse
from modules.membership.web.hands import hand_routes
from synapse_salon.clock import DAY_MS
from synapse_salon.happenings import DoneByHand, StandingChanged
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web.menus import Calls


def register_hands(platform: Platform, salons: Salons, house: MembershipHouse) -> None:
    """Watch, tell the staff, show it at the desk."""
    hands = Hands(platform, salons, house.members, house.access, house.care)
    platform.watch.when("membership.hands", hands.wants, hands.seen)
    platform.outbox.when(DoneByHand, "membership.tell_hand", hands.tell)
    platform.outbox.when(StandingChanged, "membership.lift_bans", hands.readmitted)
    platform.timers.every(DAY_MS, "membership.forget_hands", hands.forget)
    platform.web.add(hand_routes(salons, hands))

    async def removes(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.REMOVE_MEMBERS)

    async def note(salon: Salon) -> Calls | None:
        waiting = await hands.waiting(salon.id)
        return Calls(t("waiting for your answer: {count}", count=waiting)) if waiting else None

    platform.web.menus.add_on_desk(t("Done in apps"), "by-hand", removes, "people", note, order=60)
