# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who owns a salon, and whom its owner asked to, in the database."""

from synapse_salon.database import Txn


def offer(txn: Txn, salon_id: str, offer_id: str, user_id: str, now_ms: int) -> None:
    """Ask somebody; an earlier question is forgotten."""
    txn.run(
        "INSERT INTO salon_ownership_offers (salon_id, id, user_id, offered_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (salon_id) DO UPDATE SET id = excluded.id, user_id = excluded.user_id,"
        " offered_ms = excluded.offered_ms",
        salon_id,
        offer_id,
        user_id,
        now_ms,
    )


def offered_to(txn: Txn, salon_id: str) -> str | None:
    """Who is asked to become the owner."""
    row = txn.row("SELECT user_id FROM salon_ownership_offers WHERE salon_id = ?", salon_id)
    return row[0] if row else None


def end_offer(txn: Txn, salon_id: str, user_id: str | None = None) -> bool:
    """Nobody is asked any more; with `user_id` only if it was they. False where nobody was."""
    if user_id is None:
        return bool(txn.run("DELETE FROM salon_ownership_offers WHERE salon_id = ?", salon_id))
    return bool(
        txn.run("DELETE FROM salon_ownership_offers WHERE salon_id = ? AND user_id = ?", salon_id, user_id)
    )


def set_owner(txn: Txn, salon_id: str, before: str, after: str) -> bool:
    """Make somebody the owner; False where another one was in between."""
    return bool(
        txn.run("UPDATE salon_salons SET owner = ? WHERE id = ? AND owner = ?", after, salon_id, before)
    )


def set_facts(
    txn: Txn, salon_id: str, minimum_age: int, accent: str, language: str, timezone: str, theme: str
) -> None:
    """Write what needs no review."""
    txn.run(
        "UPDATE salon_salons SET minimum_age = ?, accent = ?, language = ?, timezone = ?, theme = ? WHERE id = ?",
        minimum_age,
        accent,
        language,
        timezone,
        theme,
        salon_id,
    )
