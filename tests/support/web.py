# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP to a test server: JSON calls, and a visitor who keeps cookies and fills in forms."""

import html.parser
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

import aiohttp
import attrs

from tests.support.waiting import aio

SALON_PREFIX = "/_synapse/client/salon/"


def full_url(base_url: str, path: str) -> str:
    """`path` on the server: absolute ("/_matrix/…"), complete, or below the salon's own prefix."""
    return urljoin(base_url, path if path.startswith(("/", "http:", "https:")) else SALON_PREFIX + path)


class Wire:
    """One aiohttp session. Cookies are kept for IP addresses too, which aiohttp does not do unasked."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        form: Mapping[str, str] | None = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        follow: bool = False,
    ) -> "Answer":
        """One request; `body` goes as JSON, `form` as a form post, `raw` as it is."""
        return await aio(self._send(method, path, body, form, raw, dict(headers or {}), follow))

    async def _send(
        self,
        method: str,
        path: str,
        body: object,
        form: Mapping[str, str] | None,
        raw: bytes | None,
        headers: dict[str, str],
        follow: bool,
    ) -> "Answer":
        if self._session is None:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.CookieJar(unsafe=True),
                timeout=aiohttp.ClientTimeout(total=60),
                connector=aiohttp.TCPConnector(force_close=True),
            )
        data = raw if raw is not None else form
        if body is not None:
            data = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        async with self._session.request(
            method, full_url(self.base_url, path), data=data, headers=headers, allow_redirects=follow
        ) as response:
            return Answer(
                status=response.status,
                headers={name.lower(): value for name, value in response.headers.items()},
                content=await response.read(),
                url=str(response.url),
            )

    async def close(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await aio(self._session.close())
            self._session = None


@attrs.frozen
class Answer:
    """What came back; header names are in lower case, `url` is the address after redirects."""

    status: int
    headers: dict[str, str]
    content: bytes = attrs.field(repr=False)
    url: str

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def value(self) -> Any:
        """The body parsed when it is JSON, otherwise as text."""
        if "json" in self.headers.get("content-type", ""):
            return json.loads(self.content)
        return self.text

    @property
    def forms(self) -> "list[Form]":
        """The page's forms, in order."""
        reader = _Forms()
        reader.feed(self.text)
        return reader.found

    def form(self, action: str = "") -> "Form":
        """The first form whose address contains `action`; fails with the ones there are."""
        for form in self.forms:
            if action in form.action:
                return form
        raise AssertionError(
            f"{self.url} ({self.status}) has no form with {action!r} in its address; "
            f"it has {[form.action for form in self.forms]}: {self.text[:2000]}"
        )


@attrs.frozen
class Form:
    """A form as it stands in a page: its address, its method, and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, str]


class Visitor:
    """Somebody in a browser without scripts: keeps cookies, follows links and redirects, sends forms."""

    def __init__(self, base_url: str, language: str = "en") -> None:
        self.wire = Wire(base_url)
        self.language = language

    async def get(self, path: str, follow: bool = True) -> Answer:
        """Open a page."""
        return await self.wire.send("GET", path, headers=self._headers(), follow=follow)

    async def submit(self, page: Answer, action: str = "", follow: bool = True, **filled: str) -> Answer:
        """Send the form whose address contains `action`, hidden fields included, with `filled` laid over."""
        form = page.form(action)
        address = urljoin(page.url, form.action)
        fields = {**form.fields, **filled}
        if form.method == "get":
            return await self.get(address + "?" + "&".join(f"{k}={v}" for k, v in fields.items()), follow)
        return await self.post(address, follow, **fields)

    async def post(self, path: str, follow: bool = True, **fields: str) -> Answer:
        """Post a form made by hand, without the page's hidden fields."""
        return await self.wire.send("POST", path, form=fields, headers=self._headers(), follow=follow)

    async def close(self) -> None:
        """Leave."""
        await self.wire.close()

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language, "Accept": "text/html"}


class _Forms(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select: str | None = None
        self._textarea: str | None = None
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "get").lower(), {}))
            self._is_inside = True
            return
        if not self._is_inside:
            return
        fields, name = self.found[-1].fields, given.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in fields):
            fields[self._select] = given.get("value", "")
        elif tag == "textarea" and name:
            self._textarea = name
            fields[name] = ""
        elif tag == "input" and name and given.get("type") not in ("submit", "button", "image", "file"):
            if given.get("type") in ("checkbox", "radio"):
                if "checked" in given:
                    fields[name] = given.get("value", "on")
            else:
                fields[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.found[-1].fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None
