# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wanted of a person and a room."""

from typing import Literal

import attrs

WishKind = Literal["in", "out", "invited"]


@attrs.frozen
class Wish:
    """The newest wish about a person in a room. `failed` is one that was given up; times in ms."""

    id: str
    room_id: str
    user_id: str
    wish: WishKind
    why: str
    wanted_ms: int
    due_ms: int
    attempts: int
    last_error: str | None
    failed: bool
