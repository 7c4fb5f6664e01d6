# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long questions to the staff are kept, what people take along of theirs, and forgetting somebody."""

from typing import Any

from modules.messages.service.asks import LOOKED_BACK, Questions
from modules.messages.settings import MessagesSettings
from modules.messages.store import asks, kept
from synapse_salon.clock import DAY_MS
from synapse_salon.platform import Platform


class Kept:
    """Questions end some time after they were closed, with their rooms; until then they are their asker's too."""

    def __init__(self, platform: Platform, questions: Questions, settings: MessagesSettings) -> None:
        self._platform = platform
        self._db = platform.database
        self._questions = questions
        self._kept_ms = settings.question_days * DAY_MS

    async def forget_old(self) -> None:
        """Forget what was closed long ago: the room with what was said in it, then the question. What is not shut yet
        waits for the next time. Hourly."""
        before_ms = self._platform.clock.now_ms() - self._kept_ms
        for ask in await self._db.run("salon_asks_old", asks.due_to_be_forgotten, before_ms):
            if ask.room_id and not await self._platform.rooms.forget_room(ask.room_id):
                continue
            await self._db.run("salon_ask_forget", asks.forget, ask.id)

    async def of_person(self, salon_id: str, user_id: str) -> list[dict[str, Any]] | None:
        """What somebody asked those who run a salon, what became of it, and what they wrote in its room."""
        found = []
        for ask in await self._db.run("salon_asks_of_person", asks.of_person, salon_id, user_id):
            steps = await self._db.run("salon_ask_steps", asks.steps, ask.id)
            found.append(
                {
                    "question": ask.body,
                    "state": ask.state,
                    "asked_at": ask.asked_ms,
                    "steps": [{"what": step.what, "at": step.at_ms, "note": step.note} for step in steps],
                    "said": await self._said(ask.room_id, user_id),
                }
            )
        return found or None

    async def _said(self, room_id: str, user_id: str) -> list[dict[str, Any]]:
        if not room_id:
            return []
        newest = await self._platform.host.newest_posts(room_id, LOOKED_BACK, self._platform.house)
        mine = [post for post in reversed(newest) if post.sender == user_id]
        return [{"at": post.sent_ms, "body": post.body} for post in mine]

    async def forget_person(self, user_id: str) -> None:
        """Forget somebody who deleted their account: what they asked is closed, and gone with its room in an hour."""
        for ask_id in await self._db.run("salon_asks_unclosed_by", kept.unclosed_of, user_id):
            await self._questions.close_by_house(ask_id)
        await self._db.run("salon_messages_forget", kept.forget_person, user_id)
