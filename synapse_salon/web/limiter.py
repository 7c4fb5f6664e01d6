# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often somebody may ask: one limiter for pages, API, the bot and what guests say.

It lives in memory, per process, like a cache: it holds back a person or an address that asks too often, and
forgets at a restart. With several workers each counts for itself, so that the limits are per worker. What must
be counted exactly (uses of a code, seats) is counted in the database by whoever owns it.
"""

import math
from collections.abc import Iterable, Mapping
from ipaddress import IPv6Address, ip_address
from typing import Literal, Self

import attrs
from pydantic import Field

from synapse_salon.clock import DAY_MS, Clock
from synapse_salon.errors import TooMany
from synapse_salon.i18n import t
from synapse_salon.settings import Settings

Pace = Literal["sign_in", "guess", "change", "contact", "read", "machine"]
"""Kinds of requests that share a limit; `machine` (webhooks, the homeserver, files) has none."""

MOST = 50_000
"""Buckets kept; above, the full ones (which say nothing) are dropped, and then the oldest."""


class Limit(Settings):
    """A bucket: `burst` at once, refilled with `per_second`."""

    per_second: float = Field(gt=0)
    """Requests a second in the long run."""

    burst: int = Field(ge=0)
    """Requests at once; with 0 there are none at all."""

    @classmethod
    def of(cls, most: int, within_ms: int) -> Self:
        """So many at once, and as many again, one after the other, in each such time."""
        return cls(per_second=max(most, 1) * 1000 / within_ms, burst=most)


class Limits(Settings):
    """How often one person, or one address that is not signed in, may ask. Counted per process."""

    sign_in: Limit = Limit(per_second=1.0, burst=60)
    """Tries to sign in, in whichever way, from one address: a school or a mobile carrier is one for many people."""

    guess: Limit = Limit(per_second=0.1, burst=10)
    """Passwords tried on the pages for one account, from wherever."""

    change: Limit = Limit(per_second=1.0, burst=30)
    """Forms and API requests that change something, by one person; who is not signed in counts by address."""

    contact: Limit = Limit(per_second=0.02, burst=10)
    """Messages to a salon from its page, which need no account, from one address or by one person."""

    read: Limit = Limit(per_second=20.0, burst=200)
    """Pages and API requests that only look, counted in the same way."""


@attrs.define
class _Bucket:
    left: float
    at_ms: int


class Limiter:
    """Token buckets by kind of request and by who asks."""

    def __init__(self, clock: Clock, limits: Limits | Mapping[str, Limit] | None = None) -> None:
        """`limits` by kind of request; a kind that it does not know is not limited."""
        self._clock = clock
        self.limits: Limits | Mapping[str, Limit] = limits if limits is not None else Limits()
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def take(self, pace: str, who: str) -> None:
        """Count one request of `who` (a user id, an address, an account's name).

        Raises:
            TooMany: with the milliseconds after which one more is possible.
        """
        short = self.short_of([pace], who)
        if short is not None:
            wait_ms = short[1]
            seconds = max(1, math.ceil(wait_ms / 1000))
            raise TooMany(t("That was too often. Please try again in {n} seconds.", n=seconds), wait_ms)

    def short_of(self, paces: Iterable[str], who: str) -> tuple[str, int] | None:
        """Count one request of several kinds at once: all of them or, where one is used up, none.

        Answers that one, and after how many ms one more is possible; None where it was counted.
        """
        wanted = list(paces)
        short = self.lacks(wanted, who)
        if short is None:
            for pace in wanted:
                if (limit := self._limit(pace)) is not None:
                    self._filled(pace, who, limit).left -= 1
        return short

    def lacks(self, paces: Iterable[str], who: str) -> tuple[str, int] | None:
        """The answer of `short_of`, with nothing counted."""
        for pace in paces:
            limit = self._limit(pace)
            if limit is None:
                continue
            left = self._filled(pace, who, limit).left
            if left < 1:
                return pace, math.ceil((1 - left) / limit.per_second * 1000) if limit.burst else DAY_MS
        return None

    def _limit(self, pace: str) -> Limit | None:
        limits = self.limits
        return limits.get(pace) if isinstance(limits, Mapping) else getattr(limits, pace, None)

    def _filled(self, pace: str, who: str, limit: Limit) -> _Bucket:
        now_ms = self._clock.now_ms()
        bucket = self._buckets.get((pace, who))
        if bucket is None:
            if len(self._buckets) >= MOST:
                self._forget(now_ms)
            bucket = self._buckets[(pace, who)] = _Bucket(float(limit.burst), now_ms)
        else:
            bucket.left = self._left(limit, bucket, now_ms)
            bucket.at_ms = now_ms
        return bucket

    @staticmethod
    def _left(limit: Limit, bucket: _Bucket, now_ms: int) -> float:
        return min(float(limit.burst), bucket.left + max(0, now_ms - bucket.at_ms) / 1000 * limit.per_second)

    def _forget(self, now_ms: int) -> None:
        for key, bucket in list(self._buckets.items()):
            limit = self._limit(key[0])
            if limit is None or self._left(limit, bucket, now_ms) >= limit.burst:
                del self._buckets[key]
        for key in list(self._buckets)[: max(0, len(self._buckets) - MOST // 2)]:
            del self._buckets[key]


def by_address(address: str) -> str:
    """What stands for an IP address in the limiter: of IPv6 the /64, which one household has whole."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> 64 << 64)) + "/64"
    return str(found)
