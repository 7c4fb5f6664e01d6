# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API of chats, guests and blocked servers."""

from typing import Annotated

from pydantic import Field, StringConstraints

from modules.chats.domain.chats import Chat, Guest, GuestState, Reach
from modules.chats.service.house import ChatsHouse
from modules.chats.store.asked import Asked
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Guests
from synapse_salon.web import Body, Call, OneLine, Routes, View

Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Name = Annotated[OneLine, Field(max_length=100)]


class ChatWish(Body):
    """A chat to open."""

    name: Name
    guests: Guests = "none"
    """Who else may come: nobody, who is asked in, or also who asks. The salon's policy may be stricter."""
    members: Reach = "all"
    """Which members may enter: every one, or those alone who are asked in."""
    ends_at: Annotated[int, Field(ge=0, le=2**53)] | None = None
    """When it ends, ms."""
    invite: list[Account] = Field(default=[], max_length=200)
    """User ids of members and, where it takes guests, of others."""


class GuestWish(Body):
    """Whom to ask in."""

    user_id: Account


class ServerWish(Body):
    """A server of which no guests are taken."""

    server: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class OpenedView(View):
    """The chat that was opened."""

    room_id: str
    name: str
    guests: Guests
    members: Reach
    ends_at: int | None = None
    url: str


class GuestView(View):
    """Somebody of outside: `asked` to come, `admitted`, or their stay has `ended`."""

    user_id: str
    state: GuestState
    asked_in_by: str | None = None
    words: str | None = None
    joined_at: int | None = None
    until: int | None = None
    why: str | None = None

    @classmethod
    def of(cls, guest: Guest) -> "GuestView":
        """As the API shows it."""
        return cls(
            user_id=guest.user_id,
            state=guest.state,
            asked_in_by=guest.asked_in_by or None,
            words=guest.words or None,
            joined_at=guest.joined_ms,
            until=guest.until_ms,
            why=guest.why or None,
        )


class AskedView(View):
    """A member in a chat for those alone who are asked in."""

    user_id: str
    asked_by: str | None = None
    asked_at: int

    @classmethod
    def of(cls, one: Asked) -> "AskedView":
        """As the API shows it."""
        return cls(user_id=one.user_id, asked_by=one.asked_by or None, asked_at=one.asked_ms)


class ChatView(View):
    """A chat, for whoever looks after it."""

    room_id: str
    name: str
    host: str
    guests: Guests
    members: Reach
    asked: list[AskedView]
    """The members who are asked in, where they alone may enter."""
    opened_at: int
    ends_at: int | None = None
    people: list[GuestView]
    """Everybody of outside who is, was or would be in it."""


class ListedChat(View):
    """A chat, for members of the salon."""

    room_id: str
    name: str
    host: str
    guests: Guests
    members: Reach
    ends_at: int | None = None


class ChatsView(View):
    """The chats of a salon that have not ended, newest first."""

    chats: list[ListedChat]


class AskedIn(View):
    """How somebody was asked in."""

    user_id: str
    as_guest: bool


class BlockedView(View):
    """A server of which no guests are taken, and how many of its guests were put out."""

    server: str
    put_out: int


class ServerView(View):
    """A server of which no guests are taken."""

    server: str
    blocked_by: str
    blocked_at: int


class ServersView(View):
    """The servers of which a salon takes no guests."""

    servers: list[ServerView]


