# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose money a line is: suggestions, and what becomes of a transfer when it is confirmed."""

from datetime import date

import attrs
from twisted.trial.unittest import TestCase

from bridges.transfer.domain import receiving
from bridges.transfer.domain.books import Account, Transfer
from bridges.transfer.domain.codes import code_of, codes_in, is_code
from bridges.transfer.domain.matching import Expected, Suggestion, suggestions
from bridges.transfer.domain.names import is_same, normal
from bridges.transfer.domain.statement import BankLine
from synapse_salon.money import Money
from synapse_salon.ports.payments import Ref


def yen(amount: int) -> Money:
    return Money(amount, "JPY")


AIKO = Expected("transfer_a", code_of(123456), yen(1980), ("ヤマダアイコ",), True)
BEN = Expected("transfer_b", code_of(222222), yen(1980), ("Ben",), True)
LATE = Expected("transfer_c", code_of(333333), yen(5940), ("スズキ",), False)
EVERYBODY = (AIKO, BEN, LATE)


def line(payer: str, amount: int = 1980) -> BankLine:
    return BankLine("k", date(2026, 11, 21), yen(amount), payer)


class Codes(TestCase):
    def test_a_slip_of_the_finger_is_no_code(self) -> None:
        code = code_of(123456)
        self.assertTrue(is_code(code) and len(code) == 7)
        for place in range(7):
            slipped = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
            self.assertFalse(is_code(slipped), slipped)
        self.assertFalse(is_code("12345") or is_code("abcdefg"))

    def test_it_is_found_whatever_stands_beside_it(self) -> None:
        code = code_of(123456)
        wide = code.translate({48 + n: 0xFF10 + n for n in range(10)})
        for text in (f"{code} ﾔﾏﾀﾞ", f"振込{wide}ヤマダ", f"ﾌﾘｺﾐ {code[:3]} {code[3:]}ﾔﾏﾀﾞ", f"99{code}"):
            self.assertIn(code, codes_in(text), text)
        self.assertEqual(codes_in("ヤマダ アイコ"), frozenset())


class Names(TestCase):
    def test_width_small_kana_hiragana_and_strokes_make_no_difference(self) -> None:
        for name in ("ヤマダ アイコ", "ﾔﾏﾀﾞ ｱｲｺ", "やまだ・あいこ", "ヤマダ　アイコ"):
            self.assertEqual(normal(name), "ヤマダアイコ", name)
        self.assertTrue(is_same("ｼﾞﾕﾝｺ ｵｰﾄﾞﾘｰ", "ジュンコ　オードリ-"))
        self.assertTrue(is_same("振込＊ヤマダ アイコ", "やまだあいこ"))
        self.assertFalse(is_same("ヤマダ", "ヤマモト"))
        self.assertFalse(is_same("ン", "ヤマダジュンコ"), "one sign is no name")


class Suggestions(TestCase):
    def test_the_code_counts_most_also_for_what_came_late(self) -> None:
        found = suggestions(line(f"{LATE.code} ﾀﾅｶ", 5940), EVERYBODY)
        self.assertEqual(found, (Suggestion("transfer_c", ("code", "amount")),))
        self.assertTrue(found[0].is_sure)
        part = suggestions(line(f"{AIKO.code} ﾀﾅｶ", 1000), EVERYBODY)
        self.assertEqual((part[0].ref, part[0].is_sure), ("transfer_a", False))

    def test_without_a_code_amount_and_name_speak_for_it(self) -> None:
        found = suggestions(line("ﾔﾏﾀﾞ ｱｲｺ"), EVERYBODY)
        self.assertEqual(found, (Suggestion("transfer_a", ("amount", "name")),))
        self.assertFalse(found[0].is_sure)
        self.assertEqual(suggestions(line("ﾔﾏﾀﾞ ｱｲｺ", 500), EVERYBODY)[0].why, ("name",))

    def test_an_amount_alone_speaks_for_one_only(self) -> None:
        self.assertEqual(suggestions(line("ﾀﾅｶ"), EVERYBODY), ())
        self.assertEqual(suggestions(line("ﾀﾅｶ"), (AIKO, LATE))[0].ref, "transfer_a")
        self.assertEqual(suggestions(line("ﾀﾅｶ", 5940), EVERYBODY), (), "what is late needs its code")


TRANSFER = Transfer(
    ref=Ref("transfer_a"),
    page_key="k",
    code=AIKO.code,
    order_id="o",
    salon_id="s",
    customer="c",
    title="x",
    price_key="p",
    amount=yen(1980),
    account=Account("b", "b", "ordinary", "1234567", "h"),
    status="open",
    received=yen(0),
    returned=yen(0),
    refunded=yen(0),
    created_ms=0,
    expires_ms=10,
    settled_ms=None,
    success_url="",
    cancel_url="",
    language="ja",
)


class Receiving(TestCase):
    def test_parts_add_up_and_too_much_goes_back(self) -> None:
        first = receiving.receive(TRANSFER, yen(980), 1)
        self.assertEqual(
            (first.outcome, first.transfer.left, first.is_new_whole), ("too_little", yen(1000), False)
        )
        rest = receiving.receive(first.transfer, yen(1500), 2)
        self.assertEqual((rest.outcome, rest.surplus, rest.is_new_whole), ("too_much", yen(500), True))
        self.assertEqual(
            (rest.transfer.status, rest.transfer.settled_ms, rest.transfer.left), ("complete", 2, yen(0))
        )
        again = receiving.receive(rest.transfer, yen(1980), 3)
        self.assertEqual((again.outcome, again.surplus, again.is_new_whole), ("too_much", yen(1980), False))

    def test_late_it_is_whole_all_the_same_and_what_was_sent_back_counts_no_more(self) -> None:
        late = receiving.expire(TRANSFER)
        self.assertEqual(receiving.receive(late, yen(1980), 20).outcome, "whole")
        part = receiving.receive(late, yen(1000), 20)
        self.assertEqual(part.outcome, "too_little_and_late")
        sent = attrs.evolve(part.transfer, returned=yen(1000))
        self.assertEqual(receiving.receive(sent, yen(980), 21).outcome, "too_little_and_late")
        self.assertEqual(receiving.receive(sent, yen(1980), 21).outcome, "whole")
        self.assertEqual(receiving.expire(attrs.evolve(TRANSFER, status="complete")).status, "complete")
