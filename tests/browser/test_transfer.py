# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paying ahead by bank transfer, from the form to the owner's desk and on, in Chromium."""

from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import PagesCase, press


class TransferPages(PagesCase):
    async def test_paid_ahead_confirmed_and_paid_for_more(self) -> None:
        salon = await self.furnished()
        for language, size in (("ja", PHONE), ("en", DESKTOP)):
            desk = await self.signed_in(salon, salon.owner, language, size)
            transfers = self.address(salon, f"s/{salon.slug}/desk/transfers")
            await desk.goto(transfers)
            await self.judged(desk, "90-transfers-empty" if language == "ja" else "91-transfers")
            await desk.goto(f"{transfers}/account")
            for name, value in (
                *(("bank", "蓮池銀行"), ("branch", "水辺支店"), ("holder", "ブルーロータス")),
                ("number", "12"),
            ):
                await desk.locator(f"#f-{name}").fill(value)
            await press(desk, "form[action$='/account']")
            await desk.locator("#p-number").wait_for()
            await self.judged(desk, "92-account-problem", "target-size")
            await desk.locator("#f-number").fill("１２３４５６７")
            await press(desk, "form[action$='/account']")
            await desk.locator("#statement").wait_for()

            page = await self.window(
                self.address(salon, f"s/{salon.slug}/join"), language=language, size=size
            )
            await self.fill_in(page, f"aiko{language}")
            await page.locator("input[name=means][value=transfer-ahead]").check()
            await page.locator("#f-months").select_option("3")
            await self.judged(page, "93-join-ahead")
            await press(page)
            await page.locator("#conditions").wait_for()
            await self.judged(page, "94-confirm-ahead")
            await press(page)
            await page.locator("#code").wait_for()
            await self.judged(page, "95-transfer-page")
            code = (await page.locator(".price-sum.number").inner_text()).strip()
            await page.locator("main a.button.quiet").click()
            await page.locator(".notice.info").wait_for()
            await self.judged(page, "95-awaited")
            await page.goto(self.address(salon, f"s/{salon.slug}/me"))
            await self.judged(page, "95-awaited-me")
            await page.goto(self.address(salon, "me/billing"))
            await self.judged(page, "95-awaited-payments")
            await page.locator(".notice.info a").click()
            await page.locator("#code").wait_for()

            rows = f"日付,摘要,入金\n2026/11/21,{code} ﾔﾏﾀﾞ ｱｲｺ,5940\n2026/11/22,サトウ,300\n"
            await desk.goto(transfers)
            chosen = {"name": "meisai.csv", "mimeType": "text/csv", "buffer": rows.encode("cp932")}
            await desk.locator("#f-choose").set_input_files(chosen)
            await desk.wait_for_function("() => document.querySelector('#f-file').value.includes('ﾔﾏﾀﾞ')")
            await press(desk, "form[action$='/statement']")
            await desk.locator("#lines").wait_for()
            await self.judged(desk, "96-transfers-lines")
            await press(desk, f"form:has(option[selected]:text('{code}'))")
            await desk.locator(".notice.good").first.wait_for()
            await self.judged(desk, "97-transfers-done")
            await desk.locator("#lately ~ ul a").first.click()
            await desk.locator("#receipts").wait_for()
            await self.judged(desk, "98-transfer-one")

            await page.reload()
            await self.judged(page, "99-transfer-arrived")
            me = self.address(salon, f"s/{salon.slug}/me")
            await page.goto(me)
            await page.locator("a[href$='/me/pass']").wait_for()
            await self.judged(page, "99-me-ahead")
            await page.locator("a[href$='/me/pass']").click()
            await page.locator("#f-months").wait_for()
            await self.judged(page, "99-pass")
