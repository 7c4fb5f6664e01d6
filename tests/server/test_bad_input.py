# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every field of every form and JSON body, filled in with what nobody means: said what would work, never a 500."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from synapse_salon.platform import Platform
from synapse_salon.web.routes import Kind, Route
from tests.support.salon import Salon, SalonCase
from tests.support.waiting import eventually
from tests.support.web import Visitor

ODD_JSON: tuple[Any, ...] = (None, -1, 2**63, "\x85\u2028", "x" * 3000, "9999-12-31", [None], {"": ""})
ODD_FORMS = ("-1", "9" * 30, "Infinity", "1e999999999", "\x85\u2028", "9999-12-31", "@a:b:c", "x" * 3000)
ODD_NAMES = ("²", "%FF", "%2F..")
"""In the place of something's id, as an address has it."""

LEFT_OUT = re.compile(
    r"sandbox/|login|logout|v1/session|/closing|/close$|/leave$|/owner|/(ban|remove|bulk)$|desk/several|members/\{user_id\}$"
    r"|^v1/salons$|/rooms$|/chats$|staff/new/(look|over)|/webhook|transactions|/openid"
)
"""What would end the story, opens rooms by the hundred, or has its own tests."""


class BadInput(SalonCase):
    async def test_no_field_of_any_route_breaks_the_house(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), mail="aiko@example.org")
        self._known = {"slug": salon.slug, "user_id": aiko.user_id, "plan_id": salon.plan, "key": "lounge"}
        self._known["payment"] = await self._payment(salon)
        chat = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/chats", {"name": "x"})
        self._known["room_id"] = chat["room_id"]
        self._broken: list[str] = []
        pages = {}
        for person in (salon.owner, aiko):
            pages[person.name] = await salon.server.visit_as(person, "ja")
        token = {
            name: (await visitor.get("me")).form("logout").fields["csrf"] for name, visitor in pages.items()
        }
        for route in sorted(Platform.of(salon.server.module_api).web._table, key=lambda one: one.path):
            if LEFT_OUT.search(route.path) or not route.waits or "admin" in route.path:
                continue
            person = aiko if re.search(r"/me(/|$)|^v1/me|^me|/join$", route.path) else salon.owner
            if route.kind is Kind.JSON:
                for path, body in self._asked(route):
                    status, _ = await person.api(route.method, path, body)
                    self._note(route, status, path, body)
            elif route.kind is Kind.FORM:
                await self._fill_in(route, pages[person.name], token[person.name])
        self.assertEqual(self._broken, [])

    def _note(self, route: Route, status: int, path: str, body: object) -> None:
        if status >= 500:
            self._broken.append(f"{route.method} {path[:100]} {str(body)[:100]}: {status}")

    async def _payment(self, salon: Salon) -> str:
        async def listed() -> str | None:
            found = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payments"))["payments"]
            return found[0]["payment"] if found else None

        return str(await eventually(listed, "the payment is listed"))

    def _path(self, route: Route, **others: str) -> str:
        """The route's path with what there is; `others` are put in as they stand in an address."""

        def known(brace: re.Match[str]) -> str:
            return others.get(brace[1]) or quote(self._known.get(brace[1], "x"), safe="")

        return re.sub(r"\{(\w+)(?::path)?\}", known, route.path)

    def _asked(self, route: Route) -> Iterator[tuple[str, Any]]:
        for name in re.findall(r"\{(\w+)", route.path):
            yield from ((self._path(route, **{name: odd}), None) for odd in ODD_NAMES)
        schema = route.body.model_json_schema() if route.body is not None else {}
        fits = self._fitting(schema, schema.get("$defs", {}))
        for name in schema.get("properties", {}):
            yield from ((self._path(route), {**fits, name: odd}) for odd in ODD_JSON)

    async def _fill_in(self, route: Route, visitor: Visitor, token: str) -> None:
        for name in re.findall(r"\{(\w+)", route.path):
            for odd in ODD_NAMES[:2]:
                path = self._path(route, **{name: odd})
                self._note(route, (await visitor.post(path, follow=False, csrf=token)).status, path, "")
        schema = route.body.model_json_schema() if route.body is not None else {}
        fits = self._fitting(schema, schema.get("$defs", {}))
        filled = {
            name: str(value) for name, value in fits.items() if not isinstance(value, dict | list | bool)
        }
        for name in schema.get("properties", {}):
            for odd in ODD_FORMS:
                fields = {**filled, name: odd, "csrf": token}
                sent = await visitor.wire.send("POST", self._path(route), form=fields)
                self._note(route, sent.status, self._path(route), (name, odd))

    def _fitting(self, schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
        """Something for each field that is needed."""
        needed = schema.get("required", ())
        return {name: self._value(schema["properties"][name], defs, name) for name in needed}

    def _value(self, schema: dict[str, Any], defs: dict[str, Any], name: str = "") -> Any:
        known = {
            "plan": self._known["plan_id"],
            "birth_date": "1990-04-01",
            "currency": "JPY",
            "day": "2026-11-21",
        }
        if name in known:
            return known[name]
        if "$ref" in schema:
            return self._value(defs[schema["$ref"].rpartition("/")[2]], defs)
        if "anyOf" in schema:
            return self._value(schema["anyOf"][0], defs)
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        match schema.get("type"):
            case "object":
                return self._fitting(schema, defs) if "properties" in schema else {}
            case "integer" | "number":
                return max(1, schema.get("minimum", 1))
            case "boolean":
                return True
            case "array":
                return []
        return "x" * max(1, schema.get("minLength", 1))
