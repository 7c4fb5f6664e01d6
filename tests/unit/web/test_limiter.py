# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Buckets that empty and fill again."""

from twisted.trial.unittest import TestCase

from synapse_salon.clock import Clock
from synapse_salon.errors import TooMany
from synapse_salon.web import limiter
from synapse_salon.web.limiter import Limit, Limiter, Limits, by_address


class StillClock(Clock):
    ms = 1_767_225_600_000

    def now_ms(self) -> int:
        return self.ms


class Taking(TestCase):
    def setUp(self) -> None:
        self.clock = StillClock()
        limits = Limits(sign_in=Limit(per_second=0.5, burst=2), read=Limit(per_second=1.0, burst=3))
        self.limiter = Limiter(self.clock, limits)

    def wait(self, ms: int) -> None:
        self.clock.ms += ms

    def test_so_many_at_once_and_then_one_after_the_other(self) -> None:
        self.limiter.take("sign_in", "aiko")
        self.limiter.take("sign_in", "aiko")
        refusal = self.assertRaises(TooMany, self.limiter.take, "sign_in", "aiko")
        self.assertEqual((refusal.retry_after_ms, refusal.text.values), (2000, {"n": 2}))
        self.wait(1999)
        self.assertRaises(TooMany, self.limiter.take, "sign_in", "aiko")
        self.wait(1)
        self.limiter.take("sign_in", "aiko")
        self.assertRaises(TooMany, self.limiter.take, "sign_in", "aiko")

    def test_coming_back_when_told_is_enough(self) -> None:
        for _ in range(3):
            self.limiter.take("read", "aiko")
        refusal = self.assertRaises(TooMany, self.limiter.take, "read", "aiko")
        self.wait(refusal.retry_after_ms)
        self.limiter.take("read", "aiko")

    def test_people_and_kinds_do_not_share(self) -> None:
        for _ in range(2):
            self.limiter.take("sign_in", "aiko")
        self.limiter.take("sign_in", "ben")
        self.limiter.take("read", "aiko")

    def test_several_kinds_are_counted_together_or_not_at_all(self) -> None:
        limiter = Limiter(self.clock, {"word": Limit.of(2, 60_000), "link": Limit.of(1, 3_600_000)})
        for _ in range(3):
            self.assertIsNone(limiter.lacks(["link", "word"], "eva"))  # whoever only asks takes nothing
        self.assertIsNone(limiter.short_of(["link", "word", "unknown"], "eva"))
        self.assertEqual(limiter.short_of(["word", "link"], "eva"), ("link", 3_600_000))
        self.assertIsNone(limiter.short_of(["word"], "eva"))  # what was refused did not count
        self.assertEqual(limiter.short_of(["word"], "eva"), ("word", 30_000))
        self.assertIsNone(limiter.short_of(["word", "link"], "fay"))
        self.wait(60_000)
        for _ in range(2):
            self.assertIsNone(limiter.short_of(["word"], "eva"))
        self.wait(3_600_000)
        self.assertIsNone(limiter.short_of(["word", "link"], "eva"))

    def test_a_limit_of_none_lets_nothing_pass_however_long_one_waits(self) -> None:
        limiter = Limiter(self.clock, {"file": Limit.of(0, 3_600_000)})
        for _ in range(2):
            self.assertEqual(limiter.short_of(["file"], "eva"), ("file", 86_400_000))
            self.wait(10**9)
        self.assertRaises(TooMany, limiter.take, "file", "eva")

    def test_machines_are_not_held(self) -> None:
        for _ in range(1000):
            self.limiter.take("machine", "127.0.0.1")

    def test_it_never_fills_above_its_brim_and_time_does_not_run_back(self) -> None:
        self.wait(10**9)
        for _ in range(2):
            self.limiter.take("sign_in", "aiko")
        self.wait(-(10**6))
        self.assertRaises(TooMany, self.limiter.take, "sign_in", "aiko")

    def test_it_does_not_grow_without_end(self) -> None:
        self.patch(limiter, "MOST", 10)
        for n in range(100):
            self.limiter.take("read", f"person {n}")
        self.assertLessEqual(len(self.limiter._buckets), 10)


class Addresses(TestCase):
    def test_a_household_has_one(self) -> None:
        self.assertEqual(by_address("203.0.113.7"), "203.0.113.7")
        self.assertEqual(by_address("2001:db8:1:2:3:4:5:6"), by_address("2001:db8:1:2::1"))
        self.assertNotEqual(by_address("2001:db8:1:2::1"), by_address("2001:db8:1:3::1"))
        self.assertEqual(by_address("::ffff:203.0.113.7"), "203.0.113.7")
        self.assertEqual(by_address("unix"), "unix")
