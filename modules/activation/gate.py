# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""No sending until the current rules are accepted. A pure rule over cached lookups.

Where our own data cannot be reached, conversation passes: accepting rules is a courtesy, not what is paid for.
"""

from synapse.module_api import EventBase

from modules.activation.service import ActivationService
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.rooms import RoomFacts
from synapse_salon.speech import Refusal


class RulesGate:
    """Asks for the rules before a message."""

    def __init__(self, platform: Platform, salons: Salons, service: ActivationService) -> None:
        self._platform = platform
        self._salons = salons
        self._service = service
        platform.speech.ask("activation", self.may_speak, fails_open=True)

    async def may_speak(self, event: EventBase, room: RoomFacts) -> Refusal | None:
        """Taking back is not speaking; everything else waits for the rules."""
        if event.type == "m.room.redaction":
            return None
        salon = await self._salons.by_id(room.salon_id)
        if salon is None or not await self._service.owes_acceptance(salon, event.sender):
            return None
        self._platform.host.background("salon_rules_remind", self._service.remind, salon, event.sender)
        url = self._platform.web.url(f"s/{salon.slug}/rules")
        return Refusal(t("Please accept the salon's rules first: {url}", url=url), "rules", url)
