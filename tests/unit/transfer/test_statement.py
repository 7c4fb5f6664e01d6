# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Banks' lists, as they come."""

from datetime import date

from twisted.trial.unittest import TestCase

from bridges.transfer.domain.statement import MOST_LINES, read_day, read_statement
from synapse_salon.errors import BadInput
from synapse_salon.money import Money, read_amount

NET_BANK = """\
日付,内容,出金金額(円),入金金額(円),残高(円),メモ
2026/11/20,振込＊ヤマダ アイコ,,"1,980","101,980",-
2026/11/20,電気料金,"8,000",,"93,980",-
2026/11/21,振込＊１２３４５６６ ｻﾄｳ ﾍﾞﾝ,,3960,"97,940",-
"""
WITH_A_PREAMBLE = """\
口座番号,普通 1234567
期間,2026年11月1日～2026年11月30日

取引日,入出金区分,取引金額,残高,摘要
令和8年11月20日,入金,1980,1980,フリコミ ヤマダ　アイコ
令和8年11月21日,出金,500,1480,テスウリヨウ
20261122,入金,￥5940,7420,フリコミ スズキ
"""
PARTS = "年,月,日,摘要,お支払金額,お預り金額\n2026,11,20,ﾔﾏﾀﾞ ｱｲｺ,,1980\n"
ENGLISH = "Date,Description,Debit,Credit\n2026-11-20,YAMADA AIKO,,1980\n2026-11-20,RENT,5000,\n"
NOTICES = """\
1,03,0,081120,081101,081130,0001,ﾊｽｲｹ,001,ﾐｽﾞﾍﾞ,1,1234567,ﾌﾞﾙｰﾛｰﾀｽ
2,000001,081120,081120,0000001980,0000000000,0000000000,1234566 ﾔﾏﾀﾞ ｱｲｺ,ﾊｽｲｹ,ﾐｽﾞﾍﾞ,,
2,000002,081121,081121,0000003960,0000000000,0000000000,ｻﾄｳ ﾍﾞﾝ,ﾊｽｲｹ,ﾐｽﾞﾍﾞ,1,
8,2,5940
9,1
"""


class Lists(TestCase):
    def read(self, text: str, encoding: str = "utf-8") -> list[tuple[str, int, str]]:
        found = read_statement(text.encode(encoding), "JPY").lines
        return [(line.day.isoformat(), line.amount.minor, line.payer) for line in found]

    def test_a_table_is_read_by_its_headings_in_both_encodings(self) -> None:
        wanted = [
            ("2026-11-20", 1980, "振込＊ヤマダ アイコ"),
            ("2026-11-21", 3960, "振込＊１２３４５６６ ｻﾄｳ ﾍﾞﾝ"),
        ]
        for encoding in ("utf-8", "utf-8-sig", "cp932"):
            self.assertEqual(self.read(NET_BANK, encoding), wanted, encoding)
        self.assertEqual(read_statement(NET_BANK.encode(), "JPY").passed_over, 1)

    def test_what_stands_above_and_goes_out_is_passed_over(self) -> None:
        self.assertEqual(
            [(day, amount) for day, amount, _ in self.read(WITH_A_PREAMBLE, "cp932")],
            [("2026-11-20", 1980), ("2026-11-22", 5940)],
        )

    def test_days_in_three_columns_english_and_tabs(self) -> None:
        self.assertEqual(self.read(PARTS), [("2026-11-20", 1980, "ﾔﾏﾀﾞ ｱｲｺ")])
        self.assertEqual(self.read(ENGLISH), [("2026-11-20", 1980, "YAMADA AIKO")])
        self.assertEqual(self.read(ENGLISH.replace(",", "\t")), [("2026-11-20", 1980, "YAMADA AIKO")])

    def test_notices_of_transfers_without_those_that_were_taken_back(self) -> None:
        self.assertEqual(self.read(NOTICES, "cp932"), [("2026-11-20", 1980, "1234566 ﾔﾏﾀﾞ ｱｲｺ")])

    def test_what_is_no_list_is_refused_and_says_what_would_be(self) -> None:
        long = "日付,摘要,入金\n" + "2026/11/20,x,1\n" * MOST_LINES
        for raw in (b"", b"hello", b"a,b,c\n1,2,3\n", "日付,摘要,入金\n".encode(), b"\xff\xfe\x00", b'"' * 3):
            refusal = self.assertRaises(BadInput, read_statement, raw, "JPY")
            self.assertEqual(refusal.reason, "statement_unreadable", raw)
        self.assertEqual(
            self.assertRaises(BadInput, read_statement, long.encode(), "JPY").reason, "statement_too_long"
        )

    def test_a_line_of_another_download_is_the_same_and_two_alike_are_two(self) -> None:
        first = [line.key for line in read_statement(NET_BANK.encode(), "JPY").lines]
        later = NET_BANK + "2026/11/22,振込＊スズキ,,1980,1,-\n"
        again = [line.key for line in read_statement(later.encode("cp932"), "JPY").lines]
        self.assertEqual(again[:2], first)
        twice = "日付,摘要,入金\n2026/11/20,ヤマダ,1980\n2026/11/20,ヤマダ,1980\n"
        keys = [line.key for line in read_statement(twice.encode(), "JPY").lines]
        self.assertEqual(len(set(keys)), 2)
        self.assertEqual(keys, [line.key for line in read_statement(twice.encode(), "JPY").lines])


class Cells(TestCase):
    def test_days(self) -> None:
        day = date(2026, 11, 21)
        for text in (
            "2026/11/21",
            "2026-11-21",
            "２０２６．１１．２１",
            "20261121",
            "2026年11月21日",
            "令和8年11月21日",
        ):
            self.assertEqual(read_day(text), day, text)
        self.assertEqual(read_day("R8.11.21"), day)
        for text in ("", "11/21", "2026/13/01", "26/11/21", "x", "2026/11"):
            self.assertIsNone(read_day(text), text)

    def test_amounts(self) -> None:
        for text, currency, minor in (
            ("1,980", "JPY", 1980),
            ("￥１，９８０", "JPY", 1980),
            ("1980円", "JPY", 1980),
            ("１，９８０円", "JPY", 1980),
            ("1980.00", "JPY", 1980),
            ("19.8", "USD", 1980),
            ("$19.80", "USD", 1980),
        ):
            self.assertEqual(read_amount(text, currency), minor, text)
        for text in ("", "-1980", "1980.5", "abc", "1" * 14):
            self.assertIsNone(read_amount(text, "JPY"), text)
        self.assertEqual(str(Money(1980, "JPY")), "¥1,980")
