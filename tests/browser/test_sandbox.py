# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox's pages in Chromium, on a phone and a desk, in Japanese and English."""

from typing import Any, ClassVar

from tests.server.payments_contract import order
from tests.server.test_sandbox_contract import MODULES, SandboxBridge
from tests.support.browser import DESKTOP, PHONE, BrowserTestCase, Page
from tests.support.settings import Modules
from tests.support.waiting import eventually

WORDS = {
    "en": ("Card number", "Pay ¥1,980 (test)", "The card was declined", "Pay what is due", "Begin again"),
    "ja": (
        "カード番号",
        "¥1,980を支払う（テスト）",
        "カードが承認されず",
        "未払い分のお支払い",
        "もう一度始める",
    ),
}


class PayingInABrowser(BrowserTestCase):
    modules: ClassVar[Modules] = MODULES

    async def begin(self) -> None:
        self.server = await self.start()
        self.bridge = SandboxBridge(self.server)
        await eventually(lambda: self.bridge.platform.is_started, "the house is up")
        self.health = f"{self.server.base_url}_synapse/client/salon/v1/health"

    async def checkout(self, order_id: str, **other: Any) -> Any:
        asked = await order(self.bridge, order_id, success_url=self.health, cancel_url=self.health, **other)
        return await self.bridge.ask(self.bridge.payments.start_checkout(asked))

    async def look(self, page: Page, name: str) -> None:
        await page.screenshot_as(f"sandbox-{name}")
        await page.fits()
        await page.is_accessible()

    async def test_a_visitor_is_declined_and_pays_with_another_card(self) -> None:
        await self.begin()
        for language, words in WORDS.items():
            for size in (PHONE, DESKTOP):
                begun = await self.checkout(f"order-{language}-{size[0]}")
                page = await self.window(begun.url, language=language, size=size)
                await self.look(page, "pay")
                await page.get_by_label(words[0]).fill("4000 0000 0000 0002")
                await page.get_by_role("button", name=words[1]).click()
                await page.sees(words[2])
                await self.look(page, "declined")
                await page.get_by_label(words[0]).fill("4242 4242 4242 4242")
                await page.keyboard.press("Enter")
                await page.wait_for_url(self.health)

    async def test_one_tap_pays_with_a_test_card(self) -> None:
        await self.begin()
        begun = await self.checkout("order-1", trial_days=14)
        page = await self.window(begun.url, size=PHONE)
        await self.look(page, "trial")
        await page.get_by_role("button", name="Use the card ending in 4242").click()
        await page.wait_for_url(self.health)

    async def test_who_is_overdue_pays_on_the_card_page(self) -> None:
        await self.begin()
        begun = await self.checkout("order-1")
        await self.server.visitor().post(begun.url, follow=False, card_number="4000000000000341")
        await self.server.advance(days=32)
        paid = await self.bridge.ask(self.bridge.payments.fetch_checkout(begun.ref))
        assert paid.subscription
        overdue = await self.bridge.ask(self.bridge.payments.fetch_subscription(paid.subscription))
        for language, words in WORDS.items():
            for size in (PHONE, DESKTOP):
                page = await self.window(overdue.pay_url, language=language, size=size)
                await page.sees(words[3])
                await self.look(page, "card")
        await page.get_by_label(WORDS["ja"][0]).fill("4242424242424242")
        await page.get_by_role("button", name=WORDS["ja"][1]).click()
        await page.wait_for_url(self.health)

    async def test_who_comes_too_late_finds_the_way_back(self) -> None:
        await self.begin()
        begun = await self.checkout("order-1")
        await self.bridge.ask(self.bridge.payments.expire_checkout(begun.ref))
        for language in WORDS:
            for size in (PHONE, DESKTOP):
                page = await self.window(begun.url, language=language, size=size)
                await self.look(page, "gone")
        await page.get_by_role("link", name=WORDS["ja"][4]).click()
        await page.wait_for_url(self.health)
