# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Introductions: begun, asked about, answered, taken back, over. A no looks to everybody else like no answer."""

import hashlib

import attrs

from modules.introductions.domain import KEPT_MS, Answer, Introduction, Partner, comes_about, pair_of
from modules.introductions.service.people import People
from modules.introductions.settings import IntroductionsSettings
from modules.introductions.store import introductions as store
from modules.introductions.store import kept
from synapse_salon import ids
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotFound, TooMany
from synapse_salon.happenings import IntroductionAccepted, IntroductionAsked, IntroductionOver
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons


@attrs.frozen
class Known:
    """An introduction as one of the three knows it: what they answered themself, and never what another one did."""

    introduction: Introduction
    mine: Partner
    names: dict[str, str]

    @property
    def is_made(self) -> bool:
        """Whether they are the one who introduces."""
        return self.mine.part == "introducer"


class Introducing:
    """What members do with introductions."""

    def __init__(
        self, platform: Platform, salons: Salons, people: People, settings: IntroductionsSettings
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._people = people
        self._settings = settings

    async def introduce(
        self,
        slug: str,
        by: str,
        named: list[str],
        words: str,
        key: str | None = None,
        fields: tuple[str, str] = ("user_ids.0", "user_ids.1"),
    ) -> Introduction:
        """Ask two members whether they would like to meet. The same `key` of the same person is the same introduction.

        Whether one of them wants to be asked at all, or blocked somebody, nobody learns from the answer.

        Raises:
            BadInput: they are not two other members. Conflict: they cannot be asked at present.
            NotAllowed, NotFound: this person may not introduce anybody there. TooMany: too many today.
        """
        salon = await self._people.introducer(slug, by)
        one, other = pair_of(*await self._people.two(salon, by, named, fields))
        is_private = (await self._salons.policies(salon)).dm == "members"
        now_ms = self._platform.clock.now_ms()
        new = Introduction(
            id=_id_of(key, salon.id, by),
            salon_id=salon.id,
            introducer=by,
            one=one,
            other=other,
            words=words,
            is_private=is_private,
            state="asked",
            why="",
            room_id="",
            asked_ms=now_ms,
            until_ms=now_ms + self._settings.days * DAY_MS,
            changed_ms=now_ms,
        )
        willing = {
            person for person in (one, other) if await self._people.reaches(by, person, new.meets(person))
        }
        return await self._db.run("salon_introduce", self._write, new, willing)

    def _write(self, txn: Txn, new: Introduction, willing: set[str]) -> Introduction:
        before = store.get(txn, new.id)
        if before is not None:
            return before
        if (
            store.begun_since(txn, new.salon_id, new.introducer, new.asked_ms - DAY_MS)
            >= self._settings.per_day
        ):
            raise TooMany(t("That was too often today. Please try again tomorrow."), HOUR_MS)
        since_ms = new.asked_ms - self._settings.again_days * DAY_MS
        were_asked = store.were_asked_since(txn, new.salon_id, new.one, new.other, since_ms)
        if were_asked or not store.insert(txn, new):
            words = t("These two cannot be introduced at present. Please try again some weeks later.")
            raise Conflict(words, "not_now")
        store.add_introducer(txn, new)
        for part, person in (("one", new.one), ("other", new.other)):
            is_reached = person in willing and not kept.is_refusing(txn, new.salon_id, person)
            store.add_asked(txn, new.id, part, person, is_reached)
        txn.say(IntroductionAsked(salon_id=new.salon_id, introduction_id=new.id))
        return new

    async def answer(
        self, person: str, introduction_id: str, said: Answer, salon_id: str = ""
    ) -> Introduction:
        """One of the two says yes or no; until it is over they may say the other. With two yes it comes about.

        Raises NotFound: this person is asked no such thing.
        """
        found = await self._db.run("salon_introduction", store.get, introduction_id)
        if (
            found is None
            or person not in (found.one, found.other)
            or (salon_id and found.salon_id != salon_id)
        ):
            raise _no_such_question()
        holds_back = await self._people.are_blocked(found.three)
        return await self._db.run("salon_introduction_answer", self._answer, found, person, said, holds_back)

    def _answer(
        self, txn: Txn, found: Introduction, person: str, said: Answer, holds_back: bool
    ) -> Introduction:
        now_ms = self._platform.clock.now_ms()
        now = store.hold(txn, found.id, now_ms)
        mine = next((one for one in store.people(txn, found.id) if one.user_id == person), None)
        if now is None or mine is None or not mine.number:
            raise _no_such_question()
        if now.state == "accepted" and said == "accept":
            return now
        if not now.is_asked(now_ms):
            raise _no_such_question()
        store.answer(txn, now.id, person, said)
        if comes_about(store.people(txn, now.id)) and not holds_back:
            store.accepted(txn, now.id)
            txn.say(IntroductionAccepted(salon_id=now.salon_id, introduction_id=now.id))
            return attrs.evolve(now, state="accepted")
        return now

    async def answer_number(self, person: str, number: int | None, said: Answer) -> Introduction:
        """The same, by the number that a person was asked under; without one, what alone they are asked.

        Raises BadInput: this could be none, or several. NotFound: as `answer`.
        """
        now_ms = self._platform.clock.now_ms()
        asked = await self._db.run("salon_introductions_asked", store.asked_of, person, now_ms)
        meant = [one for known, one in asked if number is None or known == number]
        if not meant:
            raise _no_such_question()
        if len(meant) > 1:
            numbers = ", ".join(str(known) for known, _ in asked)
            raise BadInput(t("Say which question you answer: {numbers}", numbers=numbers))
        return await self.answer(person, meant[0].id, said)

    async def asked_in(self, event_id: str, person: str) -> str | None:
        """The introduction that a message of the house asked somebody about."""
        return await self._db.run("salon_introduction_event", store.of_event, event_id, person)

    async def take_back(self, salon: Salon, by: str, introduction_id: str) -> Introduction:
        """Who introduces takes it back. Done again nothing happens. Raises NotFound: it is none of theirs, Conflict: it
        came about."""
        found = await self._db.run("salon_introduction", store.get, introduction_id)
        if found is None or found.introducer != by or found.salon_id != salon.id:
            raise NotFound(t("There is no such introduction of yours."), "no_such_introduction")
        now = await self._db.run("salon_introduction_back", self._take_back, found.id)
        if now.state == "accepted":
            raise Conflict(t("They said yes already. You may leave the room."), "accepted")
        return now

    def _take_back(self, txn: Txn, introduction_id: str) -> Introduction:
        now = store.hold(txn, introduction_id, self._platform.clock.now_ms())
        assert now is not None, "introductions are forgotten long after they are over"
        return self.end(txn, now, "withdrawn") if now.state == "asked" else now

    def end(self, txn: Txn, now: Introduction, why: str) -> Introduction:
        """An introduction is over, in the caller's transaction, which holds it."""
        if store.is_over(txn, now.id, why):
            txn.say(IntroductionOver(salon_id=now.salon_id, introduction_id=now.id))
        return attrs.evolve(now, state="over", why=why)

    async def reach_ends(self) -> None:
        """End what was not answered in time, whatever was answered to it."""
        for introduction_id in await self._db.run(
            "salon_introductions_due", store.due, self._platform.clock.now_ms()
        ):
            await self._db.run("salon_introduction_end", self._reach_end, introduction_id)

    def _reach_end(self, txn: Txn, introduction_id: str) -> None:
        now_ms = self._platform.clock.now_ms()
        now = store.hold(txn, introduction_id, now_ms)
        if now is not None and now.state == "asked" and not now.is_asked(now_ms):
            self.end(txn, now, "expired")

    async def known_to(self, salon: Salon, person: str) -> list[Known]:
        """The introductions of a salon that somebody has a part in and knows of, newest first."""
        found = await self._db.run("salon_introductions_of", store.parts_of, salon.id, person)
        now_ms = self._platform.clock.now_ms()
        shown = [(one, mine) for one, mine in found if _is_shown(one, mine, now_ms)]
        names = await self._people.names(
            salon.id, sorted({who for one, _ in shown for who in one.three if who})
        )
        return [Known(one, mine, names) for one, mine in shown]

    async def is_welcome(self, salon: Salon, person: str) -> bool:
        """Whether somebody wants to be introduced in a salon."""
        return not await self._db.run("salon_introductions_refuses", kept.is_refusing, salon.id, person)

    async def welcome(self, salon: Salon, person: str, wants: bool) -> None:
        """Somebody wants to be introduced to nobody in a salon, or to others again. Nobody is told."""
        await self._db.run("salon_introductions_welcome", self._welcome, salon.id, person, wants)

    def _welcome(self, txn: Txn, salon_id: str, person: str, wants: bool) -> None:
        if wants:
            kept.welcome(txn, salon_id, person)
            return
        kept.refuse(txn, salon_id, person, self._platform.clock.now_ms())
        for one in store.of_person(txn, salon_id, person):
            if one.state == "asked":
                store.hold(txn, one.id, one.changed_ms)
        store.decline_all(txn, salon_id, person)

    async def forget_old(self) -> None:
        """Forget what was over long ago, with its room. What is not shut yet waits for the next time."""
        before_ms = self._platform.clock.now_ms() - KEPT_MS
        for introduction_id, room_id in await self._db.run("salon_introductions_old", kept.old, before_ms):
            if not room_id or await self._platform.rooms.forget_room(room_id):
                await self._db.run("salon_introduction_forget", kept.forget, introduction_id)


def _is_shown(one: Introduction, mine: Partner, now_ms: int) -> bool:
    """Who introduces sees all of theirs; who is asked sees what they may answer, and the rooms they are in."""
    if mine.part == "introducer":
        return True
    is_open = one.is_asked(now_ms) or (one.state == "accepted" and mine.left_ms is None)
    return mine.number > 0 and is_open


def _no_such_question() -> NotFound:
    return NotFound(t("You are not asked this, or not any more."), "no_such_question")


def _id_of(key: str | None, *said: str) -> str:
    if key is None:
        return ids.new_id()
    return hashlib.sha256("\0".join((key, *said)).encode()).hexdigest()[:20]
