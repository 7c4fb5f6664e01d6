# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second line for what belongs to the house itself. The first are join rules and power levels.

Each hook says what it does when our own data cannot be reached.
"""

import logging
from collections.abc import Mapping
from typing import Any, Literal

from synapse.module_api import NOT_SPAM, EventBase, RoomAlias
from synapse.module_api.errors import Codes

from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, Role, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.rooms import RoomFacts
from synapse_salon.rooms.rules import answered_event, may_post
from synapse_salon.speech import Refusal

logger = logging.getLogger(__name__)

_SMUGGLED = t("Invite people with an invitation of their own, not while the room is made.")
_UNLISTED = t("The rooms of a salon are not in the public list. The salon's own page shows it.")
_ANNOUNCEMENTS = t("Only staff begin here. Please answer in a thread.")
Verdict = Literal["NOT_SPAM"] | Codes | tuple[Codes, dict[str, Any]]


class Gate:
    """Answers Synapse's questions."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        platform.api.register_spam_checker_callbacks(
            user_may_create_room=self.may_create_room,
            user_may_create_room_alias=self.may_create_alias,
            user_may_publish_room=self.may_publish,
        )
        platform.speech.ask("foundation", self.may_post, fails_open=True)
        platform.host.guard_events(self.is_ours)

    async def is_ours(self, room_id: str) -> bool:
        """Whether a room is a salon's. One of which that cannot be told is held by the stricter rule."""
        try:
            return await self._platform.rooms.facts(room_id) is not None
        except Exception:
            logger.exception("Cannot tell whether %s is a salon's room", room_id)
            return True

    async def may_create_room(self, user_id: str, config: Mapping[str, Any]) -> Verdict:
        """Nobody smuggles members in through `initial_state`, past everyone who is asked about invitations."""
        state = config.get("initial_state")
        for piece in state if isinstance(state, list) else []:
            if isinstance(piece, Mapping) and piece.get("type") == "m.room.member":
                return await self._refuse(user_id, _SMUGGLED, "initial_members")
        return NOT_SPAM

    async def may_create_alias(self, user_id: str, alias: RoomAlias) -> Verdict:
        """The names of a salon's rooms are the house's to give. Fails closed: a name can be taken later."""
        if user_id == self._platform.house:
            return NOT_SPAM
        try:
            salon = await self._platform.rooms.salon_at(alias.localpart)
        except Exception:
            logger.exception("Cannot tell whose the alias %s is", alias)
            return Codes.FORBIDDEN
        if salon is None:
            return NOT_SPAM
        taken = t("Names that begin with {name} belong to the salon of that name.", name=salon)
        return await self._refuse(user_id, taken, "salon_name")

    async def may_publish(self, user_id: str, room_id: str) -> Verdict:
        """No room of a salon stands in the public room list. Fails closed."""
        try:
            facts = await self._platform.rooms.facts(room_id)
        except Exception:
            logger.exception("Cannot tell whether %s is a salon's room", room_id)
            return Codes.FORBIDDEN
        return NOT_SPAM if facts is None else await self._refuse(user_id, _UNLISTED, "unlisted")

    async def may_post(self, event: EventBase, room: RoomFacts) -> Refusal | None:
        """In announcement rooms members answer in threads. Fails open: the talk goes on."""
        if event.type != "m.room.message" or room.kind != "announce" or await self._answers(event, room):
            return None
        return Refusal(_ANNOUNCEMENTS, "announcements")

    async def _refuse(self, user_id: str, text: Text, reason: str) -> Verdict:
        language = await self._platform.bot.language_of(user_id)
        said = self._platform.texts.say(text, language)
        return Codes.FORBIDDEN, {"error": said, "salon": {"reason": reason}}

    async def _answers(self, event: EventBase, facts: RoomFacts) -> bool:
        salons = self._platform.want(Salons)
        roles: frozenset[Role] = await salons.roles(facts.salon_id, event.sender) if salons else frozenset()
        if not may_post(facts, roles, event.content):
            return False
        answered = answered_event(event.content)
        if answered is None or may(roles, Act.ANNOUNCE):
            return True
        kind, event_id = answered
        target = await self._platform.host.relation_of(event_id)
        if target is None or target.room_id != event.room_id:
            return False
        if kind == "m.replace":
            return target.sender == event.sender
        return target.relation is None
