# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Stripe keeps: its objects, its clock, what it was asked before, and the events it tells of."""

import copy
import itertools
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import stripe

from tests.support.stripe_double.refusals import Refused, missing

Thing = dict[str, Any]
"""An object of Stripe's, as its JSON."""

KEYS_KEPT_S = 24 * 3600
"""How long an idempotency key is remembered. Source: https://docs.stripe.com/api/idempotent_requests"""
PREFIXES = {
    "customer": "cus",
    "product": "prod",
    "price": "price",
    "coupon": "coupon",
    "discount": "di",
    "checkout.session": "cs_test",
    "subscription": "sub",
    "subscription_item": "si",
    "subscription_schedule": "sub_sched",
    "invoice": "in",
    "invoice_payment": "inpay",
    "payment_intent": "pi",
    "setup_intent": "seti",
    "payment_method": "pm",
    "charge": "ch",
    "refund": "re",
    "balance_transaction": "txn",
    "dispute": "dp",
    "payout": "po",
    "billing_portal.configuration": "bpc",
    "billing_portal.session": "bps",
    "account": "acct",
    "account_link": "link",
    "application_fee": "fee",
    "event": "evt",
}


@attrs.define
class Asked:
    """A request that was carried out under an idempotency key."""

    content: str
    status: int
    answer: Thing
    at_s: int


class World:
    """One account of Stripe's, in test mode. Times are in whole seconds, as on Stripe's wire."""

    def __init__(self, house: "World | None" = None) -> None:
        """Of `house` it is an account that is connected with it."""
        self.house = house
        self.secret_key = f"sk_test_{secrets.token_hex(12)}"
        self.webhook_secret = f"whsec_{secrets.token_hex(16)}"
        self.base_url = ""
        self.untold: deque[Thing] = deque()
        """Events that no webhook was told of yet."""
        self.retries_days = (3, 5, 7)
        """When a failed renewal is tried again, in days after the first try: a setting of the account."""
        self._offset_s = house._offset_s if house is not None else 0
        self._at_s: int | None = None
        self._numbers = itertools.count(1)
        self._things: dict[str, dict[str, Thing]] = {kind: {} for kind in PREFIXES}
        self._asked: dict[str, Asked] = {}

    def now_s(self) -> int:
        """Stripe's time; while time is made to pass, the moment of what happens then."""
        return int(time.time()) + self._offset_s if self._at_s is None else self._at_s

    def pass_s(self, seconds: int, due: Callable[[], Iterator[tuple[int, Callable[[], None]]]]) -> None:
        """Let time pass; `due` tells what will happen when, and is asked anew after each thing that happened."""
        end_s = self.now_s() + seconds
        while True:
            waiting = [one for one in due() if one[0] <= end_s]
            if not waiting:
                break
            self._at_s, happen = min(waiting, key=lambda one: one[0])
            happen()
        self._at_s = None
        self._offset_s += seconds

    def new(self, kind: str, **fields: Any) -> Thing:
        """A new object."""
        ref = f"{PREFIXES[kind]}_{next(self._numbers):08d}{secrets.token_hex(4)}"
        thing = {
            "id": ref,
            "object": kind,
            "created": self.now_s(),
            "livemode": False,
            "metadata": {},
            **fields,
        }
        self._things[kind][ref] = thing
        return thing

    def get(self, kind: str, ref: str) -> Thing:
        """An object. Raises Refused: there is none."""
        try:
            return self._things[kind][ref]
        except KeyError:
            raise missing(kind, ref) from None

    def has(self, ref: str) -> bool:
        """Whether there is such an object."""
        return any(ref in things for things in self._things.values())

    def find(self, ref: str) -> Thing:
        """An object of whatever kind. Raises Refused: there is none."""
        for things in self._things.values():
            if ref in things:
                return things[ref]
        raise missing("object", ref)

    def every(self, kind: str) -> list[Thing]:
        """All objects of a kind, the newest first, as Stripe lists them."""
        return list(reversed(self._things[kind].values()))

    def tell(self, kind: str, thing: Thing, before: Thing | None = None) -> None:
        """Something happened to an object; `before` is what of it was otherwise."""
        self.untold.append(
            self.new(
                "event",
                type=kind,
                api_version=stripe.api_version,
                data={"object": copy.deepcopy(thing)} | ({"previous_attributes": before} if before else {}),
                pending_webhooks=1,
                request={"id": None, "idempotency_key": None},
            )
        )

    def asked_before(self, key: str, content: str) -> Asked | None:
        """What was answered under an idempotency key. Raises Refused: something else was asked under it."""
        found = self._asked.get(key)
        if found is None or found.at_s + KEYS_KEPT_S < self.now_s():
            return None
        if found.content != content:
            raise Refused(
                "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                kind="idempotency_error",
            )
        return found

    def remember(self, key: str, content: str, status: int, answer: Thing) -> None:
        """Keep what was answered under an idempotency key."""
        self._asked[key] = Asked(content, status, copy.deepcopy(answer), self.now_s())


def truth(value: Any, otherwise: bool = False) -> bool:
    """A boolean parameter."""
    return otherwise if value is None else value == "true"
