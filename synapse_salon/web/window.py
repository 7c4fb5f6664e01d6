# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The window of the desk: what a handler answered, as an outcome; pages in their shell, with their headers."""

import json
import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import attrs
from pydantic import BaseModel

from synapse_salon.i18n import Language, Text, Texts, t
from synapse_salon.ids import new_secret
from synapse_salon.ports.salons import Salon
from synapse_salon.web import cookies, csrf, paths, traces
from synapse_salon.web.answers import Page, Raw, Redirect
from synapse_salon.web.asked import Asked
from synapse_salon.web.call import Crumbs
from synapse_salon.web.outcomes import Outcome, Refusal, json_outcome
from synapse_salon.web.pages import Here, Pages
from synapse_salon.web.routes import Kind, Route
from synapse_salon.web.sessions import LASTS_MS

logger = logging.getLogger(__name__)
_COOKIE_PATH = re.compile(r"[A-Za-z0-9/%@:._~-]+")


@attrs.define
class Shell:
    """What every page shows around its content."""

    site: str
    home: str
    form_targets: list[str] = attrs.field(factory=list)
    moves_money: Callable[[], bool] = lambda: True


class Window:
    """Turns answers into outcomes."""

    def __init__(self, texts: Texts, pages: Pages, shell: Shell, base: str) -> None:
        self._texts = texts
        self._pages = pages
        self._shell = shell
        self._cookie_path = pages.path("")
        self._secure = base.startswith("https://")

    def remember(self, crumbs: Crumbs, secret: str | None) -> None:
        """Have the browser keep a session's secret, or forget it."""
        age_s = LASTS_MS // 1000 if secret else 0
        crumbs.session = secret
        self._give(crumbs, cookies.SESSION, secret or "", age_s)

    def remember_language(self, crumbs: Crumbs, language: Language) -> None:
        """Have the browser keep the language that was chosen."""
        self._give(crumbs, cookies.LANGUAGE, language, cookies.YEAR_S)

    def remember_trace(self, crumbs: Crumbs, value: str, below: str) -> None:
        """Have the browser keep on which way it came to the pages below a path of ours."""
        self._give(crumbs, traces.COOKIE, value, traces.KEPT_MS // 1000, below)

    def remember_word(self, crumbs: Crumbs, name: str, value: str, age_s: int, below: str) -> None:
        """Have the browser keep a word of a feature's for the pages below a path of ours."""
        self._give(crumbs, name, value, age_s, below)

    def _give(self, crumbs: Crumbs, name: str, value: str, age_s: int | None, below: str = "") -> None:
        path = self._cookie_path + below
        crumbs.given[name] = cookies.cookie(name, value, path, self._secure, age_s)

    def outcome(self, asked: Asked, route: Route | None, answer: Any) -> Outcome:
        """What goes over the wire for a handler's answer."""
        if route is not None and route.kind is Kind.JSON:
            found = json_outcome(route.status, _plain(answer))
        elif isinstance(answer, Page):
            return self._page(asked, answer)
        elif isinstance(answer, Redirect):
            self._note_saved(asked, answer)
            found = self._redirect(answer)
        elif isinstance(answer, Raw):
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            headers = {"Cache-Control": "no-store", "Content-Security-Policy": "sandbox", **answer.headers}
            found = Outcome(answer.status, answer.content_type, body, headers)
        else:
            found = json_outcome(200, _plain(answer))
        return attrs.evolve(found, cookies=tuple(asked.crumbs.given.values()))

    def refusal(
        self, asked: Asked, refusal: Refusal, salon: Salon | None = None, back: str | None = None
    ) -> Outcome:
        """A refusal as a page: why, and what to do. `salon` is the one that was asked about, where the reader may know
        of it; `back` the page that was sent."""
        values = {
            "text": _for_people(refusal),
            "status": refusal.status,
            "go_on": refusal.url,
            "back": back,
            "problem_list": list(refusal.problems.items()),
        }
        headers = {**refusal.headers}
        if refusal.retry_after_ms is not None:
            headers["Retry-After"] = str(max(1, -(-refusal.retry_after_ms // 1000)))
        page = Page("floor/refusal.html", _heading(refusal.status), values, refusal.status, salon=salon)
        try:
            found = self._page(asked, page)
        except Exception:  # the shell itself is broken: say the least that helps, and log why
            logger.exception("The page of a refusal could not be rendered")
            words = self._texts.say(refusal.text, asked.language)
            found = Outcome(refusal.status, "text/plain; charset=utf-8", words.encode())
        return attrs.evolve(found, headers={**found.headers, **headers})

    def _page(self, asked: Asked, page: Page) -> Outcome:
        values = dict(page.values)
        has_form = False

        def form_token() -> str:
            nonlocal has_form
            has_form = True
            return self.form_token(asked.crumbs)

        here = Here(
            language=asked.language,
            title=self._texts.say(page.title, asked.language),
            site=self._shell.site,
            path=paths.with_query(asked.path, asked.query if asked.method in ("GET", "HEAD") else []),
            person=asked.crumbs.person,
            name=self._name(asked.crumbs.person),
            is_admin=asked.asker.is_admin,
            accent=page.salon.accent.lstrip("#").lower() if page.salon else None,
            moves_money=self._shell.moves_money(),
            menu=asked.menu,
            salon=page.salon,
            places=asked.places,
            foot=asked.foot,
            desk=asked.desk,
            form_token=form_token,
            problems=values.pop("problems", {}),
            given=values.pop("given", {}),
            saved=self._was_saved(asked, page.status),
        )
        body = self._pages.render(page.template, here, values).encode("utf-8", "replace")
        is_personal = asked.crumbs.person is not None or bool(asked.crumbs.given) or has_form
        kept = "no-store" if is_personal else "public, max-age=60" if page.keep else "private, no-cache"
        headers = {
            "Cache-Control": kept,
            "Content-Language": asked.language,
            "Content-Security-Policy": self.policy,
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Vary": "Accept-Language, Cookie",
        }
        return Outcome(
            page.status, "text/html; charset=utf-8", body, headers, tuple(asked.crumbs.given.values())
        )

    @property
    def policy(self) -> str:
        """The pages' Content-Security-Policy."""
        targets = " ".join(["'self'", *self._shell.form_targets])
        return (
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
            f" frame-ancestors 'none'; form-action {targets}"
        )

    def _name(self, person: str | None) -> str:
        """An account as its owner knows it: what they sign in with, and the whole of it where it is from elsewhere."""
        local, _, home = (person or "").partition(":")
        return local.removeprefix("@") if home == self._shell.home else person or ""

    def _note_saved(self, asked: Asked, answer: Redirect) -> None:
        """Have the next page say that a form was saved, once: a cookie for that page alone."""
        target, _, query = answer.url_or_path.partition("#")[0].partition("?")
        came_back = target == asked.path and not query and (asked.is_at_desk or asked.is_own)
        saved = came_back if answer.saved is None else answer.saved
        if asked.method == "POST" and saved and _COOKIE_PATH.fullmatch(target):
            self._give(asked.crumbs, cookies.SAVED, "1", cookies.SAVED_S, target)

    def _was_saved(self, asked: Asked, status: int) -> bool:
        if asked.method != "GET" or status != HTTPStatus.OK:
            return False
        headers = asked.request.requestHeaders.getRawHeaders("cookie") or []
        if cookies.SAVED not in cookies.read_cookies(headers):
            return False
        as_sent = (asked.request.path or b"").decode("ascii", "replace").removeprefix(self._cookie_path)
        where = as_sent if _COOKIE_PATH.fullmatch(as_sent) else asked.path
        self._give(asked.crumbs, cookies.SAVED, "", 0, where)
        return True

    def form_token(self, crumbs: Crumbs) -> str:
        """The token of this browser's forms; a visitor is given a cookie that it is bound to."""
        if crumbs.session is None and crumbs.visitor is None:
            crumbs.visitor = new_secret()
            self._give(crumbs, cookies.VISITOR, crumbs.visitor, None)
        secret = crumbs.session or crumbs.visitor
        assert secret is not None
        return csrf.token_for(secret)

    def _redirect(self, answer: Redirect) -> Outcome:
        where = answer.url_or_path
        is_elsewhere = where.startswith(("https://", "http://"))
        target = paths.quoted(where) if is_elsewhere else self._pages.path(where.lstrip("/"))
        return Outcome(
            answer.status,
            "text/plain; charset=utf-8",
            b"",
            {"Location": target, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"},
        )


def _plain(answer: Any) -> object:
    """An API handler's answer as JSON values; None is `{}`."""
    if isinstance(answer, BaseModel):
        return json.loads(answer.model_dump_json(by_alias=True, exclude_none=True))
    return {} if answer is None else answer


def _heading(status: int) -> Text:
    headings = {
        HTTPStatus.FORBIDDEN: t("This is not open to you"),
        HTTPStatus.NOT_FOUND: t("Page not found"),
        HTTPStatus.CONFLICT: t("That is not possible at the moment"),
        HTTPStatus.TOO_MANY_REQUESTS: t("A little too fast"),
        HTTPStatus.SERVICE_UNAVAILABLE: t("Please try again in a moment"),
    }
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE:
        return t("Something went wrong")
    return headings.get(HTTPStatus(status), t("That did not work"))


def _for_people(refusal: Refusal) -> Text | str:
    """Synapse's own words are English and for programs; a person reads ours."""
    if refusal.synapse is None:
        return refusal.text
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        return t("That was too often. Please wait a little and try again.")
    return t("The server did not allow this: {words}", words=refusal.text)
