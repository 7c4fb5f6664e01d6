# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts in Chromium: Aiko's own, and the desk where Olive looks them up and says who issues them."""

from typing import Any

from tests.support.pages import WAYS, PagesCase, press
from tests.support.people import Person
from tests.support.waiting import eventually


class ReceiptPages(PagesCase):
    async def test_a_receipt_is_made_out_found_and_read(self) -> None:
        salon = await self.furnished()
        issuer = {
            "name": "一般社団法人 蓮の会",
            "address": "東京都千代田区霞が関3-1-1",
            "registration_number": "T7000012050002",
        }
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/issuer", issuer)
        for language, size in WAYS:
            aiko = await salon.joins(
                await salon.server.person(f"aiko-{language}-{size[0]}"), language=language
            )

            async def made(aiko: Person = aiko) -> list[Any]:
                return list((await aiko.ask("GET", "v1/me/receipts"))["receipts"])

            (receipt,) = await eventually(made, "the receipt is there")
            refund = f"v1/salons/{salon.slug}/payments/{receipt['payment']}/refund"
            await salon.owner.ask("POST", refund, {"amount": {"amount": 500, "currency": "JPY"}})
            page = await self.signed_in(salon, aiko, language, size)
            await page.goto(self.address(salon, "me/receipts"))
            await self.judged(page, "80-receipts")
            await page.goto(receipt["page"])
            await self.judged(page, "81-receipt")
            await page.locator("#f-name").fill("株式会社 水草研究所")
            await press(page, f"form[action$='{receipt['id']}']")
            await page.get_by_text("株式会社 水草研究所").first.wait_for()
            await self.judged(page, "82-receipt-made-out")
            await page.locator("section ul.rows a").first.click()
            await page.locator(".notice.warn").wait_for()
            desk = await self.signed_in(salon, salon.owner, language, size)
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/receipts"))
            await desk.locator("#f-party").fill("水草")
            await desk.locator("#f-least").fill("１，９８０")
            await press(desk, "form[action$='/desk/receipts']")
            await self.judged(desk, "83-desk-receipts")
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/payments"))
            await desk.locator("#f-party").fill("AIKO-")
            await desk.locator("#f-only").select_option("given_back")
            await press(desk, "form[action$='/desk/payments']")
            await self.judged(desk, "85-desk-payments-found")
            await desk.locator("#f-until").fill("2026-03-31")
            await press(desk, "form[action$='/desk/payments']")
            await desk.locator(".empty").first.wait_for()
            await self.judged(desk, "86-desk-payments-not-found")
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/issuer"))
            await desk.locator("#f-registration_number").fill("T7000012050003")
            await press(desk, "form[action$='/desk/issuer']")
            await desk.locator(".problem").first.wait_for()
            await self.judged(desk, "84-issuer-problems")
