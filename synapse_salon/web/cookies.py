# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cookies, as we set and read them."""

from collections.abc import Iterable

SESSION = "salon_session"
VISITOR = "salon_visitor"
LANGUAGE = "salon_lang"
SAVED = "salon_saved"
SAVED_S = 60
YEAR_S = 365 * 24 * 60 * 60


def read_cookies(headers: Iterable[str]) -> dict[str, str]:
    """The cookies of a request; of two with one name the first counts, as the more specific path comes first
    (RFC 6265 section 5.4)."""
    found: dict[str, str] = {}
    for header in headers:
        for part in header.split(";"):
            name, equals, value = part.strip().partition("=")
            if equals:
                found.setdefault(name, value.strip('"'))
    return found


def cookie(name: str, value: str, path: str, secure: bool, age_s: int | None = None) -> str:
    """A Set-Cookie header. Without an age it lasts as long as the browser; age 0 takes it away."""
    pieces = [f"{name}={value}", f"Path={path}", "HttpOnly", "SameSite=Lax"]
    if secure:
        pieces.append("Secure")
    if age_s is not None:
        pieces.append(f"Max-Age={age_s}")
    return "; ".join(pieces)
