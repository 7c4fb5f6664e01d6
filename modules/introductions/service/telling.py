# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the house says of introductions: the question, the first line of a room, that nothing came of one."""

from collections.abc import Iterable

from modules.introductions.domain import Introduction, Partner
from modules.introductions.service.people import People
from modules.introductions.store import introductions as store
from synapse_salon.errors import NotFound
from synapse_salon.happenings import IntroductionAsked
from synapse_salon.i18n import Language, Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web.written import date


class Telling:
    """Speaks to the three, to each in their direct room."""

    def __init__(self, platform: Platform, salons: Salons, people: People) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._people = people

    async def asked(self, happening: IntroductionAsked) -> None:
        """Ask the two, as far as the question reaches them. Asked again nothing is said twice."""
        one = await self._db.run("salon_introduction", store.get, happening.introduction_id)
        salon = await self._salons.by_id(happening.salon_id)
        if one is None or salon is None or not one.is_asked(self._platform.clock.now_ms()):
            return
        names = await self._people.names(salon.id, list(one.three))
        for partner in await self._db.run("salon_introduction_people", store.people, one.id):
            if partner.number and not partner.event_id:
                await self._ask(salon, one, partner, names)

    async def _ask(self, salon: Salon, one: Introduction, partner: Partner, names: dict[str, str]) -> None:
        person = partner.user_id
        language = await self._people.language(salon, person)
        try:
            room_id = await self._platform.bot.dm_with(person)
        except NotFound:
            return
        words = self._question(salon, one, partner, names, language)
        said = self._platform.texts.say(words, language)
        event_id = await self._platform.bot.say(room_id, said, f"introduction:{one.id}:{person}")
        await self._db.run("salon_introduction_told", store.told, one.id, person, event_id)

    def _question(
        self, salon: Salon, one: Introduction, partner: Partner, names: dict[str, str], language: Language
    ) -> Text:
        asks = t(
            "{introducer} would like to introduce you to {other}, in {title}.",
            introducer=names[one.introducer],
            other=names[one.meets(partner.user_id)],
            title=salon.title,
        )
        if one.words:
            asks = t("{before}\n\n{after}", before=asks, after=one.words)
        how = t(
            "Answer with 👍 or 👎 on this message, with !yes {number} or !no {number}, or here: {url}\nUntil {date}."
            " Nobody is told who said no, or nothing.",
            number=partner.number,
            url=self._platform.web.url(f"s/{salon.slug}/me/introductions"),
            date=date(one.until_ms, language, salon.timezone),
        )
        return t(
            "{before}\n\n{after}",
            before=t("{before}\n\n{after}", before=asks, after=room_words(one)),
            after=how,
        )

    def room_name(self, one: Introduction, names: dict[str, str]) -> Text:
        """What the room of the three is called."""
        return t("{one} and {other}, introduced by {introducer}", **_called(one, names))

    async def first_line(self, salon: Salon, one: Introduction, names: dict[str, str], room_id: str) -> None:
        """Say in the room who introduces whom, and why, before anybody is in it."""
        words = t("{introducer} introduces {one} and {other} to each other.", **_called(one, names))
        if one.words:
            words = t("{before}\n\n{after}", before=words, after=one.words)
        words = t("{before}\n\n{after}", before=words, after=room_words(one, is_there=True))
        said = self._platform.texts.say(words, salon.language)
        await self._platform.bot.say(room_id, said, f"introduction:{one.id}")

    async def over(self, salon: Salon, one: Introduction, partners: Iterable[Partner]) -> None:
        """Tell who introduced, and who said yes, that it did not come about; or those who stayed, that the room is
        shut. Who said no, or nothing, is told nothing, and nobody is told of them."""
        if not all(one.three):
            return  # somebody was forgotten: there is no name to tell
        names = await self._people.names(salon.id, list(one.three))
        waited = [
            partner.user_id
            for partner in partners
            if (partner.part == "introducer" and one.why != "withdrawn") or partner.answer == "accept"
            if partner.left_ms is None
        ]
        for person in waited:
            if not await self._people.belongs(salon.id, person):
                continue
            words = (
                t(
                    "The room in which {introducer} introduced {one} and {other} is closed.",
                    **_called(one, names),
                )
                if one.room_id
                else t(
                    "The introduction of {one} and {other} by {introducer} has not come about.",
                    **_called(one, names),
                )
            )
            language = await self._people.language(salon, person)
            await self._platform.bot.tell(person, words, f"introduction-over:{one.id}", language)


def room_words(one: Introduction, is_there: bool = False) -> Text:
    """Who is in the room, as the two are told before they answer, and all three in it."""
    if one.is_private:
        return (
            t("Only you three are in this room, and what you write is encrypted.")
            if is_there
            else t(
                "If you both say yes, a room opens for you three alone. What is written there is encrypted."
            )
        )
    return (
        t(
            "Those who run the salon are in this room too, and it is not encrypted. You write here once all three"
            " are here; it closes as soon as one of you leaves."
        )
        if is_there
        else t(
            "If you both say yes, a room opens for you three. Those who run the salon are in it too, it is not"
            " encrypted, and it closes as soon as one of you leaves."
        )
    )


def _called(one: Introduction, names: dict[str, str]) -> dict[str, str]:
    return {"introducer": names[one.introducer], "one": names[one.one], "other": names[one.other]}
