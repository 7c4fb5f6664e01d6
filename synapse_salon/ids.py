# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Short unguessable text ids and secrets: the only file that draws randomness."""

import base64
import secrets


def new_id() -> str:
    """A new id of 16 lower-case letters and digits (80 random bits): safe in addresses, cannot be guessed."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def new_secret() -> str:
    """A new secret of 52 lower-case letters and digits (256 random bits), for sessions and one-time links."""
    return base64.b32encode(secrets.token_bytes(32)).decode("ascii").lower().rstrip("=")
