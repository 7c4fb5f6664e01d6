# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which requests there are, and what each may say: read from the installed SDK, which Stripe generates from the
OpenAPI description of the version that it pins."""

import ast
import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints

import attrs
import stripe
from stripe._request_options import RequestOptions
from typing_extensions import is_typeddict

from tests.support.stripe_double.refusals import Refused, no_param, unknown_param

_OPTIONS = frozenset(RequestOptions.__annotations__)
_WHOLE = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@attrs.frozen
class Operation:
    """A request that Stripe knows: its verb, its path with `{names}`, and the type of its parameters, if it has any."""

    verb: str
    path: str
    params: str | None


@cache
def operations() -> tuple[Operation, ...]:
    """Every request of the v1 API in the SDK."""
    folder = Path(stripe.__file__).parent
    return tuple(one for file in sorted(folder.rglob("*_service.py")) for one in _of(file))


def _of(file: Path) -> Iterator[Operation]:
    tree = ast.parse(file.read_text("utf-8"))
    places = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    for method in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for call in [node for node in ast.walk(method) if isinstance(node, ast.Call)]:
            if not (isinstance(call.func, ast.Attribute) and call.func.attr == "_request"):
                continue
            words = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant)]
            verb, path = str(words[0]), next(str(word) for word in words if str(word).startswith("/"))
            if path.startswith("/v1/"):
                yield Operation(verb.upper(), path, _params(method, places))


def _params(method: ast.FunctionDef, places: dict[str, str]) -> str | None:
    for argument in method.args.args:
        if argument.arg == "params" and argument.annotation is not None:
            for node in ast.walk(argument.annotation):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    return f"{places[node.value]}.{node.value}"
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Operation], ...]:
    plain_first = sorted(operations(), key=lambda one: one.path.count("{"))
    return tuple((re.compile(re.sub(r"\{\w+\}", "[^/]+", one.path)), one) for one in plain_first)


def find(verb: str, path: str) -> Operation:
    """The operation of a request. Raises Refused: Stripe has none there."""
    for pattern, operation in _patterns():
        if operation.verb == verb and pattern.fullmatch(path):
            return operation
    raise Refused(f"Unrecognized request URL ({verb}: {path}).", status=404)


def check(operation: Operation, given: dict[str, Any]) -> None:
    """Refuse what the operation does not take, at any depth, as Stripe does."""
    if operation.params is None:
        if given:
            raise unknown_param(next(iter(given)))
        return
    module, _, name = operation.params.rpartition(".")
    _check_fields(getattr(importlib.import_module(module), name), given, "")


def _check_fields(kind: Any, given: dict[str, Any], path: str) -> None:
    fields = _fields(kind)
    for name in given:
        if name not in fields:
            raise unknown_param(_below(path, name))
    for name in kind.__required_keys__ - _OPTIONS:
        if name not in given:
            raise no_param(_below(path, name))
    for name, value in given.items():
        _check_value(fields[name], value, _below(path, name))


@cache
def _fields(kind: Any) -> dict[str, Any]:
    inherited = {"StripeContext": str, "Mapping": Mapping}  # what the options of a call are typed with
    hints = get_type_hints(kind, vars(sys.modules[kind.__module__]), inherited)
    return {name: hint for name, hint in hints.items() if name not in _OPTIONS}


def _check_value(kind: Any, value: Any, path: str) -> None:
    refusals = []
    for one in _kinds(kind):
        try:
            _check_one(one, value, path)
        except Refused as refusal:
            refusals.append(refusal)
        else:
            return
    raise refusals[-1]


def _kinds(kind: Any) -> list[Any]:
    """The kinds that a value may be of. Beside an enumeration the SDK allows any string, for values to come; Stripe
    does not."""
    if get_origin(kind) in (Required, NotRequired):
        return _kinds(get_args(kind)[0])
    if get_origin(kind) not in (Union, UnionType):
        return [kind]
    kinds = [inner for one in get_args(kind) for inner in _kinds(one) if inner is not NoneType]
    words = [one for one in kinds if get_origin(one) is Literal and get_args(one) != ("",)]
    return [one for one in kinds if one is not str] if words else kinds


def _check_one(kind: Any, value: Any, path: str) -> None:
    origin = get_origin(kind)
    if is_typeddict(kind):
        if not isinstance(value, dict):
            raise Refused(f"Invalid object: {path}", path)
        _check_fields(kind, value, path)
    elif origin is list:
        if not isinstance(value, list):
            raise Refused(f"Invalid array: {path}", path)
        for at, inner in enumerate(value):
            _check_value(get_args(kind)[0], inner, _below(path, str(at)))
    elif origin is dict:
        if not isinstance(value, dict):
            raise Refused(f"Invalid hash: {path}", path)
        for name, inner in value.items():
            _check_value(get_args(kind)[1], inner, _below(path, name))
    elif not isinstance(value, str):
        raise Refused(f"Invalid value at {path}", path)
    elif origin is Literal:
        if value not in get_args(kind):
            allowed = ", ".join(str(one) for one in get_args(kind))
            raise Refused(f"Invalid {path}: must be one of {allowed}", path)
    else:
        _check_scalar(kind, value, path)


def _check_scalar(kind: Any, value: str, path: str) -> None:
    if kind is int and not _WHOLE.fullmatch(value):
        raise Refused(f"Invalid integer: {value}", path, "parameter_invalid_integer")
    if kind is bool and value not in ("true", "false"):
        raise Refused(f"Invalid boolean: {value}", path)
    if getattr(kind, "__name__", "") in ("Decimal", "float") and not _DECIMAL.fullmatch(value):
        raise Refused(f"Invalid decimal: {value}", path)
    if kind is str and not value:
        raise Refused(f"You passed an empty string for '{path}'.", path, "parameter_invalid_empty")


def _below(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
