# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of sessions and one-time links. Secrets come in hashed; they are nowhere in the database."""

import attrs

from synapse_salon.database import Txn


@attrs.frozen
class Session:
    """Somebody signed in on pages, and how (`sessions.Way`); times in ms."""

    user_id: str
    seen_ms: int
    expires_ms: int
    created_ms: int
    way: str


@attrs.frozen
class Link:
    """A one-time link that may still be used."""

    user_id: str
    next_path: str


def add_session(txn: Txn, secret_hash: str, user_id: str, way: str, now_ms: int, expires_ms: int) -> None:
    """Sign somebody in."""
    txn.run(
        "INSERT INTO salon_web_sessions (secret_hash, user_id, way, created_ms, seen_ms, expires_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        secret_hash,
        user_id,
        way,
        now_ms,
        now_ms,
        expires_ms,
    )


def session(txn: Txn, secret_hash: str, now_ms: int) -> Session | None:
    """The session that has not expired."""
    row = txn.row(
        "SELECT user_id, seen_ms, expires_ms, created_ms, way FROM salon_web_sessions"
        " WHERE secret_hash = ? AND expires_ms > ?",
        secret_hash,
        now_ms,
    )
    return Session(*row) if row else None


def prolong(txn: Txn, secret_hash: str, now_ms: int, expires_ms: int) -> None:
    """Let a session that is in use last longer."""
    txn.run(
        "UPDATE salon_web_sessions SET seen_ms = ?, expires_ms = ? WHERE secret_hash = ?",
        now_ms,
        expires_ms,
        secret_hash,
    )


def end_session(txn: Txn, secret_hash: str) -> None:
    """Sign out."""
    txn.run("DELETE FROM salon_web_sessions WHERE secret_hash = ?", secret_hash)


def end_sessions(txn: Txn, user_id: str) -> int:
    """Sign somebody out everywhere, and take back their unused links; answers how many sessions that ended."""
    txn.run("DELETE FROM salon_web_links WHERE user_id = ?", user_id)
    return txn.run("DELETE FROM salon_web_sessions WHERE user_id = ?", user_id)


def add_link(txn: Txn, secret_hash: str, user_id: str, next_path: str, expires_ms: int) -> None:
    """Make a one-time link."""
    txn.run(
        "INSERT INTO salon_web_links (secret_hash, user_id, next_path, expires_ms, used_ms) VALUES (?, ?, ?, ?, 0)",
        secret_hash,
        user_id,
        next_path,
        expires_ms,
    )


def link(txn: Txn, secret_hash: str, now_ms: int) -> Link | None:
    """The link that is neither used nor expired."""
    row = txn.row(
        "SELECT user_id, next_path FROM salon_web_links WHERE secret_hash = ? AND used_ms = 0 AND expires_ms > ?",
        secret_hash,
        now_ms,
    )
    return Link(*row) if row else None


def use_link(txn: Txn, secret_hash: str, now_ms: int) -> Link | None:
    """Use up a link; of two at once only one gets it."""
    found = link(txn, secret_hash, now_ms)
    used = txn.run(
        "UPDATE salon_web_links SET used_ms = ? WHERE secret_hash = ? AND used_ms = 0 AND expires_ms > ?",
        now_ms,
        secret_hash,
        now_ms,
    )
    return found if used == 1 else None


def sweep(txn: Txn, now_ms: int) -> None:
    """Forget what has expired."""
    txn.run("DELETE FROM salon_web_sessions WHERE expires_ms <= ?", now_ms)
    txn.run("DELETE FROM salon_web_links WHERE expires_ms <= ?", now_ms)
