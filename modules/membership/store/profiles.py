# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures that members chose, and mail addresses that they gave, in the database."""

import base64
from typing import Any

import attrs

from modules.membership.domain.pictures import Picture
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.happenings import PictureDropped
from synapse_salon.mail.address import mailbox

KEPT_MS = 30 * DAY_MS
_MAIL = "id, secret, salon_id, user_id, mail, mail_before, state, asked_ms"


@attrs.frozen
class Chosen:
    """A picture that somebody chose for a salon; `mxc` is where the homeserver keeps it, once it does."""

    id: str
    picture: Picture
    mxc: str | None


@attrs.frozen
class MailChange:
    """A mail address to be shown to work by opening `secret`. Times in ms."""

    id: str
    secret: str
    salon_id: str
    user_id: str
    mail: str
    mail_before: str | None
    state: str
    asked_ms: int


def put_picture(txn: Txn, salon_id: str, user_id: str, new_id: str, picture: Picture, now_ms: int) -> None:
    """A picture instead of the one before, which is dropped."""
    drop_picture(txn, salon_id, user_id)
    txn.run(
        "INSERT INTO salon_pictures (salon_id, user_id, id, media_type, content, mxc, chosen_ms)"
        " VALUES (?, ?, ?, ?, ?, NULL, ?)",
        salon_id,
        user_id,
        new_id,
        picture.media_type,
        base64.b64encode(picture.content).decode(),
        now_ms,
    )


def drop_picture(txn: Txn, salon_id: str, user_id: str) -> bool:
    """Take somebody's picture away; False where there is none."""
    mxc = picture_mxc(txn, salon_id, user_id)
    gone = txn.run("DELETE FROM salon_pictures WHERE salon_id = ? AND user_id = ?", salon_id, user_id)
    if mxc is not None:
        txn.say(PictureDropped(mxc=mxc))
    return bool(gone)


def picture(txn: Txn, salon_id: str, user_id: str) -> Chosen | None:
    """Somebody's picture in a salon."""
    row = txn.row(
        "SELECT id, media_type, content, mxc FROM salon_pictures WHERE salon_id = ? AND user_id = ?",
        salon_id,
        user_id,
    )
    return Chosen(row[0], Picture(row[1], base64.b64decode(row[2])), row[3]) if row else None


def picture_mxc(txn: Txn, salon_id: str, user_id: str) -> str | None:
    """Where the homeserver keeps somebody's picture in a salon."""
    row = txn.row("SELECT mxc FROM salon_pictures WHERE salon_id = ? AND user_id = ?", salon_id, user_id)
    return row[0] if row else None


def kept_at(txn: Txn, picture_id: str, mxc: str) -> bool:
    """The homeserver has a picture; False where it was taken away, or kept before."""
    return bool(txn.run("UPDATE salon_pictures SET mxc = ? WHERE id = ? AND mxc IS NULL", mxc, picture_id))


def ask_mail(txn: Txn, new: MailChange) -> None:
    """Somebody gave a mail address; one that they gave before counts no more."""
    txn.run(
        "UPDATE salon_mail_changes SET state = 'replaced' WHERE salon_id = ? AND user_id = ? AND state = 'asked'",
        new.salon_id,
        new.user_id,
    )
    txn.run(
        f"INSERT INTO salon_mail_changes ({_MAIL}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        new.id,
        new.secret,
        new.salon_id,
        new.user_id,
        new.mail,
        new.mail_before,
        new.state,
        new.asked_ms,
    )


def mail_change(txn: Txn, change_id: str) -> MailChange | None:
    """One of them."""
    return _mail(txn.row(f"SELECT {_MAIL} FROM salon_mail_changes WHERE id = ?", change_id))


def mail_change_of(txn: Txn, secret: str) -> MailChange | None:
    """The one with this secret."""
    return _mail(txn.row(f"SELECT {_MAIL} FROM salon_mail_changes WHERE secret = ?", secret))


def mail_asked(txn: Txn, salon_id: str, user_id: str, since_ms: int) -> MailChange | None:
    """The address that somebody gave since then, and has not shown to work yet."""
    return _mail(
        txn.row(
            f"SELECT {_MAIL} FROM salon_mail_changes WHERE salon_id = ? AND user_id = ? AND state = 'asked'"
            " AND asked_ms > ?",
            salon_id,
            user_id,
            since_ms,
        )
    )


def mails_since(txn: Txn, salon_id: str, user_id: str, mail: str, since_ms: int) -> int:
    """How many letters were asked for since then, by this person here or to this mailbox from anywhere, however its
    address is written."""
    rows = txn.rows("SELECT salon_id, user_id, mail FROM salon_mail_changes WHERE asked_ms > ?", since_ms)
    own, to = (salon_id, user_id), mailbox(mail)
    return sum((row[0], row[1]) == own or mailbox(row[2]) == to for row in rows)


def mail_done(txn: Txn, change_id: str, mail_before: str | None) -> bool:
    """The address works; `mail_before` was the one until now. False: it is not asked about any more."""
    return bool(
        txn.run(
            "UPDATE salon_mail_changes SET state = 'done', mail_before = ? WHERE id = ? AND state = 'asked'",
            mail_before,
            change_id,
        )
    )


def forget(txn: Txn, now_ms: int) -> None:
    """Addresses that were given go after 30 days, and the pictures of those who have been out for 30 days."""
    txn.run("DELETE FROM salon_mail_changes WHERE asked_ms < ?", now_ms - KEPT_MS)
    rows = txn.rows(
        "SELECT p.salon_id, p.user_id FROM salon_pictures p JOIN salon_members m"
        " ON m.salon_id = p.salon_id AND m.user_id = p.user_id WHERE m.changed_ms < ?"
        " AND m.standing NOT IN ('trial', 'active', 'past_due', 'read_only', 'cancelling')",
        now_ms - KEPT_MS,
    )
    for salon_id, user_id in rows:
        drop_picture(txn, salon_id, user_id)


def _mail(row: tuple[Any, ...] | None) -> MailChange | None:
    return MailChange(*row) if row else None
