# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of the table of routes, of a salon in the middle of its life: it fits, shuts nobody out, and is linked."""

import re
from collections.abc import Coroutine
from typing import Any
from urllib.parse import unquote, urlsplit

from synapse_salon.platform import Platform
from synapse_salon.web.routes import Kind
from synapse_salon.web.table import UnknownPath, WrongMethod
from tests.support.browser import DESKTOP, PHONE, Page
from tests.support.gallery import GalleryCase, Stop
from tests.support.letters import html_of, letters
from tests.support.salon import Salon

NO_PAGES = {
    *("static/{path:path}", "style/{name}", "s/{slug}/card/{review_id}", "s/{slug}/peek/picture/{event_id}"),
    "s/{slug}/me/picture",
    "s/{slug}/people/{user_id}/picture",
    *("guest/{secret}/picture/{event_id}", "guest/{secret}/file/{event_id}"),
}
"""Files, as is whatever has a dot in its address."""

BY_ADDRESS = {
    *("web/{secret}", "s/{slug}/guardian/{secret}", "s/{slug}/letters/{secret}", "s/{slug}/mail/{secret}"),
    *("sandbox/pay/{key}", "sandbox/card/{key}", "login/sso", "login/done", "i/{word}/stop"),
    "guest/{secret}",
}
"""Where a letter, a message or another site's page leads, and a page of ours does not."""

OUTCOMES = {
    *("s/{slug}/join/{application}", "s/{slug}/join/{application}/done", "s/{slug}/left"),
    *("s/{slug}/me/plan/{change}", "s/{slug}/me/plan/{change}/done", "s/{slug}/me/guardian"),
    "staff/new/account",
}
"""Where a form leads."""

SENT_ON = {
    *("staff/new/over", "staff/new/no-plan", "staff/new/example", "staff/openings/{review_id}"),
    *("s/{slug}/desk/applications/{application}", "s/{slug}/desk/inquiries/{inquiry_id}"),
    *("s/{slug}/desk/staff/owner", "s/{slug}/desk/staff/owner/answer", "s/{slug}/desk/rooms/{key}/archive"),
    *(
        "s/{slug}/chats/{room_id}/link",
        "guest/{secret}/say",
        "guest/{secret}/show",
        "guest/{secret}/leave",
        "s/{slug}/chats/{room_id}/enter",
        "s/{slug}/desk/several",
        "s/{slug}/desk/notes/{user_id}",
        "s/{slug}/desk/closing/undo",
    ),
    *("s/{slug}/me/letters", "login/sso", "login/done"),
}
"""Addresses of forms, which send those on who come there by a link."""

JUDGED_ELSEWHERE = {
    *(f"staff/new/{step}" for step in ("about", "entry", "look", "plans", "seller")),
    *("sandbox/pay/{key}", "sandbox/cards/{key}", "sandbox/confirm/{key}", "staff/new/kind"),
    *("transfer/{key}", "s/{slug}/desk/transfers/{transfer}", "s/{slug}/me/pass"),
}
"""The steps of ways that other tests walk from page to page."""

SCRIPTED = {
    "s/{slug}/me/profile",
    "s/{slug}/me/invites",
    "s/{slug}/desk/transfers",
    "s/{slug}/desk/invite-many",
}
"""Pages with a script: it takes a file or copies an address, which is done otherwise where none runs."""

FACTS = """() => {
  const shown = one => one.checkVisibility({visibilityProperty: true}) && !one.disabled;
  const reached = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(shown);
  const bare = reached.filter(one => {
    one.focus();
    const style = getComputedStyle(one.closest(".choice-card") || one);
    return document.activeElement === one && style.outlineStyle === "none";
  });
  return {
    headings: document.querySelectorAll("h1").length,
    bare: bare.map(one => one.outerHTML.slice(0, 200)),
    scripts: document.scripts.length,
    links: [...document.querySelectorAll("a[href], form[method=get]")].map(one => one.href || one.action),
  };
}"""
"""What there is to know of a page; `bare`: what can be focused and does not show it."""


