# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came by mail: the letters that a test server's mail bridge put into its folder."""

import functools
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from tests.support.server import Server


def letters(server: Server, to: str = "", words: str = "") -> list[EmailMessage]:
    """Oldest first; those with `to` in their address and `words` in their subject."""
    files = sorted((server.folder / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    found = [_read(file.read_bytes()) for file in files]
    return [one for one in found if to in str(one["To"]) and words in str(one["Subject"])]


@functools.lru_cache(maxsize=256)
def _read(letter: bytes) -> EmailMessage:
    """The same letters are asked for again and again while one of them is awaited."""
    return cast(EmailMessage, message_from_bytes(letter, policy=policy.default))


def text_of(letter: EmailMessage) -> str:
    """What it says as plain text."""
    return _part(letter, "plain")


def html_of(letter: EmailMessage) -> str:
    """What it says as a page."""
    return _part(letter, "html")


def _part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None, f"{letter['Subject']} has no {kind} part"
    return str(body.get_content())
