# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The foundation's settings."""

from pydantic import Field

from synapse_salon.checks import Finding
from synapse_salon.i18n import Language
from synapse_salon.settings import Settings
from synapse_salon.web.limiter import Limits


class FoundationSettings(Settings):
    """What holds for the whole house."""

    house_name: str = Field("Salon", min_length=1, max_length=100)
    """What the house is called: above every page, and as the display name of the house account."""

    default_language: Language = "ja"
    """The language for people of whom nothing is known: ja or en."""

    client_url: str | None = Field(None, pattern=r"^https?://")
    """The web chat client that people are sent to; without one they are told the room's address."""

    moves_per_second: float = Field(15.0, gt=0, le=50)
    """How many invitations, entries and departures the house makes a second. Above 20 a wave slows everybody's talk."""

    limits: Limits = Limits()
    """How often one person may ask for pages and the API, per process; above, they are told to wait."""

    def findings(self) -> list[Finding]:
        """Names a missing chat client: new members would be told an address to copy, in place of a button."""
        if self.client_url is not None:
            return []
        return [
            Finding(
                "No web chat client is named: new members are told the room's address, and find a client themselves.",
                'in the `config:` of modules.foundation.Foundation, client_url: "https://chat.example.jp"',
            )
        ]
