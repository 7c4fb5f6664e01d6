# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations, as joining sees them. Provided by `modules.invites`.

Who gives a code when they join is brought nowhere that they would not come without it: a code says by whom
somebody came, and is counted.
"""

from typing import Any, Protocol

import attrs

from synapse_salon.ports.salons import Salon

INVITE_REASONS = frozenset(
    {"invite_unknown", "invite_expired", "invite_used_up", "invite_revoked", "invite_own", "invite_needed"}
)
"""Why a code is refused, in the words of the API's `reason`."""


@attrs.frozen
class Invitation:
    """A code that may be given. `name` is what its maker is called in the salon, empty where they are no member;
    `is_named` whether whoever gave it lets them know of it (False where nobody gave it yet)."""

    code: str
    inviter: str
    name: str
    is_named: bool = False


class Invites(Protocol):
    """Codes that members give to others. What ends in `_in` is part of a transaction (a `Txn`) of
    the one who calls."""

    async def find(self, salon: Salon, user_id: str | None, code: str, address: str = "") -> Invitation:
        """The invitation of a code that somebody gives; `user_id` is None for whoever has no account yet, who is
        counted by their address. Raises Conflict with one of `INVITE_REASONS`, and TooMany."""

    async def salon_of(self, user_id: str, code: str) -> str | None:
        """The id of the salon that a code was made for; None for what is no code. Raises TooMany."""

    async def admit_account(self, code: str | None) -> None:
        """Somebody is about to open an account on a salon's page, with this code or with none. Raises Conflict."""

    async def account_failed(self, code: str | None) -> None:
        """After `admit_account`: no account was opened."""

    async def given(self, application_id: str) -> Invitation | None:
        """What an application was given, as long as it counts or may come to count."""

    def note_in(
        self,
        txn: Any,
        application_id: str,
        salon_id: str,
        user_id: str,
        invitation: Invitation | None,
        is_named: bool,
    ) -> None:
        """Note the code that somebody gave, or that they gave none, and whether its maker may know of them. What is
        kept for them already stays."""

    def hold_in(self, txn: Any, application_id: str) -> None:
        """Keep a use for somebody who waits or pays. Raises Conflict: there is none any more."""

    def let_go_in(self, txn: Any, application_id: str) -> None:
        """The application ended, and nobody came in by it."""

    def carry_in(self, txn: Any, before: str, after: str) -> None:
        """Another application takes the place of one."""

    def joined_in(self, txn: Any, application_id: str) -> None:
        """They are a member now: their use counts for good. A code that ended meanwhile turns nobody away."""

    async def inviter_of(self, salon_id: str, user_id: str) -> str | None:
        """By whose invitation somebody became a member, for staff."""

    async def kept_of(self, salon_id: str, user_id: str) -> list[dict[str, Any]]:
        """What is kept of a person's invitations, for the file that they take along."""
