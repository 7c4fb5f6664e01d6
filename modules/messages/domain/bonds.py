# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two people are to each other, and what follows for a private talk of theirs. Pure."""

from collections.abc import Iterable
from typing import Literal

import attrs

from synapse_salon.ports.salons import Dm

SMALL = 8
"""How many people at the most make a room in which two of them are as good as alone."""

Kind = Literal["strangers", "staff", "members", "apart"]


@attrs.frozen
class Shared:
    """A salon that two people have in common, what it wants of private messages, and whether one of them works for
    it."""

    salon_id: str
    dm: Dm
    serves: bool


@attrs.frozen
class Bond:
    """What two people are to each other, by the salons they share.

    `strangers` share none: their talk is not the house's business. `staff`: one runs a salon of the other's.
    `members` of a salon in which members write to each other. `apart`: members of salons alone in which they do not.
    """

    kind: Kind
    salons: tuple[str, ...] = ()

    @property
    def is_apart(self) -> bool:
        """Whether they talk in the rooms of their salons only."""
        return self.kind == "apart"


STRANGERS = Bond("strangers")


def bond(shared: Iterable[Shared]) -> Bond:
    """What two people who have these salons in common are to each other: the most generous of them decides."""
    found = tuple(shared)
    salons = tuple(sorted(one.salon_id for one in found))
    if not found:
        return STRANGERS
    if any(one.serves for one in found):
        return Bond("staff", salons)
    return Bond("members" if any(one.dm == "members" for one in found) else "apart", salons)
