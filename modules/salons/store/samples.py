# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chosen posts in the database."""

from typing import Any

from modules.salons.domain.peeking import Consent, Sample
from synapse_salon.database import Txn

_COLUMNS = "id, salon_id, room_id, event_id, author, version, consent, chosen_by, chosen_ms"


def _sample(row: tuple[Any, ...]) -> Sample:
    return Sample(*row)


def of_salon(txn: Txn, salon_id: str) -> list[Sample]:
    """Every post that was chosen in a salon, newest choice first."""
    rows = txn.rows(
        f"SELECT {_COLUMNS} FROM salon_samples WHERE salon_id = ? ORDER BY chosen_ms DESC, id", salon_id
    )
    return [_sample(row) for row in rows]


def any_agreed(txn: Txn, salon_id: str) -> bool:
    """Whether there is a choice that needs nobody's answer."""
    sql = "SELECT 1 FROM salon_samples WHERE salon_id = ? AND consent NOT IN ('asked', 'refused') LIMIT 1"
    return txn.row(sql, salon_id) is not None


def one(txn: Txn, salon_id: str, sample_id: str) -> Sample | None:
    """One of them."""
    row = txn.row(f"SELECT {_COLUMNS} FROM salon_samples WHERE salon_id = ? AND id = ?", salon_id, sample_id)
    return _sample(row) if row else None


def by_post(txn: Txn, salon_id: str, event_id: str) -> Sample | None:
    """The choice of this post."""
    row = txn.row(
        f"SELECT {_COLUMNS} FROM salon_samples WHERE salon_id = ? AND event_id = ?", salon_id, event_id
    )
    return _sample(row) if row else None


def by_author(txn: Txn, salon_id: str, author: str) -> list[Sample]:
    """What was chosen of one person's."""
    rows = txn.rows(
        f"SELECT {_COLUMNS} FROM salon_samples WHERE salon_id = ? AND author = ? ORDER BY chosen_ms DESC, id",
        salon_id,
        author,
    )
    return [_sample(row) for row in rows]


def choose(txn: Txn, sample: Sample) -> bool:
    """Write a choice down; False where the post was chosen before."""
    return bool(
        txn.run(
            f"INSERT INTO salon_samples ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (salon_id, event_id) DO NOTHING",
            sample.id,
            sample.salon_id,
            sample.room_id,
            sample.event_id,
            sample.author,
            sample.version,
            sample.consent,
            sample.chosen_by,
            sample.chosen_ms,
        )
    )


def choose_version(txn: Txn, sample_id: str, version: str) -> None:
    """Show a post as it reads after this edit."""
    txn.run("UPDATE salon_samples SET version = ? WHERE id = ?", version, sample_id)


def answer(txn: Txn, sample_id: str, consent: Consent, now_ms: int) -> None:
    """Write down what the author said."""
    txn.run("UPDATE salon_samples SET consent = ?, answered_ms = ? WHERE id = ?", consent, now_ms, sample_id)


def forget_all(txn: Txn, salon_id: str) -> None:
    """Forget every choice of a salon."""
    txn.run("DELETE FROM salon_samples WHERE salon_id = ?", salon_id)


def older_than(txn: Txn, chosen_before_ms: int) -> list[Sample]:
    """Choices of posts that were made before this."""
    sql = (
        f"SELECT {_COLUMNS} FROM salon_samples WHERE chosen_ms < ? AND consent <> 'staff' ORDER BY chosen_ms"
    )
    return [_sample(row) for row in txn.rows(sql, chosen_before_ms)]


def forget(txn: Txn, sample_ids: list[str]) -> None:
    """Forget these choices, also those that were refused."""
    for sample_id in sample_ids:
        txn.run("DELETE FROM salon_samples WHERE id = ?", sample_id)


def take_back(txn: Txn, salon_id: str, sample_id: str) -> bool:
    """Forget a choice. What its author refused is kept, so that they are not asked again."""
    return bool(
        txn.run(
            "DELETE FROM salon_samples WHERE salon_id = ? AND id = ? AND consent <> 'refused'",
            salon_id,
            sample_id,
        )
    )
