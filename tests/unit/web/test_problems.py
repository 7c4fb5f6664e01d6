# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words for each kind of mistake."""

import json
from datetime import date, time
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_core import core_schema
from twisted.trial.unittest import TestCase

from synapse_salon.i18n import Text, Texts, t
from synapse_salon.platform import FLOOR
from synapse_salon.web import Body
from synapse_salon.web import problems as table
from synapse_salon.web.problems import problems_of

# Kinds that no request can bring about: they are about Python objects, or about code calling code.
NEVER = {
    "no_such_attribute", "json_invalid", "json_type", "needs_python_object", "frozen_field", "frozen_instance",
    "get_attribute_error", "dataclass_exact_type", "named_tuple_type", "default_factory_not_called", "iteration_error",
    "frozen_dict_type", "ordered_dict_type", "counter_type", "deque_type", "set_item_not_hashable", "ellipsis_error",
    "missing_sentinel_error", "is_instance_of", "is_subclass_of", "callable_type", "arguments_type",
    "unexpected_keyword_argument", "missing_keyword_only_argument", "unexpected_positional_argument",
    "missing_positional_only_argument", "multiple_argument_values", "fraction_type", "fraction_parsing",
    "complex_type", "complex_str_parsing",
}  # fmt: skip
OWN = {"extra_forbidden", "value_error", "assertion_error"}


class Inner(Body):
    amount: int = Field(ge=0)


class Everything(Body):
    name: str = Field(min_length=3, max_length=5)
    kind: Literal["fan_club", "lesson"]
    on: date
    at: time
    many: tuple[str, ...] = Field(max_length=1)
    inner: Inner
    others: tuple[Inner, ...] = ()
    slug: str = "abc"

    @field_validator("slug")
    @classmethod
    def _short(cls, value: str) -> str:
        if len(value) > 3:
            raise ValueError(t("Up to {n} letters would work here.", n=3))
        assert value != "x", "an assertion's words"
        return value


GOOD = {
    "name": "abc",
    "kind": "lesson",
    "on": "2026-01-01",
    "at": "19:30",
    "many": ["a"],
    "inner": {"amount": 1},
}


class Problems(TestCase):
    def said(self, **wrong: object) -> dict[str, str]:
        try:
            Everything.model_validate_json(json.dumps({**GOOD, **wrong}), strict=True)
        except ValidationError as failure:
            texts = Texts()
            return {path: texts.say(text, "en") for path, text in problems_of(failure, Everything).items()}
        raise AssertionError("nothing was wrong")

    def test_each_mistake_says_what_would_work(self) -> None:
        for wrong, path, words in (
            ({"name": "a"}, "name", "At least 3 characters are needed."),
            ({"name": "abcdef"}, "name", "At most 5 characters are possible."),
            ({"name": 1}, "name", "This must be text."),
            ({"kind": "club"}, "kind", "One of these would work: fan_club, lesson."),
            ({"on": "30.4.2026"}, "on", "A date such as 2026-04-30 would work here."),
            ({"at": "soon"}, "at", "A time such as 19:30 would work here."),
            ({"many": ["a", "b"]}, "many", "At most 1 of these are possible."),
            ({"many": 1}, "many", "This must be a list."),
            ({"inner": {"amount": -1}}, "inner.amount", "This must be 0 or more."),
            ({"inner": {"amount": "5"}}, "inner.amount", "This must be a whole number, such as 3."),
            ({"inner": {}}, "inner.amount", "This is required."),
            ({"inner": 3}, "inner", "This must be an object with named fields."),
            ({"inner": {"amount": 1, "x": 1}}, "inner.x", "There is no such field. Known here: amount."),
            ({"others": [{"amount": 1, "y": 1}]}, "others.0.y", "There is no such field. Known here: amount."),
            ({"slug": "four"}, "slug", "Up to 3 letters would work here."),
            ({"slug": "x"}, "slug", "an assertion's words"),
        ):  # fmt: skip
            self.assertEqual(self.said(**wrong).get(path), words, wrong)

    def test_unknown_names_are_answered_with_the_known_ones(self) -> None:
        said = self.said(nmae="abc")["nmae"]
        self.assertIn("inner, kind, many, name", said)

    def test_every_kind_of_error_that_a_request_can_bring_about_has_its_words(self) -> None:
        kinds = set(core_schema.ErrorType.__args__)  # type: ignore[attr-defined]  # a Literal
        self.assertEqual(kinds - set(table._SAID) - NEVER - OWN, set())

    def test_every_sentence_is_said_in_japanese(self) -> None:
        texts = Texts()
        texts.add(FLOOR)
        context = {
            "gt": 1, "ge": 1, "lt": 1, "le": 1, "multiple_of": 1, "min_length": 2, "max_length": 1, "pattern": "x",
            "expected": "'a' or 'b'", "max_digits": 1, "decimal_places": 1, "whole_digits": 1,
        }  # fmt: skip
        for kind, say in table._SAID.items():
            text = say(context)
            self.assertIsInstance(text, Text)
            self.assertNotEqual(texts.say(text, "ja"), texts.say(text, "en"), kind)
