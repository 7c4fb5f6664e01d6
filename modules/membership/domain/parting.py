# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of the posts of somebody who leaves: pure rules.

chosen → working → done          undone, where they stayed
"""

from typing import Literal

import attrs

from modules.membership.domain.changes import Member
from synapse_salon.clock import HOUR_MS, MINUTE_MS
from synapse_salon.people import Standing

PostsChoice = Literal["keep", "anonymise", "delete"]
PartingState = Literal["chosen", "working", "done", "undone"]
Phase = Literal["posts", "names", "uploads"]

WAITS_MS = 10 * MINUTE_MS
"""How long the last of somebody's posts wait for them to be out of every room."""

_REACHES: tuple[PostsChoice, ...] = ("keep", "anonymise", "delete")
_CHOOSES = frozenset({Standing.CANCELLING, Standing.LAPSED, Standing.REMOVED, Standing.BANNED})


@attrs.frozen
class Parting:
    """What somebody wished for their posts on leaving a salon, and what was done of it. Times in ms.

    `found` posts were there, `cleared` are deleted, and `failed` could not be.
    """

    id: str
    salon_id: str
    user_id: str
    posts: PostsChoice
    state: PartingState
    chosen_ms: int
    begun_ms: int | None = None
    done_ms: int | None = None
    phase: Phase = "posts"
    is_listed: bool = False
    due_ms: int = 0
    found: int = 0
    cleared: int = 0
    failed: int = 0


def begun(parting: Parting, now_ms: int) -> Parting:
    """The parting of somebody who is out: there is work to do, or nothing."""
    if parting.posts == "keep":
        return attrs.evolve(parting, state="done", begun_ms=now_ms, done_ms=now_ms)
    phase: Phase = "posts" if parting.posts == "delete" else "names"
    return attrs.evolve(parting, state="working", begun_ms=now_ms, due_ms=now_ms, phase=phase)


def next_phase(parting: Parting) -> Phase | None:
    """What comes after the present phase; None at the end."""
    if parting.phase == "posts":
        return "names"
    return "uploads" if parting.phase == "names" and parting.posts == "delete" else None


def follows(parting: Parting, after: Standing, cause: str, at_ms: int, now_ms: int) -> Parting:
    """What a change of standing at that moment makes of a choice that waits.

    It counts for somebody who goes because they chose to, or is put out meanwhile. It does not for somebody whose
    dues ran out, who is expected back, nor where leaving broke off at that time and is decided now without it.
    """
    if parting.state != "chosen" or parting.chosen_ms > at_ms:
        return parting
    if after is Standing.CANCELLING:
        is_another_decision = parting.chosen_ms < at_ms - HOUR_MS
        return attrs.evolve(parting, state="undone") if is_another_decision else parting
    if after.is_inside:
        stays = after in (Standing.TRIAL, Standing.ACTIVE)
        return attrs.evolve(parting, state="undone") if stays else parting
    if after not in (Standing.LAPSED, Standing.REMOVED, Standing.BANNED):
        return parting
    if cause in ("read_only_over", "ended", "pass_over"):
        return attrs.evolve(parting, state="undone")
    return begun(parting, now_ms)


def may_choose(member: Member | None) -> bool:
    """Whether somebody may say what becomes of their posts: who leaves, or was here and is out."""
    return member is not None and member.joined_ms is not None and member.standing in _CHOOSES


def left_to_choose(parting: Parting | None) -> tuple[PostsChoice, ...]:
    """What can still become of posts: all of it, or what goes further than what was done already."""
    if parting is None or parting.state != "done" or parting.posts == "keep":
        return _REACHES
    return _REACHES[_REACHES.index(parting.posts) + 1 :]


def is_said_already(parting: Parting | None, member: Member, posts: PostsChoice) -> bool:
    """Whether they wished this before, in the same membership, or more than this and it is done."""
    if parting is None or parting.state == "undone" or parting.chosen_ms < (member.joined_ms or 0):
        return False
    is_included = parting.state == "done" and _REACHES.index(parting.posts) > _REACHES.index(posts)
    return parting.posts == posts or is_included
