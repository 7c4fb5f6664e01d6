# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house account speaks and listens."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from synapse.module_api import UserID

from synapse_salon.bot.commands import Answer, Command, Commands, Said
from synapse_salon.bot.dms import DirectRooms
from synapse_salon.bot.invites import Invites
from synapse_salon.bot.limits import Patience
from synapse_salon.bot.listening import Listening
from synapse_salon.bot.voice import DEVICE_ID, Voice
from synapse_salon.clock import MINUTE_MS
from synapse_salon.errors import NotFound
from synapse_salon.i18n import Language, Text, t
from synapse_salon.ports.guests import Guests
from synapse_salon.ports.members import Members
from synapse_salon.ports.salons import Salons

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")


class Bot:
    """What features say to people in Matrix, and the commands that people give."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self.name = "Salon"
        self.default_language: Language = "ja"
        self.commands = Commands()
        self.voice = Voice(platform)
        self.direct = DirectRooms(platform)
        patience = Patience(platform.clock)
        Listening(platform, self, patience)
        Invites(platform, self, patience)
        self.add(Command("help", ("ヘルプ", "使い方"), t("Shows what I understand."), self._help))
        self.add(
            Command(
                "web",
                ("ウェブ",),
                t("Gives you a link that opens your pages, signed in."),
                self._web,
                private=True,
            )
        )
        platform.api.looping_background_call(
            self.direct.load, MINUTE_MS, desc="salon_direct_rooms", run_on_all_instances=True
        )

    async def move_in(self) -> None:
        """At the start: see that the house account is there, has its name, and a device to speak from."""
        api, house = self._platform.api, self._platform.house
        localpart = house[1:].partition(":")[0]
        account = await api.get_userinfo_by_id(house)
        if account is None:
            await self._platform.host.register_house(localpart)
        elif account.appservice_id is None:
            raise RuntimeError(
                f"{house} is somebody's own account: give the service another sender_localpart"
            )
        if (await api.get_profile_for_user(localpart)).display_name != self.name:
            await api.set_displayname(UserID.from_string(house), self.name)
        await self._platform.host.keep_device(house, DEVICE_ID, self.name)
        await self.direct.load()

    def add(self, command: Command) -> None:
        """Understand a command. Raises ValueError: one of its words is taken."""
        self.commands.add(command)

    def command(
        self,
        word: str,
        also: tuple[str, ...] = (),
        *,
        says: Text,
        usage: Text | None = None,
        private: bool = False,
        for_staff: bool = False,
        for_guests: bool = False,
    ) -> Callable[[Answer], Answer]:
        """Decorate the function that answers a command: `async (said: Said) -> Text | None`.

        A SalonError that it raises is said to the person.
        """

        def decorate(answer: Answer) -> Answer:
            self.add(Command(word, also, says, answer, usage, private, for_staff, for_guests))
            return answer

        return decorate

    async def dm_with(self, user_id: str) -> str:
        """The house's direct room with a person, made once, who is invited again if they left it.

        Raises NotFound: the person's account on this server is gone.
        """
        return await self.direct.room_with(user_id)

    async def tell(self, user_id: str, text: Text | str, key: str, language: Language) -> None:
        """Say something to one person in their direct room, once per `key` however often it is called.

        To an account that is gone nothing is said.
        """
        try:
            room_id = await self.dm_with(user_id)
        except NotFound:
            return
        await self.voice.say(room_id, self._platform.texts.say(text, language), key)

    async def say(self, room_id: str, text: str, key: str, html: str | None = None) -> str:
        """Say something in a room, once per `key` and room; answers the event id (of the first part).

        `html` is the same in the HTML that Matrix allows, with every value escaped by the caller; a text too
        long for one message goes without it.
        """
        return await self.voice.say(room_id, text, key, html)

    async def language_of(self, user_id: str, salon_id: str | None = None, words: str = "") -> Language:
        """The language a person chose (in this salon, or in any), or writes in, or else the house's own."""
        members = self._platform.want(Members)
        if members is not None:
            for salon in [salon_id] if salon_id else await members.salons_of(user_id):
                card = await members.card(salon, user_id)
                if card is not None:
                    return card.language
        return "ja" if _JAPANESE.search(words) else self.default_language

    async def _help(self, said: Said) -> Text:
        guests = self._platform.want(Guests)
        if guests is not None and await guests.admits(said.room_id, said.user_id):
            return self.commands.help_for_guests(said.language, self._platform.texts.say)
        room = await self._platform.rooms.facts(said.room_id)
        with_staff = room is not None and room.kind == "staff"
        told = self.commands.help(said.language, self._platform.texts.say, with_staff)
        salons = self._platform.want(Salons)
        if with_staff or salons is None or not await salons.served(said.user_id):
            return told
        return t("{help}\nIn the room of your salon's staff I understand more: write !help there.", help=told)

    async def _web(self, said: Said) -> Text:
        url = await self._platform.web.one_time_link(said.user_id)
        return t(
            "Open this link within ten minutes; it signs you in, so keep it to yourself:\n{url}", url=url
        )
