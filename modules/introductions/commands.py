# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands of introductions."""

from modules.introductions.domain import LONGEST, Answer, read_wish
from modules.introductions.service.introducing import Introducing
from modules.introductions.words import answered
from synapse_salon.bot import Said, salon_meant
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons


def add_commands(platform: Platform, salons: Salons, members: Members, introducing: Introducing) -> None:
    """!introduce, !yes and !no."""

    @platform.bot.command(
        "introduce",
        also=("紹介",),
        says=t("introduce two members to each other"),
        usage=t("[short name] <account> <account> [why they should meet]"),
        private=True,
    )
    async def introduce(said: Said) -> Text:
        among = {*await members.inside(said.user_id), *await salons.served(said.user_id)}
        none = t("You are not a member of any salon here.")
        salon, rest = await salon_meant(salons, said, among, none, with_words=True)
        wish = read_wish(rest)
        if wish is None:
            example = f"!{said.word} @aiko @ben"
            raise BadInput(t("Name two members, and why if you like: {example}", example=example))
        one, other, words = wish
        if len(words) > LONGEST:
            raise BadInput(t("Please say it in at most {count} characters.", count=LONGEST))
        await introducing.introduce(salon.slug, said.user_id, [one, other], words, said.event_id)
        url = platform.web.url(f"s/{salon.slug}/me/introductions")
        return t(
            "Both are asked. If both say yes, a room opens for you three. How it stands, and to take it back: {url}",
            url=url,
        )

    async def answer(said: Said, wish: Answer) -> Text:
        if len(said.words) > 1 or (said.words and not _is_number(said.words[0])):
            raise BadInput(t("Say which question you answer: {numbers}", numbers=f"!{said.word} 1"))
        number = int(said.words[0]) if said.words else None
        return answered(await introducing.answer_number(said.user_id, number, wish), wish)

    @platform.bot.command(
        "yes",
        also=("はい",),
        says=t("say yes to somebody who would introduce you"),
        usage=t("[number]"),
        private=True,
    )
    async def yes(said: Said) -> Text:
        return await answer(said, "accept")

    @platform.bot.command(
        "no",
        also=("いいえ",),
        says=t("say no to it; nobody is told"),
        usage=t("[number]"),
        private=True,
    )
    async def no(said: Said) -> Text:
        return await answer(said, "decline")


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) < 10
