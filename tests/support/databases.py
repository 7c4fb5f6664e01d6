# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A fresh database for each test server: a SQLite file, or one in SALON_TEST_POSTGRES's cluster."""

import os
import secrets
from pathlib import Path
from typing import Any, Protocol

POSTGRES = "SALON_TEST_POSTGRES"
"""Environment: DSN of a database from which others may be created. Unset: the tests run on SQLite."""


class Database(Protocol):
    """A server's database, and how to be rid of it."""

    settings: dict[str, Any]
    """homeserver.yaml's `database:`."""

    def drop(self) -> None:
        """Remove it; nobody is connected any more."""


class SqliteFile:
    """A SQLite database in the server's own folder."""

    def __init__(self, folder: Path) -> None:
        self.settings = {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}}

    def drop(self) -> None:
        """Nothing to do: the folder goes, and the file with it."""


class PostgresDatabase:
    """A database of its own in the cluster at `dsn`, collated as Synapse demands."""

    def __init__(self, dsn: str) -> None:
        from psycopg2.extensions import parse_dsn

        self._dsn = dsn
        self.name = f"salon_test_{secrets.token_hex(6)}"
        self._execute(
            f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        args = {**parse_dsn(dsn), "dbname": self.name, "cp_min": 1, "cp_max": 5}
        self.settings = {"name": "psycopg2", "args": args}

    def drop(self) -> None:
        """Drop it, also under connections that a killed process left open."""
        self._execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        import psycopg2

        connection = psycopg2.connect(self._dsn)
        try:
            connection.autocommit = True  # CREATE DATABASE does not run in a transaction
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()


def fresh_database(folder: Path) -> Database:
    """An empty database of the kind this run is about."""
    dsn = os.environ.get(POSTGRES)
    return PostgresDatabase(dsn) if dsn else SqliteFile(folder)
