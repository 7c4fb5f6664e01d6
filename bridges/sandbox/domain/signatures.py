# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the sandbox signs its notifications, in the manner of real providers.

The header reads `t=<ms>,v1=<hex>`: the moment of sending and the HMAC-SHA256 of `<ms>.<body>`.
Source: https://docs.stripe.com/webhooks#verify-manually
"""

import hashlib
import hmac

from synapse_salon.ports.payments import BadSignature

HEADER = "salon-sandbox-signature"
TOLERANCE_MS = 5 * 60 * 1000


def sign(secret: str, body: bytes, now_ms: int) -> str:
    """The header's value for a body that is sent now."""
    return f"t={now_ms},v1={_mac(secret, body, now_ms)}"


def check(secret: str, body: bytes, header: str, now_ms: int) -> None:
    """Let a notification of ours pass.

    Raises:
        BadSignature: it is not ours, was changed on the way, or was sent more than five minutes ago.
    """
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    moment, mac = parts.get("t", ""), parts.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 15):
        raise BadSignature("the signature's header cannot be read")
    if not hmac.compare_digest(_mac(secret, body, int(moment)).encode(), mac.encode()):
        raise BadSignature("the signature does not fit the body")
    if abs(now_ms - int(moment)) > TOLERANCE_MS:
        raise BadSignature("the notification is stale")


def _mac(secret: str, body: bytes, moment_ms: int) -> str:
    return hmac.new(secret.encode(), f"{moment_ms}.".encode() + body, hashlib.sha256).hexdigest()
