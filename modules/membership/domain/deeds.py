# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff do to a member: one rule for one of them, for several, and for the look before it."""

from typing import Literal

from modules.membership.domain import changes
from modules.membership.domain.changes import Change, Member
from synapse_salon.people import Standing

Deed = Literal["remove", "ban", "readmit"]


def done(deed: Deed, member: Member, now_ms: int) -> Change:
    """What a deed makes of a member."""
    if deed == "readmit":
        return changes.readmitted(member, now_ms)
    return changes.put_out(member, Standing.REMOVED if deed == "remove" else Standing.BANNED, now_ms)


def spares_staff(deed: Deed) -> bool:
    """Whether those who work for the salon lose their roles before it is done to them."""
    return deed != "readmit"
