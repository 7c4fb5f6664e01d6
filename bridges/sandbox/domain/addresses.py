# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a house is only reached from its own machine or network."""

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

PRIVATE_NETWORKS = tuple(
    ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
PRIVATE_NAMES = ("localhost", "test", "local")
"""Source: RFC 6761 for .localhost and .test, RFC 6762 for .local."""


def is_private(url: str) -> bool:
    """Whether the host of this address is of one's own machine or network. No name is looked up."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        return host.rsplit(".", 1)[-1] in PRIVATE_NAMES and host not in ("test", "local")
    return any(address in network for network in PRIVATE_NETWORKS if network.version == address.version)
