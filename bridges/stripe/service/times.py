# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long Stripe's pages may be open."""

from bridges.stripe.client import StripeClient

SHORTEST_S, LONGEST_S = 31 * 60, 23 * 3600 + 1800
"""How long a Checkout Session may be open: half an hour to a day, with a little for the way.
Source: https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at"""


def expires_s(client: StripeClient, left_ms: int) -> int:
    """When a session closes that should be open for so long, by Stripe's clock."""
    return client.now_s() + min(max(left_ms // 1000, SHORTEST_S), LONGEST_S)
