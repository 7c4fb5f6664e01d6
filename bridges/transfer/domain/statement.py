# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bank's list of what came in, as banks let one download it (CSV). Tables with a header line are read by the names of
their columns; those without one as 全銀協's 振込入金通知, whose second kind of line is a transfer."""

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from datetime import date

import attrs

from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.money import Money, read_amount
from synapse_salon.spreadsheets import text_of

MOST_LINES = 5000
_HEAD_WITHIN = 20
"""A table's header stands among its first lines: banks put account and period above it."""
_DAY = ("日付", "取引日", "勘定日", "取扱日", "年月日", "入金日", "DATE")
_IN = ("入金", "預入", "お預り", "受入", "DEPOSIT", "CREDIT", "PAIDIN")
_AMOUNT = ("取引金額", "金額", "AMOUNT")
_WHO = (
    "依頼人名",
    "振込依頼人",
    "摘要",
    "取引内容",
    "内容",
    "備考",
    "メモ",
    "DESCRIPTION",
    "NAME",
    "MEMO",
    "DETAILS",
)
_BALANCE = ("残高", "BALANCE")
_OUT_KIND = ("入払区分", "入出金区分", "取引区分", "区分")
_OUT = ("出金", "支払", "払出", "引出")
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}


@attrs.frozen
class BankLine:
    """A line of a bank's list: money that came in. `key` is the same for the same line of another download."""

    key: str
    day: date
    amount: Money
    payer: str


@attrs.frozen
class Read:
    """What a file holds: what came in, and how many other lines were passed over."""

    lines: tuple[BankLine, ...]
    passed_over: int


@attrs.frozen
class _Row:
    day: date
    amount: int
    payer: str
    balance: str


def read_statement(raw: bytes, currency: str) -> Read:
    """What came in by a bank's file.

    Raises:
        BadInput: it is no such file; says what would be.
    """
    text = text_of(raw)
    if text is None:
        raise _unreadable()
    rows = _rows(text)
    columns, first = _columns(rows)
    found: list[_Row] = []
    for cells in rows[first:]:
        row = _notice(cells) if columns is None else _read(cells, columns, currency)
        if row is not None:
            found.append(row)
    if not found:
        raise _unreadable()
    return Read(tuple(_keyed(found, currency)), len(rows) - first - len(found))


def read_day(text: str) -> date | None:
    """A day as banks write it: 2026/11/21, 20261121, 2026年11月21日, 令和8年11月21日, R8.11.21; or None."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    era = next((word for word in _ERAS if plain.startswith(word)), None)
    digits = re.findall(r"\d+", plain)
    if len(digits) == 1 and len(digits[0]) == 8 and era is None:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    if len(digits) < 3:
        return None
    year = int(digits[0][:4]) + (_ERAS[era] if era else 0)
    if era is None and len(digits[0]) != 4:
        return None
    return _day(year, int(digits[1][:4]), int(digits[2][:4]))


def _rows(text: str) -> list[list[str]]:
    try:
        tabs = text.count("\t") > text.count(",")
        rows = [row for row in csv.reader(io.StringIO(text), delimiter="\t" if tabs else ",") if any(row)]
    except csv.Error:
        raise _unreadable() from None
    if len(rows) > MOST_LINES:
        raise BadInput(
            t("At most {n} lines at once are possible. Please download a shorter time.", n=MOST_LINES),
            reason="statement_too_long",
        )
    return rows


def _columns(rows: list[list[str]]) -> tuple[dict[str, int] | None, int]:
    """Where the columns stand, and the first row behind the header; no columns for a file of notices."""
    for number, cells in enumerate(rows[:_HEAD_WITHIN]):
        heads = [re.sub(r"[\s()]|円|JPY", "", unicodedata.normalize("NFKC", cell)).upper() for cell in cells]
        found = {
            "day": _find(heads, _DAY),
            "in": _find(heads, _IN, but=_OUT_KIND + _DAY),
            "amount": _find(heads, _AMOUNT, but=_IN + _OUT),
            "who": _find(heads, _WHO),
            "balance": _find(heads, _BALANCE),
            "kind": _find(heads, _OUT_KIND),
            "year": heads.index("年") if {"年", "月", "日"} <= set(heads) else -1,
        }
        has_amount = found["in"] >= 0 or found["amount"] >= 0
        if (found["day"] >= 0 or found["year"] >= 0) and has_amount and found["who"] >= 0:
            return found, number + 1
    if any(_notice(cells) for cells in rows):
        return None, 0
    raise _unreadable()


def _find(heads: list[str], words: tuple[str, ...], but: tuple[str, ...] = ()) -> int:
    for word in words:
        for place, head in enumerate(heads):
            if word in head and not any(other in head for other in but):
                return place
    return -1


def _read(cells: list[str], columns: dict[str, int], currency: str) -> _Row | None:
    def cell(name: str) -> str:
        place = columns[name]
        return cells[place].strip() if 0 <= place < len(cells) else ""

    if any(word in cell("kind") for word in _OUT):
        return None
    year = columns["year"]
    if columns["day"] < 0 and year + 2 < len(cells):
        day = read_day("/".join(cells[year : year + 3]))
    else:
        day = read_day(cell("day"))
    amount = read_amount(cell("in") if columns["in"] >= 0 else cell("amount"), currency)
    if day is None or not amount:
        return None
    return _Row(day, amount, cell("who")[:200], cell("balance"))


def _notice(cells: list[str]) -> _Row | None:
    """A line of a 振込入金通知: kind, number, day, value day, amount, of that by cheque, payer's code and name …"""
    if len(cells) < 8 or cells[0].strip() != "2" or not re.fullmatch(r"\d{6}", cells[2].strip()):
        return None
    if len(cells) > 10 and cells[10].strip() == "1":
        return None  # taken back by the bank
    day_cell = cells[2].strip()
    day = _day(_ERAS["R"] + int(day_cell[:2]), int(day_cell[2:4]), int(day_cell[4:]))
    amount = read_amount(cells[4], "JPY")
    if day is None or not amount:
        return None
    more = cells[11].strip() if len(cells) > 11 else ""
    return _Row(day, amount, f"{cells[7].strip()} {more}".strip()[:200], cells[1].strip())


def _keyed(rows: list[_Row], currency: str) -> list[BankLine]:
    """Each with its key: two lines that are alike in all, on one day, are the first and the second of their kind."""
    seen: Counter[_Row] = Counter()
    lines = []
    for row in rows:
        seen[row] += 1
        said = f"{row.day}|{row.amount}|{currency}|{row.payer}|{row.balance}|{seen[row]}"
        key = hashlib.sha256(said.encode()).hexdigest()[:32]
        lines.append(BankLine(key, row.day, Money(row.amount, currency), row.payer))
    return lines


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _unreadable() -> BadInput:
    words = t(
        "This is not a list of what came in, as banks let one download it: a CSV file with a line of headings (day,"
        " amount that came in, and from whom)."
    )
    return BadInput(words, {"file": words}, reason="statement_unreadable")
