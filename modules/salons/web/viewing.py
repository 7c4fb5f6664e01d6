# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon, as the API shows it."""

from modules.salons.service.house import SalonsHouse
from modules.salons.web import views
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon


async def view_of(platform: Platform, house: SalonsHouse, salon: Salon) -> views.SalonView:
    """A salon as the API shows it: its public words, where it has any."""
    public = await house.reviews.published(salon.id)
    return views.SalonView(
        id=salon.id,
        slug=salon.slug,
        title=public.title if public else salon.title,
        purpose=public.purpose if public else salon.purpose,
        kind=salon.kind,
        language=salon.language,
        status=views.status_of(salon),
        minimum_age=salon.minimum_age,
        this_server_only=salon.this_server_only,
        theme=salon.theme,
        links=views.link_views(public.links if public else ()),
        space=salon.space,
        rules=views.RulesView(version=salon.rules_version, body=salon.rules),
        plans=[views.PlanView.of(plan) for plan in await house.lookups.plans(salon.id) if plan.is_offered],
        url=platform.web.url(f"s/{salon.slug}"),
    )
