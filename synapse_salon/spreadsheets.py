# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables that spreadsheets write and open: in whichever letters they come, and with no cell that is a formula. Pure."""

import re
import unicodedata
from typing import Any

_FORMULAS = ("=", "+", "-", "@")
# What today's servers give; of older ones some look like formulas.
_PLAIN_ID = re.compile(r"@[a-z0-9._=/+-]+:[A-Za-z0-9.:\[\]-]+")

_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_SHIFT_JIS = frozenset(
    {"shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "cp932", "ms932", "windows-31j"}
)


def text_of(raw: bytes, charset: str | None = None) -> str | None:
    """A file's text: UTF-8 with or without its mark, or Shift_JIS as Japanese spreadsheets and banks write it (with
    Windows's additions) where that is said, or where it is no UTF-8. None: it is neither."""
    said = (charset or "utf-8").lower()
    if said not in _UTF_8 | _SHIFT_JIS:
        return None
    for encoding in ("cp932",) if said in _SHIFT_JIS else ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def cell(value: Any) -> Any:
    """A cell that a spreadsheet would run as a formula is given a leading apostrophe; numbers stay numbers.

    Japanese spreadsheets take full-width signs for the same. Source: https://owasp.org/www-community/attacks/CSV_Injection
    """
    if not isinstance(value, str):
        return "" if value is None else value
    begins = unicodedata.normalize("NFKC", value).lstrip()[:1]
    return f"'{value}" if begins in _FORMULAS or value[:1].isspace() else value


def account_cell(user_id: str) -> str:
    """An account's id as a cell: itself, unless it looks like a formula."""
    return user_id if _PLAIN_ID.fullmatch(user_id) else str(cell(user_id))
