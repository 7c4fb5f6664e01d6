# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chromium, driven by Playwright from Twisted tests.

Playwright speaks asyncio. What a test holds are `Page`s whose every method gives a Deferred, so that
`await page.get_by_label("Name").fill("Aiko")` reads as in Playwright's own manual.
"""

import inspect
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright import async_api
from playwright.async_api import Error
from twisted.internet.defer import Deferred

from tests.support.case import SalonTestCase
from tests.support.settings import ROOT
from tests.support.waiting import PATIENCE_S, aio

if TYPE_CHECKING:
    from tests.support.web_client import WebClient

PHONE = (390, 844)
DESKTOP = (1280, 800)

SCREENSHOTS = "SALON_SCREENSHOTS"
"""Environment: a folder that screenshots go to. Unset: none are taken."""

AXE = ROOT / "tests" / "web_client" / "dist" / "axe.min.js"

_JUDGED = "async rules => (await axe.run(document, {rules, resultTypes: ['violations']})).violations"
"""What is well is not told of: there is a lot of it, and it takes longer to tell than to find."""

_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server"),
    *(
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ),
]
_ONLY_LOOPBACK = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE 127.0.0.2, EXCLUDE localhost"
)


class Bridged:
    """A Playwright object whose coroutines come as Deferreds; what they give is bridged as well."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return _bridge(getattr(self.inner, name))

    def __repr__(self) -> str:
        return repr(self.inner)


def _bridge(value: Any) -> Any:
    if callable(value):

        def call(*args: Any, **kwargs: Any) -> Any:
            plain = [a.inner if isinstance(a, Bridged) else a for a in args]
            given = value(*plain, **{k: v.inner if isinstance(v, Bridged) else v for k, v in kwargs.items()})
            return aio(given).addCallback(_bridge) if inspect.iscoroutine(given) else _bridge(given)

        return call
    if isinstance(value, list):
        return [_bridge(part) for part in value]
    return Bridged(value) if type(value).__module__.startswith("playwright.") else value


class Page(Bridged):
    """A tab. Beside Playwright's own methods it takes screenshots and judges the page."""

    def __init__(self, inner: async_api.Page, language: str) -> None:
        super().__init__(inner)
        self.language = language
        self.errors: list[str] = []
        inner.on("pageerror", lambda error: self.errors.append(str(error)))

    async def sees(self, text: str) -> None:
        """Wait until the text can be seen."""
        await self.get_by_text(text).first.wait_for()

    async def screenshot_as(self, name: str) -> None:
        """Save the whole page as {name}-{width}-{language}.png where SALON_SCREENSHOTS says."""
        folder = os.environ.get(SCREENSHOTS)
        if folder:
            file = Path(folder) / f"{name}-{self.inner.viewport_size['width']}-{self.language}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            await self.screenshot(path=str(file), full_page=True)

    async def fits(self) -> None:
        """Fail when the page is wider than the window and scrolls sideways."""
        width, window = await self.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if width > window:
            raise AssertionError(f"{self.url} is {width} px wide in a window of {window} px")

    async def is_accessible(self, *switched_off: str) -> None:
        """Fail with what axe-core finds, rules in `switched_off` excepted."""
        if not await self.evaluate("'axe' in window"):
            await self.evaluate(AXE.read_text("utf-8"))
            # Half a megabyte: it stays for the pages that follow in this window.
            await self.add_init_script(path=str(AXE))
        rules = {rule: {"enabled": False} for rule in switched_off}
        found = await self.evaluate(_JUDGED, rules)
        told = [
            f"{v['id']} ({v['impact']}): {v['help']}: {[n['html'] for n in v['nodes']][:3]}" for v in found
        ]
        if told:
            raise AssertionError(f"{self.url} is hard to use for some:\n" + "\n".join(told))


class BrowserTestCase(SalonTestCase):
    """A test with Chromium windows; they are closed, and page scripts that failed are told, in the end."""

    timeout = 600

    async def window(
        self,
        url: str | None = None,
        *,
        language: str = "en",
        size: tuple[int, int] = DESKTOP,
        scripts: bool = True,
    ) -> Page:
        """A fresh window without cookies, in `language` ("ja" or "en"), opened at `url` if given. Without `scripts`
        those of pages do not run; axe-core does not either."""
        browser = await self._browser()
        context = await aio(
            browser.new_context(
                locale={"ja": "ja-JP", "en": "en-GB"}.get(language, language),
                timezone_id="Asia/Tokyo",
                viewport={"width": size[0], "height": size[1]},
                java_script_enabled=scripts,
            )
        )
        context.set_default_timeout(PATIENCE_S * 1000)
        page = Page(await aio(context.new_page()), language)
        self._pages.append(page)
        if url is not None:
            await page.goto(url)
        return page

    def web_client(self) -> "WebClient":
        """Hydrogen, served until the test is over."""
        from tests.support.web_client import WebClient

        client = WebClient()
        self.addCleanup(lambda: Deferred.fromCoroutine(client.close()))
        return client

    async def _browser(self) -> async_api.Browser:
        running: async_api.Browser | None = getattr(self, "_running", None)
        if running is None:
            self._pages: list[Page] = []
            playwright = await aio(async_api.async_playwright().start())
            self.addCleanup(lambda: aio(playwright.stop()))
            running = self._running = await aio(
                playwright.chromium.launch(executable_path=chromium(), args=[*_FLAGS, _ONLY_LOOPBACK])
            )
            self.addCleanup(lambda: aio(running.close()))
            self.addCleanup(self._tell_page_errors)
        return running

    def _tell_page_errors(self) -> None:
        errors = [f"{page.url}: {error}" for page in self._pages for error in page.errors]
        if errors:
            raise AssertionError("scripts of pages failed:\n" + "\n".join(errors))


def chromium() -> str:
    """The path of Debian's Chromium."""
    found = shutil.which("chromium")
    if found is None:
        raise RuntimeError("Chromium is missing: apt-get install chromium")
    return found


__all__ = ["DESKTOP", "PHONE", "BrowserTestCase", "Error", "Page"]
