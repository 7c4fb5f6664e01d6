# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who came by a code."""

import attrs


@attrs.frozen
class Came:
    """Somebody who joined by a code. `ended` is the cause for which they are out, None for who is in."""

    user_id: str
    inviter: str
    is_named: bool
    joined_ms: int
    left_ms: int | None
    ended: str | None
