# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail to a person: what a feature writes, and what sends it."""

from typing import Protocol

import attrs

from synapse_salon.i18n import Language


@attrs.frozen
class Letter:
    """A letter, already in its reader's language. `key` makes it one letter however often it is handed over."""

    key: str
    to: str
    subject: str
    text: str
    html: str
    language: Language


class Mailer(Protocol):
    """Takes letters and sees that each goes out once."""

    async def send(self, letter: Letter) -> None:
        """Take a letter for sending. A letter whose key was taken before is not taken again."""
