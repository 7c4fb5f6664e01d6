# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own paths: reading a request's, and trusting one that came from outside."""

from urllib.parse import quote, unquote_to_bytes, urlencode, urlsplit

PREFIX = "/_synapse/client/salon"


def segments(raw_path: bytes) -> list[str] | None:
    """The decoded segments below our prefix, or None for a path that nothing can have (not UTF-8, or NUL).

    A slash that was written `%2F` stays inside its segment.
    """
    below = raw_path[len(PREFIX) :].lstrip(b"/")
    try:
        found = [unquote_to_bytes(segment).decode("utf-8") for segment in below.split(b"/")]
    except UnicodeDecodeError:
        return None
    return None if any("\0" in segment for segment in found) else found


def quoted(path: str) -> str:
    """A path of ours (with its query, if any) as it stands in an address: Japanese is percent-encoded."""
    return quote(path, safe="/?&=#%+:@,;~!$'()*[]")


def safe_next(wanted: str | None) -> str:
    """A path below our prefix that `next=` may lead to, or "" (the house's front page) for anything else.

    Only what is plainly one of ours passes: no scheme, no host, no backslash, no control character, no way up.
    """
    if not wanted or len(wanted) > 500 or not wanted.isprintable() or "\\" in wanted:
        return ""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or wanted.startswith("/") or ":" in parts.path.split("/")[0]:
        return ""
    steps = unquote_to_bytes(parts.path).decode("utf-8", "replace")
    if "\\" in steps or not steps.isprintable() or any(step in (".", "..") for step in steps.split("/")):
        return ""
    if steps.startswith("/"):
        return ""
    return quoted(wanted)


def with_query(path: str, pairs: list[tuple[str, str]]) -> str:
    """A path with its query, which is encoded already."""
    return f"{path}?{urlencode(pairs)}" if pairs else path
