# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon wanted of private messages and guests, version after version. Pure."""

import attrs

from synapse_salon.ports.salons import Policies


@attrs.frozen
class PolicyChange:
    """Policies that were set, by whom and when (ms)."""

    version: int
    policies: Policies
    by: str
    at_ms: int
