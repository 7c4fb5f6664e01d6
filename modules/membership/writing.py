# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hangs letters to several members into the house: pages, API, delivery, forgetting."""

from modules.membership.service.circulars import Circulars
from modules.membership.service.records import Records
from modules.membership.web.circulars import circular_routes
from modules.membership.web.writing import writing_routes
from synapse_salon.clock import DAY_MS
from synapse_salon.happenings import CircularGoesOn
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons


def register_writing(platform: Platform, salons: Salons, records: Records, per_day: int) -> None:
    """Let staff write to several members, `per_day` letters a day."""
    circulars = Circulars(platform, salons, records, per_day)
    platform.web.add(circular_routes(salons, circulars))
    platform.web.add(writing_routes(salons, circulars))

    async def writes(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.WRITE_TO_MEMBERS)

    platform.web.menus.add_on_desk(t("Letters to members"), "letters", writes, "people", order=30)
    platform.outbox.when(CircularGoesOn, "membership.write", circulars.go_on)
    platform.timers.every(DAY_MS, "membership.forget_letters", circulars.forget)
