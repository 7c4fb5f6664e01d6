# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accents that can be read, money and dates as people read them, cookies, form tokens."""

from twisted.trial.unittest import TestCase

from synapse_salon.money import Money
from synapse_salon.web import cookies, csrf, written
from synapse_salon.web.styles import PAPER, accent_sheet, contrast, is_colour, readable_on

PICKED = (
    "#ffffff",
    "#000000",
    "#ffff00",
    "#ff69b4",
    "#777777",
    "#1f5c56",
    "#00ff00",
    "#0000ff",
    "#e60033",
    "#f8f4e6",
)
DAY_MS = 86_400_000


class Accents(TestCase):
    def test_text_in_any_accent_can_be_read(self) -> None:
        for colour in PICKED:
            for paper, darker in ((PAPER[0], True), (PAPER[1], False)):
                self.assertGreaterEqual(contrast(readable_on(paper, colour, darker), paper), 4.5, colour)

    def test_every_pair_of_a_sheet_can_be_read(self) -> None:
        for colour in PICKED:
            for line in accent_sheet(colour).split("@media"):
                found = dict(
                    part.split(":") for part in line[line.index("--") : line.rindex("#") + 7].split(";")
                )
                self.assertGreaterEqual(
                    contrast(found["--accent"], found["--on-accent"]), 4.5, (colour, found)
                )
                self.assertGreaterEqual(
                    contrast(found["--accent-ink"], found["--accent-soft"]), 4.5, (colour, found)
                )

    def test_only_colours_become_stylesheets(self) -> None:
        for wrong in ("", "red", "#fff", "#12345g", "#123456}", "#123456\n", "}*{display:none"):
            self.assertFalse(is_colour(wrong))
            self.assertRaises(ValueError, accent_sheet, wrong)


class ForPeople(TestCase):
    EVENING = 1_777_545_000_000  # 2026-04-30 19:30 in Tokyo

    def test_money(self) -> None:
        self.assertEqual(written.money(Money(1980, "JPY")), "¥1,980")
        self.assertEqual(written.money({"amount": 1999, "currency": "USD"}), "$19.99")
        self.assertRaises(TypeError, written.money, {"amount": 19.99, "currency": "USD"})

    def test_dates_have_their_weekday_and_their_place(self) -> None:
        self.assertEqual(written.date(self.EVENING, "ja"), "2026年4月30日(木)")
        self.assertEqual(written.date(self.EVENING, "en"), "Thu 30 Apr 2026")
        self.assertEqual(written.month(self.EVENING, "ja"), "2026年4月")
        self.assertEqual(written.month(self.EVENING, "en"), "April 2026")
        self.assertEqual(written.moment(self.EVENING, "ja"), "2026年4月30日(木) 19:30")
        self.assertEqual(written.moment(self.EVENING, "en", "Europe/Paris"), "Thu 30 Apr 2026, 12:30")
        self.assertEqual(written.time_of_day(self.EVENING, "ja", "no/where"), "19:30")
        self.assertEqual(written.iso(self.EVENING), "2026-04-30T10:30:00Z")


class Cookies(TestCase):
    def test_they_are_kept_from_scripts_and_other_sites(self) -> None:
        self.assertEqual(
            cookies.cookie("salon_session", "abc", "/x/", True, 60),
            "salon_session=abc; Path=/x/; HttpOnly; SameSite=Lax; Secure; Max-Age=60",
        )

    def test_hostile_cookie_headers(self) -> None:
        held = cookies.read_cookies(['a=1; b="2"; =x; ;;; a=3', "c", "d=é=e"])
        self.assertEqual((held["a"], held["b"], held["d"]), ("1", "2", "é=e"))


class FormTokens(TestCase):
    def test_a_token_fits_its_holder_alone(self) -> None:
        token = csrf.token_for("aiko's secret")
        self.assertTrue(csrf.is_token_for("aiko's secret", token))
        for secret, given in (
            ("ben's", token),
            (None, token),
            ("aiko's secret", None),
            ("aiko's secret", ""),
            ("", ""),
        ):
            self.assertFalse(csrf.is_token_for(secret, given))
        self.assertFalse(csrf.is_token_for("aiko's secret", "\ud800é"))
