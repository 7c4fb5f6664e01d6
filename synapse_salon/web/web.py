# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web part of the platform."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from synapse_salon.clock import HOUR_MS
from synapse_salon.errors import NotFound
from synapse_salon.i18n import Language
from synapse_salon.ports.payments import Payments
from synapse_salon.ports.salons import Salon, Salons
from synapse_salon.web import cookies, paths, traces
from synapse_salon.web.call import Call
from synapse_salon.web.desk import Desk
from synapse_salon.web.door import BEARER, Door
from synapse_salon.web.house import house_routes
from synapse_salon.web.limiter import Limiter, Limits
from synapse_salon.web.links import link_routes
from synapse_salon.web.menus import Menus
from synapse_salon.web.pages import Here, Pages
from synapse_salon.web.refusals import Refusals
from synapse_salon.web.repeats import Repeats
from synapse_salon.web.resource import SalonResource
from synapse_salon.web.routes import Routes
from synapse_salon.web.sessions import Sessions, Way
from synapse_salon.web.shelf import Shelf
from synapse_salon.web.signin import sign_in_routes
from synapse_salon.web.table import Table
from synapse_salon.web.traces import Trace, TraceQuery
from synapse_salon.web.window import Shell, Window

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

FLOOR = Path(__file__).parent


class Web:
    """Serves the routes of all features at `/_synapse/client/salon/`."""

    def __init__(self, platform: "Platform") -> None:
        self.base = f"{platform.base_url}{paths.PREFIX.lstrip('/')}/"
        self.limiter = Limiter(platform.clock)
        self.menus = Menus()
        self._clock = platform.clock
        self._texts = platform.texts
        self._table = Table()
        self._shelf = Shelf()
        self._shell = Shell(
            site=platform.api.server_name,
            home=platform.api.server_name,
            moves_money=lambda: (payments := platform.want(Payments)) is None or payments.is_real,
        )
        self._pages = Pages(platform.texts, self._shelf, urlsplit(self.base).path, self.base)
        self._window = Window(platform.texts, self._pages, self._shell, self.base)
        self._sessions = Sessions(platform.database, platform.clock)
        self._platform = platform
        door = Door(platform.api, self._sessions)
        repeats = Repeats(platform.database, platform.clock)
        desk = Desk(
            platform.database,
            platform.texts,
            self._table,
            door,
            self.limiter,
            self._window,
            self.menus,
            repeats,
            Refusals(
                platform.database,
                platform.texts,
                self._table,
                door,
                self._window,
                self.menus,
                self._salon_at,
            ),
        )
        self._pages.add("floor", FLOOR / "templates" / "floor")
        self._shelf.add("floor", FLOOR / "static")
        self.add(house_routes(platform, self._table, self._shelf, self.base))
        self.add(sign_in_routes(platform, self))
        self.add(link_routes(self, self._sessions, platform.house))
        platform.timers.every(HOUR_MS, "web_sweep", self._sessions.sweep)
        platform.timers.every(HOUR_MS, "web_repeats", repeats.sweep)
        platform.api.register_web_resource(paths.PREFIX, SalonResource(platform.host.clock, desk.answer))

    async def _salon_at(self, slug: str, viewer: str | None) -> Salon | None:
        salons = self._platform.want(Salons)
        try:
            return await salons.visible(slug, viewer) if salons is not None else None
        except NotFound:
            return None

    def add(self, routes: Routes) -> None:
        """Serve a feature's routes. Raises ConfigError: another feature answers the same path."""
        self._table.add(routes)

    def add_templates(self, name: str, folder: Path) -> None:
        """Take up `folder/templates` under the prefix `name/`, and serve `folder/static` at `static/<name>/…`."""
        self._pages.add(name, folder / "templates")
        self._shelf.add(name, folder / "static")

    def use_limits(self, limits: Limits) -> None:
        """Take the limits from the foundation's settings."""
        self.limiter.limits = limits

    def use_name(self, site: str) -> None:
        """What the house is called in the header of every page, rather than the server's name."""
        self._shell.site = site

    def allow_form_target(self, origin: str) -> None:
        """Let forms lead to another origin (a payment page): browsers refuse redirects to any that we do not name."""
        self._shell.form_targets.append(origin)

    def url(self, path: str) -> str:
        """The absolute address of one of our paths."""
        return self.base + paths.quoted(path)

    def render(self, template: str, language: Language, values: Mapping[str, Any], title: str = "") -> str:
        """A template outside of a request, such as a letter's."""
        here = Here(language=language, title=title, site=self._shell.site, path="")
        return self._pages.render(template, here, values)

    async def one_time_link(self, user_id: str, next: str = "") -> str:
        """An address that signs this person in once, within ten minutes, and leads to `next` (a path of ours)."""
        return self.url(f"web/{await self._sessions.make_link(user_id, paths.safe_next(next))}")

    async def sign_in(self, call: Call[Any, Any], user_id: str, way: Way) -> None:
        """Sign in whoever made this call, who came by this way: the answer brings the session's cookie."""
        bearer = call.headers.get("authorization", "").removeprefix("Bearer ")
        for secret in (
            call.crumbs.session,
            bearer.removeprefix(BEARER) if bearer.startswith(BEARER) else None,
        ):
            if secret is not None:
                await self._sessions.end(secret)
        self._window.remember(call.crumbs, await self._sessions.begin(user_id, way))
        call.crumbs.person = user_id

    async def sign_out(self, call: Call[Any, Any]) -> None:
        """Sign out in this browser, or end the session whose token was brought."""
        if call.crumbs.session is not None:
            await self._sessions.end(call.crumbs.session)
        self._window.remember(call.crumbs, None)
        call.crumbs.person = None

    async def sign_out_everywhere(self, user_id: str) -> int:
        """End all of somebody's sessions and links; answers how many sessions."""
        return await self._sessions.end_all(user_id)

    def note_trace(self, call: Call[Any, TraceQuery], slug: str) -> None:
        """Have the browser remember on which way it came to a salon's page, if this visit tells anything new."""
        own_host = urlsplit(self.base).hostname or ""
        now_ms = self._clock.now_ms()
        kept = traces.joined(self.trace_of(call), traces.noticed(call.query, call.headers, own_host, now_ms))
        if kept is not None:
            self._window.remember_trace(call.crumbs, traces.written(kept), f"s/{slug}")

    def trace_of(self, call: Call[Any, Any]) -> Trace | None:
        """On which way this browser came to the pages of the salon that it asks for."""
        held = cookies.read_cookies([call.headers.get("cookie", "")])
        return traces.read(held.get(traces.COOKIE), self._clock.now_ms())

    def remember(self, call: Call[Any, Any], name: str, value: str, age_s: int, below: str) -> None:
        """Have the browser keep a word of ours for the pages below a path of ours."""
        self._window.remember_word(call.crumbs, name, value, age_s, below)

    @staticmethod
    def remembered(call: Call[Any, Any], name: str) -> str | None:
        """What the browser kept under this name; it may have been changed there."""
        return cookies.read_cookies([call.headers.get("cookie", "")]).get(name)

    def form_token(self, call: Call[Any, Any]) -> str:
        """The token that this browser's forms carry."""
        return self._window.form_token(call.crumbs)
