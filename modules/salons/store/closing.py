# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ends of salons in the database."""

from typing import Any

from modules.salons.domain.closing import Closing
from synapse_salon.database import Txn
from synapse_salon.rooms.archived import archive

_CLOSING = (
    "SELECT id, salon_id, state, reason, announced_by, by_platform, announced_ms, closes_ms, staff_until_ms"
    " FROM salon_closings"
)


def _closing(row: tuple[Any, ...]) -> Closing:
    return Closing(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6], row[7], row[8])


def of_salon(txn: Txn, salon_id: str) -> Closing | None:
    """The end of a salon that is announced or was carried out."""
    row = txn.row(f"{_CLOSING} WHERE salon_id = ? AND state != 'undone'", salon_id)
    return _closing(row) if row else None


def announce(txn: Txn, closing: Closing) -> bool:
    """Write an announcement; False where one stands. An open salon is listed no more."""
    wrote = txn.run(
        "INSERT INTO salon_closings (id, salon_id, state, reason, announced_by, by_platform, announced_ms, closes_ms,"
        " staff_until_ms) VALUES (?, ?, 'announced', ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        closing.id,
        closing.salon_id,
        closing.reason,
        closing.announced_by,
        int(closing.by_platform),
        closing.announced_ms,
        closing.closes_ms,
        closing.staff_until_ms,
    )
    if wrote:
        txn.run("UPDATE salon_salons SET state = 'closing' WHERE id = ? AND state = 'open'", closing.salon_id)
    return bool(wrote)


def undo(txn: Txn, closing: Closing) -> bool:
    """Take an announcement back; False where the day had come, or it was taken back already."""
    wrote = txn.run(
        "UPDATE salon_closings SET state = 'undone' WHERE id = ? AND state = 'announced'", closing.id
    )
    if wrote:
        txn.run("UPDATE salon_salons SET state = 'open' WHERE id = ? AND state = 'closing'", closing.salon_id)
    return bool(wrote)


def close(txn: Txn, closing: Closing) -> bool:
    """The day has come: the salon is closed, its rooms but the staff's archived. False: it was, or was taken back."""
    wrote = txn.run(
        "UPDATE salon_closings SET state = 'closed' WHERE id = ? AND state = 'announced'", closing.id
    )
    if wrote:
        txn.run("UPDATE salon_salons SET state = 'closed' WHERE id = ?", closing.salon_id)
        archive(txn, closing.salon_id, but=("staff",))
    return bool(wrote)


def shut_staff_room(txn: Txn, closing: Closing) -> bool:
    """The staff had their days: their room is archived too. False: it was."""
    wrote = txn.run("UPDATE salon_closings SET state = 'done' WHERE id = ? AND state = 'closed'", closing.id)
    if wrote:
        archive(txn, closing.salon_id)
    return bool(wrote)


def due(txn: Txn, now_ms: int) -> list[Closing]:
    """Ends whose day has come, and closed salons whose staff had their days."""
    rows = txn.rows(
        f"{_CLOSING} WHERE (state = 'announced' AND closes_ms <= ?) OR (state = 'closed' AND staff_until_ms <= ?)"
        " ORDER BY closes_ms, id",
        now_ms,
        now_ms,
    )
    return [_closing(row) for row in rows]
