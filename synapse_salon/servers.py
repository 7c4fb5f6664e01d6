# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of homeservers. Pure.

Whoever runs a server chooses its name: in capitals or not, with a port or without, all of them lead to the same
machine and are other names to Matrix. Who is kept out under one of them is kept out under each.
"""

import re
from collections.abc import Iterable

_SERVER = re.compile(r"(?:[A-Za-z0-9.-]{1,230}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def is_server(name: str) -> bool:
    """Whether this reads as the name of a server."""
    return _SERVER.fullmatch(name) is not None


def server_of(user_id: str) -> str:
    """The server that an account is on."""
    return user_id.partition(":")[2]


def host_of(server: str) -> str:
    """What is one for all names of a server: without the port, in small letters."""
    name, _, port = server.rpartition(":")
    return (name if name and port.isdecimal() else server).rstrip(".").lower()


def is_among(server: str, named: Iterable[str]) -> bool:
    """Whether a server is one of those named, under whichever of its names."""
    host = host_of(server)
    return any(host_of(one) == host for one in named)
