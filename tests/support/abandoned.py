# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests that a server has not answered when it stops.

A process that ends takes them along. In ours they would sleep on and be collected as garbage in the middle of a later
test, where their last words (Synapse sets the log context of the request once more) fall on whatever runs then.
"""

import gc

from synapse.http import request_metrics
from synapse.logging.context import LoggingContextOrSentinel, current_context, set_current_context

_before: list[LoggingContextOrSentinel] = []


def _keep_log_context(phase: str, _: dict[str, int]) -> None:
    if phase == "start":
        _before.append(current_context())
    elif _before:
        set_current_context(_before.pop())


def forget_requests() -> None:
    """Collect the requests that nobody will answer any more. Takes a fifth of a second, so only if there are any."""
    if request_metrics._in_flight_requests:
        gc.collect()


def collect_quietly() -> None:
    """Have every garbage collection leave the log context as it was; once a process is enough."""
    if _keep_log_context not in gc.callbacks:
        gc.callbacks.append(_keep_log_context)
        gc.collect()
        gc.freeze()  # modules and classes stay for good: half a million objects that no collection looks at again
        gc.set_threshold(20_000, 20, 10)
