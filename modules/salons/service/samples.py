# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posts that staff chose for people outside. What is shown is read from the rooms each time: what was taken back there,
or is its author's no longer, is not shown, without anybody having to notice."""

from collections.abc import Iterable

import attrs

from modules.salons.domain.peeking import (
    MOST_SAMPLES,
    SHOWN_KINDS,
    Consent,
    Sample,
    State,
    may_give_samples,
    state_of,
    without_accounts,
)
from modules.salons.service.lookups import SalonLookups
from modules.salons.store import samples as store
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.happenings import SalonClosed, SampleAsked
from synapse_salon.i18n import t
from synapse_salon.people import STAFF, Act, Role
from synapse_salon.platform import Platform
from synapse_salon.ports import Members
from synapse_salon.ports.salons import Salon
from synapse_salon.posts import Post
from synapse_salon.rooms import RoomFacts

KEPT_DAYS = 90
"""How long a choice of a post is kept at least, also when its author has left: they may come back."""
LOOKED_THROUGH = 60
"""How many of a room's newest posts staff choose from."""


@attrs.frozen
class Writer:
    """Who wrote something, as far as it is said: the name chosen for the salon, and the roles."""

    name: str
    roles: frozenset[Role]


@attrs.frozen
class Chosen:
    """A chosen post, what it says now and how it stands."""

    sample: Sample
    state: State
    post: Post | None
    writer: Writer | None


