# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody who is not a member may see of a salon: rooms that everybody may read, and chosen posts. Pure rules."""

import re
from typing import Literal

import attrs

from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import t
from synapse_salon.ports.salons import Salon
from synapse_salon.posts import Post
from synapse_salon.rooms.kinds import RoomFacts


def check_public(salon: Salon, plans: tuple[str, ...], is_default: bool) -> None:
    """A room that everybody may read is for everybody, and whoever is in it went there knowingly.

    What stands in such a room can be read by anybody, and so can the list of who is in it. So the house brings
    nobody there, and a salon that nobody reviewed yet has none.

    Raises:
        BadInput: it is for some plans only, or members would be brought in.
        Conflict: the salon is not open.
    """
    problems = {}
    if plans:
        problems["plans"] = t("A room that everybody may read is for every plan.")
    if is_default:
        problems["default"] = t("Everybody sees who is in such a room, so members go there on their own.")
    if problems:
        raise BadInput(t("This room cannot be opened as it is."), problems)
    if not salon.is_open:
        raise Conflict(t("Rooms that everybody may read can be opened once the salon is open."), "not_open")


Consent = Literal["staff", "asked", "named", "unnamed", "refused"]
"""`staff`: the author serves, and speaks for the salon. Others are `asked` first; `unnamed` agrees without a name."""

State = Literal["shown", "asked", "refused", "changed", "away", "gone"]
"""How a chosen post stands: `changed` after it was chosen, `away` is its author, `gone` is the post."""

MOST_SAMPLES = 12
SHOWN_KINDS = frozenset({"m.text", "m.image"})


@attrs.frozen
class Sample:
    """A post that staff chose for people outside. `version` is the edit that was chosen, "" for none."""

    id: str
    salon_id: str
    room_id: str
    event_id: str
    author: str
    version: str
    consent: Consent
    chosen_by: str
    chosen_ms: int


_ACCOUNT = re.compile(r"@[\w.=/+-]+:[\w.:\[\]-]+")


def without_accounts(words: str) -> str:
    """Words for everybody, without the account ids that chat apps put in where somebody is mentioned."""
    return _ACCOUNT.sub("@…", words)


def may_give_samples(room: RoomFacts) -> bool:
    """Whether posts of a room may be shown outside: of none in which staff talk among themselves, or to one person."""
    return room.kind not in ("space", "tier", "staff", "lobby", "ask", "introduction") and room.access in (
        "members",
        "public",
    )


def state_of(sample: Sample, post: Post | None, serves: bool, is_inside: bool) -> State:
    """How a chosen post stands, by what is so now.

    What its author took back is not shown, nor what somebody said who has left or served and said yes to nothing.
    A member's edit waits for staff to look at it: nobody writes on the salon's page past them.
    """
    if sample.consent == "refused":
        return "refused"
    if post is None or post.kind not in SHOWN_KINDS or not (post.body or post.media):
        return "gone"
    if serves and sample.consent in ("staff", "named", "unnamed"):
        return "shown"
    if sample.consent == "asked":
        return "asked"
    if sample.consent == "staff" or not is_inside:
        return "away"
    return "shown" if sample.version == post.version else "changed"
