# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a payer's bank changes that takes a payment back: pure rules.

While it is not decided the member may read. Decided for the salon, they are as before; against it, they are out.
"""

import attrs

from modules.membership.domain.changes import Change, Member, left_now
from synapse_salon.people import Standing


def taken_back(member: Member, now_ms: int) -> Change:
    """A dispute was opened about a payment of the present membership. The next step of the clock stays what it was."""
    if not member.standing.is_inside or member.disputed_from is not None:
        return Change(member, "disputed")
    frozen = attrs.evolve(
        member, standing=Standing.READ_ONLY, disputed_from=member.standing.value, changed_ms=now_ms
    )
    return Change(frozen, "disputed")


def won(member: Member, now_ms: int) -> Change:
    """No dispute is open any more. What the subscription says now is applied after it."""
    if member.disputed_from is None or not member.standing.is_inside:
        return Change(member, "dispute_won")
    back = attrs.evolve(
        member, standing=Standing(member.disputed_from), disputed_from=None, changed_ms=now_ms
    )
    return Change(back, "dispute_won")


def lost(member: Member, now_ms: int) -> Change:
    """The payer keeps the money."""
    return left_now(member, "dispute_lost", now_ms)
