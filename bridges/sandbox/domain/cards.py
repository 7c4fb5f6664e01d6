# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The test cards. A number is read, understood and forgotten: only what the card does and its last digits are kept."""

import hashlib
import unicodedata
from enum import StrEnum

import attrs


class Behaviour(StrEnum):
    """What a card does when it is charged."""

    PAYS = "pays"
    DECLINES = "declines"
    PAYS_ONCE = "pays_once"
    """Pays while its holder is there, and declines whenever it is charged without them."""
    ASKS = "asks"
    """Has its holder confirm each charge, so that it fails where they are not there."""


NUMBERS: dict[str, Behaviour] = {
    "4242424242424242": Behaviour.PAYS,
    "4000000000000002": Behaviour.DECLINES,
    "4000000000000341": Behaviour.PAYS_ONCE,
    "4000002760003184": Behaviour.ASKS,
}


OTHERS = "424242424242"
"""Any number of 16 digits that begins like this is a card of its own, which pays."""


class NotATestCard(Exception):
    """A number that is none of the test cards'; it may be somebody's real one, so it is not in the message."""


@attrs.frozen
class Card:
    """A test card."""

    behaviour: Behaviour
    last4: str

    @property
    def fingerprint(self) -> str:
        """The same for the same card, whoever holds it: what it does and its last digits tell the test cards apart."""
        return hashlib.sha256(f"{self.behaviour}:{self.last4}".encode()).hexdigest()

    @property
    def pays_now(self) -> bool:
        """Whether it pays while its holder is there."""
        return self.behaviour is not Behaviour.DECLINES

    @property
    def pays_later(self) -> bool:
        """Whether it pays when a renewal charges it."""
        return self.behaviour is Behaviour.PAYS

    @property
    def asks(self) -> bool:
        """Whether its holder confirms each charge."""
        return self.behaviour is Behaviour.ASKS


def read_card(number: str) -> Card:
    """The test card of this number; spaces, hyphens and full-width digits are as good.

    Raises:
        NotATestCard: it is none.
    """
    digits = "".join(
        sign for sign in unicodedata.normalize("NFKC", number) if sign not in " -\u2010\u2212\u30fc"
    )
    behaviour = NUMBERS.get(digits)
    if behaviour is None and len(digits) == 16 and digits.isdecimal() and digits.startswith(OTHERS):
        behaviour = Behaviour.PAYS
    if behaviour is None:
        raise NotATestCard
    return Card(behaviour, digits[-4:])


def grouped(number: str) -> str:
    """A number as it stands on a card, in groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
