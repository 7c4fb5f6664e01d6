# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows when staff change rooms, facts, the page or the owner of a salon."""

from modules.salons.service.house import SalonsHouse
from modules.salons.service.owners_place import tell_refusal
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.happenings import (
    OwnershipOffered,
    PageReviewed,
    RoomChanged,
    SalonChanged,
    SalonClosed,
    SampleAsked,
)
from synapse_salon.platform import Platform
from synapse_salon.watch import Seen


def register_running(platform: Platform, house: SalonsHouse) -> None:
    """Keep rooms as they are written down, called what their salon is called; ask new owners."""

    async def room(changed: RoomChanged) -> None:
        await house.rooms.keep(changed.salon_id, changed.room_id)

    async def facts(changed: SalonChanged) -> None:
        await house.lookups.forget_salon(changed.salon_id)
        await house.lookups.forget_policies(changed.salon_id)
        await house.rooms.rename(changed.salon_id)

    async def named(reviewed: PageReviewed) -> None:
        if reviewed.approved:
            await house.lookups.forget_salon(reviewed.salon_id)
            await house.rooms.rename(reviewed.salon_id)

    async def doors() -> None:
        for salon_id in (await platform.rooms.salons()).values():
            for found in await platform.rooms.of_salon(salon_id):
                await platform.rooms.keep_doors(found.room_id)

    platform.timers.every(HOUR_MS, "salons.keep_doors", doors)
    # First: people are placed by what is remembered of the room, and enter by the doors that it has.
    platform.outbox.when(RoomChanged, "salons.keep_room", room, urgent=True)
    platform.outbox.when(SalonChanged, "salons.tell_facts", facts, urgent=True)
    platform.outbox.when(PageReviewed, "salons.rename", named)

    async def refused(reviewed: PageReviewed) -> None:
        await tell_refusal(platform, house.lookups, reviewed)

    platform.outbox.when(PageReviewed, "salons.tell_refusal", refused)

    async def deactivated(user_id: str, is_deactivated: bool, by_admin: bool) -> None:
        if is_deactivated:
            await house.wizard.drop(user_id)
            await house.staff_mails.forget(user_id)

    platform.api.register_third_party_rules_callbacks(on_user_deactivation_status_changed=deactivated)
    platform.outbox.when(OwnershipOffered, "salons.ask_owner", house.owners.tell)
    platform.outbox.when(SalonClosed, "salons.forget_samples", house.samples.closed)
    platform.timers.every(DAY_MS, "salons.forget_old_samples", house.samples.forget)
    platform.outbox.when(SampleAsked, "salons.ask_author", house.samples.ask)

    def entered(seen: Seen) -> bool:
        return seen.membership == "join" and seen.state_key != platform.house

    platform.watch.when("salons.tell_public", entered, house.windows.tell)
