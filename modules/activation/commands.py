# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands of activation."""

from modules.activation.service import ActivationService
from synapse_salon.bot import Said
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform


def add_commands(platform: Platform, service: ActivationService) -> None:
    """!agree: accept the rules one was shown."""

    @platform.bot.command("agree", also=("同意",), says=t("accept the rules"), private=True)
    async def agree(said: Said) -> Text:
        waiting = await service.waiting_for(said.user_id)
        if not waiting:
            return t("There are no rules for you to accept.")
        for salon in waiting:
            await service.accept(salon.id, said.user_id, salon.rules_version)
        return t(
            "Thank you. You can write in {titles} again.", titles=", ".join(salon.title for salon in waiting)
        )
