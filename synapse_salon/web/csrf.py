# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tokens that prove that a form came from our own page, bound to the session or to a visitor's cookie."""

import hashlib
import hmac


def token_for(secret: str) -> str:
    """The token for the holder of a cookie's secret; it does not give the secret away."""
    return hmac.new(secret.encode(), b"salon form", hashlib.sha256).hexdigest()


def is_token_for(secret: str | None, given: str | None) -> bool:
    """Whether `given` is that token, compared in constant time."""
    if not secret or not given:
        return False
    return hmac.compare_digest(token_for(secret).encode(), given.encode("utf-8", "replace"))
