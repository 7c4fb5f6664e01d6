# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web part of the platform."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from synapse_salon.web.call import Call
from synapse_salon.web.limiter import Limits
from synapse_salon.web.routes import Routes

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class Web:
    """Serves the routes of all features at `/_synapse/client/salon/`."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self.base = f"{platform.base_url}_synapse/client/salon/"

    def add(self, routes: Routes) -> None:
        """Serve a feature's routes."""

    def add_templates(self, name: str, folder: Path) -> None:
        """Take up `folder/templates` under the prefix `name/`, and serve `folder/static` at `static/<name>/…`."""

    def use_limits(self, limits: Limits) -> None:
        """Take the limits from the foundation's settings."""

    def url(self, path: str) -> str:
        """The absolute address of one of our paths."""
        return self.base + path

    def allow_form_target(self, origin: str) -> None:
        """Let forms lead to another origin (a payment page); browsers refuse redirects to any that we do not name."""

    async def one_time_link(self, user_id: str, next: str = "") -> str:
        """An address that signs this person in once, within ten minutes, and leads to `next`."""
        raise NotImplementedError

    async def sign_in(self, call: Call[Any, Any], user_id: str) -> None:
        """Sign in whoever made this call: sets the session's cookie on the answer."""
        raise NotImplementedError
