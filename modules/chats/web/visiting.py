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

from modules.chats.domain.chats import Chat
from modules.chats.domain.files import plain_name
from modules.chats.domain.visits import LONGEST_NAME, SUFFIX, Link, with_links
from modules.chats.service.house import ChatsHouse
from modules.chats.service.talks import Line, Talk
from modules.chats.web.visit_cookie import COOKIE, visit_of
from synapse_salon.errors import BadInput, NotFound, TooMany
from synapse_salon.i18n import Text, t
from synapse_salon.naming import called_in
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Body, Call, OneLine, Page, Prose, Raw, Redirect, Routes
from synapse_salon.web.written import moment, time_of_day

LONGEST_WORDS = 4000
_HEADINGS = {"visit_over": t("Your visit is over")}
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

    async def show(call: Call[Any, Any], salon: Salon, chat: Chat, link: Link) -> Page:
        """The page of a browser at a link: a name to come in under, that they wait, the talk, or that they are out."""
        visit, guest = await house.visits.stay(link, platform.web.remembered(call, COOKIE))
        values: dict[str, Any] = {
            "salon": salon,
            "chat_name": chat.name,
            "secret": call.path["secret"],
            "suffix": SUFFIX,
            "longest_name": LONGEST_NAME,
            "longest_words": LONGEST_WORDS,
            "until": link.expires_ms,
            "may_show": house.files.may_show,
        }
        if visit is None or guest is None or (guest.state == "ended" and guest.why == "gone"):
            by = (await called_in(platform, salon.id, [link.made_by]))[link.made_by]
            values |= {"by": by, "asks": link.asks_ms is not None, "has_left": guest is not None}
            values["as_member"] = await as_member(salon, chat, call.person_or_none)
            return Page("chats/come.html", chat.name, values)
        values["visit"] = visit
        if guest.state == "asked":
            return Page("chats/wait.html", chat.name, values)
        if not guest.is_here(platform.clock.now_ms()):
            return over(_put_out())
        if guest.joined_ms is None:
            await house.visits.bring_in(visit)
        talk = await house.talks.talk(visit)
        values |= {"talk": talk, "lines": _shown(call, salon, talk)}
        return Page("chats/visit.html", chat.name, values)

    async def as_member(salon: Salon, chat: Chat, person: str | None) -> str:
        """The chat's page, for somebody of the salon who may know of it; "" for everybody else."""
        if person is None or not await house.hosts.is_inside(salon.id, person):
            return ""
        known = await house.hosts.is_known(chat, person)
        return f"s/{salon.slug}/chats/{quote(chat.room_id, safe='')}" if known else ""

    def over(refusal: NotFound, unsent: str = "") -> Page:
        """Where a link leads nowhere, or somebody is out: why, and what they wrote last, to be copied."""
        heading = _HEADINGS.get(refusal.reason, t("This link has ended"))
        return Page("chats/over.html", heading, {"why": refusal.text, "unsent": unsent}, status=404)

    @routes.page("guest/{secret}")
    async def page(call: Call[Any]) -> Page:
        try:
            salon, chat, link = await house.visits.door(call.path["secret"])
        except NotFound as refusal:
            return over(refusal)
        return await show(call, salon, chat, link)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call)

    @routes.form("guest/{secret}", body=NameForm, again=again, pace="contact")
    async def come(call: Call[NameForm]) -> Page | Redirect:
        below = f"guest/{call.path['secret']}"
        try:
            _, chat, link = await house.visits.door(call.path["secret"])
        except NotFound as refusal:
            return over(refusal)
        _, guest = await house.visits.stay(link, platform.web.remembered(call, COOKIE))
        if guest is not None and guest.state == "ended" and guest.why != "gone":
            return over(_put_out())
        if guest is None or guest.state == "ended":
            secret = await house.visits.come(chat, link, call.body.name)
            left_s = max(1, (link.expires_ms - platform.clock.now_ms()) // 1000)
            platform.web.remember(call, COOKIE, secret, left_s, below)
        return Redirect(below)

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("guest/{secret}/say")
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"guest/{call.path['secret']}")

    # How much is said is counted for each visitor, many of whom may share an address.
    @routes.form("guest/{secret}/say", body=SayForm, again=again, pace="read")
    async def say(call: Call[SayForm]) -> Page | Redirect:
        try:
            _, _, link = await house.visits.door(call.path["secret"])
            visit = await visit_of(platform, house, call, link)
            if visit is None:
                raise NotFound(t("You are not in this chat any more."), "visit_over")
        except NotFound as refusal:
            return over(refusal, call.body.body)
        try:
            platform.web.limiter.take("change", visit.user_id)
        except TooMany as refusal:
            raise BadInput(refusal.text, {"body": refusal.text}, refusal.reason) from None
        if call.body.body:
            await house.talks.say(visit, call.body.body, call.idempotency_key)
        return Redirect(f"guest/{call.path['secret']}#write")

    @routes.page("guest/{secret}/leave")
    async def leaving(call: Call[None]) -> Page | Redirect:
        try:
            salon, chat, link = await house.visits.door(call.path["secret"])
        except NotFound as refusal:
            return over(refusal)
        visit = await visit_of(platform, house, call, link)
        if visit is None:
            return Redirect(f"guest/{call.path['secret']}")
        values = {"salon": salon, "chat_name": chat.name, "secret": call.path["secret"], "visit": visit}
        return Page("chats/leave.html", t("Leave the chat"), values)

    @routes.form("guest/{secret}/leave")
    async def leave(call: Call[None]) -> Page | Redirect:
        try:
            _, chat, link = await house.visits.door(call.path["secret"])
        except NotFound as refusal:
            return over(refusal)
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
        talk = await house.talks.news(visit, call.query.version)
        return _json(
            {
                "over": talk.is_over,
                "version": talk.version,
                "lines": _shown(call, salon, talk),
                "people": talk.people,
            }
        )

    return routes


def _put_out() -> NotFound:
    words = t(
        "Whoever looks after this chat put you out of it. If you think that this is a mistake, ask whoever gave you the"
        " link."
    )
    return NotFound(words, "visit_over")


def _shown(call: Call[Any, Any], salon: Salon, talk: Talk) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id,
            "name": line.name,
            "time": time_of_day(line.sent_ms, call.language, salon.timezone),
            "when": moment(line.sent_ms, call.language, salon.timezone),
            "parts": with_links(_words(call, line)),
            "picture": line.kind == "m.image",
            "file": plain_name(line.file) if line.kind in _FILES else "",
            "alt": call.say(_KINDS.get(line.kind, _OTHER)),
            "at": quote(line.id, safe=""),
            "own": line.is_own,
        }
        for line in talk.lines
    ]


def _words(call: Call[Any, Any], line: Line) -> str:
    if line.kind in _FILES:
        return ""
    if line.retold is not None:
        return call.say(line.retold)
    return line.body if line.kind in ("", "m.image") else call.say(_OTHER)


def _json(value: dict[str, Any]) -> Raw:
    return Raw("application/json", json.dumps(value, ensure_ascii=False))
