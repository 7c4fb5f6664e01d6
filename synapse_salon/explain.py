# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a person can or cannot enter each room: what every feature says, beside what is so."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

import attrs

from synapse_salon.crowd import Wish
from synapse_salon.rooms import RoomFacts

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

Explainer = Callable[[str, RoomFacts], Awaitable[str | None]]
"""Asked for a user id and a room; answers a stable word for why the person may not be in it, None if they may."""

MEANINGS: Mapping[str, str] = {
    "visitor": "never joined, or applied and gave up",
    "follower": "follows the salon without being a member",
    "applied": "began to join and has not paid yet",
    "guest": "invited to single rooms, and this is none of them",
    "lapsed": "was a member, and left or did not pay for too long",
    "removed": "put out by the staff, who can admit them again",
    "banned": "shut out by the staff",
    "other_plan": "is a member, but the room is for other plans than theirs",
    "staff_only": "is not of the staff",
    "not_introduced": "is none of the three whom an introduction brought together",
    "not_asked_in": "was not asked into this chat, which is for those alone who are",
    "not_in_lobby": "is nobody who waits for a payment, and not of the staff",
    "archived": "the room is closed for everybody",
}
"""What the words of explainers mean to an operator; a word that is not here stands alone."""

_SHOWN = {"join": "inside", "invite": "invited", "leave": "outside", "ban": "banned", "knock": "knocking"}
COLUMNS = f"{'room':<20} {'membership':<10} may they enter, and why not"
"""The heading above the lines of a salon's rooms."""


@attrs.frozen
class Explained:
    """One room, for one person. `reasons` are the features that say no, each with its word; `membership` is
    what the room's state says (`leave` also for strangers); `wish` is what the crowd still has to do."""

    room: RoomFacts
    membership: str
    reasons: Mapping[str, str]
    wish: Wish | None

    @property
    def is_settled(self) -> bool:
        """Whether nobody who may not be in the room is in it, and nothing is left to do."""
        return self.wish is None and not (self.reasons and self.membership in ("join", "invite"))

    def __str__(self) -> str:
        may = "may enter" if not self.reasons else "may not enter"
        said = ", ".join(f"{feature}: {_meant(word)}" for feature, word in self.reasons.items())
        shown = _SHOWN.get(self.membership, self.membership)
        line = f"{self.room.key:<20} {shown:<10} {may}{f' ({said})' if said else ''}"
        if self.wish is not None:
            state = (
                f"given up after {self.wish.attempts}"
                if self.wish.failed
                else f"try {self.wish.attempts + 1}"
            )
            error = f": {self.wish.last_error}" if self.wish.last_error else ""
            line += f"; to be moved: {self.wish.wish} ({self.wish.why}), {state}{error}"
        elif not self.is_settled:
            line += "; is in the room all the same"
        return f"{line}  {self.room.room_id}"


def _meant(word: str) -> str:
    return f"{word}: {MEANINGS[word]}" if word in MEANINGS else word


async def explain(platform: "Platform", user_id: str) -> dict[str, list[Explained]]:
    """Every room of every salon for one person, by the salon's slug."""
    wishes = {wish.room_id: wish for wish in await platform.crowd.pending(user_id)}
    present = await platform.host.memberships(user_id)
    found: dict[str, list[Explained]] = {}
    for slug, salon_id in sorted((await platform.rooms.salons()).items()):
        rows = found.setdefault(slug, [])
        for room in await platform.rooms.of_salon(salon_id):
            said = {name: await ask(user_id, room) for name, ask in platform.explainers.items()}
            reasons = {name: word for name, word in said.items() if word is not None}
            membership = present.get(room.room_id, "leave")
            rows.append(Explained(room, membership, reasons, wishes.get(room.room_id)))
    return found
