# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Free loopback ports, known before anything listens on them."""

import random
import socket

_LOWEST, _HIGHEST = 12_000, 32_000
"""Below the kernel's ephemeral range, so that no outgoing connection takes a port between two starts."""

_given: set[tuple[str, int]] = set()
_holders: list[socket.socket] = []


def free_port(host: str = "127.0.0.1") -> int:
    """A TCP port on `host` that is free now and that this process has not handed out before."""
    for _ in range(200):
        port = random.SystemRandom().randrange(_LOWEST, _HIGHEST)
        if (host, port) in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
        _given.add((host, port))
        return port
    raise RuntimeError(f"no free port on {host}")


def kept_port(host: str = "127.0.0.1") -> int:
    """A free port that stays this process's own until it ends, also while nothing listens there."""
    port = free_port(host)
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # servers may listen beside it
    holder.bind((host, port))
    _holders.append(holder)
    return port
