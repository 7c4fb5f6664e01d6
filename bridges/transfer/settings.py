# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bridge's settings."""

from pydantic import Field

from synapse_salon.settings import Settings


class TransferSettings(Settings):
    """What homeserver.yaml says about bank transfers. Which account is paid to, each salon says itself."""

    days: int = Field(default=7, ge=1, le=60)
    """For how many days a transfer is awaited."""
