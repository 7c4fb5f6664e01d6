# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words for what stands in the books of transfers."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from bridges.transfer.domain.books import ReturnKind, Transfer
from bridges.transfer.domain.matching import Why
from synapse_salon.i18n import Text, t

RETURN_KINDS: dict[ReturnKind, Text] = {
    "refund": t("the payment goes back"),
    "partial": t("too little, and too late"),
    "surplus": t("more than was asked"),
}

WHYS: dict[Why, Text] = {
    "code": t("the code is right"),
    "amount": t("the amount is right"),
    "name": t("the name fits"),
}

OUTCOMES: Mapping[str, Text] = {
    "whole": t("Paid in full."),
    "too_little": t("That is less than was asked. It is kept, and the rest is awaited."),
    "too_much": t("Paid, and more than was asked: what is too much stands below, to be sent back."),
    "too_little_and_late": t("Too little, and too late: it stands below, to be sent back."),
}


def day_ms(day: str | date) -> int:
    """The noon of a bank's day, in ms of UTC: for whatever writes days."""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return int(datetime.combine(found, time(12), UTC).timestamp() * 1000)


def status_of(transfer: Transfer) -> Text:
    """How a transfer stands."""
    if transfer.status == "complete":
        return t("has been paid")
    if transfer.status == "expired":
        return t("awaited no longer")
    return t("paid in part") if transfer.held else t("awaited")
