# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon's places elsewhere, as its page names them: pure rules."""

from typing import Literal
from urllib.parse import urlsplit

import attrs

from synapse_salon.i18n import Text, t

LinkKind = Literal[
    "website", "blog", "shop", "x", "instagram", "youtube", "tiktok", "facebook", "threads", "line", "note", "other"
]  # fmt: skip
MOST_LINKS = 8
LONGEST_URL = 500
LONGEST_LABEL = 60


@attrs.frozen
class PageLink:
    """One address outside. `label` is the author's own, for `other` alone."""

    kind: LinkKind
    url: str
    label: str = ""


@attrs.frozen
class _Known:
    words: Text
    hosts: tuple[str, ...] = ()


_KNOWN: dict[LinkKind, _Known] = {
    "website": _Known(t("Website")),
    "blog": _Known(t("Blog")),
    "shop": _Known(t("Shop")),
    "x": _Known(Text("X"), ("x.com", "twitter.com")),
    "instagram": _Known(Text("Instagram"), ("instagram.com",)),
    "youtube": _Known(Text("YouTube"), ("youtube.com", "youtu.be")),
    "tiktok": _Known(Text("TikTok"), ("tiktok.com",)),
    "facebook": _Known(Text("Facebook"), ("facebook.com", "fb.com")),
    "threads": _Known(Text("Threads"), ("threads.net", "threads.com")),
    "line": _Known(Text("LINE"), ("line.me", "lin.ee")),
    "note": _Known(Text("note"), ("note.com",)),
}

KINDS: tuple[tuple[LinkKind, Text], ...] = (
    *((kind, known.words) for kind, known in _KNOWN.items()),
    ("other", t("Something else")),
)


def words_of_link(link: PageLink) -> Text:
    """What a link is called on the page."""
    return Text(link.label) if link.kind == "other" else _KNOWN[link.kind].words


def problem_with_url(kind: LinkKind, url: str) -> Text | None:
    """What is wrong with an address: only https, only where its kind says it leads, and nothing hidden in it."""
    complete = t("Please give the complete address, such as https://example.jp/our-page.")
    if len(url) > LONGEST_URL:
        return t("At most {n} characters are possible.", n=LONGEST_URL)
    if not url.isprintable() or any(letter.isspace() for letter in url) or set(url) & set("\\<>\"'`"):
        return complete
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return complete
    if parts.scheme != "https" or "@" in parts.netloc or not _is_name(host):
        return complete
    hosts = _KNOWN[kind].hosts if kind in _KNOWN else ()
    if hosts and not any(host == known or host.endswith(f".{known}") for known in hosts):
        return t("An address at {host} would work here.", host=hosts[0])
    return None


def _is_name(host: str) -> bool:
    """A name in the public tree, not a number or a name of this network."""
    labels = host.split(".")
    return len(labels) > 1 and all(labels) and not labels[-1].isdigit() and ":" not in host
