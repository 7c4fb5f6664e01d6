# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What whoever asked is answered where something went wrong: why, what to do, and the way back."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from synapse_salon.database import Database
from synapse_salon.errors import NotSignedIn, SalonError
from synapse_salon.i18n import Texts
from synapse_salon.ports.salons import Salon
from synapse_salon.web import paths
from synapse_salon.web.answers import Redirect
from synapse_salon.web.asked import Asked
from synapse_salon.web.door import Door
from synapse_salon.web.menus import Menus
from synapse_salon.web.outcomes import Outcome, as_json, refusal_of
from synapse_salon.web.routes import Kind
from synapse_salon.web.table import Table
from synapse_salon.web.window import Window

SalonAt = Callable[[str, str | None], Awaitable[Salon | None]]
"""The salon at `s/{slug}`, where this viewer may know of it."""


class Refusals:
    """Turns what was raised into outcomes."""

    def __init__(
        self,
        database: Database,
        texts: Texts,
        table: Table,
        door: Door,
        window: Window,
        menus: Menus,
        salon_at: SalonAt,
    ) -> None:
        self._database = database
        self._texts = texts
        self._table = table
        self._door = door
        self._window = window
        self._menus = menus
        self._salon_at = salon_at

    async def answer(self, asked: Asked, failure: Exception) -> Outcome:
        """JSON or a page, or where to sign in first."""
        route = asked.route
        refusal = refusal_of(failure, f"{asked.method} {route.path if route else asked.path[:200]}")
        if asked.speaks_json:
            return as_json(refusal, self._texts, asked.language)
        asked.places, asked.foot, asked.desk = (), (), ()  # of the page that could not be shown
        await self._recognise(asked)
        if isinstance(failure, NotSignedIn):
            return self._window.outcome(asked, None, self._sign_in_first(asked))
        if self._database.is_ready and refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            asked.menu = await self._menus.main(asked.crumbs.person)
            salon = await self._salon_at(asked.steps[1], asked.crumbs.person) if asked.is_in_salon else None
            if salon is not None:
                asked.places = await self._menus.of_salon(salon, asked.crumbs.person)
            return self._window.refusal(asked, refusal, salon, self._way_back(asked))
        return self._window.refusal(asked, refusal)

    def _way_back(self, asked: Asked) -> str | None:
        """The page that a refused form stands on, if it stands on one of its own address."""
        if asked.method in ("GET", "HEAD"):
            return None
        try:
            found, _ = self._table.find("GET", asked.steps)
        except SalonError:
            return None
        return asked.path if found.kind is Kind.PAGE else None

    async def _recognise(self, asked: Asked) -> None:
        """So that the page of a refusal knows its reader, also where no route was found."""
        if asked.asker.user_id is not None or not asked.crumbs.session or not self._database.is_ready:
            return
        found = await self._door.by_session(asked.crumbs.session)
        asked.crumbs.session = found.secret if found is not None else None
        asked.crumbs.person = found.user_id if found is not None else None

    def _sign_in_first(self, asked: Asked) -> Redirect:
        back = paths.with_query(asked.path, asked.query)
        if asked.method not in ("GET", "HEAD"):
            try:
                self._table.find("GET", asked.steps)
                back = asked.path
            except SalonError:
                back = ""
        return Redirect(paths.with_query("login", [("next", back)] if back else []))
