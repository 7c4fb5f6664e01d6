# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon wants of invitations."""

from typing import Literal

import attrs

Wanted = Literal["members", "staff"]


@attrs.frozen
class Terms:
    """What a salon wants: who may invite, and how many people each member within 30 days."""

    who: Wanted
    quota: int
