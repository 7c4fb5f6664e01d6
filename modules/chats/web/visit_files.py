# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures and files of a conversation, for the page of people without an account.

They are files of others below our own address: a browser saves them and runs nothing in them.
"""

import base64
import binascii
from typing import Annotated, Any

from pydantic import Field

from modules.chats.domain.files import content_type_of, saved_as
from modules.chats.domain.sent import MOST_BYTES, unfit
from modules.chats.domain.visits import Visit
from modules.chats.service.house import ChatsHouse
from modules.chats.web.visit_cookie import visit_of
from synapse_salon.errors import NotFound
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.web import Body, Call, Raw, Redirect, Routes

_HEADERS = {
    "Cache-Control": "private, no-store",  # or they would outlive the visit
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


_BASE64 = MOST_BYTES * 4 // 3 + 64 * 1024
FORM_LIMIT = _BASE64 * 3 // 2


class ShowForm(Body):
    """A file that somebody shows: its bytes in base64 for addresses (of whose letters forms write none as three), and
    how it is called."""

    content: Annotated[str, Field(max_length=_BASE64)] = ""
    name: Annotated[str, Field(max_length=255)] = ""


def visit_file_routes(platform: Platform, house: ChatsHouse) -> Routes:
    """`guest/{secret}/picture/{event_id}`, `…/file/{event_id}` and `…/show`."""
    routes = Routes("visiting")

    async def visit(call: Call[Any, Any]) -> Visit:
        _, _, link = await house.visits.door(call.path["secret"])
        found = await visit_of(platform, house, call, link)
        if found is None:
            raise NotFound(t("You are not in this chat any more."), "visit_over")
        return found

    @routes.page("guest/{secret}/picture/{event_id}")
    async def picture(call: Call[None]) -> Raw:
        stored = await house.files.picture(await visit(call), call.path["event_id"], call.address)
        return Raw(content_type_of(stored.content_type), stored.content, headers=_HEADERS)

    @routes.page("guest/{secret}/file/{event_id}")
    async def file(call: Call[None]) -> Raw:
        name, stored = await house.files.file(await visit(call), call.path["event_id"], call.address)
        headers = {**_HEADERS, "Content-Disposition": saved_as(name)}
        return Raw(content_type_of(stored.content_type), stored.content, headers=headers)

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("guest/{secret}/show")
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"guest/{call.path['secret']}")

    @routes.form("guest/{secret}/show", body=ShowForm, limit=FORM_LIMIT)
    async def show(call: Call[ShowForm]) -> Redirect:
        found = await visit(call)
        await house.files.show(found, _bytes(call.body.content), call.body.name, call.idempotency_key)
        return Redirect(f"guest/{call.path['secret']}#write")

    return routes


def _bytes(content: str) -> bytes:
    try:
        return base64.b64decode(content, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise unfit() from None
