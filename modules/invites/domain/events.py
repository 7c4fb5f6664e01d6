# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The event in which the house hands an invitation to somebody's client."""

from typing import Any

from modules.invites.domain.invite import Invite
from synapse_salon.ports import Salon

EVENT = "io.synapse_salon.invite"


def content(invite: Invite, salon: Salon, url: str) -> dict[str, Any]:
    """What it says to programs; the same is said in words beside it."""
    return {
        "code": invite.code,
        "salon": salon.slug,
        "url": url,
        "uses_left": invite.left,
        "expires_at": invite.expires_ms,
        "from": invite.inviter,
    }
