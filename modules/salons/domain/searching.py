# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people look for in the directory: pure rules."""

import unicodedata

import attrs

from modules.salons.domain.pages import PageContent
from modules.salons.domain.themes import Theme
from synapse_salon.ports.salons import Kind

MOST_TERMS = 5


@attrs.frozen
class Wish:
    """What somebody looks for. `most` is what a month may cost, in minor units (0: a free plan); `age` is how old they
    are; all `terms` must stand on the public page."""

    terms: tuple[str, ...] = ()
    kind: Kind | None = None
    theme: Theme | None = None
    most: int | None = None
    age: int | None = None


def plain(words: str) -> str:
    """Words in one case and one width (Unicode NFKC, case folded), with single blanks."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def terms(typed: str) -> tuple[str, ...]:
    """What is looked for, word by word."""
    return tuple(plain(typed).split()[:MOST_TERMS])


def words_of(content: PageContent) -> str:
    """A page's words as they are searched."""
    return plain(" ".join((content.title, content.purpose, content.lead, *content.benefits, content.body)))
