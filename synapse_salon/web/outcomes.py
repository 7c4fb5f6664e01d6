# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes over the wire in the end, and what becomes of refusals."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

import attrs
from synapse.module_api import SynapseRequest
from synapse.module_api.errors import Codes, SynapseError

from synapse_salon.database import SchemaNotReady
from synapse_salon.errors import BadInput, SalonError, TooMany, Unavailable
from synapse_salon.i18n import Language, Text, t
from synapse_salon.ids import new_id
from synapse_salon.web.call import Says
from synapse_salon.web.table import WrongMethod

logger = logging.getLogger(__name__)

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "X-Requested-With, Content-Type, Authorization, Date, Idempotency-Key",
}
"""As Synapse answers its own API: any origin, never with cookies."""


@attrs.frozen
class Outcome:
    """An answer, ready to be written."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = attrs.field(factory=dict)
    cookies: tuple[str, ...] = ()


@attrs.frozen
class Refusal:
    """A refusal, before it is written as JSON or as a page."""

    status: int
    errcode: str
    text: Text | str
    reason: str
    url: str | None = None
    problems: Mapping[str, Text] = attrs.field(factory=dict)
    extra: Mapping[str, object] = attrs.field(factory=dict)
    retry_after_ms: int | None = None
    synapse: Mapping[str, object] | None = None
    """Synapse's own words for it, passed through as they are."""

    headers: Mapping[str, str] = attrs.field(factory=dict)


def refusal_of(failure: Exception, where: str) -> Refusal:
    """What to answer. What nobody foresaw is logged under an id; the answer has the id and nothing else."""
    if isinstance(failure, SalonError):
        problems = failure.problems if isinstance(failure, BadInput) else {}
        retry = failure.retry_after_ms if isinstance(failure, TooMany) else None
        if isinstance(failure, Unavailable):
            retry = 5000
        headers = {"Allow": failure.allow} if isinstance(failure, WrongMethod) else {}
        return Refusal(
            failure.status,
            failure.errcode,
            failure.text,
            failure.reason,
            failure.url,
            problems,
            failure.extra,
            retry,
            headers=headers,
        )
    if isinstance(failure, SynapseError):
        retry_ms = getattr(failure, "retry_after_ms", None)
        return Refusal(
            failure.code,
            str(getattr(failure.errcode, "value", failure.errcode)),
            failure.msg,
            "limited" if failure.code == HTTPStatus.TOO_MANY_REQUESTS else "homeserver",
            retry_after_ms=retry_ms,
            synapse=failure.error_dict(None),
            headers=failure.headers or {},
        )
    if isinstance(failure, SchemaNotReady):
        return refusal_of(
            Unavailable(t("The house could not be opened. Its operators have been told."), "no_tables"), where
        )
    problem_id = new_id()
    logger.error("Request %s (%s) failed", where, problem_id, exc_info=failure)
    return Refusal(
        500,
        Codes.UNKNOWN.value,
        t("Something went wrong on our side. If it happens again, tell us this number: {id}", id=problem_id),
        "internal",
        extra={"id": problem_id},
    )


def as_json(refusal: Refusal, texts: Says, language: Language) -> Outcome:
    """The contract's error: `{"errcode", "error", "salon": {"reason", …}}`."""
    if refusal.synapse is not None:
        return json_outcome(refusal.status, refusal.synapse, _headers(refusal))
    salon: dict[str, object] = {**refusal.extra, "reason": refusal.reason}
    if refusal.url is not None:
        salon["url"] = refusal.url
    if refusal.problems:
        salon["problems"] = {path: texts.say(text, language) for path, text in refusal.problems.items()}
    said: dict[str, object] = {
        "errcode": refusal.errcode,
        "error": texts.say(refusal.text, language),
        "salon": salon,
    }
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS and refusal.retry_after_ms is not None:
        said["retry_after_ms"] = refusal.retry_after_ms
    return json_outcome(refusal.status, said, _headers(refusal))


def _headers(refusal: Refusal) -> dict[str, str]:
    headers = dict(refusal.headers)
    if refusal.retry_after_ms is not None:
        headers["Retry-After"] = str(max(1, -(-refusal.retry_after_ms // 1000)))
    return headers


def json_outcome(status: int, value: object, headers: Mapping[str, str] | None = None) -> Outcome:
    """A JSON answer, for any origin, kept by nobody."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    return Outcome(status, "application/json", body, {"Cache-Control": "no-store", **CORS, **(headers or {})})


def write(request: SynapseRequest, outcome: Outcome) -> None:
    """Send an answer; of a HEAD only the headers."""
    if (
        getattr(request, "channel", None) is None or request.startedWriting
    ):  # the client has gone, or Synapse answered already
        return
    request.setResponseCode(outcome.status)
    headers = {
        "Content-Type": outcome.content_type,
        "Content-Length": str(len(outcome.body)),
        "X-Content-Type-Options": "nosniff",
        **outcome.headers,
    }
    for name, value in headers.items():
        request.responseHeaders.setRawHeaders(name.encode("ascii"), [value.encode("latin-1", "replace")])
    for cookie in outcome.cookies:
        request.responseHeaders.addRawHeader(b"Set-Cookie", cookie.encode("ascii"))
    if request.method != b"HEAD":
        request.write(outcome.body)  # type: ignore[no-untyped-call]  # Twisted's
    request.finish()
