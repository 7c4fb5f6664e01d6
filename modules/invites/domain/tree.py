# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who invited whom, and what became of them. Pure."""

from collections.abc import Sequence

import attrs

from modules.invites.domain.came import Came
from synapse_salon.clock import DAY_MS

TROUBLE = frozenset({"removed", "banned", "disputed", "dispute_lost"})
"""Causes of an end that speak of an invitation that was a problem."""


@attrs.frozen
class Kept:
    """Of those who came so many days ago or before, how many were members so many days after they had come."""

    of: int
    kept: int


@attrs.frozen
class Figures:
    """What came of invitations: who came, who is a member still, and for how long they stayed."""

    came: int
    inside: int
    after_30: Kept
    after_90: Kept
    trouble: int


@attrs.frozen
class Branch:
    """Somebody who invited people, at their depth in the tree: 0 for who came by no invitation themself."""

    user_id: str
    depth: int
    figures: Figures
    invited: tuple[Came, ...]


def figures(came: Sequence[Came], now_ms: int) -> Figures:
    """The figures of those who came."""
    return Figures(
        came=len(came),
        inside=sum(one.left_ms is None for one in came),
        after_30=_kept(came, 30 * DAY_MS, now_ms),
        after_90=_kept(came, 90 * DAY_MS, now_ms),
        trouble=sum(one.ended in TROUBLE for one in came),
    )


def _kept(came: Sequence[Came], after_ms: int, now_ms: int) -> Kept:
    old = [one for one in came if one.joined_ms + after_ms <= now_ms]
    stayed = [one for one in old if one.left_ms is None or one.left_ms >= one.joined_ms + after_ms]
    return Kept(len(old), len(stayed))


def branches(came: Sequence[Came], now_ms: int) -> list[Branch]:
    """Everybody who brought somebody, each below who brought them. Nobody stands there twice, also where two
    invited each other."""
    by: dict[str, list[Came]] = {}
    brought: dict[str, str] = {}
    for one in came:
        by.setdefault(one.inviter, []).append(one)
        if one.user_id:  # of those who were forgotten nobody knows who they are
            brought.setdefault(one.user_id, one.inviter)
    found: dict[str, Branch] = {}

    def walk(first: str) -> None:
        todo = [(first, 0)]
        while todo:
            user_id, depth = todo.pop()
            if user_id in found or user_id not in by:
                continue
            invited = by[user_id]
            found[user_id] = Branch(user_id, depth, figures(invited, now_ms), tuple(invited))
            todo += [(one.user_id, depth + 1) for one in reversed(invited) if one.user_id]

    for user_id in by:
        if user_id not in brought:
            walk(user_id)
    for user_id in by:  # circles have no beginning
        walk(user_id)
    return list(found.values())
