# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same `Idempotency-Key` again is the same request again: it is answered as before, and nothing is done twice.

A key belongs to the person who sent it and is remembered for a day. What was refused may be tried again under
the same key. Source: the draft of the IETF's HTTP API group, draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib

import attrs

from synapse_salon.clock import DAY_MS, MINUTE_MS, Clock
from synapse_salon.database import Database, Txn
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import t

REMEMBERED_MS = DAY_MS
LEASE_MS = MINUTE_MS
"""After this long a request without an answer counts as broken off, by a crash for one."""


@attrs.frozen
class Answered:
    """How the request was answered the first time."""

    status: int
    body: str


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What makes two requests the same."""
    return hashlib.sha256(f"{method} {path}\0".encode() + body).hexdigest()


class Repeats:
    """Remembers keyed requests."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, user_id: str, key: str, mark: str) -> Answered | None:
        """Take a key for a request; how it was answered if it was served before.

        Raises:
            BadInput: the key came with another request before.
            Conflict: the first of these requests is still being served.
        """
        return await self._database.run_contended("salon_web_repeat", self._begin, user_id, key, mark)

    def _begin(self, txn: Txn, user_id: str, key: str, mark: str) -> Answered | None:
        now_ms = self._clock.now_ms()
        taken = txn.run(
            "INSERT INTO salon_web_repeats (user_id, key, fingerprint, status, body, made_ms)"
            " VALUES (?, ?, ?, NULL, NULL, ?) ON CONFLICT (user_id, key) DO NOTHING",
            user_id,
            key,
            mark,
            now_ms,
        )
        if taken:
            return None
        row = txn.row(
            "SELECT fingerprint, status, body, made_ms FROM salon_web_repeats WHERE user_id = ? AND key = ?",
            user_id,
            key,
        )
        if row is not None and row[0] != mark:
            raise BadInput(
                t("This Idempotency-Key came with another request. Each request has a key of its own."),
                reason="key_reused",
            )
        if row is not None and row[1] is not None:
            return Answered(row[1], row[2])
        if row is not None and row[3] + LEASE_MS > now_ms:
            raise Conflict(t("The same request is being answered just now. Please ask again."), "in_progress")
        resumed = row is not None and txn.run(
            "UPDATE salon_web_repeats SET made_ms = ? WHERE user_id = ? AND key = ? AND made_ms = ?",
            now_ms,
            user_id,
            key,
            row[3],
        )
        if not resumed:
            raise Conflict(t("The same request is being answered just now. Please ask again."), "in_progress")
        return None

    async def keep(self, user_id: str, key: str, answer: Answered) -> None:
        """Remember how a request was answered."""
        await self._database.run(
            "salon_web_repeat_keep",
            _set,
            "UPDATE salon_web_repeats SET status = ?, body = ? WHERE user_id = ? AND key = ?",
            (answer.status, answer.body, user_id, key),
        )

    async def release(self, user_id: str, key: str) -> None:
        """The request was refused: the key is free again."""
        await self._database.run(
            "salon_web_repeat_release",
            _set,
            "DELETE FROM salon_web_repeats WHERE user_id = ? AND key = ? AND status IS NULL",
            (user_id, key),
        )

    async def sweep(self) -> None:
        """Forget keys after a day."""
        await self._database.run(
            "salon_web_repeat_sweep",
            _set,
            "DELETE FROM salon_web_repeats WHERE made_ms < ?",
            (self._clock.now_ms() - REMEMBERED_MS,),
        )


def _set(txn: Txn, sql: str, args: tuple[object, ...]) -> None:
    txn.run(sql, *args)
