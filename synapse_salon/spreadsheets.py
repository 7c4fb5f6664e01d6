# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells of tables that are opened in a spreadsheet, none of which it takes for a formula. Pure."""

import re
import unicodedata
from typing import Any

_FORMULAS = ("=", "+", "-", "@")
# What today's servers give; of older ones some look like formulas.
_PLAIN_ID = re.compile(r"@[a-z0-9._=/+-]+:[A-Za-z0-9.:\[\]-]+")


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
