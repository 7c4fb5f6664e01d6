# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon wants of private messages among its members, and of guests. Pure."""

from typing import Literal

import attrs

Dm = Literal["off", "operator", "members"]
"""Who may write to whom privately: nobody, members to those who run the salon, or members to each other."""

Guests = Literal["none", "invited", "knock"]
"""Whether people who are no members come into single rooms: never, when asked in, or also when they ask."""


@attrs.frozen
class Policies:
    """A salon's policies."""

    dm: Dm
    guests: Guests


@attrs.frozen
class PolicyChange:
    """Policies that were set, by whom and when (ms)."""

    version: int
    policies: Policies
    by: str
    at_ms: int
