# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts at the payment provider of the people who own salons: each salon's money goes to its owner's own.

What a payment bridge provides that sells in the names of several owners.
"""

from typing import Protocol

import attrs

from synapse_salon.i18n import Language


@attrs.frozen
class OwnerAccount:
    """The account of a salon. `account` is None where none was begun; `is_ready`: payments can be taken; `needs` is
    what the provider still asks its owner for, in its own words."""

    account: str | None
    is_ready: bool = False
    needs: tuple[str, ...] = ()


class Owners(Protocol):
    """Owners' accounts. Every method may raise what those of `Payments` do."""

    async def account(self, salon_id: str) -> OwnerAccount:
        """The account of a salon as it is now."""

    async def start(self, salon_id: str, return_url: str, refresh_url: str, language: Language) -> str:
        """Where the owner of a salon opens their account, or goes on with it: an address for them alone, for a few
        minutes. They come back to `return_url`, and to `refresh_url` where the address is over."""
