# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A fresh database for each test server: a SQLite file, or one in SALON_TEST_POSTGRES's cluster.

Synapse's own tables are made once per process and copied, which saves a second at each start on PostgreSQL. What
lies above them, ours included, is made by the server under test.
"""

import atexit
import contextlib
import copy
import functools
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from synapse.config.database import DatabaseConnectionConfig
from synapse.storage.database import make_conn
from synapse.storage.engines import create_engine
from synapse.storage.prepare_database import prepare_database

from tests.support.postgres import POSTGRES


class Database(Protocol):
    """A server's database, and how to be rid of it."""

    settings: dict[str, Any]
    """homeserver.yaml's `database:`."""

    def drop(self) -> None:
        """Remove it; nobody is connected any more."""


class SqliteFile:
    """A SQLite database in the server's own folder."""

    def __init__(self, folder: Path, original: Path | None = None) -> None:
        """A copy of the file `original`, or one with Synapse's empty tables."""
        file = folder / "homeserver.db"
        shutil.copyfile(original or _sqlite_original(), file)
        self.settings = _sqlite(file)

    def drop(self) -> None:
        """Nothing to do: the folder goes, and the file with it."""


class PostgresDatabase:
    """A database of its own in the cluster at `dsn`, collated as Synapse demands."""

    def __init__(self, dsn: str, original: str | None = None) -> None:
        """A copy of the database `original`, or an empty one."""
        from psycopg2.extensions import parse_dsn

        self._dsn = dsn
        self.name = f"salon_test_{secrets.token_hex(6)}"
        template = f"TEMPLATE {original}" if original else "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'"
        self._execute(f"CREATE DATABASE {self.name} {template} LC_CTYPE 'C' STRATEGY file_copy")
        args = {**parse_dsn(dsn), "dbname": self.name, "cp_min": 1, "cp_max": 5}
        self.settings = {"name": "psycopg2", "args": args}

    def copies(self) -> Callable[[Path], Database]:
        """What makes databases like this one, as it is now; nobody writes to it meanwhile."""
        self._execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'")
        original = PostgresDatabase(self._dsn, self.name)
        atexit.register(_drop_if_there, original)
        return lambda _: PostgresDatabase(self._dsn, original.name)

    def drop(self) -> None:
        """Drop it, also under connections that a killed process left open."""
        self._execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        import psycopg2

        with contextlib.closing(psycopg2.connect(self._dsn)) as connection:
            connection.autocommit = True  # CREATE DATABASE does not run in a transaction
            with connection.cursor() as cursor:
                cursor.execute(statement)


def fresh_database(folder: Path, dsn: str | None = None) -> Database:
    """A database with Synapse's empty tables: in the cluster at `dsn`, or of the kind this run is about."""
    dsn = dsn or os.environ.get(POSTGRES)
    return PostgresDatabase(dsn, _postgres_original(dsn)) if dsn else SqliteFile(folder)


def copies_of(database: Database, folder: Path) -> Callable[[Path], Database]:
    """What makes databases like this one, as it is now, each for the server in a folder; nobody writes to it.

    `folder` takes the original of SQLite files.
    """
    if isinstance(database, PostgresDatabase):
        return database.copies()
    original = folder / "original.db"
    with (
        contextlib.closing(sqlite3.connect(database.settings["args"]["database"])) as there,
        contextlib.closing(sqlite3.connect(original)) as here,
    ):
        there.backup(here)
    return lambda folder: SqliteFile(folder, original)


@functools.cache
def _sqlite_original() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="salon-tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "homeserver.db"
    _make_tables(_sqlite(file))
    return file


@functools.cache
def _postgres_original(dsn: str) -> str:
    original = PostgresDatabase(dsn)
    atexit.register(_drop_if_there, original)
    _make_tables(original.settings)
    return original.name


def _drop_if_there(database: PostgresDatabase) -> None:
    import psycopg2

    with contextlib.suppress(psycopg2.OperationalError):  # the whole cluster is gone already
        database.drop()


def _sqlite(file: Path) -> dict[str, Any]:
    return {"name": "sqlite3", "args": {"database": str(file)}}


def _make_tables(settings: dict[str, Any]) -> None:
    """Synapse's tables, as its first start on an empty database makes them."""
    settings = copy.deepcopy(settings)
    engine = create_engine(settings)
    connection = make_conn(
        db_config=DatabaseConnectionConfig("master", settings),
        engine=engine,
        default_txn_name="tables",
        server_name="tests",
    )
    with contextlib.closing(connection):
        prepare_database(connection, engine, config=None)
        connection.commit()


def read(database: Database, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    """The rows of one query, with ? placeholders, on a connection of its own."""
    with _connected(database) as connection, contextlib.closing(connection.cursor()) as cursor:
        cursor.execute(_in_the_words_of(database, sql), args)
        return list(cursor.fetchall())


def write(database: Database, sql: str, *args: Any) -> None:
    """One change, with ? placeholders, on a connection of its own."""
    with _connected(database) as connection, contextlib.closing(connection.cursor()) as cursor:
        cursor.execute(_in_the_words_of(database, sql), args)
        connection.commit()


def _connected(database: Database) -> contextlib.closing[Any]:
    options = database.settings["args"]
    if database.settings["name"] == "sqlite3":
        return contextlib.closing(sqlite3.connect(options["database"], timeout=30))
    import psycopg2

    known = {name: value for name, value in options.items() if not name.startswith("cp_")}
    return contextlib.closing(psycopg2.connect(**known))


def _in_the_words_of(database: Database, sql: str) -> str:
    return sql if database.settings["name"] == "sqlite3" else sql.replace("?", "%s")
