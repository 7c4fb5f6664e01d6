# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which way somebody came: what is noticed, what stays, and what a browser may bring back."""

import base64
import json
from typing import Any

from twisted.trial.unittest import TestCase

from synapse_salon.clock import DAY_MS
from synapse_salon.web.parsing import read_fields
from synapse_salon.web.traces import Trace, TraceQuery, joined, noticed, read, written

NOW = 1_800_000_000_000
ADVERT = Trace(source="instagram", medium="social", campaign="春", noted_ms=NOW)


def seen(query: list[tuple[str, str]], **headers: str) -> Trace:
    asked = read_fields(query, TraceQuery, known_only=True)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return noticed(asked, told, "salon.example", NOW)


class Noticing(TestCase):
    def test_what_an_address_says_of_itself(self) -> None:
        advert = [("utm_source", "instagram"), ("utm_medium", "social"), ("utm_campaign", "春")]
        self.assertEqual(seen([*advert, ("fbclid", "x")]), ADVERT)
        self.assertEqual(seen(advert, sec_gpc="1"), Trace())
        self.assertEqual(seen([("utm_source", "x" * 200)]).source, "x" * 100)
        self.assertEqual(seen([("utm_source", "a"), ("utm_source", "b")]).source, "a")
        self.assertEqual(seen([("utm_term", "aiko@example.org")]).term, "")
        self.assertEqual(seen([("utm_source", "a\u202e\nb")]).source, "ab")
        self.assertEqual(seen([("invite", "aB-3_x")]).invite, "aB-3_x")
        self.assertEqual(seen([("invite", "<script>")]).invite, "")

    def test_whose_link_it_was(self) -> None:
        for referrer, host in (
            ("https://www.google.com/", "www.google.com"),
            ("https://blog.example.jp/2026/04?x=secret", "blog.example.jp"),
            ("https://salon.example/_synapse/client/salon/", ""),
            ("android-app://com.example", ""),
            ("https://[::1", ""),
            ("", ""),
        ):
            self.assertEqual(seen([], referer=referrer).referrer, host, referrer)


class Keeping(TestCase):
    def test_the_newest_word_counts_and_a_code_stays(self) -> None:
        invited = Trace(invite="abc", noted_ms=NOW)
        link = Trace(referrer="blog.example.jp", noted_ms=NOW)
        self.assertIsNone(joined(None, Trace(noted_ms=NOW)))
        self.assertEqual(joined(None, link), link)
        self.assertEqual(joined(link, ADVERT), ADVERT)
        self.assertIsNone(joined(ADVERT, link))
        both = joined(invited, ADVERT)
        assert both is not None
        self.assertEqual((both.source, both.invite), ("instagram", "abc"))
        self.assertEqual(joined(ADVERT, invited), both)

    def test_a_browser_brings_back_what_it_was_given_for_a_month(self) -> None:
        self.assertEqual(read(written(ADVERT), NOW), ADVERT)
        self.assertEqual(read(written(ADVERT), NOW + 29 * DAY_MS), ADVERT)
        self.assertIsNone(read(written(ADVERT), NOW + 31 * DAY_MS))
        self.assertIsNone(read(written(ADVERT), NOW - 1))

    def test_and_nothing_else(self) -> None:
        def cookie(*parts: Any) -> str:
            return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()

        words = ["a", "", "", "", ""]
        for value in (
            "",
            "%%%",
            "a" * 5000,
            cookie(),
            cookie(*words, "", "", "now"),
            cookie(*words, "", "", True),
            cookie(*words[1:], "", "", NOW),
            cookie(*words, {}, "", NOW),
            cookie("", "", "", "", "", "<b>", "a b", NOW),
            base64.urlsafe_b64encode(b"[" * 3000).decode(),
        ):
            self.assertIsNone(read(value, NOW), value[:50])
        odd = read(cookie("a\0\ud800b", "x" * 200, "", "", "", "", "", NOW), NOW)
        assert odd is not None
        self.assertEqual((odd.source, len(odd.medium)), ("ab", 100))
