# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The payment inbox, between a provider that says too much, too little or nonsense and a feature that listens."""

from collections.abc import Awaitable
from typing import Any, ClassVar, TypeVar, cast

from synapse_salon.money import Money
from synapse_salon.payments import Counted, PaymentInbox
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import (
    Payments,
    PaymentState,
    ProviderEvent,
    ProviderUnavailable,
    Ref,
    SubscriptionState,
)
from tests.support.case import SalonTestCase
from tests.support.homeserver import Homeserver
from tests.support.waiting import eventually

R = TypeVar("R")
YEN = Money(1980, "JPY")
MINUTES = 60_000


def news(event_id: str, ref: str = "payment-1", created_ms: int = 1000) -> ProviderEvent:
    return ProviderEvent(event_id, "payment.succeeded", "payment", Ref(ref), created_ms, "{}")


def payment(ref: str, **other: Any) -> PaymentState:
    state: dict[str, Any] = {"status": "succeeded", "amount": YEN, "refunded": Money(0, "JPY"), **other}
    return PaymentState(ref=Ref(ref), order_id="order-1", subscription=None, made_ms=1000, **state)


class Provider:
    """A payment provider as it is seen through the port."""

    name = "double"

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.states: dict[str, PaymentState] = {}
        self.is_down = False
        self.listed: list[ProviderEvent] = []
        self.asked_since: list[int] = []

    async def fetch_payment(self, ref: Ref) -> PaymentState:
        self.fetched.append(ref)
        if self.is_down:
            raise ProviderUnavailable("down")
        return self.states.get(ref) or payment(ref)

    async def subscriptions(self, after: Ref | None, limit: int) -> list[SubscriptionState]:
        return []

    async def events_since(self, created_ms: int) -> list[ProviderEvent]:
        self.asked_since.append(created_ms)
        if self.is_down:
            raise ProviderUnavailable("down")
        return [event for event in self.listed if event.created_ms >= created_ms]


class InboxTestCase(SalonTestCase):
    modules: ClassVar = [{"module": "modules.foundation.Foundation", "config": {}}]

    async def begin(self) -> None:
        self.server: Homeserver = await self.start()
        self.platform = Platform.of(self.server.module_api)
        await eventually(lambda: self.platform.is_started, "the house is up")
        self.provider = Provider()
        self.heard: list[PaymentState] = []
        self.failing: list[Exception] = []
        self.inbox.serve(cast(Payments, self.provider))
        self.inbox.when("payment", self.listen)
        await self.ask(self.platform.timers.run_due())  # the list was read; the next time is in ten minutes
        self.provider.asked_since.clear()

    @property
    def inbox(self) -> PaymentInbox:
        return self.platform.payments_inbox

    async def listen(self, state: PaymentState) -> None:
        if self.failing:
            raise self.failing[-1]
        self.heard.append(state)

    async def ask(self, work: Awaitable[R]) -> R:
        async def asked() -> R:
            return await work

        return await self.server.inside(asked)

    async def tell(self, *events: ProviderEvent) -> list[bool]:
        """Record news as a webhook does, and have it acted upon."""
        first = [await self.ask(self.inbox.record(self.provider.name, event)) for event in events]
        await self.ask(self.inbox.drain())
        return first

    async def counted(self) -> Counted:
        return await self.ask(self.inbox.counted())

    async def later(self, ms: int) -> None:
        self.platform.clock.set_offset(self.platform.clock.offset_ms + ms)
        await self.ask(self.inbox.drain())


class Acting(InboxTestCase):
    async def test_the_state_that_is_so_now_is_what_counts(self) -> None:
        await self.begin()
        self.provider.states["payment-1"] = payment("payment-1", refunded=YEN)
        self.assertEqual(await self.tell(news("event-1")), [True])
        self.assertEqual([state.refunded for state in self.heard], [YEN])
        self.assertEqual(await self.counted(), Counted(new=0, parked=0))

    async def test_told_twice_it_is_acted_upon_once(self) -> None:
        await self.begin()
        self.assertEqual(await self.tell(news("event-1"), news("event-1")), [True, False])
        self.assertEqual(await self.tell(news("event-1")), [False])
        self.assertEqual(len(self.heard), 1)

    async def test_much_news_of_one_thing_is_asked_about_once(self) -> None:
        await self.begin()
        self.provider.is_down = True
        await self.tell(*(news(f"event-{n}", created_ms=5000 - n) for n in range(5)))
        self.assertEqual(self.heard, [])
        self.provider.is_down, self.provider.fetched[:] = False, []
        await self.later(MINUTES)
        self.assertEqual(self.provider.fetched, ["payment-1"])
        self.assertEqual(await self.counted(), Counted(new=0, parked=0))

    async def test_what_fails_does_not_hold_up_the_others(self) -> None:
        await self.begin()
        self.provider.states["payment-1"] = payment("payment-1", status="unknown")
        await self.tell(news("event-1"), news("event-2", "payment-2"))
        self.assertEqual([state.ref for state in self.heard], ["payment-2"])
        self.flush_complaints("PARKED")

    async def test_what_nobody_listens_to_is_done(self) -> None:
        await self.begin()
        await self.tell(ProviderEvent("event-1", "checkout.expired", "checkout", Ref("checkout-1"), 1, "{}"))
        self.assertEqual(await self.counted(), Counted(new=0, parked=0))


