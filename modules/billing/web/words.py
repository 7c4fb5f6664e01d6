# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for what stands in the books."""

from modules.billing.domain.refunds import State
from synapse_salon.i18n import Text, t
from synapse_salon.ledger.postings import Account
from synapse_salon.ports.payments import Disputed, PaidFor
from synapse_salon.purchases.listing import Fate

PAID_FOR: dict[PaidFor, Text] = {
    "begun": t("first payment"),
    "renewed": t("renewal"),
    "changed": t("change of plan"),
    "unknown": t("a payment"),
}

WHICH: dict[PaidFor, Text] = {**PAID_FOR, "unknown": t("another payment")}
"""The same to choose from."""

STATUSES: dict[str, Text] = {
    "pending": t("not paid yet"),
    "succeeded": t("has been paid"),
    "failed": t("failed"),
}

DISPUTED: dict[Disputed, Text] = {
    "open": t("taken back by the payer's bank"),
    "won": t("given to the salon again by the payer's bank"),
    "lost": t("left with the payer by the bank"),
}

FATES: dict[Fate, Text] = {
    "given_back": t("with money given back"),
    "disputed": t("taken back by the payer's bank"),
    "failed": t("failed"),
}

STATES: dict[State, Text] = {
    "asked": t("asked for; the payment service has not answered yet"),
    "pending": t("being given back"),
    "given": t("given back"),
    "refused": t("refused by the payment service"),
}

ACCOUNTS: dict[Account, Text] = {
    "sales": t("Sales, without tax"),
    "refunds": t("Given back, without tax"),
    "disputes": t("Taken back by payers' banks, without tax"),
    "tax": t("Consumption tax"),
    "fees": t("Fees of the payment service"),
    "application_fees": t("Fees of this service"),
    "provider": t("At the payment service"),
    "bank": t("Paid out"),
    "unassigned": t("Not of any order"),
}

HELD: dict[str, Text] = {"transfer": t("On the account for bank transfers")}
"""Where the money is that a payment provider holds which is no payment service."""

MOVES: dict[str, Text] = {
    "charge": t("money that was paid"),
    "refund": t("given back"),
    "refund_failed": t("money given back that came back"),
    "dispute": t("taken back by the payer's bank"),
    "dispute_won": t("given to the salon again by the payer's bank"),
    "payout": t("paid out"),
    "fee": t("fee"),
    "application_fee": t("fee of this service"),
    "other": t("something else"),
}


def account_words(account: Account, provider: str) -> Text:
    """What an item of the books is called where a provider's money is meant."""
    return HELD.get(provider, ACCOUNTS[account]) if account == "provider" else ACCOUNTS[account]
