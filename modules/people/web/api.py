# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People by the API."""

from modules.people.domain.folding import folded
from modules.people.domain.search import read_place
from modules.people.service.directory import Directory
from modules.people.service.offering import Offering
from modules.people.web.bodies import (
    AboutChange,
    AboutView,
    InterestsView,
    InterestView,
    PeopleQuery,
    PeopleView,
    PersonView,
)
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.web import Call, Routes


def people_api(directory: Directory, offering: Offering) -> Routes:
    """`v1/salons/{slug}/people`, `…/interests` and `…/me/about`."""
    routes = Routes("people")

    @routes.get(
        "v1/salons/{slug}/people",
        says="Finds people of a salon, for those who are inside of it.",
        query=PeopleQuery,
        returns=PeopleView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def find(call: Call[None, PeopleQuery]) -> PeopleView:
        salon, query = await directory.enter(call.path["slug"], call.person), call.query
        after = read_place(query.from_) if query.from_ else None
        found = await directory.find(salon, call.person, query.search, after, query.limit)
        staff = [] if after else await directory.staff(salon, call.person, query.search)
        return PeopleView(
            staff=[PersonView.of(person) for person in staff],
            people=[PersonView.of(person) for person in found.people],
            next_batch=found.more.written() if found.more is not None else None,
        )

    @routes.get(
        "v1/salons/{slug}/people/{user_id}",
        says="Shows one member, as far as they allow the person who asks.",
        returns=PersonView,
        errors=(NotAllowed, NotFound),
    )
    async def one(call: Call[None]) -> PersonView:
        salon = await directory.enter(call.path["slug"], call.person)
        return PersonView.of(await directory.person(salon, call.person, call.path["user_id"]))

    @routes.get(
        "v1/salons/{slug}/interests",
        says="Shows what most members of a salon are interested in, and what its staff offer to choose from.",
        returns=InterestsView,
        errors=(NotAllowed, NotFound),
    )
    async def interests(call: Call[None]) -> InterestsView:
        salon = await directory.enter(call.path["slug"], call.person)
        found = await directory.popular(salon)
        known = {folded(label) for label, _ in found}
        found += [(label, 0) for label in await offering.of_salon(salon) if folded(label) not in known]
        return InterestsView(interests=[InterestView(interest=label, count=count) for label, count in found])

    @routes.get(
        "v1/salons/{slug}/me/about",
        says="Shows what the person who asks says of themself in a salon.",
        returns=AboutView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def about(call: Call[None]) -> AboutView:
        salon = await directory.enter(call.path["slug"], call.person)
        return AboutView.of(await directory.own(salon, call.person))

    @routes.put(
        "v1/salons/{slug}/me/about",
        says="Changes what one says of oneself in a salon, and who sees which part of it.",
        body=AboutChange,
        returns=AboutView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def say(call: Call[AboutChange]) -> AboutView:
        salon = await directory.enter(call.path["slug"], call.person)
        before = await directory.own(salon, call.person)
        return AboutView.of(await directory.say(salon, call.person, call.body.words(before.words)))

    return routes
