# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Stripe told of that the house keeps no books about, for administrators."""

from typing import TYPE_CHECKING

from bridges.stripe.store import asked
from synapse_salon.web import Call, Routes, View, Who

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class IgnoredView(View):
    """A type of Stripe's events, how often it came, and when last."""

    type: str
    times: int
    last_ms: int


class IgnoredList(View):
    """Types that are passed over, the most frequent first."""

    ignored: list[IgnoredView]


def add_ignored_route(routes: Routes, platform: "Platform") -> None:
    """`v1/admin/stripe/ignored`."""

    @routes.get(
        "v1/admin/stripe/ignored",
        says="Counts the news of Stripe's that the house has no use for, by type.",
        returns=IgnoredList,
        who=Who.SERVER_ADMIN,
    )
    async def ignored(call: Call[None]) -> IgnoredList:
        found = await platform.database.run("stripe_ignored_list", asked.ignored)
        return IgnoredList(
            ignored=[IgnoredView(type=kind, times=times, last_ms=last_ms) for kind, times, last_ms in found]
        )
