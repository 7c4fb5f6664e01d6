# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls to Stripe: in threads of their own, with its errors in the payment port's words."""

import logging
from collections.abc import Callable
from typing import TypeVar

import stripe

from synapse_salon.host import Host, Threads
from synapse_salon.ports.payments import Declined, PaymentFailure, ProviderUnavailable, Rejected

logger = logging.getLogger(__name__)
R = TypeVar("R")
CONNECT_S, ANSWER_S = 3, 20
"""How long Stripe may take to be reached, and to answer; a member waits for it at the pay button."""
RETRIES = 2
"""How often the SDK asks again by itself, with the same idempotency key."""
THREADS = 8
"""How many calls may be under way; more wait. They are not Synapse's threads: a slow Stripe slows nothing else."""
IN_USE = "idempotency_key_in_use"


class StripeClient:
    """Asks Stripe. Every call may raise what `synapse_salon.ports.payments` says of its methods."""

    def __init__(self, host: Host, key: str, api_base: str) -> None:
        stripe.enable_telemetry = False  # it would write to the home folder and tell of this machine
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": api_base},
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=(CONNECT_S, ANSWER_S)),
        )
        self._threads: Threads = host.threads("stripe", THREADS)

    async def ask(self, call: Callable[["stripe.StripeClient"], R]) -> R:
        """Do something with the SDK's client in a thread."""
        try:
            return await self._threads.run(call, self._client)
        except stripe.StripeError as failure:
            raise _said(failure) from failure


def _said(failure: stripe.StripeError) -> PaymentFailure:
    """Stripe's errors in the port's words. Source: https://docs.stripe.com/api/errors and /error-handling"""
    words = failure.user_message or str(failure)
    if isinstance(failure, stripe.CardError):
        return Declined(str(failure.code or "card_declined"))
    if isinstance(failure, stripe.IdempotencyError) and failure.code != IN_USE:
        return Rejected("this was asked before with other content")
    if isinstance(failure, stripe.InvalidRequestError | stripe.AuthenticationError | stripe.PermissionError):
        logger.warning("Stripe refuses a request of ours (%s): %s", failure.code, words)
        return Rejected(words)
    return ProviderUnavailable(words)
