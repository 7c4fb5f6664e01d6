# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes that people give when they join, where a module keeps such codes."""

from typing import Any

from modules.membership.domain.application import Application
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, TooMany
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Invites, Salon
from synapse_salon.ports.invites import Invitation


class Invited:
    """The port Invites, which may not be there. A code opens nothing: it is counted, and says who brought whom."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    @property
    def _port(self) -> Invites | None:
        return self._platform.want(Invites)

    @property
    def are_there(self) -> bool:
        """Whether codes can be given."""
        return self._port is not None

    async def find(
        self, salon: Salon, user_id: str | None, code: str | None, address: str = ""
    ) -> Invitation | None:
        """The invitation of a code that somebody gives; None for no code. Raises Conflict."""
        if not code or not code.strip():
            return None
        if self._port is None:
            raise Conflict(t("There are no invitations here. You can join without one."), "invite_unknown")
        return await self._port.find(salon, user_id, code, address)

    async def salon_of(self, user_id: str, code: str) -> str | None:
        """The id of the salon that a code was made for; None for what is no code. Raises TooMany."""
        return await self._port.salon_of(user_id, code) if self._port is not None else None

    async def filled_in(
        self, salon: Salon, user_id: str | None, code: str, address: str
    ) -> Invitation | None:
        """The invitation that stood in somebody's address, for their form; None where it would not be taken: nobody is
        turned away for what a link or an advert says."""
        try:
            return await self.find(salon, user_id, code, address)
        except (Conflict, TooMany):
            return None

    async def given(self, application_id: str | None) -> Invitation | None:
        """What an application was given."""
        if application_id is None or self._port is None:
            return None
        return await self._port.given(application_id)

    async def admit_account(self, code: str | None) -> None:
        """Somebody is about to open an account. Raises Conflict: not without a code."""
        if self._port is not None:
            await self._port.admit_account(code)

    async def account_failed(self, code: str | None) -> None:
        """They opened none."""
        if self._port is not None:
            await self._port.account_failed(code)

    async def inviter_of(self, salon_id: str, user_id: str) -> str | None:
        """Who brought a member."""
        return await self._port.inviter_of(salon_id, user_id) if self._port is not None else None

    async def kept_of(self, salon_id: str, user_id: str) -> list[dict[str, Any]]:
        """What is kept of a person's invitations."""
        return await self._port.kept_of(salon_id, user_id) if self._port is not None else []

    def note_in(
        self, txn: Txn, application: Application, invitation: Invitation | None, is_named: bool
    ) -> None:
        """Note what somebody gave; where they wait already, a use is kept for them. Raises Conflict."""
        if self._port is None:
            return
        self._port.note_in(
            txn, application.id, application.salon_id, application.user_id, invitation, is_named
        )
        if application.waits:
            self._port.hold_in(txn, application.id)

    def hold_in(self, txn: Txn, application_id: str) -> None:
        """Keep a use for somebody who begins to pay. Raises Conflict: there is none any more."""
        if self._port is not None:
            self._port.hold_in(txn, application_id)

    def let_go_in(self, txn: Txn, application_id: str) -> None:
        """The application ended without a member."""
        if self._port is not None:
            self._port.let_go_in(txn, application_id)

    def carry_in(self, txn: Txn, before: str, after: str) -> None:
        """Another application takes the place of one."""
        if self._port is not None:
            self._port.carry_in(txn, before, after)

    def joined_in(self, txn: Txn, application_id: str) -> None:
        """Its person is a member."""
        if self._port is not None:
            self._port.joined_in(txn, application_id)
