# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of receipts and credit notes."""

from modules.billing.domain.receipts import Form, Kind, Receipt
from synapse_salon.i18n import Language, Text, t

TITLES: dict[Form, Text] = {
    "invoice": t("Receipt (qualified invoice)"),
    "simple_invoice": t("Receipt (simplified qualified invoice)"),
    "plain": t("Receipt"),
    "credit_note": t("Credit note (qualified return invoice)"),
    "plain_credit_note": t("Credit note"),
}
WITHDRAWN = t("Withdrawal of a credit note")
KINDS: dict[Kind, Text] = {
    "receipt": t("Receipt"),
    "credit_note": t("Credit note"),
    "credit_withdrawn": WITHDRAWN,
}
METHODS: dict[str, Text] = {
    "stripe": t("online, through Stripe"),
    "transfer": t("by bank transfer"),
    "sandbox": t("a trial payment; no money moved"),
}
_FIRMS = (
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "法人",
    "組合",
    "(株)",
    "（株）",
    "(有)",
    "（有）",
)


def title(receipt: Receipt) -> Text:
    """What a document is called."""
    return WITHDRAWN if receipt.kind == "credit_withdrawn" else TITLES[receipt.form]


def addressed(recipient: str, language: Language) -> str:
    """A name as Japanese letters address it: 御中 to a firm, 様 to a person; in English as it is."""
    if not recipient or language != "ja":
        return recipient
    return f"{recipient} {'御中' if any(mark in recipient for mark in _FIRMS) else '様'}"


def method(receipt: Receipt) -> Text:
    """How it was paid."""
    return METHODS.get(receipt.provider, t("online"))
