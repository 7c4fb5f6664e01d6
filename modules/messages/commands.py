# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands of messages."""

from modules.messages.service.asks import Questions
from synapse_salon.bot import Said
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons


def add_commands(platform: Platform, salons: Salons, members: Members, questions: Questions) -> None:
    """!ask: a question to those who run a salon, in a private room."""

    async def meant(said: Said) -> tuple[Salon, str]:
        """The salon that is asked, and what: the one that the first word names, of the room, or the only one."""
        first = said.words[0] if said.words else ""
        inside = await members.inside(said.user_id)
        named = await salons.by_slug(first) if first else None
        if named is not None and (named.id in inside or named.id == said.salon_id):
            return named, said.rest[len(first) :].strip()
        mine = [salon for salon_id in sorted(inside) if (salon := await salons.by_id(salon_id)) is not None]
        here = await salons.by_id(said.salon_id) if said.salon_id is not None else None
        found = here or (mine[0] if len(mine) == 1 else None)
        if found is not None:
            return found, said.rest
        if not mine:
            raise BadInput(t("You are in no salon yet. Members ask those who run theirs."))
        names = ", ".join(f"!{said.word} {salon.slug}" for salon in mine)
        raise BadInput(t("Say which salon: {names}", names=names))

    @platform.bot.command(
        "ask",
        also=("質問", "相談"),
        says=t("ask those who run a salon, in private"),
        usage=t("[short name] <question>"),
        private=True,
    )
    async def ask(said: Said) -> Text:
        salon, body = await meant(said)
        if not body:
            raise BadInput(t("Write your question behind it: !{word} When does it begin?", word=said.word))
        asked = await questions.ask(salon.slug, said.user_id, body, said.event_id)
        return t(
            "Those who run {title} were told, and answer in a room that only they and you are in."
            " How it stands: {url}",
            title=salon.title,
            url=platform.web.url(f"s/{salon.slug}/ask/{asked.id}"),
        )
