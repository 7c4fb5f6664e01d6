# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds the salon a request is about."""

from modules.membership.service.house import MembershipHouse
from synapse_salon.ports import Salon, Salons, no_such_salon


async def find_open_salon(salons: Salons, slug: str) -> Salon:
    """The open salon with this short name. Raises NotFound."""
    salon = await salons.find(slug)
    if not salon.is_open:
        raise no_such_salon(slug)
    return salon


async def find_known_salon(salons: Salons, house: MembershipHouse, slug: str, user_id: str) -> Salon:
    """The salon with this short name, open, or known to this person from before. Raises NotFound."""
    salon = await salons.find(slug)
    if not salon.is_open and await house.members.card(salon.id, user_id) is None:
        return await find_open_salon(salons, slug)
    return salon
