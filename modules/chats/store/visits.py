# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links for people without an account, and their visits."""

from modules.chats.domain import saying
from modules.chats.domain.saying import Saying
from modules.chats.domain.visits import Came, Link, Visit
from synapse_salon.database import Txn

_LINK = "id, room_id, made_by, made_ms, expires_ms, ended_ms, label, asks_ms"


def add_link(txn: Txn, link: Link, secret_hash: str) -> None:
    """Write down a link."""
    txn.run(
        f"INSERT INTO salon_chat_links (hash, {_LINK}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        secret_hash,
        link.id,
        link.room_id,
        link.made_by,
        link.made_ms,
        link.expires_ms,
        link.ended_ms,
        link.label,
        link.asks_ms,
    )


def link_by(txn: Txn, secret_hash: str) -> Link | None:
    """The link of this secret."""
    row = txn.row(f"SELECT {_LINK} FROM salon_chat_links WHERE hash = ?", secret_hash)
    return Link(*row) if row else None


def links_of(txn: Txn, room_id: str, now_ms: int) -> list[Link]:
    """The links that lead into a chat now, newest first."""
    rows = txn.rows(
        f"SELECT {_LINK} FROM salon_chat_links WHERE room_id = ? AND ended_ms IS NULL AND expires_ms > ?"
        " ORDER BY made_ms DESC, id",
        room_id,
        now_ms,
    )
    return [Link(*row) for row in rows]


def hold_link(txn: Txn, link_id: str, now_ms: int) -> bool:
    """Until this transaction has ended nobody else ends the link; False where it leads nowhere any more."""
    sql = "UPDATE salon_chat_links SET made_by = made_by WHERE id = ? AND ended_ms IS NULL AND expires_ms > ?"
    return bool(txn.run(sql, link_id, now_ms))


def open_links(txn: Txn, now_ms: int) -> list[Link]:
    """Every link that leads somewhere now."""
    sql = f"SELECT {_LINK} FROM salon_chat_links WHERE ended_ms IS NULL AND expires_ms > ? ORDER BY id"
    return [Link(*row) for row in txn.rows(sql, now_ms)]


def link_of(txn: Txn, room_id: str, link_id: str) -> tuple[Link, str] | None:
    """A link into a chat, and the hash of its secret."""
    row = txn.row(
        f"SELECT {_LINK}, hash FROM salon_chat_links WHERE id = ? AND room_id = ?", link_id, room_id
    )
    return (Link(*row[:-1]), str(row[-1])) if row else None


def ask_first(txn: Txn, user_id: str, now_ms: int) -> None:
    """Somebody was put out: who comes by the link by which they had come is let in first."""
    txn.run(
        "UPDATE salon_chat_links SET asks_ms = ? WHERE asks_ms IS NULL"
        " AND id IN (SELECT link_id FROM salon_chat_visits WHERE user_id = ?)",
        now_ms,
        user_id,
    )


def came_by(txn: Txn, room_id: str) -> dict[str, Came]:
    """How many came into a chat by each of its links; who asks to come has not come yet."""
    rows = txn.rows(
        "SELECT v.link_id, COUNT(*), SUM(CASE WHEN g.state = 'admitted' THEN 1 ELSE 0 END)"
        " FROM salon_chat_visits v JOIN salon_chat_guests g ON g.room_id = v.room_id AND g.user_id = v.user_id"
        " WHERE v.room_id = ? AND (g.state = 'admitted' OR g.joined_ms IS NOT NULL) GROUP BY v.link_id",
        room_id,
    )
    return {str(link_id): Came(int(came), int(here)) for link_id, came, here in rows}


def end_link(txn: Txn, room_id: str, link_id: str, now_ms: int) -> list[str] | None:
    """End a link; answers who came by it, None where there is none to end."""
    ended = txn.run(
        "UPDATE salon_chat_links SET ended_ms = ? WHERE id = ? AND room_id = ? AND ended_ms IS NULL",
        now_ms,
        link_id,
        room_id,
    )
    if not ended:
        return None
    rows = txn.rows("SELECT user_id FROM salon_chat_visits WHERE link_id = ? ORDER BY user_id", link_id)
    return [row[0] for row in rows]


def add_visit(txn: Txn, visit: Visit, secret_hash: str, now_ms: int) -> None:
    """Write down that somebody came."""
    txn.run(
        "INSERT INTO salon_chat_visits (user_id, link_id, room_id, hash, name, came_ms, said)"
        " VALUES (?, ?, ?, ?, ?, ?, '')",
        visit.user_id,
        visit.link_id,
        visit.room_id,
        secret_hash,
        visit.name,
        now_ms,
    )


def visit_by(txn: Txn, link_id: str, secret_hash: str) -> Visit | None:
    """The newest visit by a link of the browser with this secret."""
    row = txn.row(
        "SELECT user_id, link_id, room_id, name FROM salon_chat_visits WHERE link_id = ? AND hash = ?"
        " ORDER BY came_ms DESC LIMIT 1",
        link_id,
        secret_hash,
    )
    return Visit(*row) if row else None


def visit_of(txn: Txn, room_id: str, user_id: str) -> Visit | None:
    """The visit of somebody in a chat."""
    row = txn.row(
        "SELECT user_id, link_id, room_id, name FROM salon_chat_visits WHERE room_id = ? AND user_id = ?",
        room_id,
        user_id,
    )
    return Visit(*row) if row else None


def visitors(txn: Txn, room_id: str) -> dict[str, str]:
    """The names of everybody who came into a chat by a link, by their id in the room."""
    rows = txn.rows("SELECT user_id, name FROM salon_chat_visits WHERE room_id = ?", room_id)
    return {str(user_id): str(name) for user_id, name in rows}


def begin_saying(txn: Txn, user_id: str, mark: str, now_ms: int) -> Saying:
    """Note what a browser sends, until this transaction has ended nobody else does."""
    line = _said(txn, user_id)
    found, after = saying.begin(line, mark, now_ms)
    if after != line:
        txn.run("UPDATE salon_chat_visits SET said = ? WHERE user_id = ?", after, user_id)
    return found


def end_saying(txn: Txn, user_id: str, mark: str, is_said: bool) -> None:
    """Note that it was said, or may be sent again."""
    after = saying.done(_said(txn, user_id), mark, is_said)
    txn.run("UPDATE salon_chat_visits SET said = ? WHERE user_id = ?", after, user_id)


def _said(txn: Txn, user_id: str) -> str:
    txn.run("UPDATE salon_chat_visits SET said = said WHERE user_id = ?", user_id)  # holds the row
    row = txn.row("SELECT said FROM salon_chat_visits WHERE user_id = ?", user_id)
    return str(row[0]) if row else ""
