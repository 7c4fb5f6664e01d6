# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates: words in both languages, nothing that is typed becomes markup, every component renders."""

import re
from pathlib import Path
from typing import Any

from jinja2 import UndefinedError
from twisted.trial.unittest import TestCase

from synapse_salon.i18n import Language, Texts, t
from synapse_salon.money import Money
from synapse_salon.platform import FLOOR
from synapse_salon.web.pages import Here, Pages
from synapse_salon.web.shelf import Shelf

EVIL = "<script>alert('{x}')</script>"


class Templates(TestCase):
    def setUp(self) -> None:
        texts, shelf = Texts(), Shelf()
        texts.add(FLOOR)
        self.folder = Path(self.mktemp())
        self.folder.mkdir()
        self.pages = Pages(texts, shelf, "/salon/", "https://salon.example/salon/")
        self.pages.add("floor", FLOOR / "web" / "templates" / "floor")
        self.pages.add("test", self.folder)
        shelf.add("floor", FLOOR / "web" / "static")

    def rendered(
        self, source: str, language: Language = "en", here: dict[str, Any] | None = None, **values: Any
    ) -> str:
        name = f"t{len(list(self.folder.iterdir()))}.html"
        (self.folder / name).write_text(source, "utf-8")
        page = Here(language=language, title="Title", site="Salon", path="s/x?a=b&c=d", **(here or {}))
        return self.pages.render(f"test/{name}", page, values)

    def test_words_are_said_in_the_readers_language(self) -> None:
        for source in ('{{ _("Sign in") }}', "{{ text }}", "{{ _(text) }}"):
            said: tuple[tuple[Language, str], ...] = (("en", "Sign in"), ("ja", "ログイン"))
            for language, words in said:
                self.assertEqual(self.rendered(source, language, text=t("Sign in")), words)

    def test_what_is_typed_never_becomes_markup(self) -> None:
        for source in (
            "{{ evil }}",
            '{{ _("Hello {name}", name=evil) }}',
            '{{ ngettext("{n} of {name}", "{n} of {name}", 2, name=evil) }}',
            "{{ text }}",
            "{{ _(text) }}",
            '{{ _("Hello {name}", name=text) }}',
        ):
            said = self.rendered(source, evil=EVIL, text=t("Hello {name}", name=EVIL))
            self.assertNotIn("<script>", said, source)
            self.assertIn("&lt;script&gt;alert(&#39;{x}&#39;)", said, source)

    def test_counting(self) -> None:
        source = '{{ ngettext("{n} seat", "{n} seats", n) }}'
        self.assertEqual([self.rendered(source, n=n) for n in (0, 1, 2)], ["0 seats", "1 seat", "2 seats"])

    def test_money_and_dates(self) -> None:
        source = "{{ price|money }} {{ ms|date }} {{ ms|datetime('Europe/Paris') }} {{ price }}"
        said = self.rendered(source, "ja", price=Money(1980, "JPY"), ms=1_777_545_000_000)
        self.assertEqual(said, "¥1,980 2026年4月30日(木) 2026年4月30日(木) 12:30 ¥1,980")

    def test_addresses(self) -> None:
        source = "{{ path('s/青') }} {{ url('me') }} {{ static('floor/salon.css') }}"
        self.assertRegex(
            self.rendered(source),
            r"^/salon/s/%E9%9D%92 https://salon.example/salon/me /salon/static/floor/salon\.\w{12}\.css$",
        )

    def test_a_value_that_is_not_given_is_a_mistake_that_tests_find(self) -> None:
        self.assertRaises(UndefinedError, self.rendered, "{{ nothing }}")

    def test_a_form_shown_again(self) -> None:
        source = """{% from "floor/components.html" import form_start, field, textarea, select, checkbox, choice %}
{{ form_start() }}{{ field("name", "Name") }}{{ field("password", "Password", type="password") }}
{{ textarea("about", "About") }}{{ select("of", "Of", [("a", "A"), ("b", "B")]) }}{{ checkbox("yes", "Yes") }}
{{ choice("which", "Which", [("a", "A", ""), ("b", "B", "note")]) }}"""
        typed = {"name": EVIL, "password": "secret", "about": EVIL, "of": "b", "yes": "on", "which": "b"}
        problems = {"name": t("This is required."), "": t("Not today."), "elsewhere": t("Not here.")}
        said = self.rendered(
            source, here={"given": typed, "problems": problems, "form_token": lambda: "token"}
        )
        self.assertNotIn("<script>", said)
        self.assertNotIn("secret", said)
        for part in (
            '<option value="b" selected>', 'name="yes" type="checkbox" value="on" checked', 'value="b" checked',
            'value="token"', '<a href="#f-name">Name: This is required.</a>', ">Not today.<", ">Not here.</a>",
            'id="p-name"', 'aria-describedby="p-name"', 'aria-invalid="true"',
        ):  # fmt: skip
            self.assertIn(part, said)
        self.assertNotIn("\x02", said)

    def test_ids_and_labels_fit_each_other(self) -> None:
        source = """{% from "floor/components.html" import field, textarea, select, checkbox %}
{{ field("a.b", "A", hint="why") }}{{ textarea("c", "C") }}{{ select("d", "D", []) }}
{{ checkbox("e", "E", hint="why") }}"""
        said = self.rendered(source)
        ids = set(re.findall(r' id="([^"]+)"', said))
        for name in re.findall(r'(?:for|aria-describedby)="([^"]+)"', said):
            self.assertIn(name, ids)

    def test_the_shell_tells_where_one_is(self) -> None:
        shell = '{% extends "floor/shell.html" %}{% block content %}here{% endblock %}'
        said = self.rendered(shell, "ja")
        for part in (
            '<html lang="ja">',
            "<title>Title · Salon</title>",
            "?a=b&c=d&lang=en".replace("&", "&amp;"),
            "本文へ進む",
        ):
            self.assertIn(part, said)
        self.assertNotIn("お試し環境", said)
        self.assertNotIn('name="csrf"', said)
        inside = {
            "person": "@aiko:salon.example",
            "name": "aiko",
            "moves_money": False,
            "accent": "b5483a",
            "form_token": lambda: "token",
        }
        said = self.rendered(shell, "ja", here=inside)
        for part in (
            "お試し環境",
            "aiko でログイン中",
            "/salon/style/b5483a.css",
            '<meta name="csrf" content="token">',
            "ログアウト",
        ):
            self.assertIn(part, said)
