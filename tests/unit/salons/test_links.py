# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a page's links may lead, and which words ask for evidence."""

from twisted.trial.unittest import TestCase

from modules.salons.domain.claims import in_text
from modules.salons.domain.evidence import claims_in, kept
from modules.salons.domain.links import LinkKind, problem_with_url
from modules.salons.domain.pages import Evidence

GOOD: tuple[tuple[LinkKind, str], ...] = (
    ("website", "https://hasu.example.jp/"),
    ("website", "https://日本語.jp/ページ?x=1#a"),
    ("x", "https://x.com/aoihasu"),
    ("x", "https://twitter.com/aoihasu"),
    ("instagram", "https://www.instagram.com/aoi/"),
    ("youtube", "https://youtu.be/abc"),
    ("line", "https://lin.ee/abc"),
    ("other", "https://example.org:8443/a"),
)
WRONG: tuple[tuple[LinkKind, str], ...] = (
    ("website", "http://hasu.example.jp/"),
    ("website", "javascript:alert(1)"),
    ("website", "https://"),
    ("website", "https://localhost/"),
    ("website", "https://127.0.0.1/"),
    ("website", "https://[::1]/"),
    ("website", "https://hana@hasu.example.jp/"),
    ("website", "https://hasu.example.jp/ a"),
    ("website", "https://hasu.example.jp/\u202e"),
    ("website", 'https://hasu.example.jp/"x'),
    ("website", "https://hasu.example.jp:99999/"),
    ("website", "https://hasu.example.jp/" + "a" * 500),
    ("x", "https://x.com.evil.example/aoihasu"),
    ("x", "https://notx.com/aoihasu"),
    ("youtube", "https://example.org/"),
)


class Links(TestCase):
    def test_where_they_may_lead(self) -> None:
        for kind, url in GOOD:
            self.assertIsNone(problem_with_url(kind, url), url)
        for kind, url in WRONG:
            self.assertIsNotNone(problem_with_url(kind, url), url)


class Showing(TestCase):
    def test_evidence_is_for_claims_that_stand_in_the_page(self) -> None:
        found = in_text("body", "日本一の池。一切返金しません。日本一です。")
        self.assertEqual(claims_in(found), ["日本一"])
        given = (
            Evidence("日本一", "2026年の調査"),
            Evidence("世界一", "x"),
            Evidence("一切返金しません", "x"),
        )
        self.assertEqual(kept(given, found), (Evidence("日本一", "2026年の調査"),))
        self.assertEqual(kept((Evidence("日本一", ""),), found), ())
