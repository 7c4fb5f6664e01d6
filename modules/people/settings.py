# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of people."""

from pydantic import Field

from synapse_salon.settings import Settings


class PeopleSettings(Settings):
    """The `config:` of modules.people.People."""

    newcomer_days: int = Field(default=30, ge=1, le=365)
    """For how long somebody who joined stands among the newcomers."""
