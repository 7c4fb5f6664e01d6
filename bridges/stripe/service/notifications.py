# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notifications that Stripe signs and sends."""

import json
from collections.abc import Mapping
from typing import Any

import stripe

from bridges.stripe.domain import news
from synapse_salon.ports.payments import BadSignature

TOLERANCE_S = 300
"""How old a notification may be. Source: https://docs.stripe.com/webhooks#replay-attacks"""


class Notifications:
    """Tells Stripe's notifications from others, by any of the secrets, for live or for test."""

    def __init__(self, secrets: tuple[str, ...], is_real: bool) -> None:
        self._secrets = secrets
        self._is_real = is_real

    def read(self, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        """A notification as Stripe's own event. Raises BadSignature."""
        self._check_signature(body, headers.get("stripe-signature", ""))
        try:
            event: dict[str, Any] = json.loads(body)
            news.check(event)
        except (ValueError, KeyError, TypeError) as failure:
            raise BadSignature("signed, but not one of Stripe's events") from failure
        if bool(event["livemode"]) != self._is_real:
            raise BadSignature("signed, but of the other mode: test news for a live key, or the reverse")
        return event

    def _check_signature(self, body: bytes, header: str) -> None:
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(body, header, secret, TOLERANCE_S)
            except (stripe.SignatureVerificationError, UnicodeDecodeError):
                continue
            return
        raise BadSignature("no secret of ours signed this, or too long ago")
