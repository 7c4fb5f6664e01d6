# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands of chats."""

from urllib.parse import quote

from modules.chats.domain.chats import Chat, Reach, room_wish
from modules.chats.domain.visits import is_visitors
from modules.chats.link_command import add_link_command
from modules.chats.meant import (
    chat_of,
    heard_in,
    here_called,
    member_called,
    names_in,
    people_called,
    salon_of,
)
from modules.chats.service.house import ChatsHouse
from modules.chats.service.servers import plain
from synapse_salon.bot import Said
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon

LONGEST_NAME = 100


def add_commands(platform: Platform, house: ChatsHouse) -> None:
    """!room, !guest, !bring, !out, !link, !block."""
    add_link_command(platform, house)

    async def ask_in(said: Said) -> Text:
        salon, chat = await chat_of(house, said)
        before = await platform.host.present(chat.room_id, ("join", "invite"))
        told: dict[str, list[str]] = {"join": [], "invite": [], "": []}
        for person in await people_called(platform, house, salon, chat, said.words):
            user_id = person if ":" in person else platform.api.get_qualified_user_id(person.lstrip("@"))
            if user_id not in before:
                await house.ask_in(salon, chat, said.user_id, user_id if user_id != person else person)
            told[before.get(user_id, "")].append(person)
        lines = [
            words
            for words, people in (
                (t("Asked in: {accounts}", accounts=", ".join(told[""])), told[""]),
                (t("Asked in already: {accounts}", accounts=", ".join(told["invite"])), told["invite"]),
                (t("In the chat already: {accounts}", accounts=", ".join(told["join"])), told["join"]),
            )
            if people
        ]
        return in_lines(lines)

    async def put_out(said: Said, words: str) -> Text:
        _, chat = await chat_of(house, said)
        user_id = await here_called(platform, house, chat, words)
        name = (await names_in(platform, house, chat)).get(user_id) or user_id
        guest = await house.guests.salon_chat_guest(chat.room_id, user_id)
        was_here = user_id in await platform.host.present(chat.room_id)
        if not await house.chats.put_out(chat, user_id):
            raise NotFound(t("There is no such guest here."), "no_such_guest")
        if was_here:
            return t("{account} is put out of this chat.", account=name)
        if guest is not None and guest.state == "asked":
            return t("{account} does not come in.", account=name)
        return t("The invitation of {account} is withdrawn.", account=name)

    async def opened_words(salon: Salon, chat: Chat, asked: int, said: Said) -> Text:
        url = await platform.web.one_time_link(
            said.user_id, f"s/{salon.slug}/chats/{quote(chat.room_id, safe='')}"
        )
        bring = platform.bot.commands.find("bring")
        lines = [
            t("“{name}” is open, and {n} are asked in.", name=chat.name, n=asked)
            if asked
            else t("“{name}” is open. Nobody is asked in yet.", name=chat.name)
        ]
        if chat.members == "invited":
            lines.append(t("Nobody comes in but those who are asked in."))
        if bring is not None:
            command = bring.name_in(said.language)
            how = t(
                "You find it in your app. To ask somebody in, write there: {command} @aiko", command=command
            )
            lines.append(how)
        lines.append(t("Who is in it and who may come (this link signs you in): {url}", url=url))
        return in_lines(lines)

    async def room_meant(salon: Salon, said: Said) -> tuple[str, list[str], Reach]:
        """The chat's name, and whom to ask in: accounts, and members by name at the end of the words."""
        name, people, reach = room_wish(said.rest)
        found, words = list(people), name.split()
        while len(words) > 1:
            member = await member_called(platform, house, salon, words[-1].rstrip(",、"))
            if member is None:
                break
            found.append(member)
            words.pop()
        return " ".join(words), list(dict.fromkeys(found)), reach

    @platform.bot.command(
        "room",
        also=("ルーム",),
        says=t("opens a chat and asks people in"),
        usage=t("[private] <name> <who> …"),
        private=True,
    )
    async def room(said: Said) -> Text:
        salon = await salon_of(platform, house, said)
        name, people, reach = await room_meant(salon, said)
        if not name or len(name) > LONGEST_NAME:
            raise BadInput(
                t(
                    "Say what the chat is called and who comes: !{word} garden {account}",
                    word=said.word,
                    account="@aiko",
                )
            )
        chat = await house.chats.open(
            salon.slug, said.user_id, name, None, None, people, said.event_id, reach
        )
        return await opened_words(salon, chat, len(people), said)

    @platform.bot.command(
        "guest", also=("ゲスト",), says=t("in a chat: shows its guests from outside"), for_guests=True
    )
    async def guest(said: Said) -> Text:
        if not said.words:
            _, chat = await heard_in(house, said)
            return await listed(chat)
        if said.words[0].lower() in ("remove", "退室"):
            if len(said.words) < 2:
                raise BadInput(
                    t(
                        "Say who is meant: !{word} {account}",
                        word=f"{said.word} {said.words[0]}",
                        account="@c:example.org",
                    )
                )
            return await put_out(said, " ".join(said.words[1:]))
        return await ask_in(said)

    async def listed(chat: Chat) -> Text:
        here, names = await house.guests.here(chat.room_id), await names_in(platform, house, chat)
        lines = [t("Guests in this chat: {n}", n=len(here))]
        for found in here:
            name = names.get(found.user_id) or found.user_id
            lines.append(
                t("・{name}", name=name)
                if is_visitors(found.user_id[1:].partition(":")[0]) or name == found.user_id
                else t("・{name} ({account})", name=name, account=found.user_id)
            )
        lines.append(
            t("They read what is said here while they are here, and who is in this room; nothing else.")
        )
        return in_lines(lines)

    @platform.bot.command(
        "bring",
        also=("呼ぶ",),
        says=t("in a chat: asks people in, members and guests"),
        usage=t("<who> …"),
    )
    async def bring(said: Said) -> Text:
        if not said.words:
            raise BadInput(t("Say who is meant: !{word} {account}", word=said.word, account="@aiko"))
        return await ask_in(said)

    @platform.bot.command(
        "out",
        also=("外す",),
        says=t("in a chat: puts out a guest, or a member who was asked in"),
        usage=t("<who>"),
    )
    async def out(said: Said) -> Text:
        if not said.words:
            raise BadInput(t("Say who is meant: !{word} {account}", word=said.word, account="@aiko"))
        return await put_out(said, " ".join(said.words))

    @platform.bot.command(
        "block",
        also=("ブロック",),
        says=t("for staff: takes no guests of a server any more"),
        for_staff=True,
        usage=t("<server>"),
    )
    async def block(said: Said) -> Text:
        salon = await salon_of(platform, house, said)
        if len(said.words) != 1:
            raise BadInput(
                t("Say which server is meant: !{word} {server}", word=said.word, server="example.org")
            )
        ended = await house.servers.block(salon.slug, said.user_id, said.words[0])
        return t(
            "{title} takes no guests from {server} any more; {n} are put out. To take them again: !{word} {server}",
            title=salon.title,
            server=plain(said.words[0]),
            n=ended,
            word="ブロック解除" if said.language == "ja" else "unblock",
        )

    @platform.bot.command(
        "unblock",
        also=("ブロック解除",),
        says=t("for staff: takes guests of a server again"),
        for_staff=True,
        usage=t("<server>"),
    )
    async def unblock(said: Said) -> Text:
        salon = await salon_of(platform, house, said)
        if len(said.words) != 1:
            raise BadInput(
                t("Say which server is meant: !{word} {server}", word=said.word, server="example.org")
            )
        await house.servers.unblock(salon.slug, said.user_id, said.words[0])
        return t(
            "{title} takes guests from {server} again. Those who were put out are asked in anew.",
            title=salon.title,
            server=plain(said.words[0]),
        )


def in_lines(lines: list[Text]) -> Text:
    """Texts below each other."""
    first, *others = lines
    for line in others:
        first = t("{before}\n{after}", before=first, after=line)
    return first
