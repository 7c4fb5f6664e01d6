# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures and files as browsers are handed them. Pure."""

import re
from urllib.parse import quote

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What browsers are shown as a picture; a drawing with scripts in it (SVG) is a file."""

_HARMLESS = PICTURES | {
    *(
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
        "audio/wav",
        "audio/webm",
        "video/mp4",
        "video/ogg",
        "video/webm",
    ),
    *("application/pdf", "application/zip", "text/plain", "text/csv"),
}
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST_NAME = 150


def content_type_of(said: str) -> str:
    """What a browser is told a file is: what its sender says where that is harmless, else plain bytes."""
    kind = said.partition(";")[0].strip().lower()
    return kind if kind in _HARMLESS else "application/octet-stream"


def plain_name(name: str) -> str:
    """A file's name as it is shown and saved: no folders, no letters that turn others around."""
    return _ODD.sub("", name).strip()[:LONGEST_NAME].strip(". ") or "file"


def saved_as(name: str) -> str:
    """The header by which a browser saves a file under its name and never opens it as a page of ours."""
    plain = plain_name(name)
    ascii_name = re.sub(r"[^A-Za-z0-9._-]", "_", plain)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(plain, safe='')}"