class Samples:
    """What staff and authors do with posts for people outside."""

    def __init__(self, platform: Platform, lookups: SalonLookups) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups

    async def shown(self, salon: Salon) -> list[Chosen]:
        """What everybody may read, newest choice first."""
        rows = await self._db.run("salon_samples", store.of_salon, salon.id)
        return [chosen for chosen in await self._now(salon, rows) if chosen.state == "shown"]

    async def any(self, salon: Salon) -> bool:
        """Whether something was chosen: for the link to the page, that is asked for on every page of a salon."""
        return await self._db.run("salon_samples_any", store.any_agreed, salon.id)

    async def all(self, slug: str, by: str) -> tuple[Salon, list[Chosen]]:
        """Every choice, to staff who write the page."""
        salon = await self._lookups.allowed(slug, by, Act.EDIT_PAGE)
        rows = await self._db.run("salon_samples", store.of_salon, salon.id)
        return salon, await self._now(salon, rows)

    async def any_of(self, salon: Salon, author: str | None) -> bool:
        """Whether something of this person's own was chosen."""
        return bool(author and await self._db.run("salon_samples_of", store.by_author, salon.id, author))

    async def of_author(self, slug: str, author: str) -> tuple[Salon, list[Chosen]]:
        """What was chosen of somebody's own. Raises NotFound: nothing."""
        salon = await self._lookups.find(slug)
        rows = await self._db.run("salon_samples_of", store.by_author, salon.id, author)
        if not rows:
            raise no_such_sample()
        return salon, await self._now(salon, rows)

    async def rooms(self, salon: Salon) -> list[RoomFacts]:
        """The rooms that posts are chosen from."""
        found = await self._platform.rooms.of_salon(salon.id)
        return [room for room in found if may_give_samples(room) and not room.is_archived]

    async def to_choose(self, salon: Salon, by: str, key: str) -> list[tuple[Post, Writer]]:
        """The newest posts of a room that might be shown, and whose they are. Raises NotFound, NotAllowed."""
        await self._lookups.allow(salon, by, Act.EDIT_PAGE)
        room = next((room for room in await self.rooms(salon) if room.key == key), None)
        if room is None:
            raise NotFound(t("There is no such room."), "no_such_room")
        house = self._platform.house
        posts = await self._platform.host.newest_posts(room.room_id, LOOKED_THROUGH, house)
        return [
            (post, await self.writer(salon, post.sender))
            for post in [await self.for_everybody(post) for post in posts]
            if post.sender != house and post.kind in SHOWN_KINDS and (post.body or post.media)
        ]

    async def choose(self, slug: str, by: str, event_id: str, seen: str | None = None) -> Chosen:
        """Show a post outside: at once where its author works for the salon, else when they agree.

        A post that was changed since it was chosen is chosen as it reads now. `seen` is the version that was looked at.

        Raises:
            Conflict: its author refused or is not in the salon, there are enough, or the salon is closed; or it was
                changed since it was looked at.
            NotFound: there is no such post in a room whose posts may be shown.
        """
        salon = await self._lookups.allowed(slug, by, Act.EDIT_PAGE)
        if salon.is_closed:
            raise Conflict(t("This salon is closed."), "closed")
        post = await self._post(salon, event_id)
        if seen is not None and seen != post.version:
            raise Conflict(t("This post was changed in the meantime. Please look again."), "changed")
        serves = bool(await self._lookups.roles(salon.id, post.sender) & STAFF)
        if not serves and not await self._is_inside(salon.id, post.sender):
            raise Conflict(t("Whoever wrote this is not in the salon any more."), "author_away")
        consent: Consent = "staff" if serves else "asked"
        sample = Sample(
            ids.new_id(),
            salon.id,
            post.room_id,
            post.event_id,
            post.sender,
            post.version,
            consent,
            by,
            self._platform.clock.now_ms(),
        )
        written = await self._db.run_contended("salon_sample_choose", self._choose, sample)
        return (await self._now(salon, [written]))[0]

    def _choose(self, txn: Txn, sample: Sample) -> Sample:
        before = store.by_post(txn, sample.salon_id, sample.event_id)
        if before is not None:
            if before.consent == "refused":
                raise Conflict(t("Its author does not want this post to be shown."), "refused")
            store.choose_version(txn, before.id, sample.version)
            return attrs.evolve(before, version=sample.version)
        if len(store.of_salon(txn, sample.salon_id)) >= MOST_SAMPLES:
            raise Conflict(
                t("Up to {most} posts can be shown. Take one back first.", most=MOST_SAMPLES),
                "too_many_samples",
            )
        if store.choose(txn, sample) and sample.consent == "asked":
            txn.say(SampleAsked(salon_id=sample.salon_id, user_id=sample.author, sample_id=sample.id))
        return store.by_post(txn, sample.salon_id, sample.event_id) or sample

    async def take_back(self, slug: str, by: str, sample_id: str) -> None:
        """Show a post no longer. Raises NotFound."""
        salon = await self._lookups.allowed(slug, by, Act.EDIT_PAGE)
        if not await self._db.run("salon_sample_take_back", store.take_back, salon.id, sample_id):
            raise no_such_sample()

    async def take_away(self, slug: str, sample_id: str) -> None:
        """An administrator of the server shows a post no longer. Raises NotFound."""
        salon = await self._lookups.find(slug)
        if not await self._db.run("salon_sample_take_back", store.take_back, salon.id, sample_id):
            raise no_such_sample()

    async def answer(self, slug: str, by: str, sample_id: str, consent: Consent) -> Chosen:
        """What the author says, now or later: it may be shown with their name, without it, or not.

        Raises:
            NotFound: no post of theirs was chosen under this id.
        """
        salon = await self._lookups.find(slug)
        now_ms = self._platform.clock.now_ms()
        sample = await self._db.run_contended(
            "salon_sample_answer", _answer, salon.id, sample_id, by, consent, now_ms
        )
        return (await self._now(salon, [sample]))[0]

    async def ask(self, asked: SampleAsked) -> None:
        """Ask the author of a chosen post, once."""
        salon = await self._lookups.by_id(asked.salon_id)
        sample = await self._db.run("salon_sample", store.one, asked.salon_id, asked.sample_id)
        if salon is None or sample is None or sample.consent != "asked":
            return
        post = (await self._platform.host.posts([sample.event_id])).get(sample.event_id)
        if post is None:
            return
        words = post.body if len(post.body) <= 200 else f"{post.body[:200]}…"
        text = t(
            "The staff of {title} would like to show this post of yours to people who are not members:\n\n{words}\n\n"
            "Nobody sees it there unless you agree, with your name or without, and you can take it back at any"
            " time: {url}",
            title=salon.title,
            words=words or t("(a picture)"),
            url=self._platform.web.url(f"s/{salon.slug}/peek/mine"),
        )
        language = await self._platform.bot.language_of(asked.user_id, salon.id)
        await self._platform.bot.tell(asked.user_id, text, f"sample:{sample.id}", language)

    async def closed(self, said: SalonClosed) -> None:
        """Forget what was chosen in a salon that is closed."""
        await self._db.run("salon_samples_closed", store.forget_all, said.salon_id)

    async def forget(self) -> None:
        """Forget choices of posts by people who are in the salon no longer, answered or not. Daily."""
        before_ms = self._platform.clock.now_ms() - KEPT_DAYS * DAY_MS
        gone = []
        for sample in await self._db.run("salon_samples_old", store.older_than, before_ms):
            serves = await self._lookups.roles(sample.salon_id, sample.author) & STAFF
            if not serves and not await self._is_inside(sample.salon_id, sample.author):
                gone.append(sample.id)
        if gone:
            await self._db.run("salon_samples_forget", store.forget, gone)

    async def picture(self, salon: Salon, event_id: str) -> str:
        """The upload that a shown post shows. Raises NotFound."""
        for chosen in await self.shown(salon):
            if chosen.post is not None and chosen.post.event_id == event_id and chosen.post.media:
                return chosen.post.media
        raise no_such_sample()

    async def writer(self, salon: Salon, user_id: str) -> Writer:
        """Who somebody is in the salon."""
        members = self._platform.want(Members)
        card = await members.card(salon.id, user_id) if members is not None else None
        roles = await self._lookups.roles(salon.id, user_id)
        return Writer(card.community_name if card is not None else "", roles & STAFF)

    async def _post(self, salon: Salon, event_id: str) -> Post:
        found = (await self._platform.host.posts([event_id])).get(event_id)
        room = await self._platform.rooms.facts(found.room_id) if found is not None else None
        is_one = room is not None and room.salon_id == salon.id and may_give_samples(room)
        if found is None or not is_one or found.sender == self._platform.house:
            raise NotFound(t("There is no such post."), "no_such_post")
        post = await self.for_everybody(found)
        if post.kind not in SHOWN_KINDS or not (post.body or post.media):
            raise Conflict(t("Posts with words or a picture of their author's can be shown."), "not_shown")
        return post

    async def _now(self, salon: Salon, samples: Iterable[Sample]) -> list[Chosen]:
        rows = list(samples)
        posts = await self._platform.host.posts([row.event_id for row in rows]) if rows else {}
        found = []
        for row in rows:
            post = posts.get(row.event_id)
            post = await self.for_everybody(post) if post is not None else None
            writer = await self.writer(salon, row.author)
            state = state_of(row, post, bool(writer.roles), await self._is_inside(salon.id, row.author))
            named = writer if row.consent != "unnamed" else None
            found.append(Chosen(row, state, post, named))
        return found

    async def for_everybody(self, post: Post) -> Post:
        """A post without account ids, and without a picture that somebody else uploaded: nobody shows what is
        another's."""
        post = attrs.evolve(post, body=without_accounts(post.body))
        if post.media and await self._platform.host.uploader(post.media) != post.sender:
            return attrs.evolve(post, media="")
        return post

    async def _is_inside(self, salon_id: str, user_id: str) -> bool:
        members = self._platform.want(Members)
        card = await members.card(salon_id, user_id) if members is not None else None
        return card is not None and card.standing.is_inside


def _answer(txn: Txn, salon_id: str, sample_id: str, author: str, consent: Consent, now_ms: int) -> Sample:
    sample = store.one(txn, salon_id, sample_id)
    if sample is None or sample.author != author:
        raise no_such_sample()
    store.answer(txn, sample_id, consent, now_ms)
    return attrs.evolve(sample, consent=consent)


def no_such_sample() -> NotFound:
    """What is heard of a post that was not chosen, or is not shown any more."""
    return NotFound(t("There is no such post."), "no_such_post")
