# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What templates make of words and values, which addresses are taken, and how long a letter waits."""

from pathlib import Path

from jinja2 import TemplateNotFound, UndefinedError
from twisted.trial.unittest import TestCase

from bridges.mail.domain import pause_ms
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Language, Texts, t
from synapse_salon.mail import Letters, Sender, mail_address
from synapse_salon.money import Money
from synapse_salon.ports.mail import Letter

CATALOGUE = """\
msgid ""
msgstr "Language: ja\\n"

msgid "{n} letter for {name}"
msgid_plural "{n} letters for {name}"
msgstr[0] "{name}さんに{n}通"

msgid "Q&A for <you>"
msgstr "<あなた>のQ&A"
"""
BODY = (
    "{% block content %}{{ _('{n} letter for {name}', '{n} letters for {name}', n=n, name=name) }}|"
    "{{ _('Q&A for <you>') }}|{{ price }}|{{ what }}{% endblock %}"
)


class FromTemplates(TestCase):
    def setUp(self) -> None:
        folder = Path(self.mktemp())
        mails = folder / "templates" / "mail"
        catalogue = folder / "locales" / "ja" / "LC_MESSAGES" / "messages.po"
        mails.mkdir(parents=True)
        catalogue.parent.mkdir(parents=True)
        catalogue.write_text(CATALOGUE, "utf-8")
        (mails / "count.txt").write_text('{% extends "floor/mail.txt" %}' + BODY)
        (mails / "count.html").write_text('{% extends "floor/mail.html" %}' + BODY)
        (mails / "half.txt").write_text("only text")
        texts = Texts()
        texts.add(folder)
        self.letters = Letters(texts, lambda: None, Sender("salon.example.jp", "https://salon.example.jp/"))
        self.letters.add("toy", folder)

    def write(self, language: Language, n: int, template: str = "toy/count", **values: object) -> Letter:
        given = {"n": n, "name": "A & <b>", "price": Money(1980, "JPY"), "what": t("Q&A for <you>")}
        return self.letters.write(
            to="aiko@example.jp",
            template=template,
            language=language,
            key="toy.count:1",
            subject=t("Q&A for <you>"),
            values=given | values,
        )

    def test_in_text_words_are_themselves(self) -> None:
        self.assertIn("1 letter for A & <b>|Q&A for <you>|¥1,980|Q&A for <you>", self.write("en", 1).text)
        self.assertIn("2 letters for A & <b>|", self.write("en", 2).text)
        self.assertIn("A & <b>さんに2通|<あなた>のQ&A|¥1,980|<あなた>のQ&A", self.write("ja", 2).text)
        self.assertEqual(self.write("ja", 2).subject, "<あなた>のQ&A")

    def test_in_html_nobodys_name_is_markup(self) -> None:
        escaped = "A &amp; &lt;b&gt;"
        self.assertIn(
            f"1 letter for {escaped}|Q&amp;A for &lt;you&gt;|¥1,980|Q&amp;A", self.write("en", 1).html
        )
        self.assertIn(f"2 letters for {escaped}|", self.write("en", 2).html)
        self.assertIn(f"{escaped}さんに2通|&lt;あなた&gt;のQ&amp;A|", self.write("ja", 2).html)
        self.assertIn("<title>&lt;あなた&gt;のQ&amp;A</title>", self.write("ja", 2).html)

    def test_nothing_is_left_blank_in_silence(self) -> None:
        with self.assertRaises(UndefinedError):
            self.letters.write(
                to="aiko@example.jp",
                template="toy/count",
                language="ja",
                key="toy.count:1",
                subject=t("Hello"),
            )
        for template in ("toy/half", "toy/none", "none/count"):
            with self.assertRaises(TemplateNotFound):
                self.write("ja", 1, template)

    def test_the_house_signs_where_no_salon_does(self) -> None:
        letter = self.write("en", 1)
        self.assertIn("\n-- \nsalon.example.jp\nhttps://salon.example.jp/\n", letter.text)
        self.assertNotIn("Sent for", letter.text)


class Addresses(TestCase):
    def test_what_people_type_becomes_what_mail_is_sent_to(self) -> None:
        for typed, address in (
            (" aiko@example.jp\n", "aiko@example.jp"),
            ("Ａｉｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "Aiko@example.jp"),
            ("aiko+salon@EXAMPLE.JP", "aiko+salon@example.jp"),
            ("aiko..chan.@docomo.ne.jp", "aiko..chan.@docomo.ne.jp"),
            ("aiko@日本語.jp", "aiko@xn--wgv71a119e.jp"),
            ("愛子@example.jp", "愛子@example.jp"),
        ):
            self.assertEqual(mail_address(typed), address)
            self.assertEqual(mail_address(address), address)

    def test_what_is_none_is_told_with_an_example(self) -> None:
        long = "a" * 64
        for typed in (
            *("", "aiko", "@example.jp", "aiko@", "aiko@example..jp", "aiko@-example.jp", "aiko@example.jp."),
            *(
                "aiko @example.jp",
                "ai\u200bko@example.jp",
                "aiko@exam\nple.jp",
                '"aiko"@example.jp',
                "a@b@c.jp",
            ),
            *(
                "a,b@c.jp",
                "Aiko <aiko@example.jp>",
                f"a{long}@example.jp",
                f"{long}@{'b.' * 100}jp",
                "aiko@[127.0.0.1]",
            ),
        ):
            with self.assertRaises(BadInput) as refused:
                mail_address(typed)
            self.assertIn("aiko@example.jp", refused.exception.text.msgid)
            self.assertEqual(refused.exception.reason, "bad_mail_address")


class Pauses(TestCase):
    def test_they_grow_to_four_hours(self) -> None:
        minutes = [pause_ms(attempts) // 60_000 for attempts in (1, 2, 3, 8, 9, 50, 10_000)]
        self.assertEqual(minutes, [1, 2, 4, 128, 240, 240, 240])
