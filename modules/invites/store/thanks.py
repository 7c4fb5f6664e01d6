# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What salons give to those who bring people, in the database."""

import hashlib

from modules.invites.domain.thanks import Count, Gift, GiftState, Thanks
from synapse_salon.database import Txn

_GIFT = (
    "id, salon_id, inviter, application_id, what, most_per_year, due_ms, state, owed_ms, given_by, given_ms"
)


def terms(txn: Txn, salon_id: str) -> Thanks | None:
    """What a salon gives, None for nothing."""
    row = txn.row(
        "SELECT what, after_days, most_per_year FROM salon_invite_thanks WHERE salon_id = ?", salon_id
    )
    return Thanks(row[0], int(row[1]), int(row[2])) if row else None


def set_terms(txn: Txn, salon_id: str, new: Thanks | None, by: str, now_ms: int) -> None:
    """What a salon gives from now on. Who came before keeps what was said then."""
    if new is None:
        txn.run("DELETE FROM salon_invite_thanks WHERE salon_id = ?", salon_id)
        return
    txn.run(
        "INSERT INTO salon_invite_thanks (salon_id, what, after_days, most_per_year, set_by, set_ms)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (salon_id) DO UPDATE SET what = excluded.what,"
        " after_days = excluded.after_days, most_per_year = excluded.most_per_year, set_by = excluded.set_by,"
        " set_ms = excluded.set_ms",
        salon_id,
        new.what,
        new.after_days,
        new.most_per_year,
        by,
        now_ms,
    )


def expect(txn: Txn, new: Gift, invitee: str) -> None:
    """Note that somebody came. Who was thanked for already, or is about to be by this application, stays as it is."""
    txn.run(
        "INSERT INTO salon_invite_gifts (id, salon_id, invitee, inviter, application_id, what, most_per_year, due_ms,"
        " state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting')"
        " ON CONFLICT (salon_id, invitee) DO UPDATE SET inviter = excluded.inviter, what = excluded.what,"
        " application_id = excluded.application_id, most_per_year = excluded.most_per_year,"
        " due_ms = excluded.due_ms, state = 'waiting', owed_ms = NULL"
        " WHERE salon_invite_gifts.state IN ('waiting', 'ended', 'over')"
        " AND salon_invite_gifts.application_id <> excluded.application_id",
        new.id,
        new.salon_id,
        _hash(invitee),
        new.inviter,
        new.application_id,
        new.what,
        new.most_per_year,
        new.due_ms,
    )


def due(txn: Txn, now_ms: int, after: tuple[int, str], limit: int) -> list[Gift]:
    """Gifts whose day has come, from behind a place in their order."""
    rows = txn.rows(
        f"SELECT {_GIFT} FROM salon_invite_gifts WHERE state = 'waiting' AND due_ms <= ?"
        " AND (due_ms > ? OR (due_ms = ? AND id > ?)) ORDER BY due_ms, id LIMIT ?",
        now_ms,
        after[0],
        *after,
        limit,
    )
    return [Gift(*row) for row in rows]


def settle(txn: Txn, gift: Gift, state: GiftState, now_ms: int) -> bool:
    """What becomes of a gift on its day; False where that was said already, or it waits for somebody else now."""
    changed = txn.run(
        "UPDATE salon_invite_gifts SET state = ?, owed_ms = ?"
        " WHERE id = ? AND application_id = ? AND state = 'waiting'",
        state,
        now_ms if state == "owed" else None,
        gift.id,
        gift.application_id,
    )
    return changed == 1


def thanked_since(txn: Txn, salon_id: str, inviter: str, since_ms: int) -> int:
    """How often somebody was thanked since then."""
    row = txn.row(
        "SELECT COUNT(*) FROM salon_invite_gifts WHERE salon_id = ? AND inviter = ? AND owed_ms > ?"
        " AND state IN ('owed', 'given')",
        salon_id,
        inviter,
        since_ms,
    )
    return int(row[0]) if row else 0


def get(txn: Txn, gift_id: str) -> Gift | None:
    """A gift, whatever has become of it."""
    row = txn.row(f"SELECT {_GIFT} FROM salon_invite_gifts WHERE id = ?", gift_id)
    return Gift(*row) if row else None


