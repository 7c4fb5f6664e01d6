# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions of members to those who run their salon: asked, answered, closed, each in a private room of its own."""

import hashlib

import attrs

from modules.messages.domain.asks import MOST_A_DAY, MOST_OPEN, Ask, State, Step, after_message
from modules.messages.service.asking import Asking
from modules.messages.store import asks as store
from synapse_salon import ids
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from synapse_salon.happenings import (
    QuestionAsked,
    QuestionClosed,
    QuestionReplied,
    SalonClosed,
    StandingChanged,
)
from synapse_salon.i18n import t
from synapse_salon.people import Act, Standing, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons, no_such_salon
from synapse_salon.posts import Post
from synapse_salon.watch import Seen

LOOKED_BACK = 100
"""How many messages of its room a record shows."""
_PAUSE_MS = 50


@attrs.frozen
class Record:
    """A question, what became of it, and what stands in its room, oldest first; `names` by user id."""

    salon: Salon
    ask: Ask
    steps: tuple[Step, ...]
    posts: tuple[Post, ...]
    names: dict[str, str]
    answers: bool


class Questions:
    """What members ask and staff answer."""

    def __init__(self, platform: Platform, salons: Salons, members: Members, asking: Asking) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self._asking = asking

    async def ask(self, slug: str, person: str, body: str, key: str | None, is_report: bool = False) -> Ask:
        """Ask those who run a salon. The same words again with the same `key` are the same question. A report does not
        wait until other questions are closed.

        Answers it with its room, or without where that takes longer than ten seconds.

        Raises:
            BadInput: it says nothing.
            Conflict: the person runs the salon, or has too many questions open.
            NotAllowed: they are not inside. NotFound: there is no such salon. TooMany: too many today.
        """
        salon = await self.asked_by(slug, person)
        if not body:
            problem = t("Please write your question.")
            raise BadInput(problem, {"body": problem})
        now_ms = self._platform.clock.now_ms()
        new = Ask(
            _id_of(key, salon.id, person, body), salon.id, person, body, "open", "", now_ms, now_ms, is_report
        )
        await self._db.run_contended("salon_ask", self._write, new, MOST_A_DAY if is_report else MOST_OPEN)
        for _ in range(10_000 // _PAUSE_MS):
            made = await self._db.run("salon_ask_get", store.get, new.id)
            if made is None or made.room_id:
                break
            await self._platform.host.sleep_ms(_PAUSE_MS)
        return made or new

    def _write(self, txn: Txn, new: Ask, most_open: int) -> None:
        store.hold(txn, new.salon_id, new.user_id)
        if store.get(txn, new.id) is not None:
            return
        is_open, today = store.counts(txn, new.salon_id, new.user_id, new.asked_ms - DAY_MS)
        if is_open >= most_open:
            words = t(
                "{count} of your questions are open. Please go on in one of their rooms.", count=is_open
            )
            raise Conflict(words, "too_many_open")
        if today >= MOST_A_DAY:
            raise TooMany(t("That was too often today. Please try again tomorrow."), HOUR_MS)
        if store.insert(txn, new):
            store.add_step(txn, new.id, Step("asked", new.user_id, new.asked_ms))
            txn.say(QuestionAsked(salon_id=new.salon_id, ask_id=new.id))

    async def asked_by(self, slug: str, person: str) -> Salon:
        """The salon, for a member who may ask its staff. Raises as `ask`."""
        salon = await self._salons.find(slug)
        roles = await self._salons.roles(salon.id, person)
        if may(roles, Act.ENTER_STAFF_ROOM):
            raise Conflict(t("You run this salon yourself. Talk to the others in the staff's room."), "staff")
        if salon.id not in await self._members.inside(person):
            if not salon.is_open:
                raise no_such_salon(slug)
            page = self._platform.web.url(f"s/{slug}/contact")
            words = t("Members ask here. Everybody else writes to the salon on its page: {url}", url=page)
            raise NotAllowed(words, "not_a_member", page)
        return salon

    async def may_ask(self, salon: Salon, person: str | None) -> bool:
        """Whether the page to ask on is for this person."""
        if person is None or may(await self._salons.roles(salon.id, person), Act.ENTER_STAFF_ROOM):
            return False
        return salon.id in await self._members.inside(person)

    async def may_answer(self, salon: Salon, person: str | None) -> bool:
        """Whether the questions are for this person to answer."""
        return person is not None and may(await self._salons.roles(salon.id, person), Act.ANSWER_QUESTIONS)

    async def own(self, salon: Salon, person: str) -> list[Ask]:
        """What a person asked, the newest first."""
        return await self._db.run("salon_asks_of_person", store.of_person, salon.id, person)

    async def of_salon(
        self,
        slug: str,
        by: str,
        states: tuple[State, ...],
        before: tuple[int, str] | None,
        limit: int,
        reports: bool | None = None,
    ) -> tuple[Salon, list[Ask]]:
        """The questions of a salon, the newest first, for its staff; with `reports` those alone, or all but those.

        Raises NotAllowed, NotFound.
        """
        salon = await self._salons.find(slug)
        await self._salons.allow(salon, by, Act.ANSWER_QUESTIONS)
        return salon, await self._db.run(
            "salon_asks_of", store.of_salon, salon.id, states, before, limit, reports
        )

    async def waiting(self, salon: Salon) -> int:
        """How many wait for an answer."""
        return await self._db.run("salon_asks_waiting", store.waiting, salon.id)

    async def record(self, slug: str, by: str, ask_id: str) -> Record:
        """A question and what became of it, for the one who asked and for the staff. Raises NotFound."""
        salon, ask, answers = await self._theirs(slug, by, ask_id)
        steps = await self._db.run("salon_ask_steps", store.steps, ask.id)
        house, posts = self._platform.house, []
        if ask.room_id:
            newest = await self._platform.host.newest_posts(ask.room_id, LOOKED_BACK, house)
            posts = [post for post in reversed(newest) if post.sender != house]
            posts += [_as_post(ask, step) for step in steps if step.what == "answered" and step.note]
            posts.sort(key=lambda post: post.sent_ms)
        people = {ask.user_id, *(step.by for step in steps), *(post.sender for post in posts)}
        names = {person: await self.name_of(salon.id, person) for person in people}
        return Record(salon, ask, tuple(steps), tuple(posts), names, answers)

    async def name_of(self, salon_id: str, person: str) -> str:
        """What a person is called in a salon."""
        if person == self._platform.house:
            return self._platform.bot.name
        card = await self._members.card(salon_id, person)
        if card is not None and card.community_name:
            return card.community_name
        if await self._salons.roles(salon_id, person):
            return await self._platform.rooms.shown_name(salon_id, person)
        return person[1:].partition(":")[0]

    async def close(self, slug: str, by: str, ask_id: str, note: str) -> Ask:
        """Close a question: its room is shut, what was said stays on record. Closed again nothing happens.

        Raises NotFound: there is none, or none of theirs.
        """
        _, ask, answers = await self._theirs(slug, by, ask_id)
        return await self._close(ask, by, note if answers else "")

    async def close_by_house(self, ask_id: str) -> None:
        """Close a question whose asker is gone."""
        ask = await self._db.run("salon_ask_get", store.get, ask_id)
        if ask is not None:
            await self._close(ask, self._platform.house, "")

    async def close_all(self, closed: SalonClosed) -> None:
        """A salon ended, and so do the questions to those who ran it."""
        for ask in await self._db.run("salon_asks_unclosed", store.unclosed, closed.salon_id):
            await self._close(ask, self._platform.house, "")

    async def close_of(self, changed: StandingChanged) -> None:
        """Whoever was put out asks nothing more, and does not read on what those who run the salon say of it."""
        card = await self._members.card(changed.salon_id, changed.user_id)
        if card is None or card.standing not in (Standing.REMOVED, Standing.BANNED):
            return
        for ask in await self._db.run(
            "salon_asks_unclosed_of", store.unclosed_of, changed.salon_id, changed.user_id
        ):
            await self._close(ask, self._platform.house, "")

    async def _close(self, ask: Ask, by: str, note: str) -> Ask:
        closed = await self._db.run("salon_ask_close", self._write_closed, ask.id, by, note)
        await self._asking.forget(ask)
        return closed

    def _write_closed(self, txn: Txn, ask_id: str, by: str, note: str) -> Ask:
        ask = store.get(txn, ask_id)
        assert ask is not None, "questions are forgotten only after they were closed"
        step = Step("closed", by, self._platform.clock.now_ms(), note)
        if ask.state != "closed" and store.change(txn, ask, "closed", step):
            txn.say(QuestionClosed(salon_id=ask.salon_id, ask_id=ask.id))
        return attrs.evolve(ask, state="closed")

    def wants(self, seen: Seen) -> bool:
        """Something was said in the room of a question; other rooms cost a look at a set."""
        is_said = seen.type == "m.room.message" and seen.state_key is None
        return is_said and seen.room_id in self._asking.known and seen.sender != self._platform.house

    async def heard(self, seen: Seen) -> None:
        """It was answered, or asked anew."""
        await self._db.run(
            "salon_ask_heard", self._hear, seen.room_id, seen.sender, str(seen.content.get("body", ""))
        )

    def _hear(self, txn: Txn, room_id: str, by: str, said: str) -> None:
        ask = store.in_room(txn, room_id)
        after = after_message(ask, by, said) if ask is not None else None
        if ask is not None and after is not None:
            store.change(txn, ask, after[0], Step(after[1], by, self._platform.clock.now_ms()))

    async def answer(self, slug: str, by: str, ask_id: str, body: str) -> Ask:
        """Answer a question from its page: the house says it in the room, by the name of whoever of the staff wrote it.
        The same words again at once are said once.

        Raises:
            BadInput: it says nothing. Conflict: the question is closed, or its room is not there yet.
            NotAllowed: they do not answer. NotFound: there is none, or none of theirs.
        """
        salon, ask, _ = await self._theirs(slug, by, ask_id)
        await self._salons.allow(salon, by, Act.ANSWER_QUESTIONS)
        if not body:
            problem = t("Please write your answer.")
            raise BadInput(problem, {"body": problem})
        if ask.state != "closed" and not ask.room_id:
            raise Conflict(
                t("The room of this question is just being opened. Please try again."), "not_open_yet"
            )
        return await self._db.run_contended("salon_ask_answer", self._write_answer, ask.id, by, body)

    def _write_answer(self, txn: Txn, ask_id: str, by: str, body: str) -> Ask:
        ask, last = store.get(txn, ask_id), store.last_step(txn, ask_id)
        if ask is None or ask.state == "closed":
            raise Conflict(t("This question is closed."), "closed")
        step = Step("answered", by, self._platform.clock.now_ms(), body)
        if last is not None and attrs.evolve(last[1], at_ms=step.at_ms) == step:
            return ask
        if not store.change(txn, ask, "answered", step):
            raise Conflict(t("This question is closed."), "closed")
        found = store.last_step(txn, ask_id)
        assert found is not None, "it was just written"
        txn.say(QuestionReplied(salon_id=ask.salon_id, ask_id=ask.id, step=found[0]))
        return attrs.evolve(ask, state="answered")

    async def _theirs(self, slug: str, by: str, ask_id: str) -> tuple[Salon, Ask, bool]:
        salon = await self._salons.find(slug)
        ask = await self._db.run("salon_ask_get", store.get, ask_id)
        answers = await self.may_answer(salon, by)
        if ask is None or ask.salon_id != salon.id or not (answers or ask.user_id == by):
            raise NotFound(t("There is no such question."), "no_such_question")
        return salon, ask, answers


def _as_post(ask: Ask, step: Step) -> Post:
    """An answer that was written on the page, which the house said in the room."""
    return Post("", ask.room_id, step.by, step.at_ms, "m.text", step.note, "")


def _id_of(key: str | None, *said: str) -> str:
    if key is None:
        return ids.new_id()
    return hashlib.sha256("\0".join((key, *said)).encode()).hexdigest()[:20]
