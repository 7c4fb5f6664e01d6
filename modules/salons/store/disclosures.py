# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sellers' disclosures in the database."""

import json

import attrs

from modules.salons.domain.disclosure import Disclosure
from synapse_salon.database import Txn


def of_salon(txn: Txn, salon_id: str) -> Disclosure | None:
    """What a salon says about its seller."""
    row = txn.row("SELECT content FROM salon_disclosures WHERE salon_id = ?", salon_id)
    return Disclosure(**json.loads(row[0])) if row else None


def save(txn: Txn, salon_id: str, seller: Disclosure, author: str, now_ms: int) -> None:
    """Keep what a salon says about its seller."""
    txn.run(
        "INSERT INTO salon_disclosures (salon_id, content, author, written_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (salon_id) DO UPDATE SET content = excluded.content, author = excluded.author,"
        " written_ms = excluded.written_ms",
        salon_id,
        json.dumps(attrs.asdict(seller), ensure_ascii=False),
        author,
        now_ms,
    )
