# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From bytes to models. Pure: what would not work is a BadInput that names the value and says what would."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError

from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.web.problems import MOST, problems_of

M = TypeVar("M", bound=BaseModel)

DEPTH = 32
FIELDS = 1000
ESCAPES = 300_000
"""Letters of a form that are written as three (%E3): while they are read nothing else happens."""
LARGEST = 2**63 - 1
"""What BIGINT holds, on both databases."""


class NotJson(BadInput):
    """A body that is not JSON, or says so."""

    errcode, reason = "M_NOT_JSON", "not_json"


class TooLarge(BadInput):
    """A body larger than the route takes."""

    status, errcode, reason = 413, "M_TOO_LARGE", "too_large"


def too_large(limit: int) -> TooLarge:
    """The refusal of a body above `limit` bytes."""
    return TooLarge(t("That is too much at once: at most {n} KiB are possible here.", n=limit // 1024))


def read_body(
    raw: bytes, content_type: str | None, model: type[M], also: Mapping[str, Callable[[bytes, str | None], M]]
) -> M:
    """A body as `model`: JSON, or one of the types `also`, each with what reads it.

    Raises:
        BadInput: as `read_json`.
    """
    if not also or content_type is None or _kind(content_type) == "application/json":
        return read_json(raw, content_type, model)
    read = also.get(_kind(content_type))
    if read is None:
        kinds = ", ".join(("application/json", *also))
        raise NotJson(t("Please send one of {kinds}, and say which in the header Content-Type.", kinds=kinds))
    parsed = read(raw, _charset(content_type))
    _refuse(dict(_unstorable(parsed.model_dump(), (), 0)))
    return parsed


def read_json(raw: bytes, content_type: str | None, model: type[M]) -> M:
    """A JSON body as `model`; strict about types. No body at all is read as `{}`.

    Raises:
        BadInput: with `problems` by path; NotJson where it is no JSON at all.
    """
    if raw and content_type is not None and _kind(content_type) != "application/json":
        raise NotJson(t("Please send JSON, with the header Content-Type: application/json."))
    raw = raw or b"{}"
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise NotJson(t("The text is not UTF-8.")) from None
    except RecursionError:
        raise NotJson(t("This is nested too deeply.")) from None
    except ValueError as failure:
        if not isinstance(failure, json.JSONDecodeError):
            raise NotJson(t("A number in this JSON cannot be read.")) from None
        where = f"{failure.lineno}:{failure.colno}"
        raise NotJson(t("This is not valid JSON (line and column {where}).", where=where)) from None
    if not isinstance(value, dict):
        raise NotJson(t("A JSON object is needed here: {example}.", example='{"…": …}'))
    _refuse(dict(_unstorable(value, (), 0)))
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as failure:
        raise _bad(problems_of(failure, model)) from None


def read_pairs(raw: bytes, content_type: str | None = None) -> list[tuple[str, str]]:
    """The fields of a form post, or of a query where there is no content type."""
    if content_type is not None and _kind(content_type) != "application/x-www-form-urlencoded":
        raise BadInput(t("Please send this as a form (application/x-www-form-urlencoded)."))
    if raw.count(b"%") > ESCAPES:
        raise too_large(3 * ESCAPES)
    try:
        pairs = parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except UnicodeDecodeError:
        raise BadInput(t("The text is not UTF-8.")) from None
    except ValueError:
        raise BadInput(t("At most {n} of these are possible.", n=FIELDS)) from None
    _refuse({name[:200]: _NOT_STORABLE for name, value in pairs if "\0" in name or "\0" in value})
    return [(name, value.replace("\r\n", "\n")) for name, value in pairs]


def read_fields(pairs: list[tuple[str, str]], model: type[M], known_only: bool = False) -> M:
    """Form or query fields as `model`; lax about types.

    `price.amount` fills `amount` of `price`; repeated names make a tuple; a field left empty counts as
    not given, so that its default or None stands in. `known_only` passes over what the model does not know.

    Raises:
        BadInput: with `problems` by path.
    """
    lists = {name for name, field in _fields(model) if _is_list(field.annotation)}
    known = {name for name, _ in _fields(model)}
    collected: dict[str, list[str]] = {}
    for name, value in pairs:
        if not known_only or name.split(".")[0] in known:
            collected.setdefault(name, []).append(value)
    nested: dict[str, Any] = {}
    for name, values in collected.items():
        if any(values):
            steps = name.split(".") if name.count(".") < DEPTH else [name[:200]]
            _put(nested, steps, tuple(values) if name in lists or len(values) > 1 else values[0])
    try:
        parsed = model.model_validate(nested)
    except ValidationError as failure:
        raise _bad(problems_of(failure, model)) from None
    _refuse(dict(_unstorable(parsed.model_dump(), (), 0)))
    return parsed


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        yield field.alias or name, field


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin in (tuple, list, set, frozenset):
        return True
    return any(_is_list(part) for part in get_args(annotation)) if origin is not None else False


def _put(into: dict[str, Any], steps: list[str], value: object) -> None:
    for step in steps[:-1]:
        inner = into.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        into = inner
    into[steps[-1]] = value


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _charset(content_type: str) -> str | None:
    said = re.search(r';\s*charset\s*=\s*"?([^\s";]+)', content_type, re.IGNORECASE)
    return said[1] if said is not None else None


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not JSON")


_NOT_STORABLE = t("This contains characters that cannot be stored, such as NUL or half a surrogate pair.")
_TOO_LARGE = t("This number is too large.")


def _unstorable(value: object, path: tuple[str, ...], depth: int) -> Iterator[tuple[str, Text]]:
    """What no database of ours would take: NUL, lone surrogates, numbers beyond 64 bits, bottomless nesting."""
    where = ".".join(path)[:200]
    if depth > DEPTH:
        yield where, t("This is nested too deeply.")
    elif isinstance(value, str):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            yield where.encode("utf-8", "replace").decode().replace("\0", "?"), _NOT_STORABLE
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _unstorable(str(key), (*path, "?"), depth)
            yield from _unstorable(part, (*path, str(key)), depth + 1)
    elif isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from _unstorable(part, (*path, str(place)), depth + 1)
    elif isinstance(value, (int, float)) and not -LARGEST - 1 <= value <= LARGEST:
        yield where, _TOO_LARGE


def _refuse(problems: dict[str, Text]) -> None:
    if problems:
        raise _bad(dict(list(problems.items())[:MOST]))


def _bad(problems: dict[str, Text]) -> BadInput:
    return BadInput(
        t("Something in this request would not work. Please look at the marked fields."), problems
    )
