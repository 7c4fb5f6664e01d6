# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds the salon a request is about."""

from synapse_salon.errors import NotFound
from synapse_salon.i18n import t
from synapse_salon.ports import Salon, Salons


async def find_salon(salons: Salons, slug: str) -> Salon:
    """The salon with this short name, open or not. Raises NotFound."""
    salon = await salons.by_slug(slug)
    if salon is None:
        raise NotFound(t("There is no salon at {slug}.", slug=slug), "no_such_salon")
    return salon
