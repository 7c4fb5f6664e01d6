# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every route of every feature: who may ask, and that a form is one of ours."""

import re
from pathlib import Path

from synapse_salon.platform import Platform
from synapse_salon.web.routes import Kind, Route, Who
from tests.support.salon import SalonCase
from tests.support.web import Visitor

CHECKOUT = Path(__file__).resolve().parents[2]

BY_ADDRESS = {
    "sandbox/pay/{key}",
    "sandbox/card/{key}",
    "sandbox/cards/{key}",
    "sandbox/confirm/{key}",
    "s/{slug}/letters/{secret}",
    "i/{word}/stop",
}
"""Forms without a token: their address is the permission, as with a hosted payment page."""

OPEN = {
    ("GET", "v1/health"),
    ("GET", "v1/openapi.json"),
    ("GET", "v1/salons"),
    ("GET", "v1/salons/{slug}"),
    ("GET", "v1/salons/{slug}/disclosure"),
    ("GET", "v1/salons/{slug}/peek"),
    ("POST", "v1/salons/{slug}/inquiries"),
    ("POST", "v1/session/openid"),
}
"""What anybody may ask of the API."""


class EveryRoute(SalonCase):
    """A stranger, and Aiko, at each of them."""

    async def test_each_asks_who_it_is_and_takes_only_its_own_forms(self) -> None:
        salon = await self.salon()
        server = salon.server
        routes = self._routes(list(Platform.of(server.module_api).web._table))
        aiko = await server.person("aiko")
        visitor = await server.visit_as(aiko)
        seen = set()
        for route in routes:
            path = re.sub(r"\{\w+(:path)?\}", "x", route.path.replace("{slug}", salon.slug))
            seen.add(route.kind)
            match route.kind:
                case Kind.JSON:
                    await self._api(route, path, visitor)
                case Kind.FORM:
                    await self._form(route, path, visitor)
                case Kind.PAGE if route.who is not Who.ANYONE:
                    stranger = await server.visitor().get(path, follow=False)
                    self.assertIn("login?next=", stranger.headers.get("location", ""), path)
        self.assertEqual(seen, set(Kind))
        self._every_command_is_in_the_readme(Platform.of(server.module_api))

    def _every_command_is_in_the_readme(self, platform: Platform) -> None:
        listed = (CHECKOUT / "README.md").read_text("utf-8")
        names = [name for one in platform.bot.commands for name in (one.word, *one.also)]
        self.assertEqual([one for one in names if not re.search(rf"`!{re.escape(one)}[` ]", listed)], [])

    @staticmethod
    def _routes(found: list[Route]) -> list[Route]:
        return sorted(found, key=lambda route: (route.path, route.method))

    async def _api(self, route: Route, path: str, visitor: Visitor) -> None:
        server_wire, said = visitor.wire, (route.method, route.path)
        stranger = await Visitor(server_wire.base_url).wire.send(route.method, path, body={})
        self.assertEqual(stranger.status == 401, said not in OPEN, (said, stranger.status))
        if route.method != "GET" and route.who is not Who.ANYONE:
            by_cookie = await server_wire.send(route.method, path, body={})
            self.assertEqual((by_cookie.status, by_cookie.value["salon"]["reason"]), (403, "csrf"), said)
        if route.path.startswith("v1/admin/"):
            csrf = (await server_wire.send("GET", "v1/session")).value["csrf"]
            headers = {"X-Salon-CSRF": csrf}
            by_aiko = await server_wire.send(route.method, path, body={}, headers=headers)
            self.assertEqual(by_aiko.status, 403, said)

    async def _form(self, route: Route, path: str, visitor: Visitor) -> None:
        if not route.csrf:
            self.assertIn(route.path, BY_ADDRESS)
            return
        for token in ({}, {"csrf": "0" * 64}):
            sent = await visitor.post(path, follow=False, **token)
            self.assertEqual(sent.status, 403, route.path)
        if route.who is not Who.ANYONE:
            stranger = Visitor(visitor.wire.base_url)
            token = (await stranger.get("login")).form("login").fields["csrf"]
            sent = await stranger.post(path, follow=False, csrf=token)
            self.assertIn("login", sent.headers.get("location", ""), route.path)
            await stranger.close()