class Failing(InboxTestCase):
    async def test_a_provider_that_is_down_is_asked_again_with_growing_pauses(self) -> None:
        await self.begin()
        self.provider.is_down = True
        await self.tell(news("event-1"))
        for pause_ms in (5_000, 15_000, 45_000):
            before = len(self.provider.fetched)
            await self.later(pause_ms - 3_000)
            self.assertEqual(len(self.provider.fetched), before)
            await self.later(3_000)
            self.assertEqual(len(self.provider.fetched), before + 1)
        self.provider.is_down = False
        await self.later(3 * MINUTES)
        self.assertEqual(len(self.heard), 1)

    async def test_after_ten_tries_it_is_parked_said_loudly_and_can_be_taken_up_again(self) -> None:
        await self.begin()
        self.failing.append(RuntimeError("a fault of ours"))
        await self.tell(news("event-1"))
        for _ in range(12):
            await self.later(6 * 60 * MINUTES)
        self.assertEqual(len(self.provider.fetched), 10)
        self.assertEqual(await self.counted(), Counted(new=0, parked=1))
        self.assertEqual(len(self.flush_complaints("PARKED")), 1)
        self.assertIn("a fault of ours", "".join(self.flush_complaints()))
        self.failing.clear()
        self.assertEqual(await self.ask(self.inbox.unpark()), 1)
        self.assertEqual(len(self.heard), 1)
        self.assertEqual(await self.counted(), Counted(new=0, parked=0))

    async def test_much_news_in_bad_times_is_not_given_up_early(self) -> None:
        await self.begin()
        self.provider.is_down = True
        for n in range(12):
            await self.tell(news(f"event-{n}"))
        self.assertEqual(await self.counted(), Counted(new=12, parked=0))
        self.provider.is_down = False
        await self.later(5_000)
        self.assertEqual((len(self.heard), await self.counted()), (1, Counted(new=0, parked=0)))

    async def test_a_status_that_nobody_knows_is_parked_at_once(self) -> None:
        await self.begin()
        self.provider.states["payment-1"] = payment("payment-1", status="unknown")
        await self.tell(news("event-1"))
        self.assertEqual((self.heard, await self.counted()), ([], Counted(new=0, parked=1)))
        self.assertEqual(len(self.flush_complaints("PARKED")), 1)

    async def test_what_was_recorded_survives_a_restart(self) -> None:
        await self.begin()
        self.provider.is_down = True
        await self.tell(news("event-1"))
        provider = self.provider
        await self.server.restart()
        self.platform = Platform.of(self.server.module_api)
        provider.is_down = False
        self.inbox.serve(cast(Payments, provider))
        self.inbox.when("payment", self.listen)
        await self.later(MINUTES)
        self.assertEqual(len(self.heard), 1)


class Reconciling(InboxTestCase):
    async def test_lost_news_is_found_in_the_provider_s_list(self) -> None:
        await self.begin()
        hour = 60 * MINUTES
        self.provider.listed = [
            news("event-1", created_ms=10 * hour),
            news("event-2", "payment-2", 11 * hour),
        ]
        await self.tell(news("event-1", created_ms=10 * hour))
        self.assertEqual(await self.ask(self.inbox.reconcile()), 1)
        self.assertEqual([state.ref for state in self.heard], ["payment-1", "payment-2"])
        self.assertEqual(await self.ask(self.inbox.reconcile()), 0)
        self.assertEqual(self.provider.asked_since, [0, 10 * hour])

    async def test_a_list_that_cannot_be_read_is_read_another_time(self) -> None:
        await self.begin()
        self.provider.listed, self.provider.is_down = [news("event-1")], True
        with self.assertRaises(ProviderUnavailable):
            await self.ask(self.inbox.reconcile())
        self.provider.is_down = False
        self.assertEqual(await self.ask(self.inbox.reconcile()), 1)

    async def test_it_is_read_every_ten_minutes(self) -> None:
        await self.begin()
        for minutes, times in ((9, 0), (1, 1), (10, 2)):
            self.platform.clock.set_offset(self.platform.clock.offset_ms + minutes * MINUTES)
            await self.ask(self.platform.timers.run_due())
            self.assertEqual(len(self.provider.asked_since), times)
