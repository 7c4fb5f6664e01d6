# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olive closes her salon, and Aiko reads of it, in Chromium."""

from tests.support.pages import WAYS, WORDS, PagesCase, press
from tests.support.salon import awake


class Closing(PagesCase):
    async def test_closing_is_announced_read_and_taken_back_on_pages(self) -> None:
        salon = await self.furnished()
        await awake(salon.server)
        aiko = await salon.joins(await salon.server.person("aiko"))
        for language, size in WAYS:
            desk = await self.signed_in(salon, salon.owner, language, size)
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/closing"))
            await desk.locator("#f-title").fill("まちがい")
            await press(desk, "form[action$='/desk/closing']")
            await desk.locator(".problem").first.wait_for()
            await self.judged(desk, "50-closing-problems")
            await desk.locator("#f-title").fill(WORDS["title"])
            await press(desk, "form[action$='/desk/closing']")
            await desk.locator(".notice.warn").wait_for()
            await self.judged(desk, "51-closing-announced")
            mine = await self.signed_in(salon, aiko, language, size)
            await mine.goto(self.address(salon, f"s/{salon.slug}/me"))
            await mine.locator(".notice.warn").wait_for()
            await self.judged(mine, "52-me-of-a-closing-salon")
            await mine.goto(self.address(salon, f"s/{salon.slug}"))
            await self.judged(mine, "53-landing-of-a-closing-salon")
            await press(desk, "form[action$='/closing/undo']")
            await desk.locator("#f-title").wait_for()
