# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands on receipts and credit notes, by the rules alone."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from twisted.trial.unittest import TestCase

from modules.billing.domain import invoicing
from modules.billing.domain.invoicing import Due, Issuer
from modules.billing.domain.receipts import Item, RateSum, Receipt, Seller, canonical, parsed
from modules.billing.domain.registration_number import check_digit, registration_number
from synapse_salon.errors import BadInput
from synapse_salon.money import Money
from synapse_salon.ports.payments import Ref
from synapse_salon.purchases.orders import Paid

ITEMS = (
    Item("お茶", 1080, 8),
    Item("まんじゅう", 999, 8),
    Item("会費", 1980, 10),
    Item("本", 1499, 10),
)


def paid(amount: int, refunded: int = 0, status: str = "succeeded") -> Paid:
    """A payment."""
    yen = (Money(amount, "JPY"), Money(refunded, "JPY"))
    return Paid("sandbox", Ref("p"), "o", "s", "@aiko:x", status, *yen, "begun", 0)


def receipt(**changes: Any) -> Receipt:
    """A receipt over the items above."""
    said = Receipt(
        id="r",
        kind="receipt",
        series="lotus",
        number=1,
        salon_id="s",
        salon_title="青い蓮",
        timezone="Asia/Tokyo",
        seller=Seller("蓮の会", "", "T7000012050002"),
        account="@aiko:x",
        payer="Aiko",
        recipient="",
        provider="sandbox",
        payment="p",
        order="o",
        currency="JPY",
        items=ITEMS,
        rates=invoicing.sums(ITEMS),
        total=5558,
        at_ms=0,
        issued_ms=0,
    )
    return attrs.evolve(said, **changes)


