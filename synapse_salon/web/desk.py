# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: takes a request, asks who it is, lets the route's handler answer, and turns that into an outcome."""

import json
from collections.abc import Mapping
from typing import Any

import attrs
from synapse.module_api import SynapseRequest

from synapse_salon.database import Database
from synapse_salon.errors import BadInput, NotAllowed, Unavailable
from synapse_salon.i18n import Language, Text, Texts, t
from synapse_salon.i18n.texts import LANGUAGES, best_language
from synapse_salon.web import cookies, csrf, parsing, paths
from synapse_salon.web.answers import Page
from synapse_salon.web.asked import Asked, Pairs
from synapse_salon.web.call import Call, Crumbs
from synapse_salon.web.door import Door
from synapse_salon.web.limiter import Limiter, by_address
from synapse_salon.web.menus import Menus
from synapse_salon.web.outcomes import Outcome, json_outcome
from synapse_salon.web.refusals import Refusals
from synapse_salon.web.repeats import Answered, Repeats, fingerprint
from synapse_salon.web.routes import Again, Kind, Route
from synapse_salon.web.table import Table, UnknownPath
from synapse_salon.web.window import Window

_STALE = t("This page was open for too long, or in another window. Please go back, reload it and try again.")


class Desk:
    """Serves requests."""

    def __init__(
        self,
        database: Database,
        texts: Texts,
        table: Table,
        door: Door,
        limiter: Limiter,
        window: Window,
        menus: Menus,
        repeats: Repeats,
        refusals: Refusals,
    ) -> None:
        self._database = database
        self._texts = texts
        self._table = table
        self._door = door
        self._limiter = limiter
        self._window = window
        self._menus = menus
        self._repeats = repeats
        self._refusals = refusals

    async def answer(self, request: SynapseRequest) -> Outcome:
        """The outcome of a request; nothing is raised."""
        asked = self._read(request)
        try:
            return await self._serve(asked)
        except Exception as failure:
            return await self._refusals.answer(asked, failure)

    def _read(self, request: SynapseRequest) -> Asked:
        method = request.method.decode("ascii", "replace")
        held = cookies.read_cookies(_all(request, "Cookie"))
        return Asked(
            request=request,
            method=method,
            steps=_steps(request.path or b""),
            language=_language(None, held, request.getHeader("Accept-Language")),
            crumbs=Crumbs(session=held.get(cookies.SESSION), visitor=_visitor(held)),
        )

    async def _serve(self, asked: Asked) -> Outcome:
        if not asked.steps:
            asked.steps = ["?"]
            raise UnknownPath(t("There is no such page."))
        request = asked.request
        route, braces = self._table.find(asked.method, asked.steps)
        asked.route = route
        request.request_metrics.name = f"salon {route.method} {route.path}"
        if route.waits and not self._database.is_ready:
            raise _not_yet(self._database)
        asked.query = parsing.read_pairs((request.uri or b"").partition(b"?")[2])
        self._take_language(asked)
        address = str(request.getClientAddress().host)  # type: ignore[no-untyped-call]  # Twisted's
        if route.pace == "sign_in":
            self._limiter.take("sign_in", by_address(address))
        held = {cookies.SESSION: asked.crumbs.session} if asked.crumbs.session else {}
        asked.asker = asker = await self._door.who_asks(request, route, held)
        asked.crumbs.session, asked.crumbs.person = asker.secret, asker.user_id
        if route.pace != "sign_in":
            self._limiter.take(route.pace, asker.user_id or by_address(address))
        self._door.let_in(route, asker)
        raw = self._body(request, route)
        call: Call[Any, Any] = Call(
            method=asked.method,
            route_path=asked.path,
            path=braces,
            query=None,
            body=None,
            person_or_none=asker.user_id,
            is_server_admin=asker.is_admin,
            proven_ms=asker.proven_ms,
            language=asked.language,
            idempotency_key=_key(request.getHeader("Idempotency-Key")) if route.idempotent else None,
            raw=raw,
            headers={
                name.decode("latin-1").lower(): values[-1].decode("latin-1")
                for name, values in request.requestHeaders.getAllRawHeaders()
            },
            address=address,
            texts=self._texts,
            crumbs=asked.crumbs,
        )
        if asker.prolonged and asker.secret is not None:
            self._window.remember(asked.crumbs, asker.secret)
        if route.kind is Kind.FORM:
            return await self._form(asked, route, call)
        if route.kind is Kind.PAGE and route.again is not None:
            return await self._looked_for(asked, route, call, route.again)
        call = attrs.evolve(call, query=_query(route, asked.query))
        if route.kind is Kind.JSON and route.body is not None:
            kind = call.headers.get("content-type")
            call = attrs.evolve(call, body=parsing.read_body(raw, kind, route.body, route.also))
        if route.kind is Kind.JSON and call.idempotency_key is not None and asker.user_id is not None:
            return await self._once(asked, route, call, asker.user_id, call.idempotency_key)
        return await self._hand_over(asked, route, await route.handler(call))

    async def _once(
        self, asked: Asked, route: Route, call: Call[Any, Any], user_id: str, key: str
    ) -> Outcome:
        before = await self._repeats.begin(user_id, key, fingerprint(asked.method, asked.path, call.raw))
        if before is not None:
            return json_outcome(before.status, json.loads(before.body))
        try:
            outcome = await self._hand_over(asked, route, await route.handler(call))
        except BaseException:
            await self._repeats.release(user_id, key)
            raise
        await self._repeats.keep(user_id, key, Answered(outcome.status, outcome.body.decode()))
        return outcome

    async def _looked_for(self, asked: Asked, route: Route, call: Call[Any, Any], again: Again) -> Outcome:
        pairs = asked.query
        try:
            call = attrs.evolve(call, query=_query(route, pairs))
            answer = await route.handler(call)
        except BadInput as refusal:
            problems: Mapping[str, Text] = refusal.problems or {"": refusal.text}
            works = [pair for pair in pairs if pair[0].partition(".")[0] not in problems]
            call = attrs.evolve(call, query=_query(route, works))
            answer = self._again(await again(call, problems, dict(pairs)), problems, dict(pairs))
        return await self._hand_over(asked, route, answer)

    async def _form(self, asked: Asked, route: Route, call: Call[Any, Any]) -> Outcome:
        pairs = parsing.read_pairs(call.raw, call.headers.get("content-type") or "")
        fields = dict(pairs)
        secret = asked.crumbs.session or asked.crumbs.visitor
        if not csrf.is_token_for(secret, fields.get("csrf")):
            if route.csrf:
                raise NotAllowed(_STALE, "csrf")
            call = attrs.evolve(call, person_or_none=None, is_server_admin=False, proven_ms=0)
        call = attrs.evolve(call, idempotency_key=_key(fields.get("once")))
        pairs = [(name, value) for name, value in pairs if name not in ("csrf", "once")]
        try:
            if route.body is not None:
                call = attrs.evolve(call, body=parsing.read_fields(pairs, route.body))
            answer = await route.handler(call)
        except BadInput as refusal:
            if route.again is None:
                raise
            given = {name: value for name, value in pairs if "password" not in name}
            problems: Mapping[str, Text] = refusal.problems or {"": refusal.text}
            answer = self._again(await route.again(call, problems, given), problems, given)
        return await self._hand_over(asked, route, answer)

    async def _hand_over(self, asked: Asked, route: Route, answer: Any) -> Outcome:
        if isinstance(answer, Page):
            asked.menu = await self._menus.main(asked.crumbs.person)
            if answer.salon is not None:
                asked.places = await self._menus.of_salon(answer.salon, asked.crumbs.person)
                asked.foot = self._menus.at_foot(answer.salon)
                if asked.is_at_desk and not answer.plain:
                    asked.desk = await self._menus.on_desk(answer.salon, asked.crumbs.person)
            else:
                asked.places = self._menus.own(asked.path)
        return self._window.outcome(asked, route, answer)

    @staticmethod
    def _again(page: Page, problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        values = {**page.values, "problems": problems, "given": given}
        return attrs.evolve(page, values=values, status=400 if page.status == 200 else page.status)

    def _take_language(self, asked: Asked) -> None:
        """A page's `?lang=en` is remembered; it is no part of the query that the handler sees."""
        if asked.speaks_json:
            return
        wanted = dict(asked.query).get("lang")
        if wanted in LANGUAGES:
            asked.language = _language(wanted, {}, None)
            self._window.remember_language(asked.crumbs, asked.language)
        asked.query = [(name, value) for name, value in asked.query if name != "lang"]

    @staticmethod
    def _body(request: SynapseRequest, route: Route) -> bytes:
        if request.content is None or route.method == "GET":
            return b""
        raw: bytes = request.content.read(route.limit + 1)
        if len(raw) > route.limit:
            raise parsing.too_large(route.limit)
        return raw


def _query(route: Route, pairs: Pairs) -> Any:
    if route.kind is Kind.RAW:
        return dict(pairs)
    if route.query is None:
        return None
    is_page = route.kind is Kind.PAGE
    if not is_page:
        pairs = [(name, value) for name, value in pairs if name != "access_token"]
    return parsing.read_fields(pairs, route.query, known_only=is_page)


def _key(given: str | None) -> str | None:
    if not given:
        return None
    if len(given) > 200 or not given.isascii() or not given.isprintable():
        raise BadInput(t("An Idempotency-Key of up to 200 letters, digits and signs would work here."))
    return given


def _not_yet(database: Database) -> Unavailable:
    if database.failure is not None:
        return Unavailable(t("The house could not be opened. Its operators have been told."), "no_tables")
    return Unavailable(t("The house is just being opened. Please try again in a few seconds."), "starting")


def _steps(raw_path: bytes) -> list[str]:
    found = paths.segments(raw_path)
    if found is None:
        return []
    return found[:-1] if len(found) > 1 and found[-1] == "" else found


def _visitor(held: Mapping[str, str]) -> str | None:
    secret = held.get(cookies.VISITOR, "")
    return secret if len(secret) == 52 and secret.isalnum() else None


def _language(wanted: str | None, held: Mapping[str, str], header: str | None) -> Language:
    for language in LANGUAGES:
        if language == (wanted or held.get(cookies.LANGUAGE)):
            return language
    return best_language(header)


def _all(request: SynapseRequest, name: str) -> list[str]:
    return [value.decode("latin-1") for value in request.requestHeaders.getRawHeaders(name.encode()) or []]
