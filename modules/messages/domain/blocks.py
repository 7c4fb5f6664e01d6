# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a person takes no private messages from. Pure."""

import re
from collections.abc import Collection

MOST_BLOCKED = 500
_SERVER = re.compile(r"(?:[A-Za-z0-9.-]{1,230}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_PERSON = re.compile(r"@[!-9;-~]{1,200}:(?P<server>.+)")


def is_server(named: str) -> bool:
    """Whether this may be the name of a server."""
    return _SERVER.fullmatch(named) is not None


def is_person(named: str) -> bool:
    """Whether this may be somebody's user id."""
    found = _PERSON.fullmatch(named)
    return found is not None and len(named) <= 255 and is_server(found["server"])


def is_blocked(person: str, blocked: Collection[str]) -> bool:
    """Whether a person, or the server they are on, is blocked."""
    return bool(blocked) and (person in blocked or person.partition(":")[2] in blocked)
