# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaving in Chromium: the choice for one's posts, the questions, the report, and what staff see of it."""

from tests.support.pages import WAYS, PagesCase, press
from tests.support.salon import MONTHLY
from tests.support.waiting import eventually

FREE = {**MONTHLY, "name": "お試しの席", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
ASKED = {
    "questions": [
        {
            "key": "why",
            "label": "理由にいちばん近いものは？",
            "kind": "choice",
            "choices": ["時間がとれない", "内容が合わない", "費用"],
        },
        {"key": "more", "label": "ほかに伝えたいこと", "kind": "long"},
    ]
}


class Leaving(PagesCase):
    async def test_the_way_out_and_what_is_done_with_the_posts(self) -> None:
        salon = await self.furnished()
        free = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", FREE)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/exit", ASKED)
        lounge = await salon.room("lounge")
        for number, way in enumerate(WAYS):
            person = await salon.joins(await salon.server.person(f"aiko{number}"), plan=free["id"])
            for count in range(3):
                await person.say(lounge, f"睡蓮が咲きました {count}")
            page = await self.signed_in(salon, person, *way)
            await page.goto(self.address(salon, "me"))
            await self.judged(page, "90-everywhere-with-a-way-out")
            await page.locator("main .card a[href$='/leave']").click()
            await self.judged(page, "91-leave-with-a-choice")
            await page.locator(f"input[name=posts][value={('delete', 'anonymise')[number % 2]}]").check()
            await press(page)
            await page.locator("#why").wait_for()
            await self.judged(page, "92-left-with-questions")
            await page.locator("#f-answer_0").select_option("時間がとれない")
            await page.locator("#f-answer_1").fill("春にまた来ます。")
            await press(page, "#why form")
            await page.locator(".notice.good").wait_for()
            await self.judged(page, "93-left-and-answered")
            await page.goto(self.address(salon, f"s/{salon.slug}/posts"))
            await self.judged(page, "94-posts-being-worked-on", "meta-refresh")

            async def done(person=person) -> bool:
                report = await person.ask("GET", f"v1/salons/{salon.slug}/me/posts")
                return bool(report["state"] == "done")

            await eventually(done, "everything is done")
            await page.goto(self.address(salon, f"s/{salon.slug}/posts"))
            await self.judged(page, "95-posts-done")
            await page.goto(self.address(salon, f"s/{salon.slug}/me"))
            await self.judged(page, "96-me-after-leaving")
        for way in WAYS:
            desk = await self.signed_in(salon, salon.owner, *way)
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/leaving"))
            await self.judged(desk, "97-who-left")
