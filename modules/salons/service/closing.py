# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing a salon: announced, told, carried out on its day. Each step is one transaction; what follows may repeat."""

from datetime import date

from modules.salons.domain import closing as rules
from modules.salons.domain.closing import Closing
from modules.salons.service.lookups import SalonLookups
from modules.salons.settings import SalonsSettings
from modules.salons.store import closing as store
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict
from synapse_salon.happenings import SalonClosed, SalonClosing, SalonClosingUndone
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.web import written


class Closings:
    """What owners and the people who run the service do to end a salon, and what comes of it."""

    def __init__(self, platform: Platform, lookups: SalonLookups, settings: SalonsSettings) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._settings = settings

    async def of(self, salon: Salon) -> Closing | None:
        """The end of a salon that is announced or was carried out."""
        return await self._db.run("salon_closing", store.of_salon, salon.id)

    def first_day(self, salon: Salon) -> date:
        """The first day that an owner may choose."""
        return rules.earliest(self._now(), salon.timezone, self._settings.closing_notice_days)

    async def announce(self, slug: str, by: str, day: date | None, reason: str) -> Salon:
        """The owner announces the salon's end; `day` is its last day.

        Raises:
            BadInput: the day is sooner than the notice.
            Conflict: it is announced already, or the salon was closed.
        """
        salon = await self._lookups.allowed(slug, by, Act.CLOSE_SALON)
        notice_days = self._settings.closing_notice_days if salon.is_open else 0
        return await self._announce(salon, by, day, reason, notice_days, not salon.is_open, False)

    async def announce_for_platform(
        self, slug: str, by: str, day: date | None, at_once: bool, reason: str
    ) -> Salon:
        """An administrator of the server announces a salon's end: with any notice, or at once. Raises as `announce`."""
        salon = await self._lookups.find(slug)
        if day is None and not at_once:
            day = self.first_day(salon)
        return await self._announce(salon, by, day, reason, 0, at_once, True)

    async def _announce(
        self,
        salon: Salon,
        by: str,
        day: date | None,
        reason: str,
        notice_days: int,
        at_once: bool,
        by_platform: bool,
    ) -> Salon:
        now_ms = self._now()
        last = rules.check_day(day, now_ms, salon.timezone, notice_days)
        closes_ms = now_ms if at_once else rules.end_of(last, salon.timezone)
        closing = Closing(
            id=ids.new_id(),
            salon_id=salon.id,
            state="announced",
            reason=reason,
            announced_by=by,
            by_platform=by_platform,
            announced_ms=now_ms,
            closes_ms=closes_ms,
            staff_until_ms=closes_ms + self._settings.closed_staff_days * DAY_MS,
        )
        if not await self._db.run_contended("salon_closing_announce", self._write, closing, at_once):
            raise Conflict(t("The closing of this salon is announced already."), "closing")
        await self._lookups.forget_salon(salon.id)
        return await self._lookups.find(salon.slug)

    def _write(self, txn: Txn, closing: Closing, at_once: bool) -> bool:
        if not store.announce(txn, closing):
            return False
        if at_once:
            store.close(txn, closing)
            txn.say(SalonClosed(salon_id=closing.salon_id, closing_id=closing.id))
        else:
            txn.say(
                SalonClosing(salon_id=closing.salon_id, closing_id=closing.id, closes_ms=closing.closes_ms)
            )
        return True

    async def undo(self, slug: str, by: str) -> Salon:
        """The owner takes the announcement back, until the day. Raises Conflict, NotAllowed: see `check_undo`."""
        return await self._undo(await self._lookups.allowed(slug, by, Act.CLOSE_SALON), False)

    async def undo_for_platform(self, slug: str) -> Salon:
        """An administrator takes an announcement back, whoever made it. Raises Conflict."""
        return await self._undo(await self._lookups.find(slug), True)

    async def _undo(self, salon: Salon, by_platform: bool) -> Salon:
        closing = rules.check_undo(await self.of(salon), by_platform, self._now())
        if not await self._db.run_contended("salon_closing_undo", self._take_back, closing):
            rules.check_undo(None, by_platform, self._now())
        await self._lookups.forget_salon(salon.id)
        return await self._lookups.find(salon.slug)

    def _take_back(self, txn: Txn, closing: Closing) -> bool:
        if not store.undo(txn, closing):
            return False
        txn.say(SalonClosingUndone(salon_id=closing.salon_id, closing_id=closing.id))
        return True

    async def carry_out(self) -> None:
        """Close the salons whose day has come, and shut the staff rooms of those closed long enough. By the clock."""
        for closing in await self._db.run("salon_closings_due", store.due, self._now()):
            if await self._db.run_contended("salon_closing_carry_out", self._carry_out, closing):
                await self._lookups.forget_salon(closing.salon_id)

    def _carry_out(self, txn: Txn, closing: Closing) -> bool:
        step = store.close if closing.state == "announced" else store.shut_staff_room
        if not step(txn, closing):
            return False
        txn.say(SalonClosed(salon_id=closing.salon_id, closing_id=closing.id))
        return True

    async def tell(self, said: SalonClosing | SalonClosingUndone | SalonClosed) -> None:
        """Have every process forget the salon: whoever changed it may have died before telling them."""
        await self._lookups.forget_salon(said.salon_id)

    async def announced(self, said: SalonClosing) -> None:
        """A notice in the rooms for announcements, and a word to the owner."""
        salon = await self._lookups.by_id(said.salon_id)
        if salon is None or salon.is_closed or salon.closes_ms is None:
            return
        text = t(
            "{title} closes. Its last day is {date}. No payment that reaches further is taken, and what was paid for"
            " the time after it is given back. Every member gets a message with what holds for them.",
            title=salon.title,
            date=self.last_day(salon),
        )
        closing = await self.of(salon)
        if closing is not None and closing.reason:
            text = t("{before}\n\n{after}", before=text, after=closing.reason)
        await self._say(salon, text, f"closing:{said.closing_id}")

    async def taken_back(self, said: SalonClosingUndone) -> None:
        """The same places hear that the salon goes on."""
        salon = await self._lookups.by_id(said.salon_id)
        if salon is not None and salon.is_open and salon.closes_ms is None:
            text = t("{title} goes on: its closing was taken back.", title=salon.title)
            await self._say(salon, text, f"closing-undone:{said.closing_id}")

    async def closed(self, said: SalonClosed) -> None:
        """Shut the rooms, and tell the owner, once."""
        await self._platform.rooms.shut(said.salon_id)
        salon = await self._lookups.by_id(said.salon_id)
        if salon is not None:
            until_ms = (salon.closes_ms or 0) + self._settings.closed_staff_days * DAY_MS
            text = t(
                "{title} is closed. The staff room stays open until {date}; members and payments can be downloaded"
                " at {url}",
                title=salon.title,
                date=written.date(until_ms, salon.language, salon.timezone),
                url=self._platform.web.url(f"s/{salon.slug}/desk/closing"),
            )
            await self._platform.bot.tell(salon.owner, text, f"closed:{said.closing_id}", salon.language)

    def last_day(self, salon: Salon) -> str:
        """The salon's last day in its own language; a dash where no end is announced."""
        if salon.closes_ms is None:
            return "–"
        return written.date(salon.closes_ms - 1, salon.language, salon.timezone)

    async def _say(self, salon: Salon, text: Text, key: str) -> None:
        words = self._platform.texts.say(text, salon.language)
        for room in await self._platform.rooms.of_salon(salon.id):
            if room.key == "news" and not room.is_archived:
                await self._platform.bot.say(room.room_id, words, key)
        await self._platform.bot.tell(salon.owner, words, key, salon.language)

    def _now(self) -> int:
        return self._platform.clock.now_ms()
