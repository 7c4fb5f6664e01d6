# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands of messages."""

from modules.messages.request_commands import add_request_command
from modules.messages.service.asks import Questions
from modules.messages.service.letters import Letters
from synapse_salon.bot import Said, salon_meant
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons


def add_commands(
    platform: Platform, salons: Salons, members: Members, questions: Questions, letters: Letters
) -> None:
    """!ask: a question to those who run a salon, in a private room. !requests: who asks to write to one."""
    add_request_command(platform, letters)

    @platform.bot.command(
        "ask",
        also=("質問", "相談"),
        says=t("ask those who run a salon, in private"),
        usage=t("[short name] <question>"),
        private=True,
    )
    async def ask(said: Said) -> Text:
        inside = await members.inside(said.user_id)
        none = t("You are in no salon yet. Members ask those who run theirs.")
        salon, body = await salon_meant(salons, said, inside, none, with_words=True)
        if not body:
            raise BadInput(t("Write your question behind it: !{word} When does it begin?", word=said.word))
        asked = await questions.ask(salon.slug, said.user_id, body, said.event_id)
        return t(
            "Those who run {title} were told, and answer in a room that only they and you are in."
            " How it stands: {url}",
            title=salon.title,
            url=platform.web.url(f"s/{salon.slug}/ask/{asked.id}"),
        )
