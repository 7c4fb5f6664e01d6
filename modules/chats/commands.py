# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands of chats."""

from modules.chats.domain.chats import Chat, Guest, room_wish
from modules.chats.link_command import add_link_command
from modules.chats.meant import chat_of, salon_of
from modules.chats.service.house import ChatsHouse
from synapse_salon.bot import Said
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon

LONGEST_NAME = 100


def add_commands(platform: Platform, house: ChatsHouse) -> None:
    """!room, !guest, !bring, !out, !link, !block."""
    add_link_command(platform, house)

    async def ask_in(salon: Salon, chat: Chat, said: Said) -> Text:
        for name in said.words:
            await house.ask_in(salon, chat, said.user_id, name)
        return t("Asked in: {accounts}", accounts=", ".join(said.words))

    async def put_out(chat: Chat, name: str) -> Text:
        user_id = name if ":" in name else platform.api.get_qualified_user_id(name.lstrip("@"))
        if not await house.chats.put_out(chat, user_id):
            raise NotFound(t("There is no such guest here."), "no_such_guest")
        return t("{account} is put out of this chat.", account=user_id)

    @platform.bot.command(
        "room",
        also=("ルーム",),
        says=t("opens a chat and asks people in"),
        usage=t("[private] <name> <account> <account> …"),
    )
    async def room(said: Said) -> Text:
        salon = await salon_of(platform, house, said)
        name, people, reach = room_wish(said.rest)
        if not name or len(name) > LONGEST_NAME:
            raise BadInput(
                t(
                    "Say what the chat is called and who comes: !{word} garden {account}",
                    word=said.word,
                    account="@aiko",
                )
            )
        chat = await house.chats.open(
            salon.slug, said.user_id, name, None, None, list(people), said.event_id, reach
        )
        if reach == "invited":
            return t(
                "“{name}” is open, and {n} are asked in; nobody else comes in. Ask more in with !bring {account},"
                " written there. You find it in your app; who is in it: {url}",
                name=chat.name,
                n=len(people),
                account="@aiko",
                url=platform.web.url(f"s/{salon.slug}/chats/{chat.room_id}"),
            )
        return t(
            "“{name}” is open, and {n} are asked in. You find it in your app; who is in it and who may come: {url}",
            name=chat.name,
            n=len(people),
            url=platform.web.url(f"s/{salon.slug}/chats/{chat.room_id}"),
        )

    @platform.bot.command(
        "guest",
        also=("ゲスト",),
        says=t(
            "in a chat: who of outside is here; with an account: asks them in; with “remove”: puts them out"
        ),
        usage=t("<account> | remove <account>"),
    )
    async def guest(said: Said) -> Text:
        salon, chat = await chat_of(house, said)
        if not said.words:
            return _listed(await house.guests.here(chat.room_id))
        if said.words[0].lower() in ("remove", "退室"):
            if len(said.words) != 2:
                raise BadInput(
                    t(
                        "Say who is meant: !{word} {account}",
                        word=f"{said.word} remove",
                        account="@c:example.org",
                    )
                )
            return await put_out(chat, said.words[1])
        return await ask_in(salon, chat, said)

    @platform.bot.command(
        "bring",
        also=("呼ぶ",),
        says=t("in a chat: asks people in, members and guests"),
        usage=t("<account> <account> …"),
    )
    async def bring(said: Said) -> Text:
        salon, chat = await chat_of(house, said)
        if not said.words:
            raise BadInput(t("Say who is meant: !{word} {account}", word=said.word, account="@aiko"))
        return await ask_in(salon, chat, said)

    @platform.bot.command(
        "out",
        also=("外す",),
        says=t("in a chat: puts out a guest, or a member who was asked in"),
        usage=t("<account>"),
    )
    async def out(said: Said) -> Text:
        _, chat = await chat_of(house, said)
        if len(said.words) != 1:
            raise BadInput(t("Say who is meant: !{word} {account}", word=said.word, account="@aiko"))
        return await put_out(chat, said.words[0])

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
            "{title} takes no guests from {server} any more; {n} are put out.",
            title=salon.title,
            server=said.words[0],
            n=ended,
        )


def _listed(here: list[Guest]) -> Text:
    lines = t("Guests from outside: {n}", n=len(here))
    for found in here:
        lines = t("{before}\n{after}", before=lines, after=f"・{found.user_id}")
    return t(
        "{before}\n{after}",
        before=lines,
        after=t("They read what is said here while they are here, and who is in this room; nothing else."),
    )
