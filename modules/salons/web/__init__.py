# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salons' routes: API and pages."""

from modules.salons.lookups import SalonLookups
from modules.salons.review import ReviewService
from modules.salons.service import SalonsService
from modules.salons.web.admin import admin_routes
from modules.salons.web.api import api_routes
from modules.salons.web.pages import page_routes
from synapse_salon.platform import Platform
from synapse_salon.web import Routes


def salon_routes(
    platform: Platform, service: SalonsService, reviews: ReviewService, lookups: SalonLookups
) -> list[Routes]:
    """Every route of the salons."""
    return [
        api_routes(platform, service, reviews, lookups),
        admin_routes(service, reviews),
        page_routes(platform, service, reviews, lookups),
    ]
