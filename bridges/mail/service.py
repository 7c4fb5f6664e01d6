# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue: letters are taken on any process and sent from the one that runs background tasks."""

import logging
from typing import Protocol

import attrs
from twisted.internet.defer import CancelledError

from bridges.mail import store
from bridges.mail.domain import GIVE_UP_MS, KEEP_MS, Away, NotNow, NotSent, ShutOut, Waiting, pause_ms
from bridges.mail.message import Envelope, Mailbox, envelope
from synapse_salon.database import Txn
from synapse_salon.mail.address import mail_address
from synapse_salon.platform import Platform
from synapse_salon.ports.mail import Letter

logger = logging.getLogger(__name__)

LANES = 4
"""Letters on their way at once: a slow answer to one does not hold up the others."""


class Post(Protocol):
    """Carries one letter."""

    async def carry(self, envelope: Envelope) -> None:
        """Raises NotSent; whatever else it raises counts as NotNow."""


class MailQueue:
    """Provides Mailer. A letter is written down before it is sent and forgotten after, so a crash in between
    can at worst repeat it, with the Message-ID it had."""

    def __init__(
        self, platform: Platform, post: Post | None, sender: Mailbox, reply_to: Mailbox | None
    ) -> None:
        """`post` is there on the process that sends, and None on the others."""
        self._platform = platform
        self._post = post
        self._sender = sender
        self._reply_to = reply_to
        self._in_hand: set[str] = set()
        self._lanes = 0
        self._rests_until_ms = 0

    async def send(self, letter: Letter) -> None:
        """Take a letter, once per key.

        Raises:
            BadInput: `to` is not an address.
        """
        letter = attrs.evolve(letter, to=mail_address(letter.to))
        await self._platform.database.run("salon_mail_put_in", self._put_in, letter)

    def wake(self) -> None:
        """Begin to send what is due, where that is done; returns at once, since servers answer slowly."""
        resting = self._platform.clock.now_ms() < self._rests_until_ms
        if self._post is not None and self._lanes < LANES and not resting:
            self._lanes += 1
            self._platform.host.background("salon_mail", self._work, self._post)

    async def wake_on_time(self) -> None:
        """What the timer calls: for letters taken on other processes, and those to be tried again."""
        self.wake()

    async def forget(self) -> None:
        """Remove what was sent or given up long ago."""
        before_ms = self._platform.clock.now_ms() - KEEP_MS
        await self._platform.database.run("salon_mail_forget", store.forget, before_ms)

    def _put_in(self, txn: Txn, letter: Letter) -> None:
        if store.put_in(txn, letter, self._platform.clock.now_ms()):
            txn.after_commit(self.wake)

    async def _work(self, post: Post) -> None:
        """One lane: letter after letter until none is due. Finding one, it has the next lane look as well."""
        try:
            while (now_ms := self._platform.clock.now_ms()) >= self._rests_until_ms:
                waiting = await self._platform.database.run(
                    "salon_mail_take_out", store.take_out, now_ms, frozenset(self._in_hand)
                )
                if waiting is None:
                    return
                self._in_hand.add(waiting.letter.key)
                try:
                    self.wake()
                    await self._carry(post, waiting)
                finally:
                    self._in_hand.discard(waiting.letter.key)
        finally:
            self._lanes -= 1

    async def _carry(self, post: Post, waiting: Waiting) -> None:
        key = waiting.letter.key
        try:
            await post.carry(envelope(waiting.letter, waiting.taken_ms, self._sender, self._reply_to))
        except CancelledError:  # the homeserver goes down; the letter waits for its next start
            raise
        except NotSent as failure:
            await self._not_sent(waiting, failure)
        except Exception as failure:
            logger.exception("Letter %s could not be sent, in a way that nobody thought of", key)
            await self._not_sent(waiting, NotNow(f"{type(failure).__name__}: {failure}"))
        else:
            now_ms = self._platform.clock.now_ms()
            await self._platform.database.run("salon_mail_sent", store.sent, key, now_ms)
            logger.info("Sent letter %s", key)

    async def _not_sent(self, waiting: Waiting, failure: NotSent) -> None:
        """Write down why, keeping the address out of it, and rest where no letter would go out."""
        key, now_ms, database = waiting.letter.key, self._platform.clock.now_ms(), self._platform.database
        reason = failure.reason.replace(waiting.letter.to, "<recipient>")[:500]
        if isinstance(failure, Away):
            self._rests_until_ms = now_ms + pause_ms(1)
        if not isinstance(failure, NotNow):
            await database.run("salon_mail_failed", store.failed, key, reason, now_ms)
            logger.warning("Letter %s will not be sent: %s", key, reason)
        elif now_ms - waiting.taken_ms >= GIVE_UP_MS:
            await database.run("salon_mail_failed", store.failed, key, reason, now_ms)
            logger.error("Letter %s was tried for three days and is given up: %s", key, reason)
        else:
            await database.run("salon_mail_not_yet", store.not_yet, key, reason)
            level = logging.ERROR if isinstance(failure, ShutOut) else logging.WARNING
            pause_s = pause_ms(waiting.attempts) // 1000
            logger.log(level, "Letter %s is not sent yet, again in %d s: %s", key, pause_s, reason)
