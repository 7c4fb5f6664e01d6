# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail to a person: what a feature writes, and what sends it."""

from typing import Any, Protocol

import attrs

from synapse_salon.i18n import Language


def one_line(_: object, attribute: Any, value: str) -> None:
    """Refuse what would end a header's line and begin another, and what no header can carry.

    Raises:
        ValueError: names the field.
    """
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in value) or value.splitlines() not in ([], [value]):
        raise ValueError(f"A letter's {attribute.name} is one line without control characters")
    writable(_, attribute, value)


def writable(_: object, attribute: Any, value: str) -> None:
    """Refuse what is no text: a null character, or half of a surrogate pair.

    Raises:
        ValueError: names the field.
    """
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise ValueError(f"A letter's {attribute.name} holds characters that are no text")


def _said(_: object, attribute: Any, value: str) -> None:
    one_line(_, attribute, value)
    if not value:
        raise ValueError(f"A letter needs its {attribute.name}")


def _a_page(_: object, attribute: Any, value: str) -> None:
    one_line(_, attribute, value)
    fits = value.isascii() and value.startswith(("https://", "http://")) and not set(value) & set(' <>"')
    if value and not fits:
        raise ValueError(f"A letter's {attribute.name} is an http address in ASCII")


@attrs.frozen
class Letter:
    """A letter, already in its reader's language. `key` makes it one letter however often it is handed over.

    `unsubscribe_url` is for letters that a person may stop (never for those about a contract): the
    mail program offers it as a button, so a POST to it alone must do (RFC 8058).

    Raises:
        ValueError: a line break or a control character in `key`, `to`, `subject` or `unsubscribe_url`.
    """

    key: str = attrs.field(validator=_said)
    to: str = attrs.field(validator=_said)
    subject: str = attrs.field(validator=_said)
    text: str = attrs.field(validator=writable)
    html: str = attrs.field(validator=writable)
    language: Language
    unsubscribe_url: str = attrs.field(default="", validator=_a_page)


class Mailer(Protocol):
    """Takes letters and sees that each goes out once."""

    async def send(self, letter: Letter) -> None:
        """Take a letter for sending, on any process. A letter whose key was taken in the last 30 days is not
        taken again.

        Raises:
            BadInput: `to` is not an address that mail can be sent to.
        """
