# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for chats, guests and those who come by a link."""

import io
from datetime import date

from PIL import Image
from twisted.trial.unittest import SynchronousTestCase

from modules.chats.domain.chats import Guest, admits, end_of, is_account, room_wish, stays_until
from modules.chats.domain.files import content_type_of, plain_name, saved_as
from modules.chats.domain.limits import sorts_of
from modules.chats.domain.saying import LEASE_MS, begin, done
from modules.chats.domain.sent import read_sent
from modules.chats.domain.visits import (
    is_visitors,
    localpart,
    may_be_called,
    shortened,
    shown_name,
    with_links,
)
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput


class Wishes(SynchronousTestCase):
    def test_the_stricter_of_salon_and_chat_holds(self) -> None:
        self.assertEqual(admits("none", "knock"), "none")
        self.assertEqual(admits("invited", "knock"), "invited")
        self.assertEqual(admits("knock", "invited"), "invited")
        self.assertEqual(admits("knock", "knock"), "knock")

    def test_a_command_names_a_chat_and_people(self) -> None:
        said = "秋の 相談 @ben、 @chika:other.org @ben, 来週"
        self.assertEqual(room_wish(said), ("秋の 相談 来週", ("@ben", "@chika:other.org"), "all"))
        self.assertEqual(room_wish("庭 @"), ("庭 @", (), "all"))
        self.assertEqual(room_wish(""), ("", (), "all"))
        self.assertEqual(room_wish("招待制 庭 @ben"), ("庭", ("@ben",), "invited"))
        self.assertEqual(room_wish("Private garden"), ("garden", (), "invited"))
        self.assertEqual(room_wish("private @ben"), ("private", ("@ben",), "all"))

    def test_accounts_and_servers(self) -> None:
        for name in ("@a:b.example", "@a:127.0.0.1:8448", "@a:[::1]:8448", "@a/b=c:x"):
            self.assertTrue(is_account(name), name)
        for name in ("@a", "a:b", "@a:b c", "@:b", "@a:", "@a:b:c", "@" + "a" * 300 + ":b", "@a\n:b"):
            self.assertFalse(is_account(name), name)

    def test_a_stay_ends_with_the_chat_or_after_days(self) -> None:
        self.assertEqual(stays_until(5, 0, 30), 5)
        self.assertEqual(stays_until(None, 7, 30), 7 + 30 * DAY_MS)
        guest = Guest("!r", "@a:b", "admitted", "", "", 0, 10, None, None, "")
        self.assertEqual([guest.is_here(9), guest.is_here(10)], [True, False])
        self.assertEqual(end_of(date(2026, 11, 21), "Asia/Tokyo"), 1_795_273_200_000)


class Limits(SynchronousTestCase):
    def test_what_counts_as_what(self) -> None:
        for content, expected in (
            ({"body": "hello"}, {"message"}),
            ({"body": "HTTPS://x"}, {"message", "link"}),
            ({"body": "x", "formatted_body": "<a href='x'>y</a>"}, {"message", "link"}),
            ({"body": "x", "m.new_content": {"body": "www.x.example"}}, {"message", "link"}),
            ({"msgtype": "m.file", "body": "x", "url": "mxc://a/b"}, {"message", "file"}),
            ({"body": "x", "info": {"thumbnail_url": "mxc://a/b"}}, {"message", "file"}),
        ):
            self.assertEqual(sorts_of("m.room.message", content), expected, content)
        self.assertEqual(sorts_of("m.room.redaction", {"redacts": "$x"}), set())
        self.assertEqual(sorts_of("m.room.redaction", {"reason": "https://x"}), {"message", "link"})
        self.assertEqual(sorts_of("m.sticker", {}), {"message", "file"})


class Files(SynchronousTestCase):
    def test_browsers_run_nothing(self) -> None:
        for said, told in (
            ("image/png", "image/png"),
            ("Text/Plain; charset=utf-8", "text/plain"),
            ("text/html", "application/octet-stream"),
            ("image/svg+xml", "application/octet-stream"),
            ("x\r\nSet-Cookie: a", "application/octet-stream"),
            ("", "application/octet-stream"),
        ):
            self.assertEqual(content_type_of(said), told)

    def test_a_name_stays_in_its_line_and_folder(self) -> None:
        for name, plain in (
            ("庭.pdf", "庭.pdf"),
            ("../../a\r\nb", "ab"),
            ("", "file"),
            ("...", "file"),
            ("x" * 999, "x" * 150),
        ):
            self.assertEqual(plain_name(name), plain)
        self.assertEqual(
            saved_as('a"庭\n.pdf'), "attachment; filename=\"a__.pdf\"; filename*=UTF-8''a%22%E5%BA%AD.pdf"
        )


