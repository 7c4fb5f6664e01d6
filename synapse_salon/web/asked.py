# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request on its way through the desk."""

from urllib.parse import quote

import attrs
from synapse.module_api import SynapseRequest

from synapse_salon.i18n import Language
from synapse_salon.web.call import Crumbs
from synapse_salon.web.door import NOBODY, Asker
from synapse_salon.web.menus import DeskLinks, Link
from synapse_salon.web.routes import Route

Pairs = list[tuple[str, str]]


@attrs.define
class Asked:
    """Filled in as far as the request got, so that also a refusal knows in which form and language to speak."""

    request: SynapseRequest
    method: str
    steps: list[str]
    language: Language
    crumbs: Crumbs
    query: Pairs = attrs.field(factory=list)
    route: Route | None = None
    asker: Asker = NOBODY
    menu: tuple[Link, ...] = ()
    places: tuple[Link, ...] = ()
    foot: tuple[Link, ...] = ()
    desk: DeskLinks = ()

    @property
    def path(self) -> str:
        """Below our prefix, encoded as in an address."""
        return "/".join(quote(step, safe="~!$&'()*+,;=:@") for step in self.steps)

    @property
    def is_in_salon(self) -> bool:
        """Whether it is about a page of a salon."""
        return self.steps[:1] == ["s"] and len(self.steps) > 1

    @property
    def is_at_desk(self) -> bool:
        """Whether it is about a page of a salon's desk."""
        return self.steps[:1] == ["s"] and self.steps[2:3] == ["desk"]

    @property
    def is_own(self) -> bool:
        """Whether it is about somebody's own pages in a salon."""
        return self.steps[:1] == ["s"] and self.steps[2:3] == ["me"]

    @property
    def speaks_json(self) -> bool:
        """Whether a refusal is JSON."""
        return self.route.speaks_json if self.route is not None else self.steps[:1] == ["v1"]
