# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One request, as its handler sees it."""

from collections.abc import Mapping
from typing import Any, Generic, Protocol, TypeVar

import attrs
from typing_extensions import TypeVar as TypeVarWithDefault

from synapse_salon.errors import NotSignedIn
from synapse_salon.i18n import Language, Text, t

B_co = TypeVar("B_co", covariant=True)
Q_co = TypeVarWithDefault("Q_co", covariant=True, default=Any)


class Says(Protocol):
    """Says a Text in a language."""

    def say(self, text: Text | str, language: Language) -> str:
        """The words."""


@attrs.define
class Crumbs:
    """What the browser holds of us, and what it is given with the answer."""

    session: str | None = None
    """The secret of the session that holds; a new one after sign-in, None after signing out."""

    person: str | None = None
    """Whose session it is."""

    visitor: str | None = None
    """The secret that stands behind form tokens of somebody who is not signed in."""

    given: dict[str, str] = attrs.field(factory=dict)
    """Set-Cookie headers for the answer, by the cookie's name."""


@attrs.frozen(kw_only=True)
class Call(Generic[B_co, Q_co]):
    """A request that was let through: `Call[NewPlan]`, `Call[None]`, or with its query `Call[None, ListQuery]`."""

    method: str
    route_path: str
    """The path below the house's own prefix, encoded as in an address: `s/blue-lotus/join`."""

    path: Mapping[str, str]
    """What stands in the route's braces: `call.path["slug"]`."""

    query: Q_co
    body: B_co
    person_or_none: str | None
    """Who asks, as a user id, or None."""

    is_server_admin: bool
    proven_ms: int = 0
    """When the one who asks showed on our pages that the account is theirs, by its password, the homeserver's single
    sign-on or by opening it; 0 for whoever came by a link or from a widget, and for callers of the API."""

    language: Language
    idempotency_key: str | None
    """The `Idempotency-Key` of the API, or what makes one showing of a form one (`csrf_field()` writes it)."""

    raw: bytes
    headers: Mapping[str, str]
    """By lower-case names; of several of one name the last."""

    address: str
    """The client's IP address."""

    texts: Says
    crumbs: Crumbs

    @property
    def person(self) -> str:
        """Who asks, as a user id. Raises NotSignedIn."""
        if self.person_or_none is None:
            raise NotSignedIn(t("Please sign in first."))
        return self.person_or_none

    def say(self, text: Text | str) -> str:
        """The words in the language of the one who asks."""
        return self.texts.say(text, self.language)
