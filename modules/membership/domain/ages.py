# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The age that a person gave, and whether they may give another one: pure.

Of a birth date only the band is kept. Whoever was turned away as too young, or is known to be a minor, does not
become older by typing another date: the staff decide about that.
"""

from typing import Literal

import attrs

Band = Literal["under_18", "18_19", "20_over"]
ADULT = 18
_ORDER: tuple[Band, ...] = ("under_18", "18_19", "20_over")


@attrs.frozen
class Told:
    """The age that a person gave in a salon. `turned_away_below` is the age they would have needed, None where
    they were old enough."""

    band: Band
    turned_away_below: int | None = None


def band_of(age: int) -> Band:
    """What is kept of an age in full years. Source: 民法 4条 (adult at 18), 20 for alcohol and the like."""
    return "under_18" if age < ADULT else "18_19" if age < 20 else "20_over"


def is_older(before: Told, age: int) -> bool:
    """Whether this age makes somebody older than what they gave before: then the staff look at it."""
    if before.turned_away_below is not None and age >= before.turned_away_below:
        return True
    return _ORDER.index(band_of(age)) > _ORDER.index(before.band)


def written(told: Told) -> str:
    """As a browser keeps it."""
    return f"{told.band}.{told.turned_away_below or 0}"


def read(kept: str | None) -> Told | None:
    """What a browser kept; None where that is nothing of ours."""
    band, _, below = (kept or "").partition(".")
    found = next((known for known in _ORDER if known == band), None)
    if found is None or not below.isascii() or not below.isdecimal() or len(below) > 3:
        return None
    return Told(found, int(below) or None)


def is_minor(band: str) -> bool:
    """Whether a guardian decides with them (民法 5条)."""
    return band == "under_18"
