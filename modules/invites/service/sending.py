# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters and messages of lists: sent at a pace, each once."""

import logging

from synapse.module_api.errors import SynapseError

from modules.invites.domain.events import EVENT, content
from modules.invites.domain.lists import Row
from modules.invites.service.codes import Codes
from modules.invites.store import lists as rows
from synapse_salon.clock import MINUTE_MS
from synapse_salon.errors import SalonError
from synapse_salon.i18n import t
from synapse_salon.mail import Sender
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.web import written

logger = logging.getLogger(__name__)
AT_ONCE = 10
"""Rows sent in a turn of a second: what the mail server and other servers are spared."""
TRIES = 5


class Sending:
    """Sends what lists are for."""

    def __init__(self, platform: Platform, salons: Salons, made: Codes) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._codes = made

    async def send(self) -> None:
        """Send what is due. By the clock; a row that fails holds up no other."""
        now_ms = self._platform.clock.now_ms()
        for batch_id, salon_id, by, row in await self._db.run("salon_invite_due", rows.due, now_ms, AT_ONCE):
            if self._platform.host.is_going_down:
                return
            try:
                reason = await self._send(salon_id, by, row)
            except (SalonError, SynapseError) as refusal:
                logger.warning("Row %s of list %s cannot be sent: %s", row.number, batch_id, refusal)
                again_ms = now_ms + MINUTE_MS
                tries = await self._db.run("salon_invite_later", rows.later, batch_id, row.number, again_ms)
                if tries < TRIES:
                    continue
                reason = "unreachable"
            state = "failed" if reason else "sent"
            await self._db.run("salon_invite_mark", rows.mark, batch_id, row.number, state, reason)

    async def _send(self, salon_id: str, by: str, row: Row) -> str:
        """Send one; answers why it is not sent, or nothing."""
        salon = await self._salons.by_id(salon_id)
        invite = await self._codes.look_up(row.code or "")
        now_ms = self._platform.clock.now_ms()
        if salon is None or invite is None or invite.state(now_ms) != "open" or not salon.takes_members:
            return "over"
        url = self._codes.url(invite.code)
        stop = f"{self._codes.url(row.stop_word or invite.code)}/stop"
        until = written.date(invite.expires_ms, salon.language, salon.timezone)
        if row.kind == "account":
            room_id = await self._platform.bot.dm_with(row.sent_to)
            key = f"invite:{invite.code}"
            await self._platform.bot.voice.once(room_id, EVENT, content(invite, salon, url), key)
            said = t(
                "The staff of {title} invite you to join their salon.\n\n{purpose}\n\n{url}\n"
                "You can do so until {date}. To hear of no more invitations: {stop}",
                title=salon.title,
                purpose=salon.purpose,
                url=url,
                date=until,
                stop=stop,
            )
            words = self._platform.texts.say(said, salon.language)
            await self._platform.bot.say(room_id, words, f"invite-words:{invite.code}")
            return ""
        sent = await self._platform.letters.send(
            to=row.sent_to,
            template="invites/invitation",
            language=salon.language,
            key=f"invites.letter:{invite.code}",
            subject=t("An invitation to {title}", title=salon.title),
            values={"salon": salon, "url": url, "until": until},
            sender=Sender(salon.title, self._platform.web.url(f"s/{salon.slug}")),
            why=t(
                "You get this letter because the staff of {title} gave your address, to invite you.",
                title=salon.title,
            ),
            unsubscribe_url=stop,
        )
        return "" if sent else "no_mail"
