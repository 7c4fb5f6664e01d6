# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""No sending until the current rules are accepted. A pure rule over cached lookups.

Where our own data cannot be reached, conversation passes: accepting rules is a courtesy, not what is paid for.
"""

import logging
from typing import Any, Literal

from synapse.events import EventBase
from synapse.module_api import NOT_SPAM
from synapse.module_api.errors import Codes

from modules.activation.service import ActivationService
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons

logger = logging.getLogger(__name__)
Answer = Literal["NOT_SPAM"] | Codes | tuple[Codes, dict[str, Any]]
# What someone may send without having accepted: looking around and taking back is not speaking.
_QUIET = frozenset({"m.room.member", "m.room.redaction"})


class RulesGate:
    """Asks for the rules before a message."""

    def __init__(
        self, platform: Platform, salons: Salons, members: Members, service: ActivationService
    ) -> None:
        self._platform = platform
        self._salons = salons
        self._members = members
        self._service = service

    async def may_speak(self, event: EventBase) -> Answer:
        """Synapse asks about every event. Fails open."""
        if event.sender == self._platform.house or event.type in _QUIET:
            return NOT_SPAM
        try:
            room = await self._platform.rooms.facts(event.room_id)
            salon = await self._salons.by_id(room.salon_id) if room is not None else None
            if salon is None or not await self._service.owes_acceptance(salon, event.sender):
                return NOT_SPAM
            self._platform.host.background("salon_rules_remind", self._service.remind, salon, event.sender)
            card = await self._members.card(salon.id, event.sender)
            language = card.language if card is not None else salon.language
            said = t("Please accept the salon's rules first: {url}", url=self._url(salon.slug))
            return Codes.FORBIDDEN, {
                "error": self._platform.texts.say(said, language),
                "salon": {"reason": "rules", "url": self._url(salon.slug)},
            }
        except Exception:
            logger.exception("Cannot tell whether %s accepted the rules", event.sender)
            return NOT_SPAM

    def _url(self, slug: str) -> str:
        return self._platform.web.url(f"s/{slug}/rules")
