# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is let into or out of which room: a durable, paced, idempotent queue of membership changes."""

from synapse_salon.crowd.crowd import Crowd
from synapse_salon.crowd.wishes import Wish, WishKind

__all__ = ["Crowd", "Wish", "WishKind"]
