# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sends the sandbox's notifications to the house, as a provider's machines far away would."""

import logging
from typing import TYPE_CHECKING

from twisted.internet.defer import CancelledError
from twisted.web.client import readBody
from twisted.web.http_headers import Headers

from bridges.sandbox.domain import signatures
from bridges.sandbox.service.books import Books
from bridges.sandbox.store import notices as store
from bridges.sandbox.store.notices import Notice
from synapse_salon.clock import HOUR_MS, MINUTE_MS
from synapse_salon.turns import Turns

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)
BATCH = 50
PAUSES_MS = (
    *(1000, 5000, 30_000, 5 * MINUTE_MS, 30 * MINUTE_MS),
    *(2 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, 24 * HOUR_MS, 24 * HOUR_MS),
)
"""Between one try and the next; after the last the notification is given up (three days, as real providers do)."""
LEASE_MS = 30_000
"""For so long a notification that is being sent is not sent by another process."""


class Notices:
    """Posts notifications to the house's own webhook, signed, oldest first, until each was taken.

    Every process sends what it wrote right away; the one that runs background tasks sends what is late.
    """

    def __init__(self, platform: "Platform", books: Books, webhook_url: str | None) -> None:
        self._platform = platform
        self._books = books
        self._webhook_url = webhook_url
        self._secret: str | None = None
        self._turns = Turns()

    def send_soon(self) -> None:
        """Send what is due, without being waited for."""
        if self._webhook_url is not None and not self._turns.somebody_waits:
            self._platform.host.background("sandbox_send", self.send)

    async def send(self) -> None:
        """Send what is due. It has arrived, or failed, when this returns."""
        if self._webhook_url is None:
            return
        async with self._turns.turn():
            while True:
                now_ms = self._books.now_ms()
                batch = await self._books.run_as_it_is(
                    "sandbox_take_due", store.take_due, now_ms, now_ms + LEASE_MS, BATCH
                )
                for notice in batch:
                    await self._send(self._webhook_url, notice)
                if not batch:
                    return

    async def secret(self) -> str:
        """What this house's notifications are signed with."""
        if self._secret is None:
            self._secret = await self._books.run_as_it_is("sandbox_secret", store.secret)
        return self._secret

    async def _send(self, url: str, notice: Notice) -> None:
        body = notice.event.content.encode()
        signature = signatures.sign(await self.secret(), body, self._books.now_ms())
        headers = Headers({"Content-Type": ["application/json"], signatures.HEADER.title(): [signature]})
        try:
            response = await self._platform.api.http_client.request("POST", url, body, headers)
            await self._platform.host.yieldable(readBody(response))
            said = f"answered {response.code}" if not 200 <= response.code < 300 else None
        except CancelledError:  # the homeserver is going down; it is sent again after the next start
            raise
        except Exception as failure:
            said = f"{type(failure).__name__}: {failure}"
        if said is None:
            await self._books.run_as_it_is("sandbox_sent", store.sent, notice)
        elif notice.attempts < len(PAUSES_MS):
            pause_ms = PAUSES_MS[notice.attempts]
            logger.warning(
                "Notification %s to %s: %s; again in %s ms. If the house does not reach itself there, set"
                " `webhook_base` of bridges.sandbox.Sandbox",
                notice.event.id,
                url,
                said,
                pause_ms,
            )
            due_ms = self._books.now_ms() + pause_ms
            await self._books.run_as_it_is("sandbox_send_again", store.send_again, notice, due_ms)
        else:
            logger.warning("Notification %s to %s is given up: %s", notice.event.id, url, said)
            await self._books.run_as_it_is("sandbox_sent", store.sent, notice)
