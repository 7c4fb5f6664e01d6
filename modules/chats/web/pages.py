# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of chats: for members who open them, for whoever looks after one, and the desk's for servers."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import BeforeValidator, Field

from modules.chats import meant
from modules.chats.domain.chats import Reach, admits, end_of
from modules.chats.service.house import ChatsHouse
from modules.chats.web.api import Account, Name, ServerWish
from modules.chats.web.asking import ask_in_url
from modules.chats.web.in_it import in_it, until
from modules.chats.web.words import REACHES, WISHES, who_comes
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.naming import called_in
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.ports.salons import Guests
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, Who


def _nothing(value: object) -> object:
    return None if value == "" else value


class ChatForm(Body):
    """A chat to open."""

    name: Name
    members: Reach = "all"
    guests: Guests = "none"
    last_day: Annotated[date | None, BeforeValidator(_nothing)] = None
    invite: Annotated[Prose, Field(max_length=5000)] = ""


class GuestForm(Body):
    """What is done with somebody of outside."""

    user_id: Account
    act: Literal["ask", "out"] = "ask"


class ServerForm(ServerWish):
    """What is done with a server."""

    act: Literal["block", "unblock"] = "block"


def page_routes(platform: Platform, house: ChatsHouse) -> Routes:
    """`s/{slug}/chats`, `…/{room_id}` and `s/{slug}/desk/servers`."""
    routes = Routes("chats")

    async def may_open(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await house.hosts.roles(salon.id, person), Act.OPEN_CHATS)

    async def may_block(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await house.salons.roles(salon.id, person), Act.REMOVE_MEMBERS)

    platform.web.menus.add_in_salon(t("Chats"), "chats", may_open)
    platform.web.menus.add_on_desk(t("Blocked servers"), "servers", may_block, "inside", order=80)

    @routes.page("s/{slug}/chats", who=Who.SIGNED_IN)
    async def listed(call: Call[Any]) -> Page:
        salon = await house.hosts.salon(call.path["slug"], call.person)
        policy = (await house.salons.policies(salon)).guests
        found = await house.chats.of_salon(salon, call.person)
        joined = {
            room for room, way in (await platform.host.memberships(call.person)).items() if way == "join"
        }
        values = {
            "salon": salon,
            "chats": [(chat, chat.room_id in joined, until(call, salon, chat)) for chat in found],
            "wishes": [(key, *words) for key, words in WISHES.items() if admits(policy, key) == key],
            "reaches": [(key, *words) for key, words in REACHES.items()]
            if await house.asked.may_open(salon, call.person)
            else [],
            "who_comes": partial(who_comes, policy=policy),
            "quote": _quote,
        }
        return Page("chats/chats.html", t("Chats of {title}", title=salon.title), values, salon=salon)

    async def listed_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await listed(call)

    @routes.form("s/{slug}/chats", body=ChatForm, who=Who.SIGNED_IN, again=listed_again)
    async def open_chat(call: Call[ChatForm]) -> Redirect:
        new = call.body
        salon = await house.hosts.salon(call.path["slug"], call.person)
        ends_ms = end_of(new.last_day, salon.timezone) if new.last_day is not None else None
        try:
            invite = await meant.listed(platform, house, salon, new.invite)
            chat = await house.chats.open(
                salon.slug,
                call.person,
                new.name,
                new.guests,
                ends_ms,
                invite,
                call.idempotency_key,
                new.members,
            )
        except BadInput as refusal:
            problems = {_FIELDS.get(key.split(".")[0], "invite"): refusal.text for key in refusal.problems}
            raise BadInput(refusal.text, problems, refusal.reason) from None
        return Redirect(f"s/{salon.slug}/chats/{_quote(chat.room_id)}", saved=True)

    @routes.page("s/{slug}/chats/{room_id}", who=Who.SIGNED_IN)
    async def one(call: Call[Any]) -> Page:
        salon, chat = await house.hosts.seen(call.path["slug"], call.person, call.path["room_id"])
        policies = await house.salons.policies(salon)
        shown = {
            "salon": salon,
            "chat": chat,
            "who_comes": partial(who_comes, policy=policies.guests),
            "quote": _quote,
            "until": until(call, salon, chat),
        }
        shown |= await in_it(platform, house, salon, chat, call.person)
        if not await house.hosts.looks_after(chat, call.person):
            return Page("chats/seen.html", chat.name, shown, salon=salon)
        people = await house.guests.of_chat(chat.room_id)
        here = {guest.user_id for guest in await house.guests.here(chat.room_id)}
        links = await house.visits.links(chat)
        values = {
            **shown,
            "asked": await house.asked.of_chat(chat),
            "needs_staff": policies.dm != "members",
            "takes_guests": admits(policies.guests, chat.guests) != "none",
            "asking": [guest for guest in people if guest.state == "asked"],
            "guests": [guest for guest in people if guest.state == "admitted"],
            "present": here,
            "names": await house.visits.names(chat.room_id),
            "links": links,
            "ask_in": await ask_in_url(platform, house, salon, chat),
            "came": await house.visits.came_by(chat),
            "called": await called_in(platform, salon.id, {link.made_by for link in links if link.made_by}),
        }
        return Page("chats/chat.html", chat.name, values, salon=salon)

    async def one_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await one(call)

    @routes.form("s/{slug}/chats/{room_id}", body=GuestForm, who=Who.SIGNED_IN, again=one_again)
    async def change(call: Call[GuestForm]) -> Redirect:
        salon, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        if call.body.act == "ask":
            try:
                for one in await meant.listed(platform, house, salon, call.body.user_id):
                    await house.ask_in(salon, chat, call.person, one)
            except BadInput as refusal:
                raise BadInput(refusal.text, {"user_id": refusal.text}, refusal.reason) from None
        elif not await house.chats.put_out(chat, call.body.user_id):
            raise NotFound(t("There is no such guest here."), "no_such_guest")
        return Redirect(f"s/{salon.slug}/chats/{_quote(chat.room_id)}", saved=True)

    @routes.form("s/{slug}/chats/{room_id}/enter", who=Who.SIGNED_IN)
    async def enter(call: Call[None]) -> Redirect:
        salon, chat = await house.hosts.seen(call.path["slug"], call.person, call.path["room_id"])
        await house.chats.enter(chat, call.person)
        return Redirect(f"s/{salon.slug}/chats/{_quote(chat.room_id)}")

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("s/{slug}/chats/{room_id}/enter", who=Who.SIGNED_IN)
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/chats/{_quote(call.path['room_id'])}")

    @routes.page("s/{slug}/chats/{room_id}/end", who=Who.SIGNED_IN)
    async def ending(call: Call[None]) -> Page:
        salon, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        present = len(set(await platform.host.present(chat.room_id)) - {platform.house})
        values = {"salon": salon, "chat": chat, "present": present, "quote": _quote}
        return Page("chats/end.html", t("End this chat?"), values, salon=salon)

    @routes.form("s/{slug}/chats/{room_id}/end", who=Who.SIGNED_IN)
    async def end(call: Call[None]) -> Redirect:
        salon, chat = await house.hosts.chat(call.path["slug"], call.person, call.path["room_id"])
        await house.chats.end(chat, "hand", call.person)
        return Redirect(f"s/{salon.slug}/chats", saved=True)

    @routes.page("s/{slug}/desk/servers", who=Who.SIGNED_IN)
    async def servers(call: Call[Any]) -> Page:
        salon = await house.servers.allowed(call.path["slug"], call.person)
        values = {"salon": salon, "servers": await house.servers.blocked(salon)}
        return Page("chats/servers.html", t("Blocked servers"), values, salon=salon)

    async def servers_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await servers(call)

    @routes.form("s/{slug}/desk/servers", body=ServerForm, who=Who.SIGNED_IN, again=servers_again)
    async def block(call: Call[ServerForm]) -> Redirect:
        change = house.servers.block if call.body.act == "block" else house.servers.unblock
        await change(call.path["slug"], call.person, call.body.server)
        return Redirect(f"s/{call.path['slug']}/desk/servers", saved=True)

    return routes


_FIELDS = {"members": "members", "guests": "guests", "ends_at": "last_day", "invite": "invite"}


def _quote(segment: str) -> str:
    return quote(segment, safe="")
