# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Stripe answers to a request that it refuses.

Source: https://docs.stripe.com/api/errors
"""

from typing import Any


class Refused(Exception):
    """An error of Stripe's. `code` is a stable word where Stripe has one."""

    def __init__(
        self,
        message: str,
        param: str | None = None,
        code: str | None = None,
        status: int = 400,
        kind: str = "invalid_request_error",
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, "param": param, "code": code, **more}}


def missing(kind: str, ref: str) -> Refused:
    """There is no such object."""
    return Refused(f"No such {kind}: '{ref}'", "id", "resource_missing", 404)


def unknown_param(path: str) -> Refused:
    """A parameter that there is not."""
    return Refused(f"Received unknown parameter: {path}", path, "parameter_unknown")


def no_param(path: str) -> Refused:
    """A parameter that has to be there."""
    return Refused(f"Missing required param: {path}.", path, "parameter_missing")
