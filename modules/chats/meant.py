# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which salon, which chat and whom somebody means who gives a command."""

import re

from modules.chats.domain.chats import Chat
from modules.chats.domain.visits import called
from modules.chats.service.house import ChatsHouse
from synapse_salon.bot import Said
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon

_MOST_NEAR = 50


async def salon_of(platform: Platform, house: ChatsHouse, said: Said) -> Salon:
    """The salon that is meant: that of the room, or the only one the person is inside of. Raises BadInput."""
    if said.salon_id is not None:
        found = await house.salons.by_id(said.salon_id)
    else:
        members = platform.want(Members)
        inside = await members.inside(said.user_id) if members is not None else frozenset()
        ids = inside | set(await house.salons.served(said.user_id))
        found = await house.salons.by_id(next(iter(ids))) if len(ids) == 1 else None
    if found is None:
        raise BadInput(t("Please write this in a room of the salon that you mean."))
    return found


async def chat_of(house: ChatsHouse, said: Said) -> tuple[Salon, Chat]:
    """The chat in which something is said, for whoever looks after it.

    Raises:
        BadInput: it is said in no chat.
        NotAllowed: they do not look after it.
        NotFound: it has ended.
    """
    salon = await house.salons.by_id(said.salon_id) if said.salon_id is not None else None
    if salon is None or await house.guests.salon_chat_of(said.room_id) is None:
        raise BadInput(t("Please write this in the chat that you mean."))
    return await house.hosts.chat(salon.slug, said.user_id, said.room_id)


async def heard_in(house: ChatsHouse, said: Said) -> tuple[Salon, Chat]:
    """The chat in which something is said, for everybody there. Raises BadInput: it is said in none that is open."""
    salon = await house.salons.by_id(said.salon_id) if said.salon_id is not None else None
    chat = await house.guests.salon_chat_of(said.room_id)
    if salon is None or chat is None or not chat.is_open:
        raise BadInput(t("Please write this in the chat that you mean."))
    return salon, chat


async def names_in(platform: Platform, house: ChatsHouse, chat: Chat) -> dict[str, str]:
    """What everybody is called who is in a chat, or of outside and asks to come or is asked in, by their ids."""
    names = await platform.host.names_present(chat.room_id, ("join", "invite", "knock"))
    visitors = await house.visits.names(chat.room_id)
    found = [guest for guest in await house.guests.of_chat(chat.room_id) if guest.state != "ended"]
    return names | {
        guest.user_id: visitors.get(guest.user_id, "") for guest in found if guest.user_id not in names
    }


async def here_called(platform: Platform, house: ChatsHouse, chat: Chat, words: str) -> str:
    """Whom somebody means in a chat, by account or by name. Raises BadInput: several are called so."""
    if _is_account(words):
        return words if ":" in words else platform.api.get_qualified_user_id(words.lstrip("@"))
    return _only(words, called(words, await names_in(platform, house, chat))) or (
        platform.api.get_qualified_user_id(words)
    )


async def member_called(platform: Platform, house: ChatsHouse, salon: Salon, words: str) -> str | None:
    """The one who belongs to a salon and is called so; None for nobody. Raises BadInput: several are called so."""
    members = platform.want(Members)
    if members is None or not words:
        return None
    near = await members.called(salon.id, words, _MOST_NEAR)
    inside = [one for one in near if await house.hosts.is_inside(salon.id, one)]
    return _only(words, called(words, await members.names(salon.id, inside)))


async def people_called(
    platform: Platform, house: ChatsHouse, salon: Salon, chat: Chat, words: tuple[str, ...]
) -> list[str]:
    """Whom somebody means who asks people in: accounts, members by their names, guests who ask by theirs.

    Words that are nobody's stay as they are. Raises BadInput: several are called so.
    """
    whole = " ".join(words)
    asking = await names_in(platform, house, chat)
    found = []
    for one in [whole] if await _known(platform, house, salon, asking, whole) else words:
        plain = one.rstrip(",、")
        found.append(await _known(platform, house, salon, asking, plain) or plain)
    return list(dict.fromkeys(found))


async def _known(
    platform: Platform, house: ChatsHouse, salon: Salon, here: dict[str, str], name: str
) -> str | None:
    if _is_account(name):
        return None
    return _only(name, called(name, here)) or await member_called(platform, house, salon, name)


def _is_account(words: str) -> bool:
    return words.startswith("@") or ":" in words


def _only(name: str, found: list[str]) -> str | None:
    if len(found) > 1:
        raise BadInput(
            t(
                "Several are called {name}. Please write the account: {accounts}",
                name=name,
                accounts=", ".join(found),
            )
        )
    return found[0] if found else None


async def listed(platform: Platform, house: ChatsHouse, salon: Salon, text: str) -> list[str]:
    """Whom a list means: accounts, and members by name, in lines or behind commas; what is nobody's stays as it is.

    Raises BadInput: several are called so.
    """
    found = []
    for one in re.split(r"[\n,、，;；]", text):
        name = one.strip()
        if name and not _is_account(name) and (member := await member_called(platform, house, salon, name)):
            found.append(member)
        else:
            found += name.split()
    return found
