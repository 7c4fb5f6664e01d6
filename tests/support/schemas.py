# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Synapse judges its own schema of power levels anew with each event of them, which takes longer than the event."""

from typing import Any

from synapse.events.validator import POWER_LEVELS_SCHEMA, POWER_LEVELS_VALIDATOR

_plain = POWER_LEVELS_VALIDATOR.check_schema
_judged: list[Any] = []


def judge_once() -> None:
    """Have the schema judged once in this process; events are judged by it each time."""
    POWER_LEVELS_VALIDATOR.check_schema = _check  # type: ignore[method-assign]  # for all servers of this process


def _check(schema: Any, *args: Any, **kwargs: Any) -> None:
    if schema is POWER_LEVELS_SCHEMA and _judged:
        return
    _plain(schema, *args, **kwargs)
    if schema is POWER_LEVELS_SCHEMA:
        _judged.append(schema)
