# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Says in ja and en what would work where a value would not: one line per kind of pydantic error."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from synapse_salon.i18n import Text, t

MOST = 20
"""How many problems one answer lists."""

Context = Mapping[str, Any]


def problems_of(failure: ValidationError, model: type[BaseModel]) -> dict[str, Text]:
    """The path of each wrong value (`price.amount`) and what would work there."""
    found: dict[str, Text] = {}
    for error in failure.errors(include_url=False, include_input=False):
        path = ".".join(str(step) for step in error["loc"])[:200]
        if len(found) < MOST:
            found.setdefault(path, _said(error["type"], error.get("ctx", {}), error["loc"], model))
    return found


def _said(kind: str, context: Context, loc: tuple[int | str, ...], model: type[BaseModel]) -> Text:
    if kind == "extra_forbidden":
        known = ", ".join(_names(model, loc[:-1])) or "-"
        return t("There is no such field. Known here: {known}.", known=known)
    if kind in ("value_error", "assertion_error"):
        return _own_words(context)
    said = _SAID.get(kind)
    return said(context) if said is not None else t("This value does not work here.")


def _own_words(context: Context) -> Text:
    """The Text that a validator raised with; a plain sentence is shown as it is."""
    args = getattr(context.get("error"), "args", ())
    if args and isinstance(args[0], Text):
        return args[0]
    if args and isinstance(args[0], str) and args[0]:
        return Text(args[0])
    return t("This value does not work here.")


def _names(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The field names of the model at `loc`, as a request writes them."""
    at: type[BaseModel] | None = model
    for step in loc:
        if at is None:
            break
        if isinstance(step, int):
            continue
        field = next((f for name, f in at.model_fields.items() if step in (name, f.alias)), None)
        at = next(_models(field.annotation), None) if field is not None else None
    if at is None:
        return []
    return sorted(field.alias or name for name, field in at.model_fields.items())


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _expected(context: Context) -> Text:
    return t("One of these would work: {expected}.", expected=_listed(str(context.get("expected", ""))))


def _listed(expected: str) -> str:
    """pydantic writes `'a', 'b' or 'c'`; we list the words themselves."""
    return expected.replace(" or ", ", ").replace("'", "")


def _text(_: Context) -> Text:
    return t("This must be text.")


def _number(_: Context) -> Text:
    return t("This must be a whole number, such as 3.")


def _decimal(_: Context) -> Text:
    return t("This must be a number.")


def _yes_or_no(_: Context) -> Text:
    return t("This must be true or false.")


def _list(_: Context) -> Text:
    return t("This must be a list.")


def _object(_: Context) -> Text:
    return t("This must be an object with named fields.")


def _date(_: Context) -> Text:
    return t("A date such as 2026-04-30 would work here.")


def _time(_: Context) -> Text:
    return t("A time such as 19:30 would work here.")


def _moment(_: Context) -> Text:
    return t("A date and time such as 2026-04-30T19:30:00+09:00 would work here.")


def _span(_: Context) -> Text:
    return t("A length of time such as PT90M would work here.")


def _address(_: Context) -> Text:
    return t("A complete address that begins with https:// would work here.")


def _uuid(_: Context) -> Text:
    return t("A UUID would work here.")


def _required(_: Context) -> Text:
    return t("This is required.")


_SAID: dict[str, Callable[[Context], Text]] = {
    "missing": _required,
    "missing_argument": _required,
    "none_required": lambda _: t("This must be left out."),
    "invalid_key": lambda _: t("The names of fields must be text."),
    "model_type": _object,
    "model_attributes_type": _object,
    "dataclass_type": _object,
    "dict_type": _object,
    "mapping_type": _object,
    "recursion_loop": lambda _: t("This is nested too deeply."),
    "recursion_depth_exceeded": lambda _: t("This is nested too deeply."),
    "greater_than": lambda c: t("This must be more than {bound}.", bound=c["gt"]),
    "greater_than_equal": lambda c: t("This must be {bound} or more.", bound=c["ge"]),
    "less_than": lambda c: t("This must be less than {bound}.", bound=c["lt"]),
    "less_than_equal": lambda c: t("This must be {bound} or less.", bound=c["le"]),
    "multiple_of": lambda c: t("This must be a multiple of {bound}.", bound=c["multiple_of"]),
    "finite_number": _decimal,
    "too_short": lambda c: t("At least {n} of these are needed.", n=c["min_length"]),
    "too_long": lambda c: t("At most {n} of these are possible.", n=c["max_length"]),
    "iterable_type": _list,
    "list_type": _list,
    "tuple_type": _list,
    "set_type": _list,
    "frozen_set_type": _list,
    "string_type": _text,
    "string_unicode": _text,
    "string_sub_type": _text,
    "string_too_short": lambda c: (
        _required(c) if c["min_length"] == 1 else t("At least {n} characters are needed.", n=c["min_length"])
    ),
    "string_too_long": lambda c: t("At most {n} characters are possible.", n=c["max_length"]),
    "string_pattern_mismatch": lambda c: t(
        "This does not have the expected form ({pattern}).", pattern=c["pattern"]
    ),
    "string_not_ascii": lambda _: t("Only unaccented Latin letters, digits and signs work here."),
    "enum": _expected,
    "literal_error": _expected,
    "union_tag_invalid": lambda c: t(
        "One of these would work: {expected}.", expected=_listed(str(c.get("expected_tags", "")))
    ),
    "union_tag_not_found": _required,
    "bool_type": _yes_or_no,
    "bool_parsing": _yes_or_no,
    "int_type": _number,
    "int_parsing": _number,
    "int_from_float": _number,
    "int_parsing_size": lambda _: t("This number is too large."),
    "float_type": _decimal,
    "float_parsing": _decimal,
    "decimal_type": _decimal,
    "decimal_parsing": _decimal,
    "decimal_max_digits": lambda c: t("At most {n} digits are possible.", n=c["max_digits"]),
    "decimal_max_places": lambda c: t(
        "At most {n} digits after the point are possible.", n=c["decimal_places"]
    ),
    "decimal_whole_digits": lambda c: t(
        "At most {n} digits before the point are possible.", n=c["whole_digits"]
    ),
    "date_type": _date,
    "date_parsing": _date,
    "date_from_datetime_parsing": _date,
    "date_from_datetime_inexact": _date,
    "date_past": lambda _: t("This must be in the past."),
    "date_future": lambda _: t("This must be in the future."),
    "time_type": _time,
    "time_parsing": _time,
    "datetime_type": _moment,
    "datetime_parsing": _moment,
    "datetime_object_invalid": _moment,
    "datetime_from_date_parsing": _moment,
    "datetime_past": lambda _: t("This must be in the past."),
    "datetime_future": lambda _: t("This must be in the future."),
    "timezone_naive": _moment,
    "timezone_aware": _moment,
    "timezone_offset": _moment,
    "time_delta_type": _span,
    "time_delta_parsing": _span,
    "url_type": _address,
    "url_parsing": _address,
    "url_syntax_violation": _address,
    "url_scheme": _address,
    "url_too_long": lambda c: t("At most {n} characters are possible.", n=c["max_length"]),
    "uuid_type": _uuid,
    "uuid_parsing": _uuid,
    "uuid_version": _uuid,
    "bytes_type": _text,
    "bytes_too_short": lambda c: t("At least {n} characters are needed.", n=c["min_length"]),
    "bytes_too_long": lambda c: t("At most {n} characters are possible.", n=c["max_length"]),
    "bytes_invalid_encoding": _text,
}
