# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether Stripe takes a key, and lets it read what is read from the lists there. Nothing is changed by asking."""

from collections.abc import Callable, Mapping

import stripe

from synapse_salon.checks import Finding

WAIT_S = 10
_READ: Mapping[str, Callable[["stripe.StripeClient"], object]] = {
    "Events": lambda api: api.v1.events.list({"limit": 1}),
    "Subscriptions": lambda api: api.v1.subscriptions.list({"limit": 1}),
    "Balance transaction sources": lambda api: api.v1.balance_transactions.list(
        {"limit": 1, "expand": ["data.source"]}
    ),
}
"""What is asked for by itself every few minutes, by the names that permissions have in the Dashboard."""


def probe(key: str, api_base: str) -> list[Finding]:
    """Ask Stripe, from the command line; it may take seconds."""
    stripe.enable_telemetry = False
    http = stripe.RequestsClient(timeout=WAIT_S)
    api = stripe.StripeClient(key, base_addresses={"api": api_base}, http_client=http)
    found = []
    for name, ask in _READ.items():
        try:
            ask(api)
        except stripe.AuthenticationError:
            return [
                Finding(
                    "Stripe does not know this key: nobody can pay.",
                    "in bridges.stripe.Stripe a key from the Dashboard, under Developers, API keys",
                )
            ]
        except stripe.PermissionError:
            found.append(
                Finding(
                    f"Stripe's key may not read {name}.", f"nothing; let the key read {name} in the Dashboard"
                )
            )
        except stripe.StripeError as failure:
            words = failure.user_message or type(failure).__name__
            return [*found, Finding(f"Stripe cannot be asked: {words}", "nothing; check again")]
    return found
