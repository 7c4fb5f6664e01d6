# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody asks the list of people for. Pure."""

import base64
import binascii
import json
from typing import Literal

import attrs

from modules.people.domain.folding import folded, words_of
from modules.people.domain.profile import Profile
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t

Show = Literal["all", "new", "like"]
"""Everybody by name, those who came lately with the last one first, or those who have most in common with one."""

LARGEST = 2**63 - 1


@attrs.frozen
class Search:
    """People who are found by all of the words (folded), and who are interested in something (folded)."""

    show: Show = "all"
    words: tuple[str, ...] = ()
    interest: str = ""

    @classmethod
    def of(cls, show: Show, query: str, interest: str) -> "Search":
        """The same as somebody typed it."""
        return cls(show, words_of(query), folded(" ".join(interest.split())))


@attrs.frozen
class Place:
    """Where a page of the list ends: the number and the name that it is ordered by, and the account."""

    number: int = 0
    name: str = ""
    user_id: str = ""

    def written(self) -> str:
        """The same as a word in an address."""
        said = json.dumps([self.number, self.name, self.user_id], ensure_ascii=False)
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read_place(said: str) -> Place:
    """A place as `Place.written` wrote it. Raises BadInput."""
    try:
        number, name, user_id = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
        is_one = type(number) is int and 0 <= number <= LARGEST
        if not is_one or not isinstance(name, str) or not isinstance(user_id, str) or "\0" in name + user_id:
            raise ValueError
        (name + user_id).encode()
    except (ValueError, TypeError, binascii.Error, RecursionError):
        problem = t("the next_batch of an answer")
        raise BadInput(t("This is not a place in the list."), {"from": problem}) from None
    return Place(number, name, user_id)


def place_of(show: Show, profile: Profile, number: int) -> Place:
    """Where this person stands in the list; `number` is how many there are up to them."""
    if show == "new":
        return Place(profile.came_ms, "", profile.user_id)
    if show == "like":
        return Place(number)
    return Place(0, folded(profile.name), profile.user_id)
