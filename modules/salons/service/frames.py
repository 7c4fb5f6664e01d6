# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rooms of a salon tell of it."""

from modules.salons.service.lookups import SalonLookups
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.rooms import SalonFrame


async def frame_of(platform: Platform, lookups: SalonLookups, salon: Salon) -> SalonFrame:
    """What the rooms tell of their salon."""
    return SalonFrame(
        id=salon.id,
        slug=salon.slug,
        title=salon.title,
        purpose=salon.purpose,
        kind=salon.kind,
        language=salon.language,
        url=platform.web.url(f"s/{salon.slug}"),
        this_server_only=salon.this_server_only,
        roles=await lookups.staff(salon.id),
    )
