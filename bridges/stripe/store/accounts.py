# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which account at Stripe a salon is paid to."""

from synapse_salon.database import Txn


def of_salon(txn: Txn, salon_id: str) -> tuple[str, bool] | None:
    """A salon's account, and whether it could take payments when it was looked at last."""
    row = txn.row("SELECT account, is_ready FROM salon_stripe_accounts WHERE salon_id = ?", salon_id)
    return None if row is None else (str(row[0]), bool(row[1]))


def salon_of(txn: Txn, account: str) -> str | None:
    """The salon that an account is of."""
    row = txn.row("SELECT salon_id FROM salon_stripe_accounts WHERE account = ?", account)
    return None if row is None else str(row[0])


def every(txn: Txn) -> list[str]:
    """All accounts."""
    return [str(row[0]) for row in txn.rows("SELECT account FROM salon_stripe_accounts ORDER BY account")]


def keep(txn: Txn, salon_id: str, account: str) -> None:
    """Write a salon's account down; the first one stays."""
    txn.run(
        "INSERT INTO salon_stripe_accounts (salon_id, account, is_ready) VALUES (?, ?, 0)"
        " ON CONFLICT (salon_id) DO NOTHING",
        salon_id,
        account,
    )


def set_ready(txn: Txn, account: str, is_ready: bool) -> None:
    """Write down whether an account can take payments."""
    txn.run("UPDATE salon_stripe_accounts SET is_ready = ? WHERE account = ?", int(is_ready), account)
