# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff do to people by hand, in their apps, past the salon's books: pure."""

from typing import Literal

import attrs

from modules.membership.domain.placing import Place
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, Role, Standing, may

HandDeed = Literal["put_out", "barred", "held", "unbarred"]


@attrs.frozen
class Hand:
    """Something that was done by hand. Times in ms; only who was put out of a room waits to be settled."""

    id: str
    salon_id: str
    room_id: str
    user_id: str
    done_by: str
    deed: HandDeed
    reason: str
    at_ms: int
    settled_ms: int | None = None
    settled_by: str | None = None


def what_it_is(is_ban: bool, place: Place, belongs: bool, by: frozenset[Role]) -> HandDeed | None:
    """What a ban from a room (or its end, or a kick) means for the salon; None where it is nothing of ours, or is in
    the books already.

    A ban in one room becomes one of the salon: a room that is shut to a member for good is nothing the books know.
    """
    is_barred = place.standing is Standing.BANNED
    if not is_ban:
        return "unbarred" if is_barred else "put_out" if belongs else None
    if is_barred or not (belongs or place.serves):
        return None
    return "held" if place.roles or not may(by, Act.REMOVE_MEMBERS) else "barred"


def said_to_staff(hand: Hand, name: str, room: str, desk: str) -> Text:
    """What the staff are told, in their room."""
    values = {"by": hand.done_by, "name": name, "account": hand.user_id, "room": room}
    if hand.deed == "put_out":
        return t(
            "{by} put {name} ({account}) out of “{room}” in an app. They are still a member."
            " Bring them back, or leave it so: {url}",
            **values,
            url=desk,
        )
    if hand.deed == "barred":
        return t(
            "{by} barred {name} ({account}) from “{room}” in an app. So they are barred from the salon now, and their"
            " payments end. To take it back: !readmit {account}",
            **values,
        )
    if hand.deed == "held":
        return t(
            "{by} barred {name} ({account}) from “{room}” in an app. That is not how it is done here, so it was taken"
            " back. Who works for the salon loses their role first.",
            **values,
        )
    return t(
        "{by} let {name} ({account}) into “{room}” again in an app. They stay barred from the salon."
        " To let them join again: !readmit {account}",
        **values,
    )
