# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Salons that are about to be opened, in the database: one for each founder."""

import json
from collections.abc import Callable

import attrs

from modules.salons.domain.disclosure import Disclosure
from modules.salons.domain.wizard import Draft, DraftPlan
from synapse_salon.database import Txn


def _written(draft: Draft) -> str:
    return json.dumps(attrs.asdict(draft), ensure_ascii=False, sort_keys=True)


def _read(text: str) -> Draft:
    stored = json.loads(text)
    seller = stored["seller"]
    return Draft(
        **{
            **stored,
            "benefits": tuple(stored["benefits"]),
            "plans": tuple(DraftPlan(**plan) for plan in stored["plans"]),
            "seller": Disclosure(**seller) if seller is not None else None,
        }
    )


def draft(txn: Txn, founder: str) -> Draft | None:
    """What this person filled in so far."""
    row = txn.row("SELECT content FROM salon_opening_drafts WHERE founder = ?", founder)
    return _read(row[0]) if row else None


def change(txn: Txn, founder: str, fill_in: Callable[[Draft], Draft], first: Draft, now_ms: int) -> Draft:
    """Fill in more of it; `first` is what an empty one is. `fill_in` is pure."""
    txn.run(
        "INSERT INTO salon_opening_drafts (founder, content, begun_ms, changed_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (founder) DO UPDATE SET changed_ms = excluded.changed_ms",
        founder,
        _written(first),
        now_ms,
        now_ms,
    )
    before = draft(txn, founder)
    assert before is not None, "written a line above"
    after = fill_in(before)
    txn.run("UPDATE salon_opening_drafts SET content = ? WHERE founder = ?", _written(after), founder)
    return after


def drop(txn: Txn, founder: str, expected: Draft | None = None) -> bool:
    """Forget it; with `expected` only if it is still this. False where it was not there."""
    if expected is None:
        return bool(txn.run("DELETE FROM salon_opening_drafts WHERE founder = ?", founder))
    return bool(
        txn.run(
            "DELETE FROM salon_opening_drafts WHERE founder = ? AND content = ?", founder, _written(expected)
        )
    )


def forget(txn: Txn, before_ms: int) -> int:
    """Forget what nobody went on with since."""
    return txn.run("DELETE FROM salon_opening_drafts WHERE changed_ms < ?", before_ms)
