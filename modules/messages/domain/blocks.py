# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a person takes no private messages from. Pure."""

import re
from collections.abc import Collection

from synapse_salon.servers import is_among, is_server, server_of

MOST_BLOCKED = 500
_PERSON = re.compile(r"@[!-9;-~]{1,200}:(?P<server>.+)")


def is_person(named: str) -> bool:
    """Whether this may be somebody's user id."""
    found = _PERSON.fullmatch(named)
    return found is not None and len(named) <= 255 and is_server(found["server"])


def is_blocked(person: str, blocked: Collection[str]) -> bool:
    """Whether a person, or the server they are on, is blocked."""
    servers = (one for one in blocked if not one.startswith("@"))
    return bool(blocked) and (person in blocked or is_among(server_of(person), servers))
