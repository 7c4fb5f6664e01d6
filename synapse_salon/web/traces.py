# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which way somebody came to a salon's page: kept in their browser for a month, for that salon alone.

It is a cookie of our own that goes to no other host and to no other salon, and it holds what the address
they followed said of itself (`?utm_source=…`), the name of the host they came from, and a code they were
invited with. Browsers that ask not to be followed (`Sec-GPC: 1`) are not.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

import attrs
from pydantic import BeforeValidator, Field

from synapse_salon.clock import DAY_MS
from synapse_salon.web.bodies import Body

COOKIE = "salon_from"
KEPT_MS = 30 * DAY_MS
LONGEST = 100

_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HOST = re.compile(r"[a-z0-9.-]{1,100}")


@attrs.frozen
class Trace:
    """What is known of somebody's way; empty where nothing is. `noted_ms` is when they came."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    term: str = ""
    content: str = ""
    referrer: str = ""
    invite: str = ""
    noted_ms: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        return not (self.is_tagged or self.referrer or self.invite)

    @property
    def is_tagged(self) -> bool:
        """Whether the address said something of itself."""
        return bool(self.source or self.medium or self.campaign or self.term or self.content)


def tag(value: object) -> str:
    """One word of an address, as it is kept: one line, not too long, and nobody's mail address."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    said = "".join(letter for letter in str(value or "") if letter.isprintable()).strip()[:LONGEST]
    return "" if "@" in said else said


def code(value: object) -> str:
    """An invite code, or nothing."""
    said = tag(value)
    return said if _CODE.fullmatch(said) else ""


def host(value: object) -> str:
    """The name of a host, or nothing."""
    said = tag(value).lower()
    return said if _HOST.fullmatch(said) else ""


Tag = Annotated[str, BeforeValidator(tag)]


class TraceQuery(Body):
    """What an address says of itself. Whatever does not fit is passed over: nobody is turned away for an advert."""

    utm_source: Tag = ""
    utm_medium: Tag = ""
    utm_campaign: Tag = ""
    utm_term: Tag = ""
    utm_content: Tag = ""
    invite: Annotated[str, BeforeValidator(code)] = ""


class TraceBody(Body):
    """The same for programs that bring somebody to join: words of up to 100 characters."""

    source: Annotated[Tag, Field(max_length=LONGEST)] = ""
    medium: Annotated[Tag, Field(max_length=LONGEST)] = ""
    campaign: Annotated[Tag, Field(max_length=LONGEST)] = ""
    term: Annotated[Tag, Field(max_length=LONGEST)] = ""
    content: Annotated[Tag, Field(max_length=LONGEST)] = ""
    referrer: Annotated[str, BeforeValidator(host)] = ""
    invite: Annotated[str, BeforeValidator(code)] = ""

    def trace(self, now_ms: int) -> Trace:
        """The same as a value."""
        return Trace(**self.model_dump(), noted_ms=now_ms)


def noticed(query: TraceQuery, headers: Mapping[str, str], own_host: str, now_ms: int) -> Trace:
    """What a request for a page tells."""
    if headers.get("sec-gpc") == "1":
        return Trace()
    return Trace(
        query.utm_source,
        query.utm_medium,
        query.utm_campaign,
        query.utm_term,
        query.utm_content,
        _elsewhere(headers.get("referer", ""), own_host),
        query.invite,
        now_ms,
    )


def joined(before: Trace | None, now: Trace) -> Trace | None:
    """What is kept after one more visit; None where that changes nothing.

    The newest address that says something counts; a mere link from elsewhere does not replace what is known,
    and a code somebody was invited with stays until there is another one.
    """
    if now.is_empty or (before is not None and not now.is_tagged and not now.invite):
        return None
    if before is not None and not now.invite:
        return attrs.evolve(now, invite=before.invite)
    if before is not None and not now.is_tagged:
        return attrs.evolve(before, invite=now.invite)
    return now


def written(trace: Trace) -> str:
    """A trace as a cookie's value."""
    said = json.dumps(attrs.astuple(trace), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read(value: str | None, now_ms: int) -> Trace | None:
    """A cookie's value as a trace: browsers bring what they like, so each part is looked at again."""
    if not value or len(value) > 4000:
        return None
    try:
        parts: Any = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        *words, referrer, invite, noted_ms = parts
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    if len(words) != 5 or not all(isinstance(part, str) for part in (*words, referrer, invite)):
        return None
    if type(noted_ms) is not int or not now_ms - KEPT_MS < noted_ms <= now_ms:
        return None
    source, medium, campaign, term, content = (_storable(tag(word)) for word in words)
    trace = Trace(source, medium, campaign, term, content, host(referrer), code(invite), noted_ms)
    return None if trace.is_empty else trace


def _storable(said: str) -> str:
    """No halves of letters, which `isprintable` refuses already, and no NUL: both come as nothing."""
    return said.encode("utf-8", "ignore").decode()


def _elsewhere(referrer: str, own_host: str) -> str:
    """The host of an address that is not ours."""
    try:
        parts = urlsplit(referrer)
        name = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or name == own_host:
        return ""
    return host(name)