class Tax(TestCase):
    def test_two_rates_are_as_reckoned_by_hand(self) -> None:
        # 8 %: 1,080 + 999 = 2,079; × 8/108 = 154.0 → 154.  10 %: 1,980 + 1,499 = 3,479; × 10/110 = 316.27… → 316.
        # By item it would be 80 + 74 and 180 + 136: the rounding is once for each rate.
        self.assertEqual(invoicing.sums(ITEMS), (RateSum(10, 3479, 316), RateSum(8, 2079, 154)))
        odd = (Item("a", 333, 8), Item("b", 333, 8), Item("c", 333, 8))
        self.assertEqual(invoicing.sums(odd), (RateSum(8, 999, 74),))  # 24 × 3 would be 72

    def test_what_is_given_back_falls_on_the_rates_and_ends_at_nothing(self) -> None:
        made = [receipt()]
        tax = {10: 316, 8: 154}
        for number, amount in enumerate((1000, 1, 2500, 2057), start=2):
            items, rates = invoicing.moved_back(made, Due("credit_note", amount))
            self.assertEqual(sum(item.amount for item in items), amount)
            self.assertEqual(sum(rate.total for rate in rates), amount)
            for rate in rates:
                tax[rate.percent] -= rate.tax
                exact = rate.total * rate.percent / (100 + rate.percent)
                self.assertLess(abs(rate.tax - exact), 1)
            changes = {
                "kind": "credit_note",
                "number": number,
                "items": items,
                "rates": rates,
                "total": amount,
            }
            made.append(receipt(**changes, of=1))
            left = invoicing.kept(made)
            self.assertEqual(tax, {percent: left[percent] * percent // (100 + percent) for percent in left})
        self.assertEqual(tax, {10: 0, 8: 0})
        items, rates = invoicing.moved_back(made, Due("credit_withdrawn", 2057))
        self.assertEqual((sum(item.amount for item in items), invoicing.given_back(made)), (2057, 5558))
        self.assertTrue(all(rate.tax > 0 for rate in rates))

    def test_what_a_payment_calls_for(self) -> None:
        self.assertEqual(invoicing.due(paid(5558), []), [Due("receipt", 5558)])
        self.assertEqual(invoicing.due(paid(5558), [receipt()]), [])
        self.assertEqual(invoicing.due(paid(5558, 58), [receipt()]), [Due("credit_note", 58)])
        self.assertEqual(
            invoicing.due(paid(5558, 5558), []), [Due("receipt", 5558), Due("credit_note", 5558)]
        )
        noted = receipt(kind="credit_note", total=58, number=2, of=1)
        self.assertEqual(invoicing.due(paid(5558), [receipt(), noted]), [Due("credit_withdrawn", 58)])
        for status in ("pending", "failed"):
            self.assertEqual(invoicing.due(paid(5558, status=status), []), [])
        self.assertEqual(invoicing.due(paid(0), []), [])

    def test_a_receipt_made_out_anew_counts_once(self) -> None:
        made = [receipt(), receipt(number=2, recipient="株式会社 水", replaces=1)]
        self.assertEqual(invoicing.kept(made), {8: 2079, 10: 3479})
        self.assertEqual(invoicing.due(paid(5558), made), [])

    def test_what_each_is_in_law(self) -> None:
        self.assertEqual(receipt().form, "simple_invoice")
        self.assertEqual(receipt(recipient="株式会社 水").form, "invoice")
        self.assertEqual(receipt(rates=()).form, "plain")
        self.assertEqual(receipt(kind="credit_note").form, "credit_note")
        self.assertEqual(receipt(kind="credit_note", rates=()).form, "plain_credit_note")
        self.assertTrue(receipt().has_reduced)
        self.assertFalse(receipt(rates=()).has_reduced)
        self.assertFalse(invoicing.may_be_invoice("T7000012050002", "USD"))
        self.assertFalse(invoicing.may_be_invoice("", "JPY"))

    def test_a_number_counts_from_its_day_on(self) -> None:
        issuer = Issuer(registration_number="T7000012050002", registered_from="2026-10-01")
        self.assertEqual(issuer.number_at("2026-09-30"), "")
        self.assertEqual(issuer.number_at("2026-10-01"), "T7000012050002")
        self.assertEqual(Issuer(registration_number="T7000012050002").number_at("2020-01-01")[:2], "T7")

    def test_kept_for_seven_years_whenever_the_year_ends(self) -> None:
        # Of a year from 30 April 2026 to 29 April 2027 the return is due by 29 June 2027.
        tokyo = ZoneInfo("Asia/Tokyo")
        issued = datetime(2026, 4, 30, tzinfo=tokyo)
        until_ms = invoicing.kept_until(int(issued.timestamp() * 1000), "Asia/Tokyo")
        self.assertEqual(datetime.fromtimestamp(until_ms / 1000, tokyo), datetime(2034, 7, 2, tzinfo=tokyo))

    def test_what_is_kept_reads_as_what_was_written(self) -> None:
        one = receipt(items=(Item("蓮 “A”", 5558, 10, "renewed", 1, 2),), replaces=3, of=2)
        self.assertEqual(parsed(canonical(one)), one)
        self.assertEqual(canonical(parsed(canonical(one))), canonical(one))


class RegistrationNumbers(TestCase):
    def test_right_ones_however_they_are_typed(self) -> None:
        # As their holders publish them: the tax agency, the federation of tax accountants and two companies.
        for digits in ("7000012050002", "7010705000725", "1180301018771", "7120001168421"):
            self.assertEqual(int(digits[0]), check_digit(digits[1:]), digits)
        for typed in (
            *(
                "T7000012050002",
                "t7000012050002",
                "7000012050002",
                " T7-0000-1205-0002 ",
                "T 7 0000 1205 0002",
            ),
            *("Ｔ７００００１２０５０００２", "T7‐0000‐1205‐0002", "T7ー0000ー1205ー0002"),
        ):
            self.assertEqual(registration_number(typed), "T7000012050002", typed)

    def test_wrong_ones(self) -> None:
        for typed in (
            *("", "T", "T700001205000", "T70000120500021", "T700001205000X", "TT7000012050002", "蓮"),
            *("T8000012050002", "T7000012050003", "T7000012050020", "T0000000000000", "T7000102050002"),
            *("T٧٠٠٠٠١٢٠٥٠٠٠٢", "T7000012050002 4"),
        ):
            with self.assertRaises(BadInput, msg=typed) as caught:
                registration_number(typed)
            self.assertEqual(list(caught.exception.problems), ["registration_number"], typed)

    def test_each_digit_mistyped_is_found_but_nought_for_nine(self) -> None:
        right = "7000012050002"
        for place in range(1, 13):
            for digit in "0123456789":
                wrong = right[:place] + digit + right[place + 1 :]
                if digit != right[place] and {digit, right[place]} != {"0", "9"}:
                    with self.assertRaises(BadInput, msg=wrong):
                        registration_number(wrong)
