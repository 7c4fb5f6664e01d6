# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One-time links: how people from other servers, and whoever likes chat better than passwords, come to our pages.

Opening a link only shows who it would sign in, so that chat clients and mail scanners that look at links do not
use it up; the button does.
"""

from typing import TYPE_CHECKING, Any

from synapse_salon.i18n import t
from synapse_salon.web.answers import Page, Redirect
from synapse_salon.web.call import Call
from synapse_salon.web.paths import safe_next
from synapse_salon.web.routes import Routes
from synapse_salon.web.sessions import Sessions

if TYPE_CHECKING:
    from synapse_salon.web.web import Web


def link_routes(web: "Web", sessions: Sessions, house: str) -> Routes:
    """The routes of one-time links."""
    routes = Routes("session")

    def used_up() -> Page:
        return Page("floor/link_gone.html", t("This link no longer works"), {"house": house}, status=410)

    @routes.page("web/{secret}")
    async def look(call: Call[Any]) -> Page | Redirect:
        found = await sessions.link(call.path["secret"])
        if found is None:
            return used_up()
        values = {
            "user_id": found.user_id,
            "is_somebody_else": call.person_or_none not in (None, found.user_id),
        }
        return Page("floor/link.html", t("Sign in"), values)

    @routes.form("web/{secret}")
    async def use(call: Call[Any]) -> Page | Redirect:
        found = await sessions.use_link(call.path["secret"])
        if found is None:
            return used_up()
        await web.sign_in(call, found.user_id, "link")
        return Redirect(safe_next(found.next_path))

    return routes
