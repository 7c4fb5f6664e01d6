# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of those who are to be invited: what stands in them. Pure."""

import csv
import hashlib
import io
import re
from typing import Literal

import attrs

from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.mail.address import mail_address, mailbox
from synapse_salon.spreadsheets import text_of

MOST_ROWS = 500
Kind = Literal["mail", "account", ""]
RowState = Literal["queued", "sent", "failed", "refused"]
_ACCOUNT = re.compile(r"@[!-9;-~]{1,200}:[A-Za-z0-9.\[\]:-]{1,200}")


@attrs.frozen
class Row:
    """A row of a list, and what became of it. `box` is one for all spellings of an address."""

    number: int
    sent_to: str
    kind: Kind
    box: str
    state: RowState
    reason: str = ""
    code: str | None = None
    stop_word: str | None = None
    """What only whoever is written to has: by it they stop more."""


def decoded(raw: bytes, charset: str | None) -> str:
    """The text of a CSV file. Raises BadInput: its letters cannot be read."""
    text = text_of(raw, charset)
    if text is None:
        raise _wrong(
            t(
                "The letters of this file cannot be read. UTF-8 would work, or Shift_JIS as Japanese Excel saves it."
            )
        )
    return text


def read(text: str) -> list[Row]:
    """The rows of a CSV file: what counts is its first column, with an address or an account. A first row without an @
    is its head. Raises BadInput: there is nothing in it, or too much."""
    try:
        lines = [line for line in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if any(map(str.strip, line))]
    except csv.Error:
        raise _wrong(t("This list cannot be read. One address or account in each line would work.")) from None
    if lines and not any("@" in part or "＠" in part for part in lines[0]):
        lines = lines[1:]
    if not lines:
        raise _wrong(t("There is nobody in this list. One address or account in each line would work."))
    if len(lines) > MOST_ROWS:
        raise _wrong(t("A list has up to {most} rows. Please divide it.", most=MOST_ROWS))
    rows: list[Row] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        row = _row(number, line[0].strip())
        if row.state == "queued" and row.box in seen:
            row = attrs.evolve(row, state="refused", reason="twice")
        seen.add(row.box)
        rows.append(row)
    return rows


def _row(number: int, said: str) -> Row:
    shown = "".join(sign for sign in said if sign.isprintable())[:254]
    if said.startswith("@"):
        if not _ACCOUNT.fullmatch(said) or len(said) > 255:
            return Row(number, shown, "", "", "refused", "bad_address")
        return Row(number, shown, "account", _hash(said), "queued")
    try:
        address = mail_address(said)
    except BadInput:
        return Row(number, shown, "", "", "refused", "bad_address")
    return Row(number, address, "mail", _hash(mailbox(address)), "queued")


def _hash(box: str) -> str:
    return hashlib.sha256(box.encode()).hexdigest()


def _wrong(words: Text) -> BadInput:
    return BadInput(words, {"csv": words})
