# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members, as other features see them. Provided by `modules.membership`."""

from collections.abc import Collection
from typing import Literal, Protocol

import attrs

from synapse_salon.i18n import Language
from synapse_salon.people import Standing

Minors = Literal["free_only", "paid", "always"]
"""Whether people under 18 take free plans only, or need a guardian for plans that cost money, or for every plan."""


@attrs.frozen
class MemberCard:
    """A person in a salon under the name they chose for it. `keeps_lobby`: lapsed, and kept in the lobby.
    `picture` is the mxc address of the one they chose for it. `renews`: they are charged again and again."""

    salon_id: str
    user_id: str
    standing: Standing
    plan_id: str | None
    community_name: str
    language: Language
    keeps_lobby: bool = False
    picture: str | None = None
    renews: bool = False


@attrs.frozen
class Insider:
    """Somebody who is inside of a salon, by the name they chose for it; `joined_ms` is when they joined."""

    salon_id: str
    user_id: str
    community_name: str
    joined_ms: int


@attrs.frozen
class Portrait:
    """The picture that somebody chose for a salon: its content type and its bytes."""

    media_type: str
    content: bytes = attrs.field(repr=False)


@attrs.frozen
class Recovery:
    """What came of renewals that failed in a time: how many came back by paying, and how many are owed still."""

    failed: int
    recovered: int
    owed: int


class Members(Protocol):
    """Looks members up; answers come from a cache that every process forgets together."""

    async def card(self, salon_id: str, user_id: str) -> MemberCard | None:
        """The person's card in this salon, or None for someone who never applied."""

    async def names(self, salon_id: str, people: Collection[str]) -> dict[str, str]:
        """The community names of people in this salon, as stored now; of those who never applied, or were
        forgotten, nothing."""

    async def called(self, salon_id: str, part: str, limit: int) -> list[str]:
        """Accounts whose community name in this salon contains some letters, as stored now."""

    async def mail(self, salon_id: str, user_id: str) -> str | None:
        """Where letters of this salon to this person go, as stored now; None where they gave no address."""

    async def salons_of(self, user_id: str) -> list[str]:
        """The ids of the salons that the person ever applied to."""

    async def inside(self, user_id: str) -> frozenset[str]:
        """The ids of the salons that the person is inside of (`Standing.is_inside`), cached."""

    async def insider(self, salon_id: str, user_id: str) -> Insider | None:
        """The person, if they are inside of the salon, as stored now."""

    async def portrait(self, salon_id: str, user_id: str) -> Portrait | None:
        """The picture that the person chose for the salon, as stored now."""

    async def insiders(self, after: tuple[str, str], limit: int) -> list[Insider]:
        """Who is inside of any salon, as stored now, by salon and account from behind `after`."""

    async def recovery(self, salon_id: str, from_ms: int, to_ms: int) -> Recovery:
        """What came of the renewals of a salon that failed from one moment to before another."""

    async def minors(self, salon_id: str) -> Minors:
        """What a salon asks of people under 18."""

    async def muted(self, salon_id: str) -> frozenset[str]:
        """Who may read in a salon and not write, as stored now."""
