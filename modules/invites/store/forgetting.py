# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forgetting a person who deleted their account: what they were part of stays, with nobody's name in their place."""

from modules.invites.store import thanks
from synapse_salon.database import Txn

NOBODY = ""


def forget_person(txn: Txn, user_id: str, now_ms: int) -> None:
    """Forget somebody in every salon. Their codes are good for nothing more; a use that is kept for them is given back
    when their application ends."""
    txn.run("DELETE FROM salon_invite_uses WHERE user_id = ? AND state IN ('chosen', 'freed')", user_id)
    txn.run(
        "UPDATE salon_invite_uses SET user_id = ?, left_ms = COALESCE(left_ms, ?),"
        " ended = COALESCE(ended, 'account_gone') WHERE user_id = ? AND state = 'used'",
        NOBODY,
        now_ms,
        user_id,
    )
    txn.run("UPDATE salon_invite_uses SET user_id = ? WHERE user_id = ?", NOBODY, user_id)
    txn.run("UPDATE salon_invite_uses SET inviter = ? WHERE inviter = ?", NOBODY, user_id)
    txn.run(
        "UPDATE salon_invites SET inviter = ?, made_for = code, revoked_ms = COALESCE(revoked_ms, ?)"
        " WHERE inviter = ?",
        NOBODY,
        now_ms,
        user_id,
    )
    txn.run("DELETE FROM salon_inviters WHERE user_id = ?", user_id)
    txn.run(
        "UPDATE salon_invite_rows SET state = 'refused', reason = 'no_account'"
        " WHERE sent_to = ? AND state = 'queued'",
        user_id,
    )
    txn.run("UPDATE salon_invite_rows SET sent_to = ?, box = ? WHERE sent_to = ?", NOBODY, NOBODY, user_id)
    txn.run("UPDATE salon_invite_rows SET invited_by = ? WHERE invited_by = ?", NOBODY, user_id)
    txn.run("UPDATE salon_invite_terms SET set_by = ? WHERE set_by = ?", NOBODY, user_id)
    txn.run("UPDATE salon_invite_thanks SET set_by = ? WHERE set_by = ?", NOBODY, user_id)
    thanks.forget_person(txn, user_id)
