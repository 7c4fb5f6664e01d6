# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers Synapse's questions about rooms that are no salon's: cached lookups and pure rules only.

Nobody looks at what is said there, only at who is there. Where our own data cannot be reached, all of it passes:
these rooms are not ours.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from synapse.module_api import NOT_SPAM, EventBase
from synapse.module_api.errors import Codes

from modules.messages.domain.bonds import SMALL, Bond
from modules.messages.service.blocks import Blocks
from modules.messages.service.bonds import Bonds
from modules.messages.service.letters import NOT_NOW, OFF, Letters
from modules.messages.service.requests import Requests
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.speech import Refusal, takes_back

logger = logging.getLogger(__name__)
Answer = Literal["NOT_SPAM"] | Codes | tuple[Codes, dict[str, Any]]
_UNREADABLE = frozenset({"m.room.encrypted", "m.reaction"})
"""What clients send in an encrypted room that is no plain words."""


class Gate:
    """Keeps members of salons without private messages from being alone with each other."""

    def __init__(
        self, platform: Platform, bonds: Bonds, blocks: Blocks, letters: Letters, requests: Requests
    ) -> None:
        self._platform = platform
        self._bonds = bonds
        self._blocks = blocks
        self._letters = letters
        self._requests = requests

    async def on_create_room(self, requester: Any, config: dict[str, Any], is_admin: bool) -> None:
        """A room of two members is encrypted. Fails open: they are refused plain words there anyway."""
        try:
            await self._letters.encrypt(requester.user.to_string(), config)
        except Exception:
            logger.exception("Cannot tell whether a room is for two members")

    async def may_create_room(self, user_id: str, config: Mapping[str, Any]) -> Answer:
        """A room made for two begins with an invitation."""
        named = config.get("invite")
        invited = {name for name in named if isinstance(name, str)} if isinstance(named, list) else set()
        return await self._answer(user_id, user_id, invited, invited)

    async def may_invite(self, inviter: str, invitee: str, room_id: str) -> Answer:
        """Nobody is asked in by, or to, somebody they do not talk to alone; by people of other servers neither."""
        if self._platform.house in (inviter, invitee):
            return NOT_SPAM
        present = await self._present(room_id)
        if present is None:  # whoever is blocked does not ask into a large one either
            return await self._answer(inviter, invitee, (), {inviter})
        answer = await self._answer(inviter, invitee, {inviter, *present}, {inviter})
        if answer != NOT_SPAM or await self._may_ask(inviter, invitee, room_id):
            return answer
        return await self._not_now(inviter)

    async def _may_ask(self, inviter: str, invitee: str, room_id: str) -> bool:
        """Whether members of a salon ask each other now: one at a time, and not soon again after a refusal."""
        try:
            if (await self._bonds.between(inviter, invitee)).kind not in ("members", "staff"):
                return True
            return await self._requests.claim(inviter, invitee, room_id)
        except Exception:
            logger.exception("Cannot tell whether %s asked %s before", inviter, invitee)
            return True

    async def may_join(self, user_id: str, room_id: str, is_invited: bool) -> Answer:
        """Nobody of this server enters a small room in which somebody of that kind is. Who is there already changes
        their name, except where that would say something to somebody they do not talk to."""
        present = await self._present(room_id)
        if present is None:
            return NOT_SPAM
        if user_id in present and len(set(present) - {self._platform.house}) != 2:
            return NOT_SPAM
        return await self._answer(user_id, user_id, present, ())

    async def why_not_arrive(self, user_id: str, room_id: str) -> dict[str, Any] | None:
        """Asked before somebody knocks, or comes from another server: what they are refused with, or None."""
        answer = await self.may_join(user_id, room_id, False)
        return answer[1] if isinstance(answer, tuple) else None

    async def why_not_tell(self, user_id: str, room_id: str) -> dict[str, Any] | None:
        """Asked before somebody of this server comes, goes, asks or puts out somebody, and says why: what they are
        refused with, or None. Two who are alone would talk by that."""
        present = await self._present(room_id) or []
        if user_id not in present or len(set(present) - {self._platform.house}) != 2:
            return None
        answer = await self._answer(user_id, user_id, present, ())
        return answer[1] if isinstance(answer, tuple) else None

    async def may_speak(self, event: EventBase) -> Refusal | None:
        """Two who came to be alone somewhere, on whatever way, do not talk there. They may take back what they said,
        without a reason."""
        if takes_back(event):
            return None
        present = await self._platform.host.people_in(event.room_id, SMALL)
        company = set(present or ()) - {self._platform.house}
        if len(company) != 2:
            return None
        if event.sender not in company:
            salon = await self._bonds.keeps_apart(event.sender, company)
            if salon is None:
                return None
        else:
            (other,) = company - {event.sender}
            found = await self._bonds.between(event.sender, other)
            salon = await self._bonds.salon_of(found, company)
            if salon is None:
                return await self._in_private(event, other, found)
        if await self._is_the_houses(event.room_id, present or ()):
            return None
        return Refusal(_words(salon), OFF, self._page(salon))

    async def _in_private(self, event: EventBase, other: str, found: Bond) -> Refusal | None:
        """Two who may talk alone do, unless one blocked the other; members of a salon in encrypted words."""
        if await self._blocks.are_apart(event.sender, other):
            return Refusal(NOT_NOW, OFF, self._platform.web.url("me/messages"))
        if event.is_state() or event.type in _UNREADABLE or event.type == "m.room.redaction":
            return None
        if found.kind != "members":
            return None
        url = self._platform.web.url("me/messages")
        words = t(
            "Private messages between members are encrypted. Switch encryption on in this room, or begin here: {url}",
            url=url,
        )
        return Refusal(words, "not_encrypted", url)

    async def _present(self, room_id: str) -> list[str] | None:
        """Who is in a room, as far as this server knows; None where it is a salon's, or not small."""
        try:
            if await self._platform.rooms.facts(room_id) is not None:
                return None
            present = await self._platform.host.people_in(room_id, SMALL)
            return None if await self._is_the_houses(room_id, present or ()) else present
        except Exception:
            logger.exception("Cannot tell who is in %s", room_id)
            return None

    async def _is_the_houses(self, room_id: str, present: Iterable[str]) -> bool:
        """Whether the house made a room, and is in it: where owners meet, say."""
        house = self._platform.house
        if house not in present:
            return False
        key = ("m.room.create", "")
        create = (await self._platform.api.get_room_state(room_id, [key])).get(key)
        return create is not None and create.sender == house

    async def _answer(self, asks: str, person: str, others: Iterable[str], met: Iterable[str]) -> Answer:
        """Whether a person may come to be with others, those among them whom they `met` by an invitation.

        A block is told last and by the words for every other reason, so that nobody learns of it.
        """
        try:
            is_blocked = any([await self._blocks.are_apart(person, other) for other in met])
            salon = await self._bonds.keeps_apart(person, others)
            if salon is None:
                return await self._not_now(asks) if is_blocked else NOT_SPAM
            language = await self._platform.bot.language_of(asks)
        except Exception:
            logger.exception("Cannot tell whether %s may be alone with others", person)
            return NOT_SPAM
        about = {"reason": OFF, "url": self._page(salon)}
        return Codes.FORBIDDEN, {"error": self._platform.texts.say(_words(salon), language), "salon": about}

    async def _not_now(self, asks: str) -> Answer:
        """The same for whoever is blocked, waits for an answer, or was refused."""
        said = self._platform.texts.say(NOT_NOW, await self._platform.bot.language_of(asks))
        return Codes.FORBIDDEN, {
            "error": said,
            "salon": {"reason": OFF, "url": self._platform.web.url("me/messages")},
        }

    def _page(self, salon: Salon) -> str:
        return self._platform.web.url(f"s/{salon.slug}")


def _words(salon: Salon) -> Text:
    return t(
        "Members of {title} do not write to each other privately. Please talk in its rooms, or ask those who run it.",
        title=salon.title,
    )
