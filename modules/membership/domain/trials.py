# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One trial for each person in a salon, by account, mail address and card: pure.

A mail address and a card are kept as digests that differ from salon to salon, so that they tell nothing but that
the same one came again.
"""

import hashlib

from synapse_salon.mail.address import mailbox


def marks(salon_id: str, mail: str | None, card: str | None) -> tuple[str, ...]:
    """What a trial with this mail address and this card is known by in a salon."""
    named = [("mail", mailbox(mail))] if mail else []
    if card:
        named.append(("card", card))
    return tuple(hashlib.sha256(f"{salon_id}\n{kind}\n{value}".encode()).hexdigest() for kind, value in named)
