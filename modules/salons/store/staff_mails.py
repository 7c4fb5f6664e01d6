# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where those who run salons get letters about them, in the database."""

import attrs

from synapse_salon.database import Txn
from synapse_salon.i18n import Language


@attrs.frozen
class StaffMail:
    """A mail address, and the language of letters to it."""

    mail: str
    language: Language


def get(txn: Txn, user_id: str) -> StaffMail | None:
    """The address of this person, where they gave one."""
    row = txn.row("SELECT mail, language FROM salon_staff_mails WHERE user_id = ?", user_id)
    return StaffMail(row[0], row[1]) if row else None


def save(txn: Txn, user_id: str, new: StaffMail, now_ms: int) -> None:
    """Keep an address instead of the one before."""
    txn.run(
        "INSERT INTO salon_staff_mails (user_id, mail, language, given_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (user_id) DO UPDATE"
        " SET mail = excluded.mail, language = excluded.language, given_ms = excluded.given_ms",
        user_id,
        new.mail,
        new.language,
        now_ms,
    )


def forget(txn: Txn, user_id: str) -> None:
    """Keep no address of this person."""
    txn.run("DELETE FROM salon_staff_mails WHERE user_id = ?", user_id)
