# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of people without an account: a name, the conversation as it goes on, and a line to write in.

The browser holds a secret of ours for this one visit, and nothing of Matrix.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import Field

from modules.chats.domain.files import plain_name
from modules.chats.domain.visits import LONGEST_NAME, SUFFIX, Link, Visit
from modules.chats.service.house import ChatsHouse
from modules.chats.service.visits import Talk
from modules.chats.web.visit_cookie import COOKIE, visit_of
from synapse_salon.errors import NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Body, Call, OneLine, Page, Prose, Raw, Redirect, Routes
from synapse_salon.web.written import moment, time_of_day

LONGEST_WORDS = 4000
_KINDS: dict[str, Text] = {
    "m.image": t("(a picture)"),
    "m.video": t("(a video)"),
    "m.audio": t("(a recording)"),
}
_OTHER = t("(a file)")
_FILES = frozenset({"m.file", "m.video", "m.audio"})


class NameForm(Body):
    """How somebody wants to be called."""

    name: Annotated[OneLine, Field(max_length=LONGEST_NAME)]


class SayForm(Body):
    """What somebody says, or that they go."""

    body: Annotated[Prose, Field(max_length=LONGEST_WORDS)] = ""


class NewsQuery(Body):
    """Which state of the conversation the page shows."""

    version: str = Field(default="", max_length=64)


def visiting_routes(platform: Platform, house: ChatsHouse) -> Routes:
    """`guest/{secret}` and what lies below."""
    routes = Routes("visiting")

    async def show(call: Call[Any, Any], salon: Salon, name: str, visit: Visit | None, link: Link) -> Page:
        values: dict[str, Any] = {
            "salon": salon,
            "chat_name": name,
            "secret": call.path["secret"],
            "suffix": SUFFIX,
            "longest_name": LONGEST_NAME,
            "longest_words": LONGEST_WORDS,
            "until": link.expires_ms,
        }
        if visit is None:
            return Page("chats/come.html", name, values)
        talk = await house.visits.talk(visit)
        values |= {"visit": visit, "talk": talk, "lines": _shown(call, salon, talk)}
        return Page("chats/visit.html", name, values)

    @routes.page("guest/{secret}")
    async def page(call: Call[Any]) -> Page:
        salon, chat, link = await house.visits.door(call.path["secret"])
        return await show(call, salon, chat.name, await visit_of(platform, house, call, link), link)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call)

    @routes.form("guest/{secret}", body=NameForm, again=again, pace="contact")
    async def come(call: Call[NameForm]) -> Redirect:
        _, chat, link = await house.visits.door(call.path["secret"])
        below = f"guest/{call.path['secret']}"
        if await visit_of(platform, house, call, link) is None:
            secret = await house.visits.come(chat, link, call.body.name)
            left_s = max(1, (link.expires_ms - platform.clock.now_ms()) // 1000)
            platform.web.remember(call, COOKIE, secret, left_s, below)
        return Redirect(below)

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("guest/{secret}/say")
    @routes.page("guest/{secret}/leave")
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"guest/{call.path['secret']}")

    @routes.form("guest/{secret}/say", body=SayForm, again=again)
    async def say(call: Call[SayForm]) -> Redirect:
        _, _, link = await house.visits.door(call.path["secret"])
        visit = await visit_of(platform, house, call, link)
        if visit is None:
            raise NotFound(t("You are not in this chat any more."), "visit_over")
        if call.body.body:
            await house.visits.say(visit, call.body.body, call.idempotency_key)
        return Redirect(f"guest/{call.path['secret']}#write")

    @routes.form("guest/{secret}/leave")
    async def leave(call: Call[None]) -> Redirect:
        _, chat, link = await house.visits.door(call.path["secret"])
        visit = await visit_of(platform, house, call, link)
        if visit is not None:
            await house.visits.leave(chat, visit)
        return Redirect(f"guest/{call.path['secret']}")

    @routes.page("guest/{secret}/news.json", query=NewsQuery)
    async def news(call: Call[None, NewsQuery]) -> Raw:
        try:
            salon, _, link = await house.visits.door(call.path["secret"])
            visit = await visit_of(platform, house, call, link)
        except NotFound:
            visit = None
        if visit is None:
            return _json({"over": True})
        talk = await house.visits.news(visit, call.query.version)
        return _json({"over": talk.is_over, "version": talk.version, "lines": _shown(call, salon, talk)})

    return routes


def _shown(call: Call[Any, Any], salon: Salon, talk: Talk) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id,
            "name": line.name,
            "time": time_of_day(line.sent_ms, call.language, salon.timezone),
            "when": moment(line.sent_ms, call.language, salon.timezone),
            "body": ""
            if line.kind in _FILES
            else line.body
            if line.kind in ("", "m.image")
            else call.say(_OTHER),
            "picture": line.kind == "m.image",
            "file": plain_name(line.file) if line.kind in _FILES else "",
            "alt": call.say(_KINDS.get(line.kind, _OTHER)),
            "at": quote(line.id, safe=""),
            "own": line.is_own,
        }
        for line in talk.lines
    ]


def _json(value: dict[str, Any]) -> Raw:
    return Raw("application/json", json.dumps(value, ensure_ascii=False))
