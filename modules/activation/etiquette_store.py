# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The etiquette of rooms in the database."""

from collections.abc import Iterable

import attrs

from synapse_salon.database import Txn
from synapse_salon.happenings import EtiquetteWritten


@attrs.frozen
class Etiquette:
    """What staff ask of those who write in a room; version 0 is none yet, an empty body is none any more."""

    version: int = 0
    body: str = ""


def newest(txn: Txn, room_id: str) -> Etiquette:
    """What is in force in a room."""
    row = txn.row(
        "SELECT version, body FROM salon_etiquettes WHERE room_id = ? ORDER BY version DESC LIMIT 1", room_id
    )
    return Etiquette(int(row[0]), row[1]) if row else Etiquette()


def write(txn: Txn, salon_id: str, room_id: str, body: str, now_ms: int) -> Etiquette | None:
    """Write the next version, or keep what says the same; None if somebody else wrote at the same time."""
    before = newest(txn, room_id)
    if before.body == body:
        return before
    version = before.version + 1
    written = txn.run(
        "INSERT INTO salon_etiquettes (room_id, version, salon_id, body, written_ms) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (room_id, version) DO NOTHING",
        room_id,
        version,
        salon_id,
        body,
        now_ms,
    )
    if not written:
        return None
    txn.say(EtiquetteWritten(salon_id=salon_id, room_id=room_id, version=version))
    return Etiquette(version, body)


def posted(txn: Txn, room_id: str, version: int, event_id: str) -> list[str]:
    """Record the message that tells a version in its room; answers those of the versions before."""
    txn.run(
        "UPDATE salon_etiquettes SET event_id = ? WHERE room_id = ? AND version = ?",
        event_id,
        room_id,
        version,
    )
    found = txn.rows(
        "SELECT event_id FROM salon_etiquettes WHERE room_id = ? AND version < ? AND event_id <> ''",
        room_id,
        version,
    )
    return [row[0] for row in found]


def is_posted(txn: Txn, room_id: str, version: int) -> bool:
    """Whether a version was told in its room."""
    sql = "SELECT 1 FROM salon_etiquettes WHERE room_id = ? AND version = ? AND event_id <> ''"
    return txn.row(sql, room_id, version) is not None


def was_told(txn: Txn, room_id: str, user_id: str, version: int) -> bool:
    """Whether somebody was told a version."""
    sql = "SELECT 1 FROM salon_etiquette_told WHERE room_id = ? AND user_id = ? AND version = ?"
    return txn.row(sql, room_id, user_id, version) is not None


def tell(txn: Txn, room_id: str, user_ids: Iterable[str], version: int, now_ms: int) -> None:
    """Record that these people were told a version."""
    for user_id in user_ids:
        txn.run(
            "INSERT INTO salon_etiquette_told (room_id, user_id, version, told_ms) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (room_id, user_id, version) DO NOTHING",
            room_id,
            user_id,
            version,
            now_ms,
        )
