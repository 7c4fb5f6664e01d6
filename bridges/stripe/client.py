# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls to Stripe: in threads of their own, with its errors in the payment port's words."""

import contextlib
import logging
from collections.abc import Callable, Mapping
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import attrs
import stripe

from synapse_salon.clock import Clock
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


class _Http(stripe.RequestsClient):
    """The SDK's own way to Stripe, which also hears what time it is there."""

    ahead_s = 0

    def __init__(self, clock: Clock) -> None:
        super().__init__(timeout=(CONNECT_S, ANSWER_S))
        self._clock = clock

    def request(  # type: ignore[override]  # the SDK types the root of its clients otherwise than this one
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """One request; called by the SDK, in a thread."""
        answer = super().request(method, url, headers, post_data)
        with contextlib.suppress(KeyError, ValueError):
            told_s = int(parsedate_to_datetime(answer[2]["Date"]).timestamp())
            self.ahead_s = told_s - self._clock.real_ms() // 1000
        return answer


@attrs.frozen
class Inside:
    """An owner's account, how much the house keeps of what is paid there, and the way to Stripe that all share."""

    account: str
    fee_percent: Decimal
    http: _Http
    threads: Threads


class StripeClient:
    """Asks Stripe. Every call may raise what `synapse_salon.ports.payments` says of its methods."""

    def __init__(
        self, host: Host, clock: Clock, key: str, api_base: str, inside: Inside | None = None
    ) -> None:
        stripe.enable_telemetry = False  # it would write to the home folder and tell of this machine
        self._clock = clock
        self._host, self._key, self._api_base = host, key, api_base
        self._http = inside.http if inside is not None else _Http(clock)
        self.account = inside.account if inside is not None else None
        """The owner's account that everything is done in; None is the house's own."""
        self.fee_percent = inside.fee_percent if inside is not None else Decimal(0)
        """How much the house keeps of what is paid there."""
        self._client = stripe.StripeClient(
            key,
            stripe_account=self.account,
            base_addresses={"api": api_base},
            max_network_retries=RETRIES,
            http_client=self._http,
        )
        self._threads: Threads = inside.threads if inside is not None else host.threads("stripe", THREADS)

    def of(self, account: str, fee_percent: Decimal) -> "StripeClient":
        """One that does everything in an owner's account."""
        inside = Inside(account, fee_percent, self._http, self._threads)
        return StripeClient(self._host, self._clock, self._key, self._api_base, inside)

    def now_s(self) -> int:
        """Stripe's time in seconds, as its last answer told; neither the house's clock nor a machine's wrong one."""
        return self._clock.real_ms() // 1000 + self._http.ahead_s

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
    if isinstance(failure, stripe.AuthenticationError):
        logger.error("Stripe does not know our key, and nobody can pay: %s", words)
        return Rejected(words)
    if isinstance(failure, stripe.InvalidRequestError | stripe.PermissionError):
        logger.warning("Stripe refuses a request of ours (%s): %s", failure.code, words)
        return Rejected(words)
    return ProviderUnavailable(words)
