# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an author can show for a claim (景品表示法 7条2項 asks for it within 15 days): pure rules."""

from modules.salons.domain.claims import Finding
from modules.salons.domain.pages import Evidence

LONGEST_NOTE = 1000


def claims_in(findings: list[Finding]) -> list[str]:
    """The words that ask for evidence, each once; a term that does not hold is not made to hold by evidence."""
    return list(dict.fromkeys(found.words for found in findings if found.kind != "unfair"))


def kept(given: tuple[Evidence, ...], findings: list[Finding]) -> tuple[Evidence, ...]:
    """The evidence for words that still stand in the page, one for each."""
    notes = {one.words: one for one in given if one.note}
    return tuple(notes[words] for words in claims_in(findings) if words in notes)
