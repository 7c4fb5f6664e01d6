# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue's table."""

import json
from collections.abc import Collection

from bridges.mail.domain import Waiting, pause_ms
from synapse_salon.database import Txn
from synapse_salon.ports.mail import Letter


def put_in(txn: Txn, letter: Letter, now_ms: int) -> bool:
    """Put a letter into the queue; False if its key is there already, waiting, sent or failed."""
    content = {
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "language": letter.language,
        "unsubscribe_url": letter.unsubscribe_url,
    }
    put = txn.run(
        "INSERT INTO salon_mail_queue (key, state, recipient, content, taken_ms, due_ms, attempts)"
        " VALUES (?, 'waiting', ?, ?, ?, ?, 0) ON CONFLICT (key) DO NOTHING",
        letter.key,
        letter.to,
        json.dumps(content, ensure_ascii=False),
        now_ms,
        now_ms,
    )
    return put == 1


def take_out(txn: Txn, now_ms: int, in_hand: Collection[str]) -> Waiting | None:
    """A letter to send now that is not in hand, those tried least first: a stuck one holds up nobody.

    Its next attempt is written down before this one begins, so that neither a crash nor a database that
    cannot be written to makes it go out again and again.
    """
    rows = txn.rows(
        "SELECT key, recipient, content, taken_ms, attempts FROM salon_mail_queue"
        " WHERE state = 'waiting' AND due_ms <= ? ORDER BY attempts, taken_ms, key LIMIT ?",
        now_ms,
        len(in_hand) + 1,
    )
    for key, recipient, content, taken_ms, attempts in rows:
        if key not in in_hand:
            txn.run(
                "UPDATE salon_mail_queue SET attempts = ?, due_ms = ?, reason = NULL WHERE key = ?",
                attempts + 1,
                now_ms + pause_ms(attempts + 1),
                key,
            )
            return Waiting(Letter(key=key, to=recipient, **json.loads(content)), taken_ms, attempts + 1)
    return None


def sent(txn: Txn, key: str, now_ms: int) -> None:
    """Keep of a sent letter only that it was sent."""
    txn.run(
        "UPDATE salon_mail_queue SET state = 'sent', settled_ms = ?, recipient = NULL, content = NULL, reason = NULL"
        " WHERE key = ?",
        now_ms,
        key,
    )


def not_yet(txn: Txn, key: str, reason: str) -> None:
    """Note why a letter has not gone out yet."""
    txn.run("UPDATE salon_mail_queue SET reason = ? WHERE key = ?", reason, key)


def failed(txn: Txn, key: str, reason: str, now_ms: int) -> None:
    """Keep of a letter given up whom it was for, and why, for the operator."""
    txn.run(
        "UPDATE salon_mail_queue SET state = 'failed', settled_ms = ?, content = NULL, reason = ? WHERE key = ?",
        now_ms,
        reason,
        key,
    )


def forget(txn: Txn, settled_before_ms: int) -> int:
    """Remove the letters settled before; answers how many."""
    return txn.run(
        "DELETE FROM salon_mail_queue WHERE state <> 'waiting' AND settled_ms < ?", settled_before_ms
    )
