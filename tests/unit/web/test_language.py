# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which language a reader gets: the one they chose here, else their browser's, else Japanese."""

from twisted.trial.unittest import TestCase

from synapse_salon.i18n.texts import best_language
from synapse_salon.web import cookies
from synapse_salon.web.desk import _language


class Asked(TestCase):
    def test_the_browsers_wish(self) -> None:
        for header, language in (
            (None, "ja"), ("", "ja"), ("en", "en"), ("ja", "ja"), ("en-GB,en;q=0.9,ja;q=0.8", "en"), ("de,fr", "ja"),
            ("ja;q=0.3,en;q=0.7", "en"), ("EN-us", "en"), ("de,en;q=0.1", "en"), ("en;q=0,ja", "ja"),
            ("en;q=x,ja", "ja"), (";;;,,, ;q=", "ja"), ("*", "ja"), ("en;q=1e999", "en"), ("en;q=nan,ja", "ja"),
            ("x" * 10_000, "ja"),
        ):  # fmt: skip
            self.assertEqual(best_language(header), language, header)

    def test_what_was_chosen_here_wins(self) -> None:
        chosen = {cookies.LANGUAGE: "en"}
        self.assertEqual(_language(None, chosen, "ja"), "en")
        self.assertEqual(_language("ja", chosen, "en"), "ja")
        self.assertEqual(_language("xx", chosen, "en"), "en")
        self.assertEqual(_language(None, {cookies.LANGUAGE: "<script>"}, "en"), "en")
