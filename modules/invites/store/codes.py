# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes, in the database. Uses are counted by conditional UPDATEs, for READ COMMITTED."""

from modules.invites.domain.invite import Invite
from synapse_salon.database import Txn

_INVITE = "code, salon_id, inviter, uses, taken, accounts, made_ms, expires_ms, revoked_ms"


def hold_inviter(txn: Txn, salon_id: str, user_id: str) -> None:
    """Until this transaction has ended nobody else makes a code for this person."""
    txn.run(
        "INSERT INTO salon_inviters (salon_id, user_id) VALUES (?, ?)"
        " ON CONFLICT (salon_id, user_id) DO UPDATE SET user_id = excluded.user_id",
        salon_id,
        user_id,
    )


def insert(txn: Txn, new: Invite, made_for: str) -> None:
    """Write a new code."""
    txn.run(
        f"INSERT INTO salon_invites ({_INVITE}, made_for) VALUES ({', '.join('?' * 10)})",
        new.code,
        new.salon_id,
        new.inviter,
        new.uses,
        new.taken,
        new.accounts,
        new.made_ms,
        new.expires_ms,
        new.revoked_ms,
        made_for,
    )


def made_for(txn: Txn, salon_id: str, inviter: str, key: str) -> Invite | None:
    """The code that was made when this was asked before."""
    row = txn.row(
        f"SELECT {_INVITE} FROM salon_invites WHERE salon_id = ? AND inviter = ? AND made_for = ?",
        salon_id,
        inviter,
        key,
    )
    return Invite(*row) if row else None


def get(txn: Txn, code: str) -> Invite | None:
    """The code, whatever has become of it."""
    row = txn.row(f"SELECT {_INVITE} FROM salon_invites WHERE code = ?", code)
    return Invite(*row) if row else None


def made_by(txn: Txn, salon_id: str, inviter: str, since_ms: int, limit: int) -> list[Invite]:
    """The codes that somebody made since then, newest first."""
    rows = txn.rows(
        f"SELECT {_INVITE} FROM salon_invites WHERE salon_id = ? AND inviter = ? AND made_ms >= ?"
        " ORDER BY made_ms DESC, code LIMIT ?",
        salon_id,
        inviter,
        since_ms,
        limit,
    )
    return [Invite(*row) for row in rows]


_BY_NO_LIST = "NOT EXISTS (SELECT 1 FROM salon_invite_rows r WHERE r.code = salon_invites.code)"


def given_by(txn: Txn, salon_id: str, inviter: str, limit: int) -> list[Invite]:
    """The codes that somebody made, newest first, but for those of lists."""
    rows = txn.rows(
        f"SELECT {_INVITE} FROM salon_invites WHERE salon_id = ? AND inviter = ? AND {_BY_NO_LIST}"
        " ORDER BY made_ms DESC, code LIMIT ?",
        salon_id,
        inviter,
        limit,
    )
    return [Invite(*row) for row in rows]


def of_salon(txn: Txn, salon_id: str, now_ms: int, limit: int) -> list[Invite]:
    """The codes that can be given now, newest first, but for those of lists."""
    rows = txn.rows(
        f"SELECT {_INVITE} FROM salon_invites WHERE salon_id = ? AND revoked_ms IS NULL AND expires_ms > ?"
        f" AND taken < uses AND {_BY_NO_LIST} ORDER BY made_ms DESC, code LIMIT ?",
        salon_id,
        now_ms,
        limit,
    )
    return [Invite(*row) for row in rows]


def revoke(txn: Txn, code: str, now_ms: int) -> bool:
    """Take a code back; False where it was already."""
    changed = txn.run(
        "UPDATE salon_invites SET revoked_ms = ? WHERE code = ? AND revoked_ms IS NULL", now_ms, code
    )
    return changed == 1


def revoke_all(txn: Txn, salon_id: str, inviter: str, now_ms: int) -> None:
    """Take back every code of somebody."""
    txn.run(
        "UPDATE salon_invites SET revoked_ms = ? WHERE salon_id = ? AND inviter = ? AND revoked_ms IS NULL",
        now_ms,
        salon_id,
        inviter,
    )


def revoked_before_time(txn: Txn, now_ms: int) -> list[str]:
    """Codes that were taken back, and would still be good otherwise."""
    rows = txn.rows("SELECT code FROM salon_invites WHERE revoked_ms IS NOT NULL AND expires_ms > ?", now_ms)
    return [row[0] for row in rows]


def good(txn: Txn, now_ms: int) -> list[tuple[str, str, str]]:
    """Codes that were not taken back and whose time is not over: code, salon, and who made it."""
    rows = txn.rows(
        "SELECT code, salon_id, inviter FROM salon_invites WHERE revoked_ms IS NULL AND expires_ms > ?",
        now_ms,
    )
    return [(row[0], row[1], row[2]) for row in rows]


def add_accounts(txn: Txn, code: str, count: int) -> None:
    """So many accounts were opened with a code in people's clients."""
    txn.run("UPDATE salon_invites SET accounts = accounts + ? WHERE code = ?", count, code)


def open_account(txn: Txn, code: str) -> bool:
    """Count an account more that is opened with a code; False where that is more than it is for."""
    changed = txn.run(
        "UPDATE salon_invites SET accounts = accounts + 1 WHERE code = ? AND accounts < uses", code
    )
    return changed == 1


def account_failed(txn: Txn, code: str) -> None:
    """That account was not opened after all."""
    txn.run("UPDATE salon_invites SET accounts = accounts - 1 WHERE code = ? AND accounts > 0", code)


def take(txn: Txn, code: str, now_ms: int) -> bool:
    """Count one use more; False where there is none. Who takes one at the same time waits."""
    changed = txn.run(
        "UPDATE salon_invites SET taken = taken + 1"
        " WHERE code = ? AND taken < uses AND revoked_ms IS NULL AND expires_ms > ?",
        code,
        now_ms,
    )
    return changed == 1


def give_back(txn: Txn, application_id: str) -> None:
    """Others can have what was kept for an application."""
    txn.run(
        "UPDATE salon_invites SET taken = taken - 1"
        " WHERE code = (SELECT code FROM salon_invite_uses WHERE application_id = ?)",
        application_id,
    )


def forget(txn: Txn, before_ms: int) -> None:
    """Drop codes that nobody took until then."""
    txn.run("DELETE FROM salon_invites WHERE expires_ms < ? AND taken = 0", before_ms)
