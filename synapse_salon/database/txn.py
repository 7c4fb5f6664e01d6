# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A transaction as stores see it."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from synapse_salon.happenings import Happening


class Cursor(Protocol):
    """What we use of Synapse's LoggingTransaction: `?` placeholders on both databases."""

    def execute(self, sql: str, parameters: Any = ()) -> None:
        """Run one statement."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows of the last one."""

    def call_after(self, callback: Callable[..., object], *args: Any) -> None:
        """Call once the transaction is committed."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""


class Txn:
    """One transaction. A function that takes it may run twice, so it has no effects but SQL and `say`."""

    def __init__(self, cursor: Cursor, say: "Callable[[Txn, Happening], None]") -> None:
        self._cursor = cursor
        self._say = say

    def run(self, sql: str, *args: object) -> int:
        """Run a statement; answers how many rows it touched."""
        self._cursor.execute(sql, args)
        return self._cursor.rowcount

    def row(self, sql: str, *args: object) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        rows = self.rows(sql, *args)
        return rows[0] if rows else None

    def rows(self, sql: str, *args: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        self._cursor.execute(sql, args)
        return self._cursor.fetchall()

    def say(self, happening: Happening) -> None:
        """Tell of a change, in the same transaction as the change."""
        self._say(self, happening)

    def after_commit(self, callback: Callable[..., object], *args: object) -> None:
        """Call back on the main thread once this transaction has been committed."""
        self._cursor.call_after(callback, *args)


def containing(part: str) -> str:
    """A pattern for `LIKE ? ESCAPE '!'`: whatever contains the part, whose own % and _ are letters.

    Where capitals make no difference it is `LOWER(column) LIKE LOWER(?) ESCAPE '!'`: databases differ in which letters
    they make small.
    """
    for sign in "!%_":
        part = part.replace(sign, f"!{sign}")
    return f"%{part}%"


def places(values: Iterable[object]) -> str:
    """Placeholders for an IN list: `(?, ?, ?)`; an empty list gives one that matches nothing."""
    marks = ", ".join("?" for _ in values)
    return f"({marks or 'NULL'})"
