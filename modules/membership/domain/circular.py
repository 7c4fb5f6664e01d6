# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that staff write to several members at once: pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Literal

import attrs

from synapse_salon.i18n import Language

PersonState = Literal["waiting", "told", "unwanted", "gone", "unreached"]
"""Whether somebody was told; `unwanted`: they want no such letters; `gone`: they left meanwhile."""


@attrs.frozen
class Words:
    """A letter in one language."""

    subject: str
    body: str


@attrs.frozen
class Recipient:
    """A member who will get a letter, in the language of theirs or of the salon."""

    user_id: str
    community_name: str
    language: Language


@attrs.frozen
class Circular:
    """A letter to several members. Times in ms; what was stopped reaches nobody else."""

    id: str
    salon_id: str
    author: str
    words: Mapping[Language, Words]
    sent_ms: int
    stopped_ms: int | None = None


def version_for(
    words: Mapping[Language, Words], language: Language, otherwise: Language
) -> tuple[Language, Words]:
    """The words in somebody's language, or else in that of the salon, and which of these it is."""
    chosen = language if language in words else otherwise
    return chosen, words[chosen]


def token(
    salon_id: str, by: str, circular_id: str, words: Mapping[Language, Words], people: Sequence[Recipient]
) -> str:
    """What lets exactly these words go to exactly these people."""
    said = {language: [written.subject, written.body] for language, written in sorted(words.items())}
    named = sorted([person.user_id, person.language] for person in people)
    return hashlib.sha256(json.dumps([salon_id, by, circular_id, said, named]).encode()).hexdigest()