def of_application(txn: Txn, application_id: str) -> Gift | None:
    """What waits because of an application."""
    row = txn.row(
        f"SELECT {_GIFT} FROM salon_invite_gifts WHERE application_id = ? AND state = 'waiting'",
        application_id,
    )
    return Gift(*row) if row else None


def give(txn: Txn, salon_id: str, gift_id: str, by: str, now_ms: int) -> None:
    """It was handed over. Who said so first has."""
    txn.run(
        "UPDATE salon_invite_gifts SET state = 'given', given_by = ?, given_ms = ?"
        " WHERE id = ? AND salon_id = ? AND state = 'owed'",
        by,
        now_ms,
        gift_id,
        salon_id,
    )


def listed(txn: Txn, salon_id: str, state: GiftState, after: tuple[int, str], limit: int) -> list[Gift]:
    """A salon's gifts of one state, the oldest first, from behind a place in their order."""
    rows = txn.rows(
        f"SELECT {_GIFT} FROM salon_invite_gifts WHERE salon_id = ? AND state = ?"
        " AND (owed_ms > ? OR (owed_ms = ? AND id > ?)) ORDER BY owed_ms, id LIMIT ?",
        salon_id,
        state,
        after[0],
        *after,
        limit,
    )
    return [Gift(*row) for row in rows]


def given_lately(txn: Txn, salon_id: str, since_ms: int, limit: int) -> list[Gift]:
    """What was handed over since then, the newest first."""
    rows = txn.rows(
        f"SELECT {_GIFT} FROM salon_invite_gifts WHERE salon_id = ? AND state = 'given' AND given_ms > ?"
        " ORDER BY given_ms DESC, id LIMIT ?",
        salon_id,
        since_ms,
        limit,
    )
    return [Gift(*row) for row in rows]


def count(txn: Txn, salon_id: str, inviter: str | None = None) -> Count:
    """How many are to be handed over and were, in a salon or to one person there."""
    rows = txn.rows(
        "SELECT state, COUNT(*) FROM salon_invite_gifts WHERE salon_id = ? AND inviter = COALESCE(?, inviter)"
        " AND state IN ('owed', 'given') GROUP BY state",
        salon_id,
        inviter,
    )
    found = {row[0]: int(row[1]) for row in rows}
    return Count(found.get("owed", 0), found.get("given", 0))


def none_for(txn: Txn, salon_id: str, inviter: str) -> None:
    """Somebody is not to be thanked any more."""
    txn.run(
        "UPDATE salon_invite_gifts SET state = 'ended'"
        " WHERE salon_id = ? AND inviter = ? AND state IN ('waiting', 'owed')",
        salon_id,
        inviter,
    )


def kept_of(txn: Txn, salon_id: str, inviter: str) -> list[dict[str, object]]:
    """What somebody has coming and was given, for them to take along."""
    rows = txn.rows(
        "SELECT what, state, owed_ms, given_ms FROM salon_invite_gifts WHERE salon_id = ? AND inviter = ?"
        " AND state IN ('owed', 'given') ORDER BY owed_ms, id",
        salon_id,
        inviter,
    )
    return [dict(zip(("what", "state", "since_ms", "given_ms"), row, strict=True)) for row in rows]


def forget(txn: Txn, before_ms: int) -> None:
    """Of what was handed over, or came to nothing, before then, only that the one who came was counted stays."""
    txn.run(
        "UPDATE salon_invite_gifts SET inviter = '', application_id = '', what = '', given_by = NULL"
        " WHERE inviter <> '' AND due_ms < ? AND (state IN ('over', 'ended') OR given_ms < ?)",
        before_ms,
        before_ms,
    )


def forget_person(txn: Txn, user_id: str) -> None:
    """Forget somebody in every salon."""
    txn.run("DELETE FROM salon_invite_gifts WHERE invitee = ?", _hash(user_id))
    txn.run(
        "UPDATE salon_invite_gifts SET state = CASE WHEN state = 'given' THEN 'given' ELSE 'ended' END, inviter = '',"
        " what = '' WHERE inviter = ?",
        user_id,
    )
    txn.run("UPDATE salon_invite_gifts SET given_by = NULL WHERE given_by = ?", user_id)


def _hash(user_id: str) -> str:
    return hashlib.sha256(user_id.encode()).hexdigest()
