# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People on pages: the list, one of them, what one says of oneself, and what others see of that."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from modules.people.domain.folding import folded
from modules.people.domain.profile import LEVELS, MOST_LABELS, PARTS, Level
from modules.people.domain.search import read_place
from modules.people.service.directory import Directory
from modules.people.service.offering import Offering
from modules.people.web.bodies import AboutForm, PeopleQuery
from synapse_salon.i18n import Text, t
from synapse_salon.people import Role
from synapse_salon.platform import Platform
from synapse_salon.web import Call, Page, Raw, Redirect, Routes, Who
from synapse_salon.web.parsing import read_pairs

LEVEL_WORDS: dict[Level, Text] = {
    "salon": t("every member of this salon"),
    "group": t("only those who are in a group with me"),
    "nobody": t("nobody"),
}
PAGE_OF = 30
ROLE_WORDS: dict[Role, Text] = {
    Role.OWNER: t("owner"),
    Role.OPERATOR: t("operator"),
    Role.COMMUNITY_MANAGER: t("community manager"),
    Role.MODERATOR: t("moderator"),
    Role.EVENT_STAFF: t("event staff"),
    Role.SELLER: t("seller"),
}


def _levels(with_groups: bool, chosen: Level) -> list[tuple[Level, Text]]:
    """Whom a part can be for: people of a group where the salon has groups, or somebody chose them before."""
    return [
        (level, LEVEL_WORDS[level])
        for level in LEVELS
        if level != "group" or with_groups or chosen == "group"
    ]


def people_pages(platform: Platform, directory: Directory, offering: Offering) -> Routes:
    """`s/{slug}/people`, `s/{slug}/people/{user_id}`, `s/{slug}/me/about` and `s/{slug}/me/seen`."""
    routes = Routes("people")
    platform.web.menus.add_in_salon(t("Find people"), "people", directory.may_look)
    platform.web.menus.have_people("people")
    platform.web.menus.add_first_step(t("Choose your interests, and see who shares them"), "me/about")

    @routes.page("s/{slug}/people", who=Who.SIGNED_IN, query=PeopleQuery)
    async def listed(call: Call[None, PeopleQuery]) -> Page:
        salon, query = await directory.enter(call.path["slug"], call.person), call.query
        after = read_place(query.from_) if query.from_ else None
        found = await directory.find(salon, call.person, query.search, after, PAGE_OF)
        asked = {"show": query.show if query.show != "all" else "", "q": query.q, "interest": query.interest}
        said = {name: value for name, value in asked.items() if value}
        more = {**said, "from": found.more.written()} if found.more is not None else {}
        staff = [] if after else await directory.staff(salon, call.person, query.search)
        shown = {one.profile.user_id for one in staff}
        values = {
            "salon": salon,
            "staff": staff,
            "roles": ROLE_WORDS,
            "people": [one for one in found.people if one.profile.user_id not in shown],
            "query": query,
            "more": urlencode(more),
            "popular": await directory.popular(salon),
            "folded": folded,
            "mine": await directory.profile(salon, call.person),
        }
        return Page("people/people.html", t("Find people"), values, salon=salon)

    @routes.page("s/{slug}/people/{user_id}", who=Who.SIGNED_IN)
    async def one(call: Call[None]) -> Page:
        salon = await directory.enter(call.path["slug"], call.person)
        person = await directory.person(salon, call.person, call.path["user_id"])
        may_write = await directory.may_write_to(salon, call.person, person.profile.user_id)
        links = await platform.web.menus.of_person(salon, call.person, person.profile.user_id)
        values = {
            "salon": salon,
            "person": person,
            "may_write": may_write,
            "links": links,
            "roles": ROLE_WORDS,
        }
        return Page("people/person.html", person.profile.name, values, salon=salon)

    @routes.page("s/{slug}/people/{user_id}/picture", who=Who.SIGNED_IN)
    async def picture(call: Call[None]) -> Raw:
        salon = await directory.enter(call.path["slug"], call.person)
        found = await directory.portrait(salon, call.person, call.path["user_id"])
        return Raw(found.media_type, found.content, headers={"Cache-Control": "private, max-age=300"})

    async def page(call: Call[Any, Any], chosen: list[str] | None = None) -> Page:
        salon = await directory.enter(call.path["slug"], call.person)
        profile = await directory.own(salon, call.person)
        with_groups = await directory.has_groups(salon)
        own = list(profile.words.interests)
        popular = [label for label, _ in await directory.popular(salon)]
        offered = {folded(label): label for label in (*await offering.of_salon(salon), *popular)}
        known = {folded(label) for label in own}
        values = {
            "salon": salon,
            "profile": profile,
            "words": profile.words,
            "offered": [*own, *(label for key, label in offered.items() if key not in known)],
            "chosen": own if chosen is None else chosen,
            "levels": {part: _levels(with_groups, profile.words.shown[part]) for part in PARTS},
            "most": MOST_LABELS,
        }
        return Page("people/about.html", t("What you tell of yourself"), values, salon=salon)

    async def again(call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call, [value for name, value in read_pairs(call.raw) if name == "chosen"])

    @routes.page("s/{slug}/me/about", who=Who.SIGNED_IN)
    async def about(call: Call[None]) -> Page:
        return await page(call)

    @routes.form("s/{slug}/me/about", body=AboutForm, who=Who.SIGNED_IN, again=again)
    async def say(call: Call[AboutForm]) -> Redirect:
        salon = await directory.enter(call.path["slug"], call.person)
        await directory.say(salon, call.person, call.body.words())
        return Redirect(f"s/{salon.slug}/me/seen", saved=True)

    @routes.page("s/{slug}/me/seen", who=Who.SIGNED_IN)
    async def seen(call: Call[None]) -> Page:
        salon = await directory.enter(call.path["slug"], call.person)
        profile = await directory.own(salon, call.person)
        values = {
            "salon": salon,
            "profile": profile,
            "by_members": profile.as_seen(False),
            "by_companions": profile.as_seen(True),
        }
        return Page("people/seen.html", t("What others see of you"), values, salon=salon)

    return routes
