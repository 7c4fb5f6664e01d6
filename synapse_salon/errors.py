# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong, and how it is said.

    SalonError                    400  something we refuse, with words for a person
    ├── BadInput                  400  a value that would not work (which one, and what would)
    ├── NotSignedIn               401  we do not know who is asking
    ├── NotAllowed                403  we know, and they may not
    ├── NotFound                  404  there is no such thing, or none that they may know of
    ├── Conflict                  409  not in this state (already joined, already decided, full)
    ├── TooMany                   429  too often; says when to come back
    └── Unavailable               503  not now: still starting, or a bridge cannot be reached

Each maps to one HTTP answer and one reply in chat: `{"errcode", "error", "salon": {"reason", …}}`.
"""

from collections.abc import Mapping

from synapse_salon.i18n.text import Text


class SalonError(Exception):
    """Something we refuse, said in words for a person.

    Args:
        text: what to tell the person, translated when it is shown.
        reason: a stable word for programs, such as `lapsed`.
        url: a page where the person can do something about it.
        extra: further fields of the answer's `salon` object.
    """

    status = 400
    errcode = "M_BAD_JSON"
    reason = "bad_request"

    def __init__(
        self,
        text: Text,
        reason: str | None = None,
        url: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(text.msgid)
        self.text = text
        if reason is not None:
            self.reason = reason
        self.url = url
        self.extra = dict(extra or {})


class BadInput(SalonError):
    """A value that would not work. `problems` maps the path of a value to what would work."""

    status, errcode, reason = 400, "M_INVALID_PARAM", "bad_input"

    def __init__(
        self, text: Text, problems: Mapping[str, Text] | None = None, reason: str | None = None
    ) -> None:
        super().__init__(text, reason)
        self.problems = dict(problems or {})


class NotSignedIn(SalonError):
    """We do not know who is asking."""

    status, errcode, reason = 401, "M_MISSING_TOKEN", "not_signed_in"


class NotAllowed(SalonError):
    """We know who is asking, and they may not."""

    status, errcode, reason = 403, "M_FORBIDDEN", "not_allowed"


class NotFound(SalonError):
    """There is no such thing, or none that the one who asks may know of."""

    status, errcode, reason = 404, "M_NOT_FOUND", "not_found"


class Conflict(SalonError):
    """Not possible in the present state."""

    status, errcode, reason = 409, "M_CONFLICT", "conflict"


class TooMany(SalonError):
    """Asked too often; `retry_after_ms` says when to come back."""

    status, errcode, reason = 429, "M_LIMIT_EXCEEDED", "too_many"

    def __init__(self, text: Text, retry_after_ms: int) -> None:
        super().__init__(text)
        self.retry_after_ms = retry_after_ms


class Unavailable(SalonError):
    """Not now: the house is still starting, or a bridge cannot be reached. Asking again later is right."""

    status, errcode, reason = 503, "M_UNKNOWN", "unavailable"