def api_routes(platform: Platform, house: ChatsHouse) -> Routes:
    """`v1/salons/{slug}/chats` and `v1/salons/{slug}/servers`."""
    routes = Routes("chats")

    def opened(slug: str, chat: Chat) -> OpenedView:
        return OpenedView(
            room_id=chat.room_id,
            name=chat.name,
            guests=chat.guests,
            members=chat.members,
            ends_at=chat.ends_ms,
            url=platform.web.url(f"s/{slug}/chats/{chat.room_id}"),
        )

    @routes.get(
        "v1/salons/{slug}/chats",
        says="Lists the chats of a salon that have not ended, to its members; those for some, to these.",
        returns=ChatsView,
        errors=(NotAllowed, NotFound),
    )
    async def listed(call: Call[None]) -> ChatsView:
        salon = await house.hosts.salon(call.path["slug"], call.person)
        found = [
            ListedChat(
                room_id=chat.room_id,
                name=chat.name,
                host=chat.host,
                guests=chat.guests,
                members=chat.members,
                ends_at=chat.ends_ms,
            )
            for chat in await house.chats.of_salon(salon, call.person)
        ]
        return ChatsView(chats=found)

    @routes.post(
        "v1/salons/{slug}/chats",
        says="Opens a chat and asks people in: members, and guests where salon and chat take any.",
        body=ChatWish,
        returns=OpenedView,
        errors=(BadInput, Conflict, NotAllowed, NotFound, TooMany),
        idempotent=True,
    )
    async def open_chat(call: Call[ChatWish]) -> OpenedView:
        wish, slug = call.body, call.path["slug"]
        chat = await house.chats.open(
            slug,
            call.person,
            wish.name,
            wish.guests,
            wish.ends_at,
            wish.invite,
            call.idempotency_key,
            wish.members,
        )
        await house.chats.host_is_in(chat)
        return opened(slug, chat)

    @routes.get(
        "v1/salons/{slug}/chats/{room_id}",
        says="Shows a chat and who of outside is in it, to whoever looks after it.",
        returns=ChatView,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> ChatView:
        _, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        return ChatView(
            room_id=chat.room_id,
            name=chat.name,
            host=chat.host,
            guests=chat.guests,
            members=chat.members,
            asked=[AskedView.of(one) for one in await house.asked.of_chat(chat)],
            opened_at=chat.opened_ms,
            ends_at=chat.ends_ms,
            people=[GuestView.of(guest) for guest in await house.guests.of_chat(chat.room_id)],
        )

    @routes.delete(
        "v1/salons/{slug}/chats/{room_id}",
        says="Ends a chat: everybody leaves it, and nobody comes in any more.",
        errors=(NotAllowed, NotFound),
    )
    async def end(call: Call[None]) -> None:
        _, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        await house.chats.end(chat, "hand", call.person)

    @routes.post(
        "v1/salons/{slug}/chats/{room_id}/guests",
        says="Asks somebody into a chat, a member or a guest, or lets in who asked to come.",
        body=GuestWish,
        returns=AskedIn,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def ask_in(call: Call[GuestWish]) -> AskedIn:
        salon, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        as_guest = await house.ask_in(salon, chat, call.person, call.body.user_id)
        return AskedIn(user_id=call.body.user_id, as_guest=as_guest)

    @routes.delete(
        "v1/salons/{slug}/chats/{room_id}/guests/{user_id}",
        says="Puts a guest, or a member who was asked in, out of a chat, or turns away who asked to come.",
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def put_out(call: Call[None]) -> None:
        _, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        if not await house.chats.put_out(chat, call.path["user_id"]):
            raise NotFound(t("There is no such guest here."), "no_such_guest")

    @routes.get(
        "v1/salons/{slug}/servers",
        says="Lists the servers of which a salon takes no guests, to its staff.",
        returns=ServersView,
        errors=(NotAllowed, NotFound),
    )
    async def servers(call: Call[None]) -> ServersView:
        salon = await house.servers.allowed(call.path["slug"], call.person)
        found = await house.servers.blocked(salon)
        return ServersView(
            servers=[ServerView(server=name, blocked_by=by, blocked_at=at_ms) for name, by, at_ms in found]
        )

    @routes.post(
        "v1/salons/{slug}/servers/block",
        says="Takes no guests of a server any more; those who are in chats are put out.",
        body=ServerWish,
        returns=BlockedView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def block(call: Call[ServerWish]) -> BlockedView:
        ended = await house.servers.block(call.path["slug"], call.person, call.body.server)
        return BlockedView(server=call.body.server, put_out=ended)

    @routes.delete(
        "v1/salons/{slug}/servers/{server}",
        says="Takes guests of a server again.",
        errors=(NotAllowed, NotFound),
    )
    async def unblock(call: Call[None]) -> None:
        await house.servers.unblock(call.path["slug"], call.person, call.path["server"])

    return routes
