# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Introductions on pages and over the API."""

from modules.introductions.service.introducing import Introducing
from modules.introductions.service.people import People
from modules.introductions.web.api import api_routes
from modules.introductions.web.pages import page_routes
from synapse_salon.platform import Platform
from synapse_salon.web import Routes


def introduction_routes(platform: Platform, people: People, introducing: Introducing) -> Routes:
    """`v1/salons/{slug}/introductions`, `s/{slug}/introduce` and `s/{slug}/me/introductions`."""
    routes = Routes("introductions")
    api_routes(routes, people, introducing)
    page_routes(routes, platform, people, introducing)
    return routes
