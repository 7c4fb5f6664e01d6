# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charges of kept cards; what is paid by them stands among the payments."""

from typing import Any

from bridges.sandbox.domain.charges import Charge
from synapse_salon.database import Txn
from synapse_salon.ports.payments import Ref

_CHARGE = "payment, page_key, status, return_url, expires_ms"


def write(txn: Txn, charge: Charge) -> None:
    """Write a charge as it stands."""
    txn.run(
        f"INSERT INTO salon_sandbox_charges ({_CHARGE}) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (payment) DO UPDATE SET status = excluded.status",
        charge.payment,
        charge.page_key,
        charge.status,
        charge.return_url,
        charge.expires_ms,
    )


def charge(txn: Txn, payment: str) -> Charge | None:
    """The charge of a payment."""
    return _charge(txn.row(f"SELECT {_CHARGE} FROM salon_sandbox_charges WHERE payment = ?", payment))


def charge_of_page(txn: Txn, page_key: str) -> Charge | None:
    """The charge whose page has this key."""
    return _charge(txn.row(f"SELECT {_CHARGE} FROM salon_sandbox_charges WHERE page_key = ?", page_key))


def _charge(row: tuple[Any, ...] | None) -> Charge | None:
    return None if row is None else Charge(Ref(row[0]), *row[1:])
