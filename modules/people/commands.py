# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The chat command of people."""

from modules.people.domain.search import Search
from modules.people.service.directory import Directory, Person
from synapse_salon.bot import Said, salon_meant
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons

MOST_SAID = 10


def add_commands(platform: Platform, salons: Salons, members: Members, directory: Directory) -> None:
    """!people: who is found by some words; without any, who is new."""

    @platform.bot.command(
        "people",
        also=("さがす",),
        says=t("find people in your salon"),
        usage=t("[name, interest or skill]"),
        private=True,
    )
    async def people(said: Said) -> Text:
        inside = await members.inside(said.user_id)
        none = t("You are not a member of any salon here.")
        salon, words = await salon_meant(salons, said, inside, none, with_words=True)
        salon = await directory.enter(salon.slug, said.user_id)
        words = words[:100]
        search = Search.of("all" if words.strip() else "new", words, "")
        found = await directory.find(salon, said.user_id, search, None, MOST_SAID)
        lines = _head(salon, words.strip(), bool(found.people))
        for person in found.people:
            lines = t("{before}\n{after}", before=lines, after=_line(person))
        link = await platform.web.one_time_link(said.user_id, next=f"s/{salon.slug}/people")
        return t("{before}\n{after}", before=lines, after=t("Everybody, and what you tell: {url}", url=link))


def _head(salon: Salon, words: str, is_found: bool) -> Text:
    if not words:
        return (
            t("New in {title}:", title=salon.title)
            if is_found
            else t("Nobody is new in {title} at the moment.", title=salon.title)
        )
    if is_found:
        return t("In {title}, found by “{words}”:", title=salon.title, words=words)
    return t("Nobody in {title} is found by “{words}”.", title=salon.title, words=words)


def _line(person: Person) -> Text:
    told = [*person.profile.words.interests, *person.profile.words.skills]
    if not told:
        return t("・{name}", name=person.profile.name)
    return t("・{name}: {told}", name=person.profile.name, told="、".join(told[:6]))
