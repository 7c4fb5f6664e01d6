# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What salons are about: the list that owners choose from and visitors look through."""

from typing import Literal, cast, get_args

from synapse_salon.i18n import Text, t

Theme = Literal[
    "arts", "beauty", "books", "business", "career", "cooking", "crafts", "entertainment", "family", "games",
    "health", "language", "learning", "local", "money", "music", "nature", "photo", "sports", "tech", "travel",
]  # fmt: skip

_WORDS: dict[Theme, Text] = {
    "arts": t("Art and design"),
    "beauty": t("Beauty and fashion"),
    "books": t("Books and writing"),
    "business": t("Business"),
    "career": t("Work and career"),
    "cooking": t("Cooking and drinks"),
    "crafts": t("Crafts and making"),
    "entertainment": t("Stage and entertainment"),
    "family": t("Family"),
    "games": t("Games and anime"),
    "health": t("Health and exercise"),
    "language": t("Languages"),
    "learning": t("Learning and culture"),
    "local": t("Places and towns"),
    "money": t("Money"),
    "music": t("Music"),
    "nature": t("Plants, animals, nature"),
    "photo": t("Photography and film"),
    "sports": t("Sports"),
    "tech": t("Technology"),
    "travel": t("Travel"),
}

THEMES: tuple[tuple[Theme, Text], ...] = tuple((theme, _WORDS[theme]) for theme in get_args(Theme))


def theme_words(theme: str) -> Text | None:
    """What a salon is about, in a person's words; None where it chose nothing that we know."""
    return _WORDS.get(cast(Theme, theme))
