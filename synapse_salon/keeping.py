# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What features keep of people: for those who take theirs along, and those who want to be forgotten."""

from collections.abc import Awaitable, Callable
from typing import Any

import attrs

KeptOf = Callable[[str, str], Awaitable[Any]]
"""What is kept of a person in a salon (salon id, user id), as JSON has it; None for nothing."""

Forget = Callable[[str], Awaitable[None]]
"""Forgets a person (user id) in every salon. May be called twice."""


@attrs.define
class Keeping:
    """Features say what they keep beside the membership itself."""

    _features: dict[str, tuple[KeptOf, Forget]] = attrs.field(factory=dict)

    def add(self, name: str, kept_of: KeptOf, forget: Forget) -> None:
        """`name` is what it is called in the file that people take along. Raises ValueError: it is taken."""
        if name in self._features:
            raise ValueError(f"There is something called {name} already")
        self._features[name] = (kept_of, forget)

    async def of_person(self, salon_id: str, user_id: str) -> dict[str, Any]:
        """All of a person in a salon, by name; what is not there is left out."""
        found = {name: await kept_of(salon_id, user_id) for name, (kept_of, _) in self._features.items()}
        return {name: kept for name, kept in found.items() if kept is not None}

    async def forget(self, user_id: str) -> None:
        """Forget a person who deleted their account and asked for that."""
        for _, forget in self._features.values():
            await forget(user_id)
