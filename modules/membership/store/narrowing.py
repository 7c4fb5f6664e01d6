# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which members a list is narrowed to."""

import attrs

from synapse_salon.database.txn import containing


@attrs.frozen
class Filter:
    """Members on a plan, whose community name contains some letters, who joined at that moment (ms) or later."""

    plan_id: str | None = None
    name: str = ""
    since_ms: int | None = None

    def where(self) -> tuple[str, list[object]]:
        """The same as conditions, and their values."""
        conditions, values = " AND COALESCE(joined_ms, 0) >= ?", list[object]([self.since_ms or 0])
        if self.plan_id is not None:
            conditions += " AND plan_id = ?"
            values.append(self.plan_id)
        if self.name:
            conditions += " AND LOWER(community_name) LIKE LOWER(?) ESCAPE '!'"
            values.append(containing(self.name))
        return conditions, values


EVERYBODY = Filter()
