# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a request brings becomes a model, or a BadInput that says what would work. Never anything else."""

from datetime import date
from typing import Literal

from twisted.trial.unittest import TestCase

from synapse_salon.errors import BadInput
from synapse_salon.money import Money
from synapse_salon.web import Amount, Body, ListQuery, OneLine, Prose
from synapse_salon.web.parsing import TooLarge, read_fields, read_json, read_pairs, too_large


class NewPlan(Body):
    name: OneLine
    price: Amount
    interval: Literal["free", "month", "year"]
    trial_days: int = 0
    starts: date | None = None
    opens: tuple[str, ...] = ()
    about: Prose = ""


GOOD = (
    b'{"name":"Light","price":{"amount":980,"currency":"JPY"},"interval":"month",'
    b'"starts":"2026-04-30","opens":["a"]}'
)
JSON = "application/json; charset=utf-8"


class JsonBodies(TestCase):
    def refused(self, raw: bytes, kind: str | None = JSON) -> BadInput:
        return self.assertRaises(BadInput, read_json, raw, kind, NewPlan)

    def test_a_good_body_becomes_the_model(self) -> None:
        plan = read_json(GOOD, JSON, NewPlan)
        self.assertEqual(
            (plan.price.money, plan.starts, plan.opens), (Money(980, "JPY"), date(2026, 4, 30), ("a",))
        )

    def test_no_body_is_an_empty_one(self) -> None:
        self.assertEqual(read_json(b"", None, ListQuery).limit, 50)

    def test_what_is_no_json_is_said_to_be_none(self) -> None:
        for raw in (
            b"{",
            b"\xff",
            b"[]",
            b"null",
            b"1",
            b'"x"',
            b"\xef\xbb\xbf{}",
            b"[" * 100_000,
            b"{} {}",
            b'{"trial_days":NaN}',
        ):
            self.assertEqual(self.refused(raw).errcode, "M_NOT_JSON", raw[:20])

    def test_other_content_types_are_refused(self) -> None:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""):
            self.assertEqual(self.refused(GOOD, kind).reason, "not_json", kind)

    def test_types_are_not_guessed(self) -> None:
        problems = self.refused(GOOD.replace(b"980", b'"980"').replace(b'["a"]', b'"a"')).problems
        self.assertEqual(set(problems), {"price.amount", "opens"})

    def test_what_no_database_takes_is_refused_where_it_stands(self) -> None:
        for raw, path in (
            (b'{"name":"a\\u0000b"}', "name"),
            (b'{"name":"\\ud800"}', "name"),
            (b'{"opens":["x","\\u0000"]}', "opens.1"),
            (b'{"trial_days":9223372036854775808}', "trial_days"),
            (b'{"trial_days":-9223372036854775809}', "trial_days"),
            (b'{"trial_days":1e999}', "trial_days"),
            (b'{"price":{"amount":1' + b"0" * 400 + b"}}", "price.amount"),
        ):
            self.assertIn(path, self.refused(raw).problems, raw[:40])

    def test_hostile_keys_and_depths(self) -> None:
        for raw in (
            b'{"\\ud800":1}',
            b'{"\\u0000":1}',
            b'{"a":' * 2000 + b"1" + b"}" * 2000,
            b'{"a":' + b"9" * 5000 + b"}",
        ):
            refusal = self.refused(raw)
            for path in refusal.problems:
                path.encode()

    def test_the_largest_number_a_database_takes_is_taken(self) -> None:
        self.assertEqual(
            read_json(
                GOOD.replace(b'"opens"', b'"trial_days":9223372036854775807,"opens"'), JSON, NewPlan
            ).trial_days,
            2**63 - 1,
        )

    def test_a_list_of_problems_stays_short(self) -> None:
        raw = b"{" + b",".join(b'"x%d":1' % n for n in range(500)) + b"}"
        self.assertLessEqual(len(self.refused(raw).problems), 20)

    def test_too_large_says_how_large_would_do(self) -> None:
        self.assertIsInstance(too_large(65536), TooLarge)
        self.assertEqual(too_large(65536).text.values["n"], 64)


class Forms(TestCase):
    def read(self, raw: bytes) -> NewPlan:
        return read_fields(read_pairs(raw, "application/x-www-form-urlencoded"), NewPlan)

    def test_a_form_is_read_laxly(self) -> None:
        plan = self.read(
            b"name=+Light+&price.amount=980&price.currency=JPY&interval=month&starts=&trial_days=7&opens=a&about=one%0D%0Atwo"
        )
        self.assertEqual(
            (plan.name, plan.price.amount, plan.trial_days, plan.starts), ("Light", 980, 7, None)
        )
        self.assertEqual((plan.opens, plan.about), (("a",), "one\ntwo"))

    def test_repeated_names_make_a_tuple_and_empty_fields_count_as_not_given(self) -> None:
        plan = self.read(
            b"name=L&price.amount=0&price.currency=JPY&interval=free&opens=a&opens=b&trial_days="
        )
        self.assertEqual((plan.opens, plan.trial_days), (("a", "b"), 0))

    def test_what_is_wrong_is_named_by_field(self) -> None:
        refusal = self.assertRaises(
            BadInput, self.read, b"name=&price.amount=x&price.currency=XXX&interval=week&more=1"
        )
        self.assertEqual(
            set(refusal.problems), {"name", "price.amount", "price.currency", "interval", "more"}
        )

    def test_hostile_forms(self) -> None:
        for raw in (
            b"name=%00", b"name=%ff", b"\xff", b"name=%ed%a0%80", b"a&" * 5000, b"a." * 20_000 + b"a=1", b"=x", b"&&&",
            b"price=1&price.amount=2", b"price.amount=1&price=2", b"price.amount.x=1", b"trial_days=" + b"9" * 5000,
            b"starts=99999-99-99", b"price.amount=1e9999", b"price.amount=nan", b".=1", b"..=1",
        ):  # fmt: skip
            self.assertRaises(BadInput, self.read, raw)

    def test_a_form_must_say_it_is_one(self) -> None:
        for kind in ("", "text/plain", "application/json", "multipart/form-data; boundary=x"):
            self.assertRaises(BadInput, read_pairs, b"a=1", kind)


class Queries(TestCase):
    def test_pages_pass_over_what_they_do_not_know(self) -> None:
        pairs = read_pairs(b"limit=10&utm_source=mail&from=abc")
        query = read_fields(pairs, ListQuery, known_only=True)
        self.assertEqual((query.limit, query.from_), (10, "abc"))
        self.assertRaises(BadInput, read_fields, pairs, ListQuery)

    def test_lists_have_bounds(self) -> None:
        for raw in (b"limit=0", b"limit=201", b"limit=many", b"limit=1&limit=2", b"from=" + b"x" * 501):
            self.assertRaises(BadInput, read_fields, read_pairs(raw), ListQuery)


class Words(TestCase):
    def test_one_line_is_one_line(self) -> None:
        class Named(Body):
            name: OneLine

        for bad in ("", "   ", "a\nb", "a\tb", "a\x1bb", "x" * 201, "a\u2028b"):
            self.assertRaises(BadInput, read_fields, [("name", bad)], Named)
        for good in ("青い蓮", "O'Neill", "🌸 ami"):
            self.assertEqual(read_fields([("name", good)], Named).name, good)
