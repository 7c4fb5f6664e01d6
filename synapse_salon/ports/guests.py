# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Guests: people who are no members and are in single rooms until a day; and members, in rooms for those alone who are
asked in. Provided by `modules.chats`."""

from typing import Protocol


class Guests(Protocol):
    """Who was let into which room by name. It does not look at whether somebody is a member too, or was put out of
    the salon: whoever asks knows that."""

    async def admits(self, room_id: str, user_id: str) -> bool:
        """Whether a person is a guest of this room now: asked in, not put out, their end not reached. Cached."""

    async def rooms_of(self, salon_id: str, user_id: str) -> frozenset[str]:
        """The rooms of a salon that a person is a guest of now, as stored."""

    async def asked_into(self, user_id: str) -> frozenset[str]:
        """The rooms for those alone who are asked in (`invited`) into which a person was, for when they are a member or
        work for the salon. Cached."""

    async def asked_into_now(self, user_id: str) -> frozenset[str]:
        """The same as stored now."""
