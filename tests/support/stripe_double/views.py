# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How objects are shown: without what only the double knows, and with other objects in the place of their ids where
that was asked for.

Source: https://docs.stripe.com/api/expanding_objects
"""

import copy
from typing import Any

from tests.support.stripe_double.billing import Billing
from tests.support.stripe_double.refusals import Refused
from tests.support.stripe_double.world import Thing, World

_KINDS = {
    "customer": "customer",
    "invoice": "invoice",
    "subscription": "subscription",
    "payment_intent": "payment_intent",
    "latest_charge": "charge",
    "charge": "charge",
    "latest_invoice": "invoice",
    "default_payment_method": "payment_method",
    "payment_method": "payment_method",
    "product": "product",
    "schedule": "subscription_schedule",
}
"""Which kind of object a field names."""


class Views:
    """Objects as they are answered."""

    def __init__(self, world: World, billing: Billing) -> None:
        self._world = world
        self._billing = billing

    def show(self, thing: Thing, expand: list[str]) -> Thing:
        """An object."""
        shown: Thing = _public(thing)
        for path in expand:
            self._expand(shown, path.split("."), path)
        return shown

    def show_list(self, things: list[Thing], given: Thing, url: str) -> Thing:
        """A page of a list."""
        limit = int(given.get("limit", 10))
        if not 1 <= limit <= 100:
            raise Refused("limit must be between 1 and 100", "limit")
        after = given.get("starting_after")
        if after is not None:
            refs = [thing["id"] for thing in things]
            if after not in refs:
                raise Refused(f"No such object: {after}", "starting_after", "resource_missing")
            things = things[refs.index(after) + 1 :]
        page = {
            "object": "list",
            "data": [_public(thing) for thing in things[:limit]],
            "has_more": len(things) > limit,
            "url": url,
        }
        for path in given.get("expand", []):
            self._expand(page, path.split("."), path)
        return page

    def _expand(self, shown: Any, steps: list[str], path: str) -> None:
        if isinstance(shown, list):
            for one in shown:
                self._expand(one, steps, path)
            return
        step, *rest = steps
        if step == "payments" and shown.get("object") == "invoice":
            payments = self._billing.payments_of(self._world.get("invoice", shown["id"]))
            shown[step] = {"object": "list", "data": [_public(one) for one in payments], "has_more": False}
        elif step not in shown:
            raise Refused(f"This property cannot be expanded ({path}).", "expand")
        elif step == "source":
            shown[step] = _public(self._world.find(shown[step]))
        elif isinstance(shown[step], str):
            if step not in _KINDS:
                raise Refused(f"This property cannot be expanded ({path}).", "expand")
            shown[step] = _public(self._world.get(_KINDS[step], shown[step]))
        if rest and shown[step] is not None:
            self._expand(shown[step], rest, path)


def _public(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {key: _public(value) for key, value in thing.items() if not key.startswith("_")}
    if isinstance(thing, list):
        return [_public(one) for one in thing]
    return copy.copy(thing)
