# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application service's address, that Synapse pushes events to."""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from synapse_salon.checks import SERVICE_ID
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.web.call import Call
from synapse_salon.web.routes import Routes

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

PREFIXES = ("watch/_matrix/app/v1/", "watch/")
"""The second is what homeservers before Matrix 1.4 ask."""
LARGEST = 16 * 1024 * 1024
"""Bytes of a push: Synapse puts up to 100 events of up to 64 KiB into one, and escapes them."""
ANSWER_AFTER_MS = 50
BUSY_EVENTS, ANSWER_BUSY_AFTER_MS = 3, 300
"""Synapse pushes the next events when the last ones are answered. Each push costs it several commits, so that busy
rooms are cheaper in a few large pushes a second than in one for each message. What is pushed is handled at once; an
answer comes later where a push held that many events."""

Take = Callable[[list[Mapping[str, Any]]], Awaitable[None]]


def routes(platform: "Platform", take: Take) -> Routes:
    """The routes of an application service that owns no names of its own.

    They wait for the tables themselves: an answer other than 200 makes Synapse pause for seconds, then minutes.
    """
    found = Routes("watch")

    async def transaction(call: Call[None]) -> Mapping[str, Any]:
        _check(platform, call)
        try:
            events = json.loads(call.raw)["events"]
        except (ValueError, KeyError, TypeError):
            raise BadInput(t("This is no transaction of events.")) from None
        if not isinstance(events, list):
            raise BadInput(t("This is no transaction of events."))
        await take([event for event in events if isinstance(event, Mapping)])
        await platform.host.sleep_ms(ANSWER_BUSY_AFTER_MS if len(events) >= BUSY_EVENTS else ANSWER_AFTER_MS)
        return {}

    async def ping(call: Call[None]) -> Mapping[str, Any]:
        _check(platform, call)
        return {}

    async def nobody(call: Call[None]) -> Mapping[str, Any]:
        _check(platform, call)
        raise NotFound(t("The house makes no accounts or aliases on demand."))

    for prefix in PREFIXES:
        found.raw("PUT", prefix + "transactions/{txn}", limit=LARGEST, waits=False)(transaction)
        found.raw("GET", prefix + "users/{user:path}", waits=False)(nobody)
        found.raw("GET", prefix + "rooms/{alias:path}", waits=False)(nobody)
    found.raw("POST", PREFIXES[0] + "ping", waits=False)(ping)
    return found


def _check(platform: "Platform", call: Call[None]) -> None:
    """Refuse whoever is not this homeserver."""
    service = platform.host.application_service(SERVICE_ID)
    given = call.headers.get("authorization", "").removeprefix("Bearer ")
    if service is None or not hmac.compare_digest(given.encode(), (service.hs_token or "").encode()):
        raise NotAllowed(t("Only this homeserver may push events here."))
