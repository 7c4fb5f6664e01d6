# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and API of people."""

from modules.people.web.api import people_api
from modules.people.web.offering import offering_routes
from modules.people.web.pages import people_pages

__all__ = ["offering_routes", "people_api", "people_pages"]
