# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenAPI 3.1, written from the same declarations that parse requests."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from synapse_salon import errors
from synapse_salon.errors import SalonError
from synapse_salon.web.routes import Kind, Route, Who

Refs = dict[tuple[str, str], Any]
"""Where a model's schema is, by its name and whether it is asked for or answered."""

_REF = "#/components/schemas/{model}"
_ERROR: dict[str, Any] = {
    "type": "object",
    "description": "A Matrix error; `salon` says more to programs.",
    "required": ["errcode", "error"],
    "properties": {
        "errcode": {"type": "string", "examples": ["M_FORBIDDEN"]},
        "error": {"type": "string", "description": "For people, in the language of Accept-Language."},
        "retry_after_ms": {"type": "integer", "description": "With 429: when to come back."},
        "salon": {
            "type": "object",
            "required": ["reason"],
            "properties": {
                "reason": {"type": "string", "description": "A stable word, such as `lapsed`."},
                "url": {
                    "type": "string",
                    "description": "A page where the person can do something about it.",
                },
                "problems": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                    "description": "By the path of each value that would not work: what would.",
                },
            },
            "additionalProperties": True,
        },
    },
}


def describe(routes: Iterable[Route], base: str, version: str) -> dict[str, Any]:
    """The document for every API route."""
    shown = [route for route in routes if route.kind is Kind.JSON]
    models = sorted({model for route in shown for model in _models(route)}, key=_name)
    refs, definitions = _schemas(models)
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(shown, key=lambda route: (route.path, route.method)):
        path = "/" + re.sub(r":path\}", "}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "synapse-salon",
            "version": version,
            "description": "Times are milliseconds since the epoch. Money is in minor units.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": base.rstrip("/")}],
        "tags": [{"name": tag} for tag in sorted({route.tag for route in shown})],
        "paths": paths,
        "components": {
            "schemas": {**definitions, "Error": _ERROR},
            "securitySchemes": {
                "matrix": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A Matrix access token of this server.",
                }
            },
        },
    }


def _models(route: Route) -> list[type[BaseModel]]:
    return [model for model in (route.body, route.query, route.returns) if model is not None]


def _name(model: type[Any]) -> str:
    return f"{model.__module__}.{model.__qualname__}"


def _schemas(models: list[type[BaseModel]]) -> tuple[Refs, dict[str, Any]]:
    modes: tuple[Literal["validation", "serialization"], ...] = ("validation", "serialization")
    refs, document = models_json_schema(
        [(m, mode) for m in models for mode in modes], ref_template=_REF, by_alias=True
    )
    named: Refs = {(_name(model), mode): schema for (model, mode), schema in refs.items()}
    return named, document.get("$defs", {})


def _operation(route: Route, refs: Refs) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "tags": [route.tag],
        "summary": route.says,
        "parameters": _parameters(route),
        "responses": _responses(route, refs),
        "security": [{"matrix": []}] if route.who is not Who.ANYONE else [{}, {"matrix": []}],
    }
    if route.who is Who.SERVER_ADMIN:
        operation["description"] = "Only for administrators of the homeserver."
    if route.body is not None:
        schema = refs[(_name(route.body), "validation")]
        needed = any(field.is_required() for field in route.body.model_fields.values())
        content = {"application/json": {"schema": schema}, **{kind: {} for kind in route.also}}
        operation["requestBody"] = {"required": needed, "content": content}
    return operation


def _operation_id(route: Route) -> str:
    words = [word for word in re.split(r"[^A-Za-z0-9]+", route.path.replace(":path", "")) if word]
    return "_".join([route.method.lower(), *words])


def _parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)", route.path)
    ]
    if route.query is not None:
        schema = route.query.model_json_schema(by_alias=True, ref_template=_REF)
        for name, field in schema.get("properties", {}).items():
            described = {key: value for key, value in field.items() if key != "title"}
            parameter = {"name": name, "in": "query", "required": name in schema.get("required", [])}
            if "description" in described:
                parameter["description"] = described.pop("description")
            found.append({**parameter, "schema": described})
    if route.idempotent:
        found.append({
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "maxLength": 200},
            "description": "The same key again is the same request again, and does nothing twice.",
        })  # fmt: skip
    return found


def _responses(route: Route, refs: Refs) -> dict[str, Any]:
    schema = (
        refs[(_name(route.returns), "serialization")] if route.returns is not None else {"type": "object"}
    )
    responses: dict[str, Any] = {
        str(route.status): {
            "description": HTTPStatus(route.status).phrase,
            "content": {"application/json": {"schema": schema}},
        }
    }
    by_status: dict[int, list[type[SalonError]]] = {}
    for error in _possible(route):
        by_status.setdefault(error.status, []).append(error)
    for status, kinds in sorted(by_status.items()):
        codes = ", ".join(sorted({f"`{kind.errcode}`" for kind in kinds}))
        about = " ".join(sorted({(kind.__doc__ or "").strip().split("\n")[0] for kind in kinds}))
        responses[str(status)] = {
            "description": f"{codes}: {about}",
            "content": {"application/json": {"schema": {"$ref": _REF.format(model="Error")}}},
        }
    return responses


def _possible(route: Route) -> list[type[SalonError]]:
    """What a route may answer: what it declares, and what every route of its sort may."""
    found: list[type[SalonError]] = [*route.errors, errors.TooMany]
    if route.waits:
        found.append(errors.Unavailable)
    if route.body is not None or route.query is not None:
        found.append(errors.BadInput)
    if route.who is not Who.ANYONE:
        found.append(errors.NotSignedIn)
    if route.who is Who.SERVER_ADMIN:
        found.append(errors.NotAllowed)
    return list(dict.fromkeys(found))
