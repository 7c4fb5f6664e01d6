# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often somebody may ask."""

from typing import Literal

from pydantic import Field

from synapse_salon.settings import Settings

Pace = Literal["sign_in", "change", "read", "machine"]
"""Kinds of requests that share a limit; `machine` (webhooks, the homeserver) has none of its own."""


class Limit(Settings):
    """A bucket: `burst` at once, refilled with `per_second`."""

    per_second: float = Field(gt=0)
    burst: int = Field(ge=1)


class Limits(Settings):
    """How often one person, or one address that is not signed in, may ask. Counted per process."""

    sign_in: Limit = Limit(per_second=0.1, burst=10)
    """Tries to sign in."""

    change: Limit = Limit(per_second=1, burst=30)
    """Requests that change something."""

    read: Limit = Limit(per_second=20, burst=200)
    """Requests that only look."""
