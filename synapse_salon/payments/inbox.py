# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records what a payment bridge reports, asks the provider what is so now, and hands that on."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, overload

from twisted.internet.defer import CancelledError

from synapse_salon import ids
from synapse_salon.clock import HOUR_MS, MINUTE_MS, Clock
from synapse_salon.database import Database, Txn
from synapse_salon.payments import store
from synapse_salon.payments.orphans import live_subscriptions, warning
from synapse_salon.payments.store import Counted, Subject, Tried
from synapse_salon.ports.payments import (
    CheckoutState,
    NotSupported,
    ObjectKind,
    ObjectState,
    PayerState,
    PaymentFailure,
    Payments,
    PaymentState,
    ProviderEvent,
    Ref,
    SubscriptionState,
)
from synapse_salon.timers import Timers
from synapse_salon.turns import Turns

logger = logging.getLogger(__name__)
BATCH = 50
TRIES = 10
LONGEST_PAUSE_MS = 6 * HOUR_MS
RECONCILE_EVERY_MS = 10 * MINUTE_MS
OVERLAP_MS = HOUR_MS
"""How far behind the newest known news the provider's list is read again: lists lag behind."""


class PaymentInbox:
    """News of the payment provider's objects, between the webhook and the features.

    A bridge calls `serve` at the start and `record` from its webhook. A feature calls `when` for each kind
    of object it keeps books about. On the process that runs background tasks the inbox then takes up each
    object with news, fetches its present state and gives it to the listener: nothing is decided from what
    a notification says, so that repeated, reordered and late ones do no harm. A listener applies the state in
    a transaction of its own, as a function of its row and that state, because it may be given the same twice.

    What fails is tried again after 5 s, 15 s, 45 s … six hours, ten times in all (over ten hours), and then
    parked: kept, counted and logged as an error, for a person to look at.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        timers: Timers,
        keep: Callable[[str, PaymentState], Awaitable[None]],
    ) -> None:
        """`keep` writes down what a provider says of a payment, for the books of every feature."""
        self._keep = keep
        self._database = database
        self._clock = clock
        self._timers = timers
        self._listeners: dict[ObjectKind, list[Callable[[Any], Awaitable[None]]]] = {}
        self._providers: dict[str, Payments] = {}
        self._turns = Turns()
        self.wake: Callable[[], None] = lambda: None

    @overload
    def when(
        self, kind: Literal["checkout"], listener: Callable[[CheckoutState], Awaitable[None]]
    ) -> None: ...
    @overload
    def when(
        self, kind: Literal["subscription"], listener: Callable[[SubscriptionState], Awaitable[None]]
    ) -> None: ...
    @overload
    def when(self, kind: Literal["payment"], listener: Callable[[PaymentState], Awaitable[None]]) -> None: ...
    @overload
    def when(self, kind: Literal["payer"], listener: Callable[[PayerState], Awaitable[None]]) -> None: ...
    def when(self, kind: ObjectKind, listener: Callable[[Any], Awaitable[None]]) -> None:
        """Give the state of every object of `kind` that there is news about to `listener`, which passes over what is
        not its own. Where one of several fails, all are given it again."""
        self._listeners.setdefault(kind, []).append(listener)

    def serve(self, provider: Payments) -> None:
        """Work for this provider too; reads each one's own list of news every ten minutes, for what got lost."""
        if provider.name in self._providers:
            raise ValueError(f"The inbox works for {provider.name} already")
        if not self._providers:
            self._timers.every(RECONCILE_EVERY_MS, "payments.reconcile", self._reconcile_on_time)
        self._providers[provider.name] = provider

    async def record(self, provider: str, event: ProviderEvent) -> bool:
        """Write news of a provider down, and nothing else; answers whether it came for the first time.

        The only thing a webhook does once the signature is checked. Works in every process.
        """
        return await self._record(provider, [event]) == 1

    def record_in(self, txn: Txn, provider: str, event: ProviderEvent) -> bool:
        """As `record`, in the transaction of a bridge that is itself what the news is about."""
        return self._write(txn, provider, (event,)) == 1

    async def reconcile(self) -> int:
        """Record what the providers' own lists know and the inbox does not, and act upon it; answers how many.

        Raises:
            ProviderUnavailable: a list could not be read; nothing is lost by asking later.
        """
        missed, failures = 0, list[PaymentFailure]()
        for provider in self._serving():
            try:
                missed += await self._read_list(provider)
            except PaymentFailure as failure:  # holds up no other provider
                failures.append(failure)
        await self.drain()
        if failures:
            raise failures[0]
        return missed

    async def _read_list(self, provider: Payments) -> int:
        since = await self._database.run("salon_payments_cursor", store.cursor, provider.name)
        listed = await provider.events_since(max(0, since - OVERLAP_MS))
        missed = 0
        for at in range(0, len(listed), BATCH):
            missed += await self._record(provider.name, listed[at : at + BATCH])
        if listed:
            newest = max(event.created_ms for event in listed)
            await self._database.run("salon_payments_read", store.move_cursor, provider.name, newest)
        if missed:
            logger.info("%s had %s news that no notification told of", provider.name, missed)
        return missed

    async def _reconcile_on_time(self) -> None:
        try:
            await self.reconcile()
        except PaymentFailure as failure:  # its own outage is no trouble of the house
            logger.warning("A payment provider cannot be asked for its news: %s", failure)

    async def look_at(self, provider: Payments, kind: ObjectKind, ref: Ref) -> None:
        """Act upon an object as if there were news of it. Only for the process that runs background tasks."""
        now_ms = self._clock.now_ms()
        news = ProviderEvent(f"look_{ids.new_id()}", "looked at", kind, ref, now_ms, "{}")
        await self.record(provider.name, news)
        await self.drain()

    async def unpark(self) -> int:
        """Take up again what was parked; answers how many."""
        found = 0
        for provider in self._serving():
            found += await self._database.run(
                "salon_payments_unpark", store.unpark, provider.name, self._clock.now_ms()
            )
        await self.drain()
        return found

    async def look_for_orphans(self) -> None:
        """At the start: say loudly that money is taken for which no module answers."""
        if "subscription" in self._listeners:
            return
        for provider in self._providers.values():
            try:
                live = await live_subscriptions(provider)
            except PaymentFailure as failure:  # its own outage is no trouble of the house
                logger.warning("%s cannot be asked what it charges: %s", provider.name, failure)
                continue
            if live:
                logger.error("%s", warning(len(live)))

    async def counted(self) -> Counted:
        """How much waits and how much is parked; nothing where there is no provider."""
        found = [
            await self._database.run("salon_payments_count", store.count, name) for name in self._providers
        ]
        return Counted(new=sum(one.new for one in found), parked=sum(one.parked for one in found))

    async def drain(self) -> None:
        """Act upon what is due. Whatever was recorded before the call has been tried when it returns.

        Only for the process that runs background tasks.
        """
        if not self._providers:
            return
        async with self._turns.turn():
            for provider in tuple(self._providers.values()):
                await self._drain(provider)

    async def _drain(self, provider: Payments) -> None:
        while True:
            batch = await self._database.run(
                "salon_payments_due", store.due, provider.name, self._clock.now_ms(), BATCH
            )
            for subject in batch:
                await self._take_up(provider, subject)
            if not batch:
                return

    async def drain_soon(self) -> None:
        """As `drain`, but leaves it to a drain that somebody waits for already."""
        if not self._turns.somebody_waits:
            await self.drain()

    async def _record(self, provider: str, events: Sequence[ProviderEvent]) -> int:
        return await self._database.run_contended(
            "salon_payments_record", self._write, provider, tuple(events)
        )

    def _write(self, txn: Txn, provider: str, events: tuple[ProviderEvent, ...]) -> int:
        now_ms = self._clock.now_ms()
        first = sum(store.record(txn, provider, event, now_ms) for event in events)
        if first:
            txn.after_commit(self.wake)
        return first

    async def _take_up(self, provider: Payments, subject: Subject) -> None:
        listeners = self._listeners.get(subject.object_kind)
        try:
            if listeners:
                state = await _fetch(provider, subject)
                if state.status == "unknown":
                    raise NotSupported("the provider's status is not one that we know")
                if isinstance(state, PaymentState):
                    await self._keep(provider.name, state)
                for listener in listeners:
                    await listener(state)
        except CancelledError:  # the homeserver is going down; the news is there at the next start
            raise
        except Exception as failure:
            await self._database.run(
                "salon_payments_failed", self._failed, provider.name, subject, failure, self._clock.now_ms()
            )
        else:
            await self._database.run("salon_payments_settle", store.settle, provider.name, subject)

    def _failed(self, txn: Txn, provider: str, subject: Subject, failure: Exception, now_ms: int) -> None:
        why = f"{type(failure).__name__}: {failure}"
        for news in subject.news:
            if not news.is_due:
                continue  # it has its own next try
            if isinstance(failure, NotSupported) or news.attempts + 1 >= TRIES:
                store.park(txn, provider, news, why)
                txn.after_commit(self._say_parked, provider, subject, news, why)
            else:
                pause_ms = min(5000 * 3**news.attempts, LONGEST_PAUSE_MS)
                store.put_off(txn, provider, news, now_ms + pause_ms, why)
                txn.after_commit(self._say_put_off, subject, failure, pause_ms)

    @staticmethod
    def _say_put_off(subject: Subject, failure: Exception, pause_ms: int) -> None:
        words = "%s %s: %s: %s; again in %s ms"
        what = (subject.object_kind, subject.object_ref, type(failure).__name__, failure, pause_ms)
        if isinstance(failure, PaymentFailure):
            logger.warning(words, *what)
        else:
            logger.error(words, *what, exc_info=failure)

    @staticmethod
    def _say_parked(provider: str, subject: Subject, news: Tried, why: str) -> None:
        logger.error(
            "PARKED: %s of %s about %s %s needs a person: %s. When the cause is mended,"
            " `python -m synapse_salon reconcile` takes it up again",
            news.event_id,
            provider,
            subject.object_kind,
            subject.object_ref,
            why,
        )

    def _serving(self) -> tuple[Payments, ...]:
        if not self._providers:
            raise RuntimeError("No payment bridge serves the inbox")
        return tuple(self._providers.values())


async def _fetch(provider: Payments, subject: Subject) -> ObjectState:
    match subject.object_kind:
        case "checkout":
            return await provider.fetch_checkout(subject.object_ref)
        case "subscription":
            return await provider.fetch_subscription(subject.object_ref)
        case "payment":
            return await provider.fetch_payment(subject.object_ref)
        case "payer":
            return PayerState(subject.object_ref)
