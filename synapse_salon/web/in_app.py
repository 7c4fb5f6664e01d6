# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a page leads into a room."""

from urllib.parse import quote


def in_app(room_id: str, server: str) -> str:
    """An address that opens a room in whatever chat app somebody has (Matrix specification, "matrix.to")."""
    return f"https://matrix.to/#/{quote(room_id, safe='!:')}?via={quote(server, safe=':')}"
