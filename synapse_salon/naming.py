# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are called where a salon's staff read of them."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from synapse_salon.ports.members import Members

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


async def called_in(platform: "Platform", salon_id: str, people: Collection[str]) -> dict[str, str]:
    """Their community names in the salon; of those without one what they sign in with, or the whole account where that
    is from elsewhere."""
    members = platform.want(Members)
    names = await members.names(salon_id, people) if members is not None and people else {}
    return {one: names.get(one) or _account(platform, one) for one in people}


def _account(platform: "Platform", user_id: str) -> str:
    is_ours = platform.api.is_mine(user_id)
    return user_id.partition(":")[0].removeprefix("@") if is_ours else user_id
