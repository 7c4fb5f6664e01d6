# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbered SQL files per feature, applied once each, forward only.

A file is `<feature>/migrations/0001_name.sql`. Statements end with a semicolon at the end of a line.
Portable SQL only: TEXT, BIGINT, SMALLINT, ON CONFLICT, partial indexes; no BOOLEAN, no sequences
(`synapse_port_db` would leave them behind). A file that changed after it was applied, or a step newer
than this code, refuses the start.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from synapse_salon.database.txn import Txn


class MigrationRefused(Exception):
    """The database and the code do not fit together; the message says what would mend it."""


@attrs.frozen
class Migration:
    """One step of one feature."""

    feature: str
    step: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the file's text, in hex."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def statements(self) -> list[str]:
        """The file's statements, without comments."""
        lines = [line for line in self.sql.splitlines() if not line.strip().startswith("--")]
        pieces = "\n".join(lines).split(";\n")
        return [piece.strip().rstrip(";") for piece in pieces if piece.strip().rstrip(";")]


def read_migrations(feature: str, folder: Path) -> list[Migration]:
    """The steps in `folder/migrations`, in order; a folder without any has none."""
    files = sorted((folder / "migrations").glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return [
        Migration(feature, int(file.name[:4]), file.stem[5:], file.read_text(encoding="utf-8"))
        for file in files
    ]


def create_record(txn: Txn) -> None:
    """Create the table that records applied steps."""
    txn.run(
        "CREATE TABLE IF NOT EXISTS salon_migrations (feature TEXT NOT NULL, step BIGINT NOT NULL,"
        " name TEXT NOT NULL, checksum TEXT NOT NULL, applied_ms BIGINT NOT NULL, PRIMARY KEY (feature, step))"
    )


def applied(txn: Txn) -> dict[tuple[str, int], str]:
    """The checksums of the applied steps."""
    return {
        (row[0], row[1]): row[2] for row in txn.rows("SELECT feature, step, checksum FROM salon_migrations")
    }


def missing(wanted: Iterable[Migration], done: Mapping[tuple[str, int], str]) -> list[Migration]:
    """The steps still to apply, in order.

    Raises:
        MigrationRefused: an applied file was edited, or the database is newer than this code.
    """
    steps = list(wanted)
    known = {(step.feature, step.step) for step in steps}
    features = {step.feature for step in steps}
    for feature, number in done:
        if feature in features and (feature, number) not in known:
            raise MigrationRefused(
                f"The database has step {number:04d} of {feature}, which this version does not know:"
                " it was used by a newer version. Start that version again, or restore a backup."
            )
    for step in steps:
        before = done.get((step.feature, step.step))
        if before is not None and before != step.checksum:
            raise MigrationRefused(
                f"The file {step.step:04d}_{step.name}.sql of {step.feature} was edited after it was applied."
                " Put it back as it was and write a new step."
            )
    return [step for step in steps if (step.feature, step.step) not in done]


def apply(txn: Txn, step: Migration, now_ms: int) -> None:
    """Apply one step. Its record is written first, so that on SQLite the whole step is one transaction."""
    txn.run(
        "INSERT INTO salon_migrations (feature, step, name, checksum, applied_ms) VALUES (?, ?, ?, ?, ?)",
        step.feature,
        step.step,
        step.name,
        step.checksum,
        now_ms,
    )
    for statement in step.statements:
        txn.run(statement)
