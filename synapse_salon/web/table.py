# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which route answers a request."""

import re
from collections.abc import Iterator, Mapping

from synapse.module_api.errors import ConfigError

from synapse_salon.errors import NotFound, SalonError
from synapse_salon.i18n import t
from synapse_salon.web.routes import Route, Routes


class UnknownPath(NotFound):
    """No route has this path."""

    errcode, reason = "M_UNRECOGNIZED", "unknown_path"


class WrongMethod(SalonError):
    """The path is there, but not for this method; `allow` lists those that would work."""

    status, errcode, reason = 405, "M_UNRECOGNIZED", "wrong_method"

    def __init__(self, allow: str) -> None:
        super().__init__(t("That is not possible here. Possible: {methods}.", methods=allow))
        self.allow = allow


class Table:
    """All routes, the more literal ones first: `v1/salons/mine` before `v1/salons/{slug}`."""

    def __init__(self) -> None:
        self._routes: list[Route] = []
        self._shapes: dict[tuple[str, str], Route] = {}

    def add(self, routes: Routes) -> None:
        """Take up routes. Raises ConfigError: two have the same method and path."""
        for route in routes.all:
            shape = (route.method, _shape(route))
            if (other := self._shapes.get(shape)) is not None:
                raise ConfigError(
                    f"routes: {other.tag} and {route.tag} both answer {route.method} {route.path}"
                )
            self._shapes[shape] = route
            self._routes.append(route)
        self._routes.sort(key=_precedence)

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def find(self, method: str, steps: list[str]) -> tuple[Route, Mapping[str, str]]:
        """The route and what stands in its braces.

        Raises:
            UnknownPath, WrongMethod: none answers.
        """
        asked = "\0".join(steps)
        allowed = []
        for route in self._routes:
            match = route.pattern.fullmatch(asked)
            if match is None:
                continue
            if route.method == ("GET" if method == "HEAD" else method):
                return route, {name: value.replace("\0", "/") for name, value in match.groupdict().items()}
            allowed.append(route.method)
        if not allowed:
            raise UnknownPath(t("There is no such page."))
        if "GET" in allowed:
            allowed.append("HEAD")
        raise WrongMethod(", ".join(sorted({*allowed, "OPTIONS"})))


def _shape(route: Route) -> str:
    """The path without the names in its braces, which tell nothing apart."""
    return re.sub(r"\{\w+", "{", route.path)


def _precedence(route: Route) -> list[int]:
    """Literal segments before names before the rest of a path; longer before shorter."""
    steps = route.path.split("/")
    return [0 if "{" not in step else 2 if ":path" in step else 1 for step in steps] + [3]
