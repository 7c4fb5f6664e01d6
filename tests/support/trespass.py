# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People in browsers who fill in what a salon asks of those who join."""

from tests.support.salon import MONTHLY, Salon, SalonCase
from tests.support.web import Visitor

FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
FILLED = {
    "rules_version": "1",
    "rules": "on",
    "birth_year": "1990",
    "birth_month": "4",
    "birth_day": "1",
    "community_name": "Aiko",
}


class TrespassCase(SalonCase):
    """People in browsers."""

    async def application(self, visitor: Visitor, salon: Salon, plan: str = "") -> str:
        """Fill in the form of joining; answers the path of the page to confirm."""
        form = await visitor.get(f"s/{salon.slug}/join?plan={plan or salon.plan}")
        sent = await visitor.submit(
            form, f"{salon.slug}/join", follow=False, plan=plan or salon.plan, **FILLED
        )
        self.assertEqual(sent.status, 303, sent.text[:3000])
        return sent.headers["location"].split("/_synapse/client/salon/")[1]
