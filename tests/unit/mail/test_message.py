# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter is on the wire, read back with the standard library's parser."""

import email
import email.policy
import email.utils
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

from twisted.trial.unittest import TestCase

from bridges.mail.message import Envelope, Mailbox, envelope, read_mailbox
from synapse_salon.errors import BadInput
from synapse_salon.ports.mail import Letter

SALON = Mailbox("synapse-salon", "salon@salon.example.jp")
TAKEN_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z


def letter(**changes: Any) -> Letter:
    fields: dict[str, Any] = {
        "key": "membership.welcome:abc",
        "to": "aiko@example.jp",
        "subject": "ようこそ",
        "text": "こんにちは\n",
        "html": "<p>こんにちは</p>\n",
        "language": "ja",
    }
    return Letter(**{**fields, **changes})


def wire(sender: Mailbox = SALON, reply_to: Mailbox | None = None, **changes: Any) -> Envelope:
    return envelope(letter(**changes), TAKEN_MS, sender, reply_to)


def read(sent: Envelope) -> EmailMessage:
    message = email.message_from_bytes(sent.message.replace(b"\n", b"\r\n"), policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


class TheMessage(TestCase):
    def test_a_japanese_letter_reads_as_it_was_written(self) -> None:
        message = read(wire())
        self.assertEqual(message["Subject"], "ようこそ")
        self.assertEqual(message["From"].addresses[0].addr_spec, "salon@salon.example.jp")
        self.assertEqual(message["From"].addresses[0].display_name, "synapse-salon")
        self.assertEqual(message["To"], "aiko@example.jp")
        self.assertEqual(message["Date"].datetime.isoformat(), "2026-01-01T00:00:00+00:00")
        self.assertEqual(message["Content-Language"], "ja")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual(message.get_content_type(), "multipart/alternative")
        text, html = message.iter_parts()
        self.assertEqual((text.get_content_type(), text.get_content()), ("text/plain", "こんにちは\r\n"))
        self.assertEqual(
            (html.get_content_type(), html.get_content()), ("text/html", "<p>こんにちは</p>\r\n")
        )
        self.assertEqual(message.defects + text.defects + html.defects, [])

    def test_the_same_key_is_the_same_bytes_and_another_key_another_message(self) -> None:
        first, again, other = wire(), wire(), wire(key="membership.welcome:def")
        self.assertEqual(first, again)
        self.assertNotEqual(read(first)["Message-ID"], read(other)["Message-ID"])
        self.assertNotEqual(first.name, other.name)
        self.assertTrue(read(first)["Message-ID"].endswith("@salon.example.jp>"))

    def test_a_files_name_says_the_key_and_nothing_that_a_file_system_minds(self) -> None:
        name = wire(key="membership.welcome:../../@aiko:localhost/ようこそ").name
        self.assertRegex(name, r"^membership-welcome-aiko-localhost\.[0-9a-f]{12}$")
        self.assertNotEqual(name, wire(key="membership.welcome:aiko-localhost").name)

    def test_long_subjects_in_every_script_survive_the_fold(self) -> None:
        for subject in (
            "朝の読書会へようこそ。あなたの参加が確認できましたので、最初の三つの手順をお送りします" * 4,
            "👩‍👩‍👧‍👦" * 30,
            "Your plan renews on Saturday, 31 January 2026; here is what you will be charged and how to stop",
            "x" * 2000,
            "=?utf-8?q?looks_like_an_encoded_word?=",
            "Reading circle: 1,980 yen; paid, thank you",
            "é" * 200,
        ):
            sent = wire(subject=subject)
            self.assertEqual(read(sent)["Subject"], subject)
            header = sent.message.split(b"\n\n")[0]
            self.assertLessEqual(max(len(line) for line in header.split(b"\n")), 78, header)
            self.assertTrue(header.isascii())

    def test_no_line_is_longer_than_a_server_must_take(self) -> None:
        for text in ("あ" * 5000, "a" * 5000, "https://salon.example.jp/" + "b" * 3000, ".\n.\nfull stops\n"):
            sent = wire(text=text, html=f"<p>{text}</p>")
            self.assertLessEqual(max(len(line) for line in sent.message.split(b"\n")), 78)
            part = next(iter(read(sent).iter_parts()))
            self.assertEqual(part.get_content().replace("\r\n", "\n").rstrip("\n"), text.rstrip("\n"))

    def test_english_stays_readable_in_the_raw(self) -> None:
        sent = wire(
            subject="Welcome", text="Hello Ben,\nyou are in.\n", html="<p>Hello Ben</p>", language="en"
        )
        self.assertIn(b"\nHello Ben,\nyou are in.\n", sent.message)
        self.assertIn(b"\nSubject: Welcome\n", sent.message)

    def test_names_with_commas_quotes_and_japanese_stay_one_sender(self) -> None:
        for name in (
            'Doe, "Ben" <x@y.example>',
            "朝の読書会、サロン事務局（東京・大阪・名古屋・福岡・札幌）",
            "a\\b",
            "=?x?=",
        ):
            sent = wire(sender=Mailbox(name, "salon@salon.example.jp"))
            (address,) = read(sent)["From"].addresses
            self.assertEqual(address.addr_spec, "salon@salon.example.jp")
            # The new parser puts blanks between the words of a long name, so the old one reads it.
            raw = email.message_from_bytes(sent.message)["From"]
            said, _ = email.utils.parseaddr(raw)
            self.assertEqual(str(make_header(decode_header(said))), name)

    def test_answers_go_where_the_operator_says(self) -> None:
        message = read(wire(reply_to=Mailbox("窓口", "help@salon.example.jp")))
        self.assertEqual(message["Reply-To"].addresses[0].addr_spec, "help@salon.example.jp")

    def test_stopping_is_offered_only_where_given(self) -> None:
        self.assertIsNone(read(wire())["List-Unsubscribe"])
        message = read(wire(unsubscribe_url="https://salon.example.jp/stop/abc"))
        self.assertEqual(message["List-Unsubscribe"], "<https://salon.example.jp/stop/abc>")
        self.assertEqual(message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        plain = read(wire(unsubscribe_url="http://127.0.0.1:8008/stop/abc"))
        self.assertIsNone(plain["List-Unsubscribe-Post"])

    def test_utf8_is_asked_for_only_by_addresses_that_need_it(self) -> None:
        self.assertFalse(wire(to="aiko@日本語.example").needs_utf8)
        self.assertEqual(wire(to="aiko@日本語.example").recipient, "aiko@xn--wgv71a119e.example")
        self.assertTrue(wire(to="愛子@example.jp").needs_utf8)

    def test_a_carriers_odd_address_is_quoted(self) -> None:
        sent = wire(to="aiko..chan.@docomo.ne.jp")
        self.assertEqual(sent.recipient, '"aiko..chan."@docomo.ne.jp')
        self.assertEqual(read(sent)["To"].addresses[0].username, "aiko..chan.")


class NobodySlipsAHeaderIn(TestCase):
    BREAKS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0", "\x7f")

    def test_no_field_takes_a_line_break(self) -> None:
        for line_break in self.BREAKS:
            for field in ("key", "to", "subject", "unsubscribe_url"):
                for value in (
                    f"https://a@b.jp{line_break}Bcc: all@example.jp",
                    f"https://a@b.jp{line_break}",
                ):
                    with self.assertRaisesRegex(ValueError, field):
                        letter(**{field: value})

    def test_nor_do_the_operators_own_mailboxes(self) -> None:
        for line_break in self.BREAKS:
            for written in (f"Sa{line_break}lon <salon@example.jp>", f"Salon <salon@exa{line_break}mple.jp>"):
                with self.assertRaises((ValueError, BadInput)):
                    read_mailbox(written)

    def test_one_letter_has_one_reader(self) -> None:
        for to in (
            "a@b.jp, c@d.jp",
            "a@b.jp>, <c@d.jp",
            "Aiko <a@b.jp>",
            "a@b@c.jp",
            "@b.jp",
            "a@",
            "a b@c.jp",
            "a",
        ):
            with self.assertRaises(BadInput):
                envelope(letter(to=to), TAKEN_MS, SALON)

    def test_what_is_no_text_is_no_letter(self) -> None:
        for field in ("text", "html", "subject"):
            for value in ("half a pair \ud800", "null \0"):
                with self.assertRaisesRegex(ValueError, field):
                    letter(**{field: value})

    def test_stopping_leads_to_a_page(self) -> None:
        for url in (
            "javascript:alert(1)",
            "https://a.example/>, <https://b.example",
            "https://例え.jp/",
            "mailto:a@b.jp",
        ):
            with self.assertRaises(ValueError):
                letter(unsubscribe_url=url)


class WhomItIsFrom(TestCase):
    def test_a_name_and_an_address_or_an_address_alone(self) -> None:
        for written, name, address in (
            ("synapse-salon <salon@localhost>", "synapse-salon", "salon@localhost"),
            ("salon@example.jp", "", "salon@example.jp"),
            ("<salon@example.jp>", "", "salon@example.jp"),
            ('"A, \\"B\\"" <a@b.jp>', 'A, "B"', "a@b.jp"),
            ("朝の読書会 <asa@EXAMPLE.jp>", "朝の読書会", "asa@example.jp"),
        ):
            self.assertEqual(read_mailbox(written), Mailbox(name, address))

    def test_anything_else_is_refused(self) -> None:
        for written in (
            "",
            "Salon",
            "Salon <>",
            "Salon <salon>",
            "a@b.jp, c@d.jp",
            "Salon <a@b.jp> <c@d.jp>",
        ):
            with self.assertRaises(BadInput):
                read_mailbox(written)
