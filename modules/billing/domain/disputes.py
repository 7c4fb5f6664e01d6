# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What it means for a salon that a payer's bank takes a payment back: words, and what can be given back then."""

from synapse_salon.errors import Conflict
from synapse_salon.i18n import Text, t
from synapse_salon.ports.payments import Disputed

SAYS: dict[str, Text] = {
    "open": t(
        "A payer's bank has taken a payment back. The payer can read, and not write, until it is decided."
    ),
    "won": t("A payer's bank has decided for you, and the payment is yours again."),
    "lost": t("A payer's bank has decided for the payer, who keeps the money and is out of the salon."),
}
ANSWER = t(
    "Please answer it at the payment service soon: it asks for what shows that the payment was wanted."
)
TAKEN: tuple[Disputed, ...] = ("open", "lost")
"""The bank has the money."""


def check_ours(disputed: Disputed) -> None:
    """Whether the salon has the money that would be given back. Raises Conflict."""
    if disputed in TAKEN:
        raise Conflict(
            t("The payer's bank has taken this payment back already: there is nothing to give back."),
            "disputed",
        )