class Sent(SynchronousTestCase):
    def test_a_picture_that_takes_long_to_draw_is_none(self) -> None:
        plain, quick = Image.new("RGB", (400, 300), (1, 2, 3)), io.BytesIO()
        plain.save(quick, "JPEG", progressive=True, exif=_turned())
        whole = quick.getvalue()
        self.assertEqual(read_sent(whole, "庭.jpeg").size, (300, 400))
        last = whole[whole.rfind(b"\xff\xda") : -2]
        for slow in (whole[:-2] + last * 200 + whole[-2:], b"\xff\xd8" + b"\xff\xc0\x00\x02" * 9000):
            self.assertEqual(self.assertRaises(BadInput, read_sent, slow, "x").reason, "not_a_file")

    def test_pictures_of_all_kinds_are_drawn_anew(self) -> None:
        for mode, kind, drawn in (
            ("RGB", "JPEG", "image/jpeg"), ("L", "JPEG", "image/jpeg"), ("CMYK", "JPEG", "image/jpeg"),
            ("P", "PNG", "image/jpeg"), ("P", "GIF", "image/jpeg"),
            ("RGBA", "PNG", "image/png"), ("LA", "PNG", "image/png"),
            ("1", "PNG", "image/jpeg"), ("RGB", "WEBP", "image/jpeg"), ("I;16", "PNG", "image/jpeg"),
        ):  # fmt: skip
            file = io.BytesIO()
            Image.new(mode, (3000, 1500)).save(file, kind)
            sent = read_sent(file.getvalue(), "x")
            self.assertEqual((sent.media_type, sent.size), (drawn, (2000, 1000)), (mode, kind))


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


class Visitors(SynchronousTestCase):
    def test_very_long_words_are_cut_for_a_page_of_many(self) -> None:
        self.assertEqual(shortened("あ" * 5000), "あ" * 5000)
        self.assertEqual(shortened("あ" * 60_000), "あ" * 5000 + "…")

    def test_the_suffix_stands_once_and_last(self) -> None:
        for name in ("ハナ", " ハナ ", "ハナ (ゲスト)", "ハナ（ゲスト）(ゲスト)", "ﾊﾅ"):
            self.assertEqual(shown_name(name), "ハナ (ゲスト)")
        self.assertEqual(shown_name("(ゲスト)"), "? (ゲスト)")
        self.assertTrue(shown_name("x" * 90).endswith(" (ゲスト)"))

    def test_no_guest_is_taken_for_somebody_else(self) -> None:
        others = ["あいこ", "Ben Smith", "青い蓮", "Salon", "olive", "田中 (ゲスト)"]
        taken = (
            *(
                "あいこ",
                "アイコ",
                "ｱｲｺ",
                " あ い こ ",
                "あいこさん",
                "あ・い・こ",
                "あい\u200bこ",
                "あいこ (ゲスト)",
                "あいこ！",
            ),
            *("ben smith", "ＢＥＮ　ＳＭＩＴＨ", "Ben-Smith", "Ben Smíth", "Вen Smith", "BenSmith様"),
            *(
                "青い蓮",
                "青い蓮 運営",
                "運営スタッフ",
                "運営",
                "Salon",
                "SALON",
                "s a l o n",
                "Staff",
                "Blue Lotus staff",
            ),
            *("Olive", "田中", "", "(ゲスト)", "\u202e", "\u3164", "・・・", "!!!"),
        )
        for name in taken:
            self.assertFalse(may_be_called(name, others), name)
        for name in (
            "あいこ田中",
            "田中（写真家）",
            "ハナ",
            "はな",
            "Emma",
            "Ben",
            "🌸",
            "李",
            "O",
            "さん",
            "君",
        ):
            self.assertTrue(may_be_called(name, others), name)

    def test_what_nobody_sees_does_not_turn_the_suffix_round(self) -> None:
        self.assertEqual(shown_name("ハナ\u202e\u200b"), "ハナ (ゲスト)")
        self.assertEqual(shown_name("\u202e"), "? (ゲスト)")

    def test_nobody_is_called_like_one(self) -> None:
        self.assertTrue(is_visitors(localpart(ids.new_id())))
        for name in ("salon-guest-x", "hana", "salon-guest-"):
            self.assertFalse(is_visitors(name))

    def test_what_is_sent_again_is_said_once_and_what_was_refused_again(self) -> None:
        first, line = begin("", "a", 1000)
        self.assertFalse(first.is_said or first.is_busy or first.is_second)
        self.assertTrue(begin(line, "a", 1001)[0].is_busy)
        self.assertFalse(begin(line, "b", 1001)[0].is_busy)
        self.assertTrue(begin(line, "a", 1000 + LEASE_MS)[0].is_second)
        refused = done(line, "a", is_said=False)
        self.assertEqual(begin(refused, "a", 1002)[0], begin("", "a", 1002)[0])
        said = done(line, "a", is_said=True)
        for number in range(19):
            said = done(begin(said, f"m{number}", 2000)[1], f"m{number}", is_said=True)
            self.assertTrue(begin(said, "a", 3000)[0].is_said, number)
        self.assertLess(len(said), 400)

    def test_only_whole_addresses_of_the_web_lead_anywhere(self) -> None:
        for words, addresses in (
            ("見て https://a.example/x?y=1。次", ["https://a.example/x?y=1"]),
            ("(https://a.example/b(c)), http://b.example.", ["https://a.example/b(c)", "http://b.example"]),
            ("「https://a.example/」と<https://b.example>", ["https://a.example/", "https://b.example"]),
            ("javascript:alert(1) www.a.example https:// http://... data:x", []),
            ('https://a.example/"onclick=x', ["https://a.example/"]),
        ):
            pieces = with_links(words)
            self.assertEqual([address for _, address in pieces if address], addresses, words)
            self.assertEqual("".join(piece for piece, _ in pieces), words)
