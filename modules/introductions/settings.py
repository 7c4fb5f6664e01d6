# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of introductions."""

from pydantic import Field

from synapse_salon.settings import Settings


class IntroductionsSettings(Settings):
    """The `config:` of modules.introductions.Introductions."""

    per_day: int = Field(default=5, ge=1, le=1000)
    """How many introductions one member may begin in a salon within a day."""

    days: int = Field(default=14, ge=1, le=365)
    """For how many days the two may answer."""

    again_days: int = Field(default=30, ge=0, le=3650)
    """How many days pass before the same two may be asked again, by whomever."""
