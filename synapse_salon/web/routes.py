# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes as features declare them: what is parsed, who may ask, what is answered and what may go wrong."""

import re
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any, TypedDict, TypeVar, Unpack

import attrs
from pydantic import BaseModel

from synapse_salon.errors import SalonError
from synapse_salon.i18n import Text
from synapse_salon.web.answers import Page
from synapse_salon.web.bodies import Body
from synapse_salon.web.call import Call
from synapse_salon.web.limiter import Pace

Handler = Callable[[Call[Any, Any]], Awaitable[Any]]
Read = Callable[[bytes, str | None], Body]
"""Reads a body of another type than JSON, given what `charset` was said. Raises BadInput."""
Again = Callable[[Call[Any, Any], Mapping[str, Text], Mapping[str, str]], Awaitable[Page]]
H = TypeVar("H", bound=Handler)

JSON_LIMIT = 64 * 1024
RAW_LIMIT = 1024 * 1024


class Who(Enum):
    """Who may ask."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    SERVER_ADMIN = "server_admin"


class Kind(Enum):
    """What a route speaks."""

    JSON = "json"
    PAGE = "page"
    FORM = "form"
    RAW = "raw"


@attrs.frozen(kw_only=True)
class Route:
    """One declared route."""

    kind: Kind
    method: str
    path: str
    handler: Handler
    tag: str
    who: Who
    says: str = ""
    query: type[Body] | None = None
    body: type[Body] | None = None
    also: Mapping[str, Read] = {}
    """How the same body is read from what is no JSON, by its type such as `text/csv`."""

    returns: type[BaseModel] | None = None
    errors: tuple[type[SalonError], ...] = ()
    status: int = 200
    idempotent: bool = False
    again: Again | None = None
    csrf: bool = True
    """Whether a form must bring its token."""

    pace: Pace
    limit: int = JSON_LIMIT
    """The largest body, in bytes."""

    waits: bool = True
    """Whether the route answers 503 until the tables are there."""

    pattern: re.Pattern[str] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "pattern", _pattern(self.path))

    @property
    def speaks_json(self) -> bool:
        """Whether its refusals are JSON."""
        return self.kind in (Kind.JSON, Kind.RAW)


class Changing(TypedDict, total=False):
    """What a route that changes something may declare beside its path."""

    body: type[Body]
    """The JSON body's model; without one a body is ignored."""
    also: Mapping[str, Read]
    """Types of bodies that are taken beside JSON, such as `text/csv`, and what reads them."""
    who: Who
    """SIGNED_IN unless said."""
    query: type[Body]
    errors: tuple[type[SalonError], ...]
    status: int
    """Of the answer, 200 unless said."""
    idempotent: bool
    """Takes an `Idempotency-Key`, handed over as `call.idempotency_key`."""
    pace: Pace
    limit: int
    """The largest body, in bytes."""


class Routes:
    """The routes of one feature; `platform.web.add(routes)` serves them.

    Paths stand below the house's prefix: `v1/salons/{slug}` for the API, `s/{slug}` for pages. A name in
    braces is one segment; `{rest:path}` at the end takes all that remain.
    """

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.all: list[Route] = []

    def get(
        self,
        path: str,
        *,
        says: str,
        returns: type[BaseModel],
        who: Who = Who.SIGNED_IN,
        query: type[Body] | None = None,
        errors: tuple[type[SalonError], ...] = (),
        pace: Pace = "read",
        waits: bool = True,
    ) -> Callable[[H], H]:
        """An API route that only looks. A cookie signs in as well as a token."""
        return self._add(
            kind=Kind.JSON, method="GET", path=path, says=says, returns=returns, who=who, query=query,
            errors=errors, pace=pace, waits=waits,
        )  # fmt: skip

    def post(
        self, path: str, *, says: str, returns: type[BaseModel] | None = None, **more: Unpack[Changing]
    ) -> Callable[[H], H]:
        """An API route that makes something or does something; without `returns` the answer is `{}`."""
        return self._change("POST", path, says, returns, more)

    def put(
        self, path: str, *, says: str, returns: type[BaseModel] | None = None, **more: Unpack[Changing]
    ) -> Callable[[H], H]:
        """An API route that replaces something; without `returns` the answer is `{}`."""
        return self._change("PUT", path, says, returns, more)

    def delete(
        self, path: str, *, says: str, returns: type[BaseModel] | None = None, **more: Unpack[Changing]
    ) -> Callable[[H], H]:
        """An API route that takes something away; without `returns` the answer is `{}`."""
        return self._change("DELETE", path, says, returns, more)

    def page(
        self,
        path: str,
        *,
        who: Who = Who.ANYONE,
        query: type[Body] | None = None,
        again: Again | None = None,
        pace: Pace = "read",
        waits: bool = True,
    ) -> Callable[[H], H]:
        """A page (GET): the handler answers a Page, a Redirect or a Raw. Unknown query parameters are passed over.

        Where its query would not work, or the handler raises BadInput, `again` shows the page as after a form: the
        query that it is called with has what would work.
        """
        return self._add(
            kind=Kind.PAGE, method="GET", path=path, who=who, query=query, again=again, pace=pace, waits=waits
        )

    def form(
        self,
        path: str,
        *,
        body: type[Body] | None = None,
        who: Who = Who.ANYONE,
        again: Again | None = None,
        csrf: bool = True,
        pace: Pace = "change",
        limit: int = JSON_LIMIT,
    ) -> Callable[[H], H]:
        """A page's form (POST, with its CSRF token): the handler answers a Page or a Redirect.

        `csrf=False` asks for no token: only where an unguessable address is the permission. Without one the
        call is nobody's, whoever is signed in.

        Where what was typed would not work, or the handler raises BadInput, `await again(call, problems,
        given)` shows the page again: problems by field, and what was typed by field.
        """
        return self._add(
            kind=Kind.FORM, method="POST", path=path, body=body, who=who, again=again, csrf=csrf, pace=pace,
            limit=limit,
        )  # fmt: skip

    def raw(
        self, method: str, path: str, *, pace: Pace = "machine", limit: int = RAW_LIMIT, waits: bool = True
    ) -> Callable[[H], H]:
        """A route for machines: `call.raw` as it came, neither session nor CSRF, signed by whatever the handler
        checks. It answers a Raw, or a dict or View as JSON."""
        return self._add(
            kind=Kind.RAW, method=method, path=path, who=Who.ANYONE, pace=pace, limit=limit, waits=waits
        )

    def _change(
        self, method: str, path: str, says: str, returns: type[BaseModel] | None, more: Changing
    ) -> Callable[[H], H]:
        declared: dict[str, Any] = {"who": Who.SIGNED_IN, "pace": "change", **more}
        return self._add(kind=Kind.JSON, method=method, path=path, says=says, returns=returns, **declared)

    def _add(self, **declared: Any) -> Callable[[H], H]:
        def take(handler: H) -> H:
            self.all.append(Route(handler=handler, tag=self.tag, **declared))
            return handler

        return take


_REST, _SEGMENT = ".+", "[^\0]+"


def _pattern(path: str) -> re.Pattern[str]:
    """A route's path as an expression over decoded segments joined by NUL (a segment may hold a slash)."""
    pieces = []
    for segment in path.split("/"):
        name = re.fullmatch(r"\{(\w+)(:path)?\}", segment)
        if name is None:
            pieces.append(re.escape(segment))
        else:
            pieces.append(f"(?P<{name[1]}>{_REST if name[2] else _SEGMENT})")
    return re.compile("\0".join(pieces), re.DOTALL)
