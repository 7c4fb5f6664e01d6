# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`!link`: links for people without an account, made, listed and ended in the chat itself.

The answer goes to the direct room of whoever asks: whoever reads an address comes in by it.
"""

from modules.chats.domain.chats import Chat
from modules.chats.domain.visits import Link
from modules.chats.meant import chat_of
from modules.chats.service.house import ChatsHouse
from modules.chats.service.visits import LONGEST_MS
from synapse_salon.bot import Said
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web.written import moment

USUAL_DAYS = 7
_LIST = ("list", "一覧")
_END = ("end", "終了")
_SHORT = 4
"""So many letters of a link's id are told, and enough to end it."""


def add_link_command(platform: Platform, house: ChatsHouse) -> None:
    """!link."""

    def when(said: Said, salon: Salon, at_ms: int) -> str:
        return moment(at_ms, said.language, salon.timezone)

    async def make(said: Said, salon: Salon, chat: Chat, days: str) -> Text:
        most = LONGEST_MS // DAY_MS
        if not days.isdecimal() or not 1 <= int(days[:4]) <= most:
            raise BadInput(
                t("Say for how many days, from 1 to {n}: !{word} 7", n=most, word=said.word),
            )
        link, url = await house.visits.make_link(chat, said.user_id, int(days) * DAY_MS)
        return t(
            "A link into “{name}” for people without an account, until {date}. Send it to nobody but whom you mean:"
            " {url}\nTo end it, with everybody who came by it, write in the chat: !{word} end {id}",
            name=chat.name,
            date=when(said, salon, link.expires_ms),
            url=url,
            word=said.word,
            id=link.id[:_SHORT],
        )

    async def listed(said: Said, salon: Salon, chat: Chat) -> Text:
        links = await house.visits.links(chat)
        lines = t("Links into “{name}”: {n}", name=chat.name, n=len(links))
        for link in links:
            line = t(
                "・{id}: until {date}, made by {account}",
                id=link.id[:_SHORT],
                date=when(said, salon, link.expires_ms),
                account=link.made_by or "–",
            )
            lines = t("{before}\n{after}", before=lines, after=line)
        return lines

    async def end(said: Said, chat: Chat, start: str) -> Text:
        link = _meant(await house.visits.links(chat), start)
        await house.visits.end_link(chat, link.id)
        return t("This link has ended, and whoever came by it is out of “{name}”.", name=chat.name)

    @platform.bot.command(
        "link",
        also=("リンク",),
        says=t("in a chat: makes a link by which people without an account come in; or lists or ends them"),
        usage=t("[days] | list | end <link>"),
        private=True,
    )
    async def link(said: Said) -> Text:
        salon, chat = await chat_of(house, said)
        first = said.words[0].lower() if said.words else str(USUAL_DAYS)
        if first in _LIST:
            return await listed(said, salon, chat)
        if first in _END:
            return await end(said, chat, said.words[1] if len(said.words) > 1 else "")
        return await make(said, salon, chat, first)


def _meant(links: list[Link], start: str) -> Link:
    """The one link whose id begins so; the only one there is needs no name."""
    found = [link for link in links if link.id.startswith(start.lower())]
    if len(found) > 1:
        raise BadInput(t("Say which link is meant: !link list tells them."))
    if not found:
        raise NotFound(t("There is no such link."), "no_such_link")
    return found[0]