class EveryPage(GalleryCase):
    timeout = 900

    async def test_each_fits_shuts_nobody_out_and_is_found(self) -> None:
        salon, stops = await self.gallery()
        self.base = f"{salon.server.base_url}_synapse/client/salon/"
        self.table = Platform.of(salon.server.module_api).web._table
        pages = {
            route.path for route in self.table if route.kind is Kind.PAGE and "." not in route.path
        } - NO_PAGES
        stops += self._plain(pages - {self._pattern(stop.path) for stop in stops}, salon)
        self.links: set[str] = set()
        self.wrong: list[str] = []
        for language, size, other in (("ja", PHONE, DESKTOP), ("en", DESKTOP, PHONE)):
            windows: dict[str, Page] = {}
            done: set[str | None] = set()
            for number, stop in enumerate(stops):
                if language == "en" and self._pattern(stop.path) in done:
                    continue  # in other states a page says other words, in the same places
                done.add(self._pattern(stop.path))
                if stop.who not in windows:
                    windows[stop.who] = await self._window(salon, stop.who, language, size)
                await self._stops(windows[stop.who], f"{number:03}", stop, size, other)
        await self._letters(salon)
        visited = {self._pattern(stop.path) for stop in stops} - {None}
        linked = {self._pattern(path) for path in self.links}
        unseen, unlinked = (
            pages - visited - SENT_ON - JUDGED_ELSEWHERE,
            visited - linked - BY_ADDRESS - OUTCOMES,
        )
        self.wrong += [f"no test looks at {page}" for page in sorted(unseen)]
        self.wrong += [f"nothing leads to {page}" for page in sorted(map(str, unlinked))]
        self.assertEqual(self.wrong, [], "\n".join(self.wrong))

    @staticmethod
    def _plain(pages: set[str], salon: Salon) -> list[Stop]:
        """The pages that need nothing but a salon: the desk's as its owner sees them, others as those who run this."""
        plain = sorted(
            page for page in pages - SENT_ON - JUDGED_ELSEWHERE if "{" not in page.replace("{slug}", "")
        )
        return [
            Stop("olive" if page.startswith("s/") else "admin", page.replace("{slug}", salon.slug))
            for page in plain
        ]

    async def _window(self, salon: Salon, who: str, language: str, size: tuple[int, int]) -> Page:
        if who:
            page = await self.signed_in(salon, self.people[who], language, size)
        else:
            page = await self.window(self.base, language=language, size=size)
        if language == "en":
            await page.emulate_media(color_scheme="dark")
        page.inner.on("console", lambda said: self._hears(page.url, said.type, said.text))
        page.inner.on("request", lambda request: self._sees(page.url, request.url))
        return page

    async def _stops(
        self, page: Page, number: str, stop: Stop, size: tuple[int, int], other: tuple[int, int]
    ) -> None:
        answer = await page.goto(self.base + stop.path)
        name = f"{number}-{stop.path.replace('/', '-')[:60]}-{stop.who}"
        for window in (other, size):
            await page.set_viewport_size({"width": window[0], "height": window[1]})
            await page.screenshot_as(name)
            await self._judges(stop, page.fits())
        await self._judges(stop, page.is_accessible())
        await page.keyboard.press("Tab")
        facts = await page.evaluate(FACTS)
        if (
            answer.status >= 500
            or facts["headings"] != 1
            or facts["bare"]
            or (facts["scripts"] and self._pattern(stop.path) not in SCRIPTED)
        ):
            self.wrong.append(f"{stop}: {answer.status} {facts}")
        self.links |= set(facts["links"])

        if "/receipts/" in stop.path:
            await page.emulate_media(media="print")
            await page.screenshot_as(f"{name}-paper")
            if await page.locator("header.top:visible, footer.foot:visible, .button:visible").count():
                self.wrong.append(f"{stop}: on paper it shows what is for the screen")
            await page.emulate_media(media="screen")

    async def _letters(self, salon: Salon) -> None:
        """What came by mail, one of each kind, on a phone."""
        page = await self.window(language="ja", size=PHONE)
        kinds: set[str] = set()
        for letter in letters(salon.server):
            kind = re.sub(r"\W|\d", "", str(letter["Subject"]))
            if kind not in kinds:
                kinds.add(kind)
                await page.set_content(html_of(letter))
                await page.screenshot_as(f"mail-{len(kinds):02}")
                stop = Stop("", f"mail: {letter['Subject']}")
                await self._judges(stop, page.fits())
                await self._judges(stop, page.is_accessible("region", "landmark-one-main"))
        self.assertGreater(len(kinds), 5)

    async def _judges(self, stop: Stop, judgement: Coroutine[Any, Any, None]) -> None:
        """Go on where something is wrong, so that all of it is told at once."""
        try:
            await judgement
        except AssertionError as error:
            self.wrong.append(f"{stop}: {error}")

    def _hears(self, url: str, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "the server responded with a status of 4" not in text:
            self.wrong.append(f"{url} says: {text}")

    def _sees(self, url: str, asked: str) -> None:
        if not asked.startswith((self.base, "data:")):
            self.wrong.append(f"{url} asks {asked}")

    def _pattern(self, address: str) -> str | None:
        """The declared page that an address of ours belongs to."""
        path = unquote(urlsplit(address).path.removeprefix(urlsplit(self.base).path))
        try:
            return self.table.find("GET", path.split("/"))[0].path
        except (UnknownPath, WrongMethod):
            return None
