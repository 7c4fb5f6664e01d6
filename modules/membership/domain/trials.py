# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One trial for each person in a salon, by account, mail address and card: pure.

A mail address and a card are kept as digests that differ from salon to salon, so that they tell nothing but that
the same one came again.
"""

import hashlib
import unicodedata

_NO_DOTS = ("gmail.com", "googlemail.com")


def mailbox(mail: str) -> str:
    """One spelling for the ways of writing an address that lead to the same mailbox: the case does not matter, nor
    what follows a +, nor dots at Gmail (support.google.com/mail/answer/7436150)."""
    local, _, domain = unicodedata.normalize("NFKC", mail).casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _NO_DOTS:
        local, domain = local.replace(".", ""), _NO_DOTS[0]
    return f"{local}@{domain}"


def marks(salon_id: str, mail: str | None, card: str | None) -> tuple[str, ...]:
    """What a trial with this mail address and this card is known by in a salon."""
    named = [("mail", mailbox(mail))] if mail else []
    if card:
        named.append(("card", card))
    return tuple(hashlib.sha256(f"{salon_id}\n{kind}\n{value}".encode()).hexdigest() for kind, value in named)
