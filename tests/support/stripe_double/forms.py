# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bodies of Stripe's requests: `line_items[0][price]=price_1&metadata[order]=a` as nested values of strings."""

import re
from typing import Any
from urllib.parse import parse_qsl

from tests.support.stripe_double.refusals import Refused

_STEPS = re.compile(r"\[([^\]]*)\]")


def read_form(text: str) -> dict[str, Any]:
    """Nested dicts of what was sent; what has only numbers for keys is a list."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        first, *_ = name.split("[", 1)
        steps = [first, *_STEPS.findall(name)]
        place = found
        for step in steps[:-1]:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise Refused(f"Invalid object at {name}", name)
        if steps[-1] in place:
            raise Refused(f"{name} is there twice", name)
        place[steps[-1]] = value
    return {name: _listed(value) for name, value in found.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(inner) for key, inner in value.items()}
