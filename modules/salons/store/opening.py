# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What reviewers wrote down before a salon opened, in the database: nothing is overwritten, the latest holds."""

from modules.salons.domain.opening import HumanStep, Note
from synapse_salon import ids
from synapse_salon.database import Txn

_NOTE = "SELECT step, is_done, note, held_on, written_by, written_ms FROM salon_opening_notes"


def latest(txn: Txn, salon_id: str) -> list[Note]:
    """What holds now of each step."""
    rows = txn.rows(f"{_NOTE} WHERE salon_id = ? ORDER BY version", salon_id)
    return list({row[0]: Note(row[0], bool(row[1]), *row[2:]) for row in rows}.values())


def write(txn: Txn, salon_id: str, note: Note) -> None:
    """Write down how a step stands; the same again changes nothing."""
    txn.run("UPDATE salon_salons SET slug = slug WHERE id = ?", salon_id)  # one after the other
    before = next((found for found in latest(txn, salon_id) if found.step == note.step), None)
    if before is not None and _said(before) == _said(note):
        return
    txn.run(
        "INSERT INTO salon_opening_notes (id, salon_id, step, version, is_done, note, held_on, written_by,"
        " written_ms) VALUES (?, ?, ?, (SELECT COALESCE(MAX(version), 0) + 1 FROM salon_opening_notes"
        " WHERE salon_id = ? AND step = ?), ?, ?, ?, ?, ?)",
        ids.new_id(),
        salon_id,
        note.step,
        salon_id,
        note.step,
        int(note.is_done),
        note.note,
        note.held_on,
        note.written_by,
        note.written_ms,
    )


def _said(note: Note) -> tuple[HumanStep, bool, str, str]:
    return note.step, note.is_done, note.note, note.held_on
