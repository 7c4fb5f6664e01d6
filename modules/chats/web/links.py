# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links into a chat, as whoever looks after it makes and ends them."""

from typing import Annotated, Any
from urllib.parse import quote

from markupsafe import Markup
from pydantic import Field

from modules.chats.domain.visits import Came, Link
from modules.chats.service.house import ChatsHouse
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.naming import called_in
from synapse_salon.platform import Platform
from synapse_salon.qr_codes import as_svg
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, View, Who, WholeNumber

LONGEST_LABEL = 60
SHOWN_AGAIN_S = 3600
"""So long the browser in which a link was made shows its address again."""

_COOKIE = "salon_guest_link"
_NOBODY = Came()


class LinkWish(Body):
    """A link to make."""

    expires_in_ms: Annotated[int, Field(ge=0, le=2**53)]
    """How long it, and every visit by it, lasts."""
    label: Annotated[Prose, Field(max_length=LONGEST_LABEL)] = ""
    """What it is for, for those who look after the chat alone."""


class LinkForm(Body):
    """The same from the page."""

    days: Annotated[WholeNumber, Field(ge=1, le=90)] = 7
    label: Annotated[Prose, Field(max_length=LONGEST_LABEL)] = ""


class LinkView(View):
    """A link into a chat; its address is told when it is made, and never again."""

    id: str
    expires_at: int
    made_by: str
    label: str
    asks: bool
    """Whether who comes by it is let in first: so it is since somebody who came by it was put out."""
    came: int
    here: int
    """How many came by it, and how many of them are in the chat."""
    url: str | None = None

    @classmethod
    def of(cls, link: Link, came: Came = _NOBODY, url: str | None = None) -> "LinkView":
        """As the API shows it."""
        return cls(
            id=link.id,
            expires_at=link.expires_ms,
            made_by=link.made_by,
            label=link.label,
            asks=link.asks_ms is not None,
            came=came.came,
            here=came.here,
            url=url,
        )


class LinksView(View):
    """The links that lead into a chat now."""

    links: list[LinkView]


def link_routes(platform: Platform, house: ChatsHouse) -> Routes:
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
        came = await house.visits.came_by(chat)
        links = [LinkView.of(link, came.get(link.id, _NOBODY)) for link in await house.visits.links(chat)]
        return LinksView(links=links)

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
        wish = call.body
        link, url = await house.visits.make_link(chat, call.person, wish.expires_in_ms, wish.label)
        return LinkView.of(link, url=url)

    @routes.delete(
        "v1/salons/{slug}/chats/{room_id}/guest-links/{link_id}",
        says="Ends a link; whoever came by it is put out.",
        errors=(NotAllowed, NotFound),
    )
    async def end(call: Call[None]) -> None:
        _, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        await house.visits.end_link(chat, call.path["link_id"])

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("s/{slug}/chats/{room_id}/link", who=Who.SIGNED_IN)
    async def back(call: Call[None]) -> Redirect:
        return Redirect(_chat_path(call))

    @routes.form("s/{slug}/chats/{room_id}/link", body=LinkForm, who=Who.SIGNED_IN)
    async def make_on_page(call: Call[LinkForm]) -> Redirect:
        _, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        wish = call.body
        link, url = await house.visits.make_link(chat, call.person, wish.days * DAY_MS, wish.label)
        below = f"s/{call.path['slug']}/chats"  # a room's id is written in more than one way
        platform.web.remember(call, _COOKIE, url.rpartition("/")[2], SHOWN_AGAIN_S, below)
        return Redirect(f"{_chat_path(call)}/link/{link.id}")

    @routes.page("s/{slug}/chats/{room_id}/link/{link_id}", who=Who.SIGNED_IN)
    async def one(call: Call[None]) -> Page:
        salon, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        secret = platform.web.remembered(call, _COOKIE)
        link, url = await house.visits.link(chat, call.path["link_id"], secret)
        names = await called_in(platform, salon.id, [link.made_by] if link.made_by else [])
        values = {
            "salon": salon,
            "chat": chat,
            "link": link,
            "url": url,
            "picture": Markup(as_svg(url)) if url else "",
            "made_by": names.get(link.made_by, "–"),
            "came": (await house.visits.came_by(chat)).get(link.id, _NOBODY),
            "back": _chat_path(call),
        }
        return Page("chats/link.html", t("A link for guests"), values, salon=salon)

    @routes.form("s/{slug}/chats/{room_id}/link/{link_id}", who=Who.SIGNED_IN)
    async def end_on_page(call: Call[None]) -> Redirect:
        _, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        await house.visits.end_link(chat, call.path["link_id"])
        return Redirect(_chat_path(call), saved=True)

    return routes


def _chat_path(call: Call[Any]) -> str:
    return f"s/{call.path['slug']}/chats/{quote(call.path['room_id'], safe='')}"
