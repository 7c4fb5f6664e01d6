# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who issues, and whom documents are made out to."""

from modules.billing.domain.invoicing import Issuer
from synapse_salon.database import Txn


def issuer(txn: Txn, salon_id: str) -> Issuer:
    """Who issues a salon's documents; empty while nobody said anything."""
    row = txn.row(
        "SELECT name, address, registration_number, registered_from FROM salon_receipt_issuers WHERE salon_id = ?",
        salon_id,
    )
    return Issuer() if row is None else Issuer(*row)


def save_issuer(txn: Txn, salon_id: str, said: Issuer, by: str, now_ms: int) -> None:
    """Who issues from now on."""
    txn.run(
        "INSERT INTO salon_receipt_issuers"
        " (salon_id, name, address, registration_number, registered_from, changed_by, changed_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (salon_id) DO UPDATE SET name = excluded.name,"
        " address = excluded.address, registration_number = excluded.registration_number,"
        " registered_from = excluded.registered_from, changed_by = excluded.changed_by,"
        " changed_ms = excluded.changed_ms",
        salon_id,
        said.name,
        said.address,
        said.registration_number,
        said.registered_from,
        by,
        now_ms,
    )


def name_of(txn: Txn, user_id: str) -> str:
    """Whom a person's documents are made out to, or ""."""
    row = txn.row("SELECT name FROM salon_receipt_names WHERE user_id = ?", user_id)
    return "" if row is None else str(row[0])


def save_name(txn: Txn, user_id: str, name: str) -> None:
    """Whom they are made out to from now on; "" for nobody."""
    txn.run("DELETE FROM salon_receipt_names WHERE user_id = ?", user_id)
    if name:
        txn.run("INSERT INTO salon_receipt_names (user_id, name) VALUES (?, ?)", user_id, name)


def named(txn: Txn) -> list[str]:
    """Everybody who said whom theirs are made out to."""
    return [row[0] for row in txn.rows("SELECT user_id FROM salon_receipt_names")]
