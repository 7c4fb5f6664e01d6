# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API of letters to several members."""

from typing import Annotated

from pydantic import Field

from modules.membership.domain.circular import Words
from modules.membership.service.circulars import Aim, Circulars, Sent
from modules.membership.service.roster import MOST_AT_ONCE
from modules.membership.web.views import MembersQuery
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from synapse_salon.i18n import Language
from synapse_salon.people import Standing
from synapse_salon.ports import Salon, Salons
from synapse_salon.web import Body, Call, OneLine, Prose, Routes, View

LetterText = Annotated[Prose, Field(min_length=1, max_length=5000)]


class LetterWords(Body):
    """A letter in one language."""

    subject: OneLine
    body: LetterText


class LetterAim(Body):
    """Which members: as the list of members is narrowed, or named. What is left out does not narrow."""

    status: Standing | None = None
    plan: Annotated[str, Field(max_length=100)] = ""
    q: Annotated[str, Field(max_length=100)] = ""
    since: Annotated[str, Field(max_length=10)] = ""
    user_ids: Annotated[list[str], Field(max_length=MOST_AT_ONCE)] = Field(default=[])

    def aim(self, salon: Salon) -> Aim:
        """The same for the service. Raises BadInput: there is no such day."""
        query = MembersQuery(plan=self.plan, q=self.q, since=self.since)
        return Aim(self.status, query.only(salon.timezone), tuple(self.user_ids))


class LetterWish(Body):
    """A letter by language; members get theirs, or that of the salon. `id` and `token` are those of the look at it."""

    words: Annotated[dict[Language, LetterWords], Field(min_length=1)]
    to: LetterAim = LetterAim()
    id: Annotated[str, Field(max_length=64)] = ""
    token: Annotated[str, Field(max_length=64)] = ""


class LetterPerson(View):
    """Somebody who would get a letter, and in which language."""

    user_id: str
    community_name: str
    language: Language


class LetterLook(View):
    """Who would get a letter, how many of those chosen want none, and what lets it go."""

    id: str
    token: str
    count: int
    unwanted: int
    people: list[LetterPerson]


class LetterView(View):
    """A letter that was sent, and how far it is. Times in ms."""

    id: str
    author: str
    subjects: dict[Language, str]
    sent_ms: int
    stopped_ms: int | None = None
    waiting: int
    told: int
    unwanted: int
    gone: int
    unreached: int


class LetterList(View):
    """The letters of a salon, newest first."""

    letters: list[LetterView]


class LetterChoice(Body):
    """Whether a member wants letters that the staff write to several."""

    wanted: bool


class LetterChosen(View):
    """What a member chose."""

    wanted: bool


def circular_routes(salons: Salons, circulars: Circulars) -> Routes:
    """`v1/salons/{slug}/letters` and `v1/salons/{slug}/me/letters`."""
    routes = Routes("circulars")

    @routes.get(
        "v1/salons/{slug}/letters",
        says="Lists what staff wrote to several members, newest first, to staff.",
        returns=LetterList,
        errors=(NotAllowed, NotFound),
    )
    async def listed(call: Call[None]) -> LetterList:
        salon = await salons.find(call.path["slug"])
        return LetterList(letters=[_view(sent) for sent in await circulars.sent(salon, call.person)])

    @routes.post(
        "v1/salons/{slug}/letters/look",
        says="Shows who would get a letter to several members.",
        body=LetterWish,
        returns=LetterLook,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def look(call: Call[LetterWish]) -> LetterLook:
        salon = await salons.find(call.path["slug"])
        wish = call.body
        found = await circulars.look(salon, call.person, _words(wish), wish.to.aim(salon))
        people = [
            LetterPerson(user_id=one.user_id, community_name=one.community_name, language=one.language)
            for one in found.people
        ]
        return LetterLook(
            id=found.id, token=found.token, count=len(people), unwanted=found.unwanted, people=people
        )

    @routes.post(
        "v1/salons/{slug}/letters",
        says="Sends a letter to several members, as it was looked at before; sent twice it is one letter.",
        body=LetterWish,
        returns=LetterView,
        errors=(BadInput, Conflict, NotAllowed, NotFound, TooMany),
        idempotent=True,
    )
    async def send(call: Call[LetterWish]) -> LetterView:
        salon = await salons.find(call.path["slug"])
        wish = call.body
        return _view(
            await circulars.send(salon, call.person, _words(wish), wish.to.aim(salon), wish.id, wish.token)
        )

    @routes.get(
        "v1/salons/{slug}/letters/{letter_id}",
        says="Shows how far a letter to several members is, to staff.",
        returns=LetterView,
        errors=(NotAllowed, NotFound),
    )
    async def one(call: Call[None]) -> LetterView:
        salon = await salons.find(call.path["slug"])
        return _view(await circulars.one(salon, call.person, call.path["letter_id"]))

    @routes.delete(
        "v1/salons/{slug}/letters/{letter_id}",
        says="Lets a letter to several members reach nobody else.",
        returns=LetterView,
        errors=(NotAllowed, NotFound),
    )
    async def stop(call: Call[None]) -> LetterView:
        salon = await salons.find(call.path["slug"])
        return _view(await circulars.stop(salon, call.person, call.path["letter_id"]))

    @routes.get(
        "v1/salons/{slug}/me/letters",
        says="Shows whether the member who asks wants letters that the staff write to several.",
        returns=LetterChosen,
        errors=(Conflict, NotFound),
    )
    async def chosen(call: Call[None]) -> LetterChosen:
        salon = await salons.find(call.path["slug"])
        return LetterChosen(wanted=(await circulars.own_choice(salon, call.person))[1])

    @routes.put(
        "v1/salons/{slug}/me/letters",
        says="Says whether the member who asks wants letters that the staff write to several.",
        body=LetterChoice,
        returns=LetterChosen,
        errors=(BadInput, Conflict, NotFound),
    )
    async def choose(call: Call[LetterChoice]) -> LetterChosen:
        salon = await salons.find(call.path["slug"])
        secret, _ = await circulars.own_choice(salon, call.person)
        await circulars.choose(salon, secret, call.body.wanted)
        return LetterChosen(wanted=call.body.wanted)

    return routes


def _words(wish: LetterWish) -> dict[Language, Words]:
    return {language: Words(said.subject, said.body) for language, said in wish.words.items()}


def _view(sent: Sent) -> LetterView:
    circular, counts = sent.circular, sent.counts
    return LetterView(
        id=circular.id,
        author=circular.author,
        subjects={language: words.subject for language, words in circular.words.items()},
        sent_ms=circular.sent_ms,
        stopped_ms=circular.stopped_ms,
        waiting=counts.get("waiting", 0),
        told=counts.get("told", 0),
        unwanted=counts.get("unwanted", 0),
        gone=counts.get("gone", 0),
        unreached=counts.get("unreached", 0),
    )
