# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How to pay a transfer, in words that letters and messages carry: pure."""

from bridges.transfer.domain.books import Kind, Transfer
from synapse_salon.i18n import Text, t

KINDS: dict[Kind, Text] = {
    "ordinary": t("Ordinary account"),
    "current": t("Current account"),
    "savings": t("Savings account"),
}


def how_to_pay(transfer: Transfer) -> tuple[Text, ...]:
    """The account, what is still to come, and the code."""
    account = transfer.account
    return (
        t(
            "Please transfer {amount} to: {bank}, {branch}, {kind} {number}, {holder}",
            amount=str(transfer.left),
            bank=account.bank,
            branch=account.branch,
            kind=KINDS[account.kind],
            number=account.number,
            holder=account.holder,
        ),
        t(
            "Please put these seven digits before your name where your bank asks for the name of the payer: {example}",
            example=transfer.code,
        ),
    )
