# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hydrogen, a real Matrix client, served on a loopback port: tests/web_client, which scripts/test builds."""

from urllib.parse import urlencode

from twisted.internet.defer import Deferred
from twisted.web.server import Site
from twisted.web.static import File

from tests.support.browser import Page
from tests.support.people import Person
from tests.support.settings import ROOT
from tests.support.waiting import pause, reactor

BUILT = ROOT / "tests" / "web_client" / "dist"


class WebClient:
    """The built client on a port of its own."""

    def __init__(self) -> None:
        if not (BUILT / "index.html").exists():
            raise RuntimeError("the web client is not built: scripts/test browser does it")
        site = Site(File(str(BUILT)))
        site.displayTracebacks = False
        self._port = reactor.listenTCP(0, site, interface="127.0.0.1")
        self.url = f"http://127.0.0.1:{self._port.getHost().port}/"

    def address(self, homeserver: str, login_token: str | None = None) -> str:
        """Where the client opens with its form filled in for `homeserver`, or signs in with a one-time token."""
        words = {"homeserver": homeserver.rstrip("/")}
        if login_token is not None:
            words["loginToken"] = login_token
        return f"{self.url}?{urlencode(words)}"

    async def sign_in(self, page: Page, person: Person) -> None:
        """Fill in the login form as `person` and wait for the list of rooms."""
        await page.goto(self.address(person.homeserver))
        await page.locator("#username").fill(person.name)
        await page.locator("#password").fill(person.password)
        await page.get_by_role("button", name="Log In", exact=True).click()
        await self.signed_in(page)

    async def signed_in(self, page: Page) -> None:
        """Wait until somebody is signed in."""
        await page.locator(".LeftPanel").wait_for()

    async def open_room(self, page: Page, name: str) -> None:
        """Choose the room of that name from the list."""
        await page.locator(".RoomList").get_by_text(name, exact=True).click()
        await page.locator(".RoomView").wait_for()

    async def say(self, page: Page, text: str) -> None:
        """Write a message in the open room and wait until it stands in the timeline, sent."""
        await page.locator(".MessageComposer textarea").fill(text)
        await page.locator(".MessageComposer textarea").press("Enter")
        await page.locator(".Timeline_message:not(.unsent)").get_by_text(text).wait_for()

    async def hears(self, page: Page, text: str) -> None:
        """Wait until the open room shows a message with that text."""
        await page.locator(".Timeline").get_by_text(text).wait_for()

    async def close(self) -> None:
        """Stop serving."""
        stopped = self._port.stopListening()
        if isinstance(stopped, Deferred):
            await stopped
        await pause(0)
