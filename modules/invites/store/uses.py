# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who gave which code and came by it, in the database."""

from typing import Any

from modules.invites.domain.came import Came
from modules.invites.store.codes import made_by
from synapse_salon.database import Txn

_CAME = "user_id, inviter, is_named, joined_ms, left_ms, ended"


def note(
    txn: Txn,
    application_id: str,
    user_id: str,
    invite: tuple[str, str, str] | None,
    is_named: bool,
    now_ms: int,
) -> None:
    """Note the code (with its salon and inviter) that an application gave. What is kept for it already stays."""
    txn.run(
        "DELETE FROM salon_invite_uses WHERE application_id = ? AND state IN ('chosen', 'freed')",
        application_id,
    )
    if invite is not None:
        txn.run(
            "INSERT INTO salon_invite_uses (application_id, code, salon_id, inviter, user_id, is_named, state,"
            " noted_ms) VALUES (?, ?, ?, ?, ?, ?, 'chosen', ?)"
            " ON CONFLICT (application_id) DO UPDATE SET is_named = excluded.is_named",
            application_id,
            *invite,
            user_id,
            int(is_named),
            now_ms,
        )


def given(txn: Txn, application_id: str) -> tuple[str, str, bool, str] | None:
    """Code, inviter, whether they may know, and state of what an application gave."""
    row = txn.row(
        "SELECT code, inviter, is_named, state FROM salon_invite_uses WHERE application_id = ?",
        application_id,
    )
    return (row[0], row[1], bool(row[2]), row[3]) if row else None


def holds(txn: Txn, code: str, user_id: str) -> bool:
    """Whether a use of a code is kept for somebody."""
    sql = "SELECT 1 FROM salon_invite_uses WHERE code = ? AND user_id = ? AND state = 'held'"
    return txn.row(sql, code, user_id) is not None


def move(txn: Txn, application_id: str, before: tuple[str, ...], after: str) -> bool:
    """Bring a use from one of these states to another; False where it is in none of them."""
    marks = ", ".join("?" for _ in before)
    changed = txn.run(
        f"UPDATE salon_invite_uses SET state = ? WHERE application_id = ? AND state IN ({marks})",
        after,
        application_id,
        *before,
    )
    return changed == 1


def carry(txn: Txn, before: str, after: str) -> None:
    """Another application takes the place of one."""
    txn.run(
        "INSERT INTO salon_invite_uses (application_id, code, salon_id, user_id, inviter, is_named, state, noted_ms)"
        " SELECT ?, code, salon_id, user_id, inviter, is_named, 'chosen', noted_ms FROM salon_invite_uses"
        " WHERE application_id = ? ON CONFLICT (application_id) DO NOTHING",
        after,
        before,
    )


def joined(txn: Txn, application_id: str, now_ms: int) -> None:
    """When they became a member."""
    txn.run("UPDATE salon_invite_uses SET joined_ms = ? WHERE application_id = ?", now_ms, application_id)


def left(txn: Txn, salon_id: str, user_id: str, ended: str, now_ms: int) -> None:
    """A member who had come by a code is out."""
    txn.run(
        "UPDATE salon_invite_uses SET left_ms = COALESCE(left_ms, ?), ended = ?"
        " WHERE salon_id = ? AND user_id = ? AND state = 'used'",
        now_ms,
        ended,
        salon_id,
        user_id,
    )


def came_by(txn: Txn, salon_id: str, inviter: str, limit: int) -> list[Came]:
    """Who joined by somebody's codes, newest first."""
    rows = txn.rows(
        f"SELECT {_CAME} FROM salon_invite_uses WHERE salon_id = ? AND inviter = ? AND state = 'used'"
        " ORDER BY joined_ms DESC, application_id LIMIT ?",
        salon_id,
        inviter,
        limit,
    )
    return [_came(row) for row in rows]


def came(txn: Txn, application_id: str) -> Came | None:
    """Who joined by an application with a code."""
    row = txn.row(
        f"SELECT {_CAME} FROM salon_invite_uses WHERE application_id = ? AND state = 'used'", application_id
    )
    return _came(row) if row else None


def last_of(txn: Txn, salon_id: str, user_id: str) -> Came | None:
    """How somebody came the last time, if it was by a code."""
    row = txn.row(
        f"SELECT {_CAME} FROM salon_invite_uses WHERE salon_id = ? AND user_id = ? AND state = 'used'"
        " ORDER BY joined_ms DESC, application_id LIMIT 1",
        salon_id,
        user_id,
    )
    return _came(row) if row else None


def kept_of(txn: Txn, salon_id: str, user_id: str) -> list[dict[str, Any]]:
    """What is kept of a person's own way in, and of the codes they made."""
    came_in = txn.rows(
        "SELECT code, is_named, state, noted_ms, joined_ms FROM salon_invite_uses"
        " WHERE salon_id = ? AND user_id = ? ORDER BY noted_ms, application_id",
        salon_id,
        user_id,
    )
    made = made_by(txn, salon_id, user_id, 0, 1000)
    return [
        *(
            {"code": row[0], "named": bool(row[1]), "state": row[2], "given_ms": row[3], "joined_ms": row[4]}
            for row in came_in
        ),
        *(
            {"made": one.code, "uses": one.uses, "used": one.taken, "made_ms": one.made_ms}
            for one in reversed(made)
        ),
    ]


def everybody(txn: Txn, salon_id: str) -> list[Came]:
    """Who came to a salon by a code, oldest first."""
    rows = txn.rows(
        f"SELECT {_CAME} FROM salon_invite_uses WHERE salon_id = ? AND state = 'used'"
        " ORDER BY joined_ms, application_id",
        salon_id,
    )
    return [_came(row) for row in rows]


def forget(txn: Txn, unused_ms: int, gone_ms: int) -> None:
    """Drop what came to nothing before `unused_ms`, and who left before `gone_ms`."""
    txn.run(
        "DELETE FROM salon_invite_uses WHERE (state IN ('chosen', 'freed') AND noted_ms < ?) OR left_ms < ?",
        unused_ms,
        gone_ms,
    )


def _came(row: tuple[Any, ...]) -> Came:
    return Came(row[0], row[1], bool(row[2]), int(row[3] or 0), row[4], row[5])
