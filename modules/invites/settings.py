# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of invites."""

from pydantic import Field

from synapse_salon.settings import Settings


class InvitesSettings(Settings):
    """The `config:` of modules.invites.Invites."""

    quota: int = Field(default=20, ge=0, le=1000)
    """How many people a member may invite to a salon within 30 days, where the salon says nothing else."""

    most_days: int = Field(default=30, ge=1, le=365)
    """How many days a code can be used, unless it is made for fewer."""

    registration_tokens: bool = True
    """Whether each code is a registration token too, on a homeserver where clients open accounts by tokens alone."""

    accounts_need_codes: bool = False
    """Whether the salons' pages open accounts on this server only for people with an invitation."""
