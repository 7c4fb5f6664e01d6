# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a chat with guests says of them, in the room itself: a piece of state, the topic, and a line when one comes."""

import re

from modules.chats.domain.visits import is_visitors
from modules.chats.service.guests import GuestList
from synapse_salon.events import GuestsState
from synapse_salon.i18n import Text, Texts, t
from synapse_salon.i18n.texts import LANGUAGES
from synapse_salon.naming import called_in
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web.written import moment


class Sign:
    """Keeps the sign of each chat as things are."""

    def __init__(self, platform: Platform, salons: Salons, guests: GuestList) -> None:
        self._platform = platform
        self._salons = salons
        self._guests = guests

    async def keep(self, room_id: str, came: str | None = None, event_id: str = "") -> None:
        """Bring a chat's sign to who is there now; `came` is somebody who came with this event."""
        chat = await self._guests.salon_chat_of(room_id)
        salon = await self._salons.by_id(chat.salon_id) if chat is not None else None
        if chat is None or salon is None or chat.guests == "none":
            return
        here = await self._guests.here(room_id)
        ends = [guest.until_ms for guest in here if guest.until_ms is not None]
        until_ms = chat.ends_ms if chat.ends_ms is not None else max(ends, default=None)
        state = GuestsState(len(here), until_ms)
        if await self._platform.rooms.state(room_id, state.type) != state.render():
            words = self._topic(salon, state)
            if chat.host:
                by = await opened_by(self._platform, salon.id, chat.host)
                words = t("{before} · {after}", before=by, after=words)
            topic = self._platform.texts.say(words, salon.language)
            said = {"topic": topic, "m.topic": {"m.text": [{"body": topic}]}}
            await self._platform.rooms.say_state(room_id, "m.room.topic", said)
            await self._platform.rooms.say_state(room_id, state.type, state.render())
        if came is not None and any(guest.user_id == came for guest in here):
            line = self._platform.texts.say(
                came_words(await self._called(room_id, came), state.count), salon.language
            )
            await self._platform.bot.say(room_id, line, f"guest-came:{event_id}")

    async def _called(self, room_id: str, user_id: str) -> str:
        """An account, or the name of somebody who has none."""
        if not is_visitors(user_id[1:].partition(":")[0]):
            return user_id
        member = await self._platform.rooms.state(room_id, "m.room.member", user_id) or {}
        return str(member.get("displayname") or user_id)

    def _topic(self, salon: Salon, state: GuestsState) -> Text:
        if state.until is None:
            return t("Guests from outside: {n}", n=state.count)
        until = moment(state.until, salon.language, salon.timezone)
        return t("Guests from outside: {n} · until {until}", n=state.count, until=until)


async def opened_by(platform: Platform, salon_id: str, host: str) -> Text:
    """Whose chat it is, for whoever is asked in."""
    names = await called_in(platform, salon_id, [host])
    return t("A chat that {name} opened", name=names[host])


def came_words(called: str, count: int) -> Text:
    """What the house says in a chat when somebody of outside comes."""
    return t(
        "{account} is here as a guest; guests from outside: {n}. Guests read what is said here while they are here, and"
        " who is in this room; nothing else of the salon.",
        account=called,
        n=count,
    )


def came_as_said(texts: Texts, body: str) -> Text | None:
    """What the house said when somebody came, to be said in another language; None where it said something else."""
    for language in LANGUAGES:
        pattern = re.escape(texts.gettext(language, came_words("", 0).msgid))
        for name, value in ((r"\{account\}", r"(?P<account>.+)"), (r"\{n\}", r"(?P<n>\d+)")):
            pattern = pattern.replace(name, value)
        found = re.fullmatch(pattern, body)
        if found is not None:
            return came_words(found["account"], int(found["n"]))
    return None
