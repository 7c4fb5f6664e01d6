# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links into a chat, as whoever looks after it makes and ends them."""

from typing import Annotated

from pydantic import Field

from modules.chats.domain.visits import Link
from modules.chats.service.house import ChatsHouse
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who, WholeNumber


class LinkWish(Body):
    """A link to make."""

    expires_in_ms: Annotated[int, Field(ge=0, le=2**53)]
    """How long it, and every visit by it, lasts."""


class LinkForm(Body):
    """The same from the page."""

    days: Annotated[WholeNumber, Field(ge=1, le=90)] = 7


class LinkView(View):
    """A link into a chat; its address is told when it is made, and never again."""

    id: str
    expires_at: int
    made_by: str
    url: str | None = None

    @classmethod
    def of(cls, link: Link, url: str | None = None) -> "LinkView":
        """As the API shows it."""
        return cls(id=link.id, expires_at=link.expires_ms, made_by=link.made_by, url=url)


class LinksView(View):
    """The links that lead into a chat now."""

    links: list[LinkView]


def link_routes(house: ChatsHouse) -> Routes:
    """`v1/salons/{slug}/chats/{room_id}/guest-links`, and the same on the chat's page."""
    routes = Routes("chats")

    @routes.get(
        "v1/salons/{slug}/chats/{room_id}/guest-links",
        says="Lists the links by which people without an account come into a chat, to whoever looks after it.",
        returns=LinksView,
        errors=(NotAllowed, NotFound),
    )
    async def listed(call: Call[None]) -> LinksView:
        _, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        return LinksView(links=[LinkView.of(link) for link in await house.visits.links(chat)])

    @routes.post(
        "v1/salons/{slug}/chats/{room_id}/guest-links",
        says="Makes a link by which people without an account come into a chat as guests.",
        body=LinkWish,
        returns=LinkView,
        errors=(BadInput, NotAllowed, NotFound),
        idempotent=True,
    )
    async def make(call: Call[LinkWish]) -> LinkView:
        _, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        link, url = await house.visits.make_link(chat, call.person, call.body.expires_in_ms)
        return LinkView.of(link, url)

    @routes.delete(
        "v1/salons/{slug}/chats/{room_id}/guest-links/{link_id}",
        says="Ends a link; whoever came by it is put out.",
        errors=(NotAllowed, NotFound),
    )
    async def end(call: Call[None]) -> None:
        _, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        await house.visits.end_link(chat, call.path["link_id"])

    # Whoever changes the language on the page that shows the address comes by with GET.
    @routes.page("s/{slug}/chats/{room_id}/link", who=Who.SIGNED_IN)
    @routes.page("s/{slug}/chats/{room_id}/link/{link_id}", who=Who.SIGNED_IN)
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/chats/{call.path['room_id']}")

    @routes.form("s/{slug}/chats/{room_id}/link", body=LinkForm, who=Who.SIGNED_IN)
    async def make_on_page(call: Call[LinkForm]) -> Page:
        salon, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        link, url = await house.visits.make_link(chat, call.person, call.body.days * DAY_MS)
        values = {"salon": salon, "chat": chat, "link": link, "url": url}
        return Page("chats/link.html", t("A link for guests"), values, salon=salon)

    @routes.form("s/{slug}/chats/{room_id}/link/{link_id}", who=Who.SIGNED_IN)
    async def end_on_page(call: Call[None]) -> Redirect:
        salon, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        await house.visits.end_link(chat, call.path["link_id"])
        return Redirect(f"s/{salon.slug}/chats/{chat.room_id}", saved=True)

    return routes
