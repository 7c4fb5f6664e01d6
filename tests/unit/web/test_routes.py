# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes: which one answers, and how they describe themselves."""

from typing import Any

from jsonschema import Draft202012Validator
from synapse.module_api.errors import ConfigError
from twisted.trial.unittest import TestCase

from synapse_salon.errors import Conflict, NotFound
from synapse_salon.web import Amount, Body, ListQuery, OneLine, Routes, View, Who
from synapse_salon.web.openapi import describe
from synapse_salon.web.table import Table, UnknownPath, WrongMethod


class NewPlan(Body):
    name: OneLine
    """What members read."""
    price: Amount


class PlanView(View):
    id: str
    price: Amount
    url: str | None = None


def declared() -> Routes:
    routes = Routes("membership")

    async def nothing(call: Any) -> None: ...

    routes.get("v1/salons/{slug}", says="One salon.", returns=PlanView, who=Who.ANYONE, errors=(NotFound,))(
        nothing
    )
    routes.get("v1/salons/mine", says="My salons.", returns=PlanView, query=ListQuery)(nothing)
    routes.post(
        "v1/salons/{slug}/plans",
        says="Open a plan.",
        body=NewPlan,
        returns=PlanView,
        errors=(NotFound, Conflict),
        status=201,
        idempotent=True,
    )(nothing)
    routes.delete("v1/salons/{slug}/plans/{id}", says="Close a plan.", who=Who.SERVER_ADMIN)(nothing)
    routes.page("s/{slug}")(nothing)
    routes.form("s/{slug}")(nothing)
    routes.page("static/{path:path}")(nothing)
    routes.raw("POST", "v1/stripe/webhook")(nothing)
    routes.page("")(nothing)
    return routes


class Finding(TestCase):
    def setUp(self) -> None:
        self.table = Table()
        self.table.add(declared())

    def found(self, method: str, path: str) -> tuple[str, dict[str, str]]:
        route, braces = self.table.find(method, path.split("/"))
        return route.path, dict(braces)

    def test_the_more_literal_path_answers(self) -> None:
        self.assertEqual(self.found("GET", "v1/salons/mine"), ("v1/salons/mine", {}))
        self.assertEqual(self.found("GET", "v1/salons/other"), ("v1/salons/{slug}", {"slug": "other"}))
        self.assertEqual(
            self.found("GET", "static/floor/a/b.css"), ("static/{path:path}", {"path": "floor/a/b.css"})
        )
        self.assertEqual(self.found("GET", ""), ("", {}))

    def test_a_slash_inside_a_segment_stays_there(self) -> None:
        route, braces = self.table.find("GET", ["v1", "salons", "a/b"])
        self.assertEqual((route.path, braces), ("v1/salons/{slug}", {"slug": "a/b"}))

    def test_head_is_get(self) -> None:
        self.assertEqual(self.found("HEAD", "s/x")[0], "s/{slug}")

    def test_what_is_not_there_is_told_from_what_is_not_possible(self) -> None:
        for path in ("s", "s/x/y", "v1", "v2/salons/x", "static", "s/"):
            self.assertRaises(UnknownPath, self.found, "GET", path)
        refusal = self.assertRaises(WrongMethod, self.found, "DELETE", "s/x")
        self.assertEqual(refusal.allow, "GET, HEAD, OPTIONS, POST")

    def test_two_features_cannot_answer_the_same(self) -> None:
        routes = Routes("other")

        async def nothing(call: Any) -> None: ...

        routes.page("s/{other_name}")(nothing)
        self.assertRaises(ConfigError, self.table.add, routes)


class Description(TestCase):
    def setUp(self) -> None:
        table = Table()
        table.add(declared())
        self.document = describe(table, "https://salon.example/_synapse/client/salon/", "1.2.3")

    def test_every_reference_leads_somewhere(self) -> None:
        schemas = self.document["components"]["schemas"]

        def walk(value: Any) -> None:
            if isinstance(value, dict):
                if "$ref" in value:
                    self.assertIn(value["$ref"].removeprefix("#/components/schemas/"), schemas)
                for part in value.values():
                    walk(part)
            elif isinstance(value, list):
                for part in value:
                    walk(part)

        walk(self.document)
        for schema in schemas.values():
            Draft202012Validator.check_schema(schema)

    def test_only_the_api_is_described(self) -> None:
        paths = self.document["paths"]
        self.assertEqual(
            sorted(paths),
            [
                "/v1/salons/mine",
                "/v1/salons/{slug}",
                "/v1/salons/{slug}/plans",
                "/v1/salons/{slug}/plans/{id}",
            ],
        )

    def test_a_route_tells_its_errors_and_what_it_takes(self) -> None:
        post = self.document["paths"]["/v1/salons/{slug}/plans"]["post"]
        self.assertEqual(set(post["responses"]), {"201", "400", "401", "404", "409", "429", "503"})
        self.assertEqual([p["name"] for p in post["parameters"]], ["slug", "Idempotency-Key"])
        self.assertTrue(post["requestBody"]["required"])
        admin = self.document["paths"]["/v1/salons/{slug}/plans/{id}"]["delete"]
        self.assertIn("403", admin["responses"])
        names = [p["name"] for p in self.document["paths"]["/v1/salons/mine"]["get"]["parameters"]]
        self.assertEqual(names, ["from", "limit"])

    def test_ids_of_operations_are_unique(self) -> None:
        ids = [
            operation["operationId"]
            for path in self.document["paths"].values()
            for operation in path.values()
        ]
        self.assertEqual(len(ids), len(set(ids)))
