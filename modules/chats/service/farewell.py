# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said when a chat ends: in it a day ahead and at the end, and to whoever opened it."""

import logging

from modules.chats.domain.chats import Chat, Ended
from modules.chats.service.guests import GuestList
from modules.chats.service.hosts import Hosts
from modules.chats.store import chats as store
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.i18n import Text, t
from synapse_salon.naming import called_in
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web.written import moment

logger = logging.getLogger(__name__)

_WHY: dict[Ended, Text] = {
    "day": t("Its last day is over."),
    "closed": t("The salon has closed."),
    "archived": t("The staff closed its room."),
}


class Farewell:
    """Tells people that a chat ends, and why."""

    def __init__(self, platform: Platform, salons: Salons, hosts: Hosts, guests: GuestList) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._hosts = hosts
        self._guests = guests

    async def warn(self) -> None:
        """Tell everybody in the chats that end within a day. By the clock."""
        now_ms = self._platform.clock.now_ms()
        for chat in await self._db.run("salon_chats_near", store.near_end, now_ms, DAY_MS):
            salon = await self._salons.by_id(chat.salon_id)
            if salon is not None and chat.ends_ms is not None:
                when = moment(chat.ends_ms, salon.language, salon.timezone)
                text = t(
                    "This chat ends {date}. Then everybody leaves it, and nobody can open any more what was said here."
                    " Please copy by then what you want to keep.",
                    date=when,
                )
                await self._say(salon, chat, text, f"chat-near:{chat.room_id}")
            await self._db.run("salon_chat_warned", store.warned, chat.room_id, now_ms)

    async def say(self, chat: Chat, why: Ended, by: str) -> None:
        """Tell everybody in a chat that it ends now."""
        salon = await self._salons.by_id(chat.salon_id)
        if salon is not None:
            text = t(
                "This chat ends now. {why} Everybody leaves it, and nobody can open any more what was said here.",
                why=await self._why(salon, why, by),
            )
            await self._say(salon, chat, text, f"chat-end:{chat.room_id}")

    async def say_no_guests(self, salon: Salon, chat: Chat) -> None:
        """Tell everybody in a chat why its guests leave it."""
        text = t("This salon takes no guests any more. The guests leave this chat now; members stay.")
        hour = self._platform.clock.now_ms() // HOUR_MS
        await self._say(salon, chat, text, f"chat-no-guests:{chat.room_id}:{hour}")

    async def _say(self, salon: Salon, chat: Chat, text: Text, key: str) -> None:
        try:
            words = self._platform.texts.say(text, salon.language)
            await self._platform.bot.say(chat.room_id, words, key)
        except Exception:  # a chat ends, whatever became of its room
            logger.exception("Cannot tell the people in %s that it ends", chat.room_id)

    async def _why(self, salon: Salon, why: Ended, by: str) -> Text:
        if why == "staff":
            return t(
                "Members of {title} do not write to each other privately: a chat for those who are asked in lasts as"
                " long as one of the staff is in it.",
                title=salon.title,
            )
        if why == "hand" and by:
            names = await called_in(self._platform, salon.id, [by])
            return t("{name} ended it.", name=names[by])
        return _WHY.get(why, t("Somebody who looks after it ended it."))

    async def report(self, room_id: str) -> None:
        """Tell whoever opened a chat that it ended, why, and who of outside had been in it."""
        chat = await self._guests.salon_chat_of(room_id)
        salon = await self._salons.by_id(chat.salon_id) if chat is not None else None
        if chat is None or salon is None or not chat.host:
            return
        if await self._hosts.is_put_out(salon.id, chat.host):
            return
        language = await self._platform.bot.language_of(chat.host, salon.id)
        began = moment(chat.opened_ms, language, salon.timezone)
        lines: Text = t(
            "The chat “{name}”, opened {date}, has ended. Nobody is in it any more.",
            name=chat.name,
            date=began,
        )
        if chat.ended_why and chat.ended_by != chat.host:
            why = await self._why(salon, chat.ended_why, chat.ended_by)
            lines = t("{before}\n{after}", before=lines, after=why)
        for guest in await self._guests.of_chat(chat.room_id):
            line = (
                t(
                    "・{account}: here from {date}",
                    account=guest.user_id,
                    date=moment(guest.joined_ms, language, salon.timezone),
                )
                if guest.joined_ms is not None
                else t("・{account}: did not come", account=guest.user_id)
            )
            lines = t("{before}\n{after}", before=lines, after=line)
        await self._platform.bot.tell(chat.host, lines, f"chat-ended:{room_id}", language)
