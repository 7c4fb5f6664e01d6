# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A coupon, from the desk to the payment page, in Chromium."""

from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import PagesCase, press


class CouponPages(PagesCase):
    async def test_made_on_the_desk_and_given_on_the_way_in(self) -> None:
        salon = await self.furnished()
        for language, size in (("ja", PHONE), ("en", DESKTOP)):
            desk = await self.signed_in(salon, salon.owner, language, size)
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/coupons"))
            await self.judged(desk, "70-coupons-empty" if language == "ja" else "71-coupons")
            await desk.locator("#f-code").fill(f"haru-{language}")
            await desk.locator("#f-percent").fill("１５")
            await desk.locator("#f-lasts").select_option("months")
            await press(desk, "form[action$='/desk/coupons']")
            await desk.locator("#p-months").wait_for()
            await self.judged(desk, "72-coupon-problem", "target-size")
            await desk.locator("#f-months").fill("3")
            await desk.locator("#f-uses").fill("100")
            await press(desk, "form[action$='/desk/coupons']")
            await desk.locator("main ul.rows").wait_for()
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/coupons"))
            await self.judged(desk, "73-coupons-made")
            switch = await desk.locator("form[action*='/desk/coupons/'] button").first.bounding_box()
            assert switch is not None
            self.assertLessEqual(switch["x"] + switch["width"], size[0], "the switch is in sight")
            join = self.address(salon, f"s/{salon.slug}/join")
            page = await self.window(join, language=language, size=size)
            await self.fill_in(page, f"aiko{language}")
            await page.locator("#f-coupon").fill("natsu")
            await press(page)
            await page.locator("#p-coupon").wait_for()
            await self.judged(page, "74-join-wrong-coupon")
            await page.locator("#f-coupon").fill(f"haru-{language}")
            await page.locator("#f-password").fill("lotus on the balcony")
            await press(page)
            await page.locator("#conditions").wait_for()
            await self.judged(page, "75-confirm-coupon")
            await press(page)
            await page.locator("#f-card_number").wait_for()
            await self.judged(page, "76-pay-coupon")
