# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paths of ours, and those that only look like it."""

from twisted.trial.unittest import TestCase

from synapse_salon.web.paths import quoted, safe_next, segments, with_query


class Next(TestCase):
    def test_our_own_paths_are_led_to(self) -> None:
        for path in ("s/blue-lotus", "s/x/join?plan=a&b=c", "me", "s/x#rooms", "?lang=en", "s/%E9%9D%92"):
            self.assertEqual(safe_next(path), path)
        self.assertEqual(safe_next("s/青い蓮"), "s/%E9%9D%92%E3%81%84%E8%93%AE")

    def test_nothing_leads_away(self) -> None:
        for path in (
            None, "", "/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "\\evil",
            "https://evil.example", "HTTPS:evil.example", "http:evil", "javascript:alert(1)", "data:text/html,x",
            "%2f%2fevil.example", "%5c%5cevil.example", "s/../../../../evil", "s/%2e%2e/%2e%2e/x", "..", ".",
            "s/x\r\nSet-Cookie: a=b", "s/x\x00", "s/x\ty", " //evil.example", "\u2028//evil", "s/%0d%0aX: y",
            "http://[", "s/" + "x" * 500, "mailto:x@y",
        ):  # fmt: skip
            self.assertEqual(safe_next(path), "", path)

    def test_it_is_the_same_when_asked_twice(self) -> None:
        for path in ("s/青い蓮?a=あ", "s/%E9%9D%92", "s/100%25"):
            self.assertEqual(safe_next(safe_next(path)), safe_next(path))


class Segments(TestCase):
    PREFIX = b"/_synapse/client/salon"

    def test_segments_are_decoded_one_by_one(self) -> None:
        self.assertEqual(segments(self.PREFIX + b"/s/a%2Fb/join"), ["s", "a/b", "join"])
        self.assertEqual(segments(self.PREFIX), [""])
        self.assertEqual(segments(self.PREFIX + b"/s/%E9%9D%92"), ["s", "青"])

    def test_what_is_no_text_is_no_path(self) -> None:
        self.assertIsNone(segments(self.PREFIX + b"/%ff"))
        self.assertIsNone(segments(self.PREFIX + b"/a%00b"))


class Written(TestCase):
    def test_addresses_are_encoded_once(self) -> None:
        self.assertEqual(quoted("s/青?x=%E9"), "s/%E9%9D%92?x=%E9")
        self.assertEqual(with_query("login", [("next", "s/x?a=b&c")]), "login?next=s%2Fx%3Fa%3Db%26c")
