# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people who leave wish for their posts, and the posts that are taken away, in the database."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import attrs

from modules.membership.domain.parting import Parting, PostsChoice
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.database.txn import places

Kind = Literal["post", "name"]
PROOF_MS = 30 * DAY_MS
"""How long it is known which events were taken away."""
PARTINGS_MS = 365 * DAY_MS
_COLUMNS = tuple(field.name for field in attrs.fields(Parting))
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM salon_partings"


@attrs.frozen
class Post:
    """An event that is to be redacted."""

    event_id: str
    room_id: str
    tries: int


def _parting(row: tuple[Any, ...]) -> Parting:
    values = dict(zip(_COLUMNS, row, strict=True))
    return Parting(**{**values, "is_listed": bool(values["is_listed"])})


def put(txn: Txn, parting: Parting) -> None:
    """Write a parting as it is now."""
    values = [int(value) if isinstance(value, bool) else value for value in attrs.astuple(parting)]
    taken_over = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    txn.run(
        f"INSERT INTO salon_partings ({', '.join(_COLUMNS)}) VALUES {places(values)}"
        f" ON CONFLICT (id) DO UPDATE SET {taken_over}",
        *values,
    )


def get(txn: Txn, parting_id: str) -> Parting | None:
    """One parting."""
    row = txn.row(f"{_SELECT} WHERE id = ?", parting_id)
    return _parting(row) if row else None


def waiting(txn: Txn, salon_id: str, user_id: str) -> Parting | None:
    """What somebody chose who is not out yet."""
    row = txn.row(f"{_SELECT} WHERE salon_id = ? AND user_id = ? AND state = 'chosen'", salon_id, user_id)
    return _parting(row) if row else None


def latest(txn: Txn, salon_id: str, user_id: str) -> Parting | None:
    """What somebody wished last, that was not taken back."""
    row = txn.row(
        f"{_SELECT} WHERE salon_id = ? AND user_id = ? AND state <> 'undone'"
        " ORDER BY chosen_ms DESC, id DESC LIMIT 1",
        salon_id,
        user_id,
    )
    return _parting(row) if row else None


def of_member(txn: Txn, salon_id: str, user_id: str) -> list[Parting]:
    """Everything somebody ever wished in a salon, oldest first."""
    sql = f"{_SELECT} WHERE salon_id = ? AND user_id = ? ORDER BY chosen_ms, id"
    return [_parting(row) for row in txn.rows(sql, salon_id, user_id)]


def next_working(txn: Txn, now_ms: int) -> Parting | None:
    """The parting that has waited the longest for somebody to go on with it."""
    row = txn.row(f"{_SELECT} WHERE state = 'working' AND due_ms <= ? ORDER BY due_ms, id LIMIT 1", now_ms)
    return _parting(row) if row else None


def count_choices(txn: Txn, salon_id: str, since_ms: int) -> dict[PostsChoice, int]:
    """How many of those who left since then wished what."""
    rows = txn.rows(
        "SELECT posts, COUNT(DISTINCT user_id) FROM salon_partings WHERE salon_id = ? AND chosen_ms >= ?"
        " AND state <> 'undone' GROUP BY posts",
        salon_id,
        since_ms,
    )
    return {row[0]: int(row[1]) for row in rows}


def list_posts(txn: Txn, parting: Parting, room_id: str, event_ids: Iterable[str], kind: Kind) -> int:
    """Note events that are to be redacted; answers how many were not known yet."""
    return sum(
        txn.run(
            "INSERT INTO salon_parting_posts (parting_id, event_id, room_id, kind, state, tries)"
            " VALUES (?, ?, ?, ?, 'left', 0) ON CONFLICT (parting_id, event_id) DO NOTHING",
            parting.id,
            event_id,
            room_id,
            kind,
        )
        for event_id in event_ids
    )


def left(txn: Txn, parting: Parting, kind: Kind, most: int) -> list[Post]:
    """Some of what is still to be redacted."""
    rows = txn.rows(
        "SELECT event_id, room_id, tries FROM salon_parting_posts"
        " WHERE parting_id = ? AND kind = ? AND state = 'left' ORDER BY tries, event_id LIMIT ?",
        parting.id,
        kind,
        most,
    )
    return [Post(*row) for row in rows]


def mark(txn: Txn, parting: Parting, post: Post, state: Literal["left", "gone", "failed"], why: str) -> None:
    """One more try at an event was made."""
    txn.run(
        "UPDATE salon_parting_posts SET state = ?, tries = tries + 1, last_error = ?"
        " WHERE parting_id = ? AND event_id = ?",
        state,
        why[:500] or None,
        parting.id,
        post.event_id,
    )


def counted(txn: Txn, parting: Parting) -> Parting:
    """The parting with what is known of its posts now."""
    rows = txn.rows(
        "SELECT state, COUNT(*) FROM salon_parting_posts WHERE parting_id = ? AND kind = 'post' GROUP BY state",
        parting.id,
    )
    by_state = {str(row[0]): int(row[1]) for row in rows}
    return attrs.evolve(
        parting,
        found=sum(by_state.values()),
        cleared=by_state.get("gone", 0),
        failed=by_state.get("failed", 0),
    )


def shown_only_in(txn: Txn, media: list[str], room_ids: list[str]) -> list[str]:
    """Which of these uploads are shown in some of these rooms, and in no other room of ours."""
    return [name for part in _parts(media) for name in _shown_only_in(txn, part, set(room_ids))]


def _shown_only_in(txn: Txn, media: list[str], room_ids: set[str]) -> list[str]:
    rows = txn.rows(f"SELECT media, room_id FROM salon_media WHERE media IN {places(media)}", *media)
    shown: dict[str, set[str]] = {}
    for name, room_id in rows:
        shown.setdefault(name, set()).add(room_id)
    return sorted(name for name, rooms in shown.items() if rooms <= room_ids)


def _parts(values: list[str], size: int = 500) -> Iterator[list[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def forget(txn: Txn, now_ms: int) -> None:
    """Which events were taken away is forgotten 30 days after the last of them, what was wished a year after."""
    txn.run(
        "DELETE FROM salon_parting_posts WHERE EXISTS (SELECT 1 FROM salon_partings p"
        " WHERE p.id = salon_parting_posts.parting_id AND p.state = 'done' AND p.done_ms < ?)",
        now_ms - PROOF_MS,
    )
    txn.run(
        "DELETE FROM salon_partings WHERE (state = 'done' AND done_ms < ?) OR (state = 'undone' AND chosen_ms < ?)",
        now_ms - PARTINGS_MS,
        now_ms - PARTINGS_MS,
    )
