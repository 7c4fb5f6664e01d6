# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What salons ask those who leave, and what those answered, in the database."""

import json
from typing import Any

import attrs

from modules.membership.domain.exits import KEPT_MS, NAMED_MS, Answered, ExitAnswers
from modules.membership.domain.questions import Question
from synapse_salon.database import Txn

_SELECT = "SELECT id, salon_id, user_id, plan_id, tenure_days, answers, answered_ms FROM salon_exit_answers"


def questions(txn: Txn, salon_id: str) -> tuple[Question, ...]:
    """What a salon asks those who leave."""
    row = txn.row("SELECT questions FROM salon_exit_questions WHERE salon_id = ?", salon_id)
    stored = json.loads(row[0]) if row else []
    return tuple(Question(**{**each, "choices": tuple(each["choices"])}) for each in stored)


def save_questions(txn: Txn, salon_id: str, new: tuple[Question, ...], by: str, now_ms: int) -> None:
    """Ask these from now on."""
    txn.run(
        "INSERT INTO salon_exit_questions (salon_id, questions, changed_by, changed_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (salon_id) DO UPDATE SET questions = excluded.questions, changed_by = excluded.changed_by,"
        " changed_ms = excluded.changed_ms",
        salon_id,
        json.dumps([attrs.asdict(question) for question in new], ensure_ascii=False),
        by,
        now_ms,
    )


def put(txn: Txn, new: ExitAnswers) -> None:
    """Keep what somebody answered, in the place of what they answered before; nothing where they took it all back."""
    assert new.user_id is not None, "only who is known by name answers"
    remove(txn, new.salon_id, new.user_id)
    if not new.answers:
        return
    txn.run(
        "INSERT INTO salon_exit_answers (id, salon_id, user_id, plan_id, tenure_days, answers, answered_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        new.id,
        new.salon_id,
        new.user_id,
        new.plan_id,
        new.tenure_days,
        json.dumps([attrs.asdict(one) for one in new.answers], ensure_ascii=False),
        new.answered_ms,
    )


def remove(txn: Txn, salon_id: str, user_id: str) -> None:
    """Somebody stays: why they would have left is forgotten."""
    txn.run("DELETE FROM salon_exit_answers WHERE salon_id = ? AND user_id = ?", salon_id, user_id)


def of_person(txn: Txn, salon_id: str, user_id: str) -> ExitAnswers | None:
    """What somebody answered, as long as their name is known."""
    row = txn.row(f"{_SELECT} WHERE salon_id = ? AND user_id = ?", salon_id, user_id)
    return _read(row) if row else None


def of_salon(txn: Txn, salon_id: str, since_ms: int, limit: int) -> list[ExitAnswers]:
    """What those who left since then answered, the newest first."""
    rows = txn.rows(
        f"{_SELECT} WHERE salon_id = ? AND answered_ms >= ? ORDER BY answered_ms DESC, id LIMIT ?",
        salon_id,
        since_ms,
        limit,
    )
    return [_read(row) for row in rows]


def unname(txn: Txn, user_id: str) -> None:
    """Forget at once which answers are somebody's."""
    txn.run("UPDATE salon_exit_answers SET user_id = NULL WHERE user_id = ?", user_id)


def forget(txn: Txn, now_ms: int) -> None:
    """Whose answers they are is forgotten after 30 days, the answers after two years."""
    txn.run(
        "UPDATE salon_exit_answers SET user_id = NULL WHERE user_id IS NOT NULL AND answered_ms < ?",
        now_ms - NAMED_MS,
    )
    txn.run("DELETE FROM salon_exit_answers WHERE answered_ms < ?", now_ms - KEPT_MS)


def _read(row: tuple[Any, ...]) -> ExitAnswers:
    id, salon_id, user_id, plan_id, tenure_days, answers, answered_ms = row
    said = tuple(Answered(**one) for one in json.loads(answers))
    return ExitAnswers(id, salon_id, user_id, plan_id, tenure_days, said, answered_ms)
