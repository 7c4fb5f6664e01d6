# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares memberships with what the payment provider has; what differs is mended the way its news goes."""

from collections.abc import Awaitable, Callable

import attrs

from modules.membership.domain import changes, closing, plan_changes
from modules.membership.domain.application import Application
from modules.membership.domain.changes import Change, Member, Terms
from modules.membership.service.records import Records
from modules.membership.service.settlement import Settlement
from modules.membership.service.unwanted import COMPARED, is_in_vain
from modules.membership.store import comparing
from modules.membership.store.comparing import Subscribed
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.happenings import ClosingReached, Happening, PaymentUnwanted, SubscriptionUnwanted
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.ports.payments import (
    CheckoutState,
    ObjectKind,
    Payments,
    PaymentState,
    ProviderUnavailable,
    Ref,
    Rejected,
    SubscriptionState,
)
from synapse_salon.purchases import Paid
from synapse_salon.reconcile import Compared, Drift, Found, Remote
from synapse_salon.reconcile.drift import Kind

Mend = Callable[[], Awaitable[object]]
_OWES = (Standing.PAST_DUE, Standing.READ_ONLY)


class Comparing:
    """Looks, and changes nothing by itself."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        payments: Payments,
        records: Records,
        settlement: Settlement,
        terms: Terms,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._payments = payments
        self._records = records
        self._settlement = settlement
        self._terms = terms

    async def compare(self, remote: Remote) -> Compared:
        """Members against subscriptions and payments, in both directions."""
        checked, found = 0, list[Found]()
        for ref in sorted(remote.paid):
            found += await self._in_vain(remote, ref)
        if remote.provider.name != self._payments.name:
            return Compared(0, tuple(found))
        for state in remote.subscriptions:
            found += await self._subscription(state)
        known = {state.ref for state in remote.subscriptions}
        holders = await self._db.run("salon_compare_holders", comparing.holders, remote.asked_ms)
        for subscription, salon_id, user_id in holders:
            checked += 1
            if Ref(subscription) not in known:
                drift = await self._drift("subscription_not_found", subscription, salon_id, user_id)
                found.append(Found(drift))
        for application in await self._db.run("salon_compare_once", comparing.paid_once, remote.asked_ms):
            checked += 1
            found += await self._paid_once(application)
        for application in await self._db.run("salon_compare_paying", comparing.being_paid):
            checked += 1
            found += await self._being_paid(application)
        return Compared(checked, tuple(found))

    async def _subscription(self, state: SubscriptionState) -> list[Found]:
        known = await self._db.run("salon_compare_subscription", comparing.subscribed, state)
        if known.holder is not None:
            return await self._held(state, known, known.holder)
        if state.status in ("ended", "pending", "unknown") or known.application is None:
            return []
        application, member = known.application, known.member
        if application.state not in ("paid", "refused"):
            return [await self._news("payer_without_access", "checkout", application.checkout, application)]
        is_theirs = member is not None and member.application_id == application.id
        if member is not None and is_theirs and member.standing.is_inside and member.subscription is None:
            return [await self._found("news_missed", state.ref, member, lambda: self._attach(state))]
        if member is not None:
            back = changes.paid_after_all(member, application.id, state, self._terms, self._now())
            if changes.lacked_a_payment(known.last_cause) and back.member is not member:
                return [await self._unwanted("payer_without_access", state, application, known.last_cause)]
        kind: Kind = "live_after_leaving"
        salon = await self._salons.by_id(application.salon_id)
        if await self._settlement.is_gone(application.user_id):
            kind = "live_account_gone"
        elif salon is None or salon.is_closed:
            kind = "live_salon_closed"
        return [await self._unwanted(kind, state, application, f"{COMPARED}{ids.new_id()}")]

    async def _held(self, state: SubscriptionState, known: Subscribed, holder: Member) -> list[Found]:
        if state.status in ("pending", "unknown"):
            return []
        salon = await self._salons.by_id(holder.salon_id)
        if state.status != "ended" and await self._settlement.is_gone(holder.user_id):
            return [await self._news("live_account_gone", "subscription", state.ref, holder)]
        if state.status != "ended" and (salon is None or salon.is_closed):
            reached = ClosingReached(
                salon_id=holder.salon_id,
                user_id=holder.user_id,
                closing_id=known.ending.closing_id if known.ending is not None else "compared",
            )
            return [await self._found("live_salon_closed", state.ref, holder, lambda: self._say(reached))]
        plans = await self._salons.plans(holder.salon_id)
        change = closing.subscribed(holder, state, self._terms, self._now(), known.ending, "payment")
        after = plan_changes.followed(change, state, plans).member
        if _shown(after) == _shown(holder):
            return []
        kind: Kind = "news_missed"
        if after.standing is not holder.standing:
            if not after.standing.is_inside or after.standing in _OWES:
                kind = "member_without_payment"
            elif holder.standing in _OWES:
                kind = "payer_without_access"
        return [await self._news(kind, "subscription", state.ref, holder)]

    async def _attach(self, state: SubscriptionState) -> None:
        """A member's row lost its subscription."""
        found = await self._db.run("salon_compare_attach", self._attach_in, state)
        if found is not None:
            await self._records.forget(found.salon_id, found.user_id)
            await self._settlement.subscription(state)

    def _attach_in(self, txn: Txn, state: SubscriptionState) -> Member | None:
        known = comparing.subscribed(txn, state)
        member, application = known.member, known.application
        if known.holder is not None or member is None or application is None:
            return None
        if member.application_id != application.id or member.subscription is not None:
            return None
        if not member.standing.is_inside:
            return None
        return self._records.save_in(
            txn, member, Change(attrs.evolve(member, subscription=state.ref), "paid"), "payment"
        )

    async def _paid_once(self, application: Application) -> list[Found]:
        if await self._db.run("salon_compare_kept", comparing.is_kept, application.id):
            return []
        found = await self._checkout(application)
        if found is None:
            return []
        provider, checkout = found
        if checkout.paid == "free" or checkout.subscription is not None:
            return []
        if checkout.payment is not None:
            return [
                await self._news("member_without_payment", "payment", checkout.payment, application, provider)
            ]

        async def out() -> None:
            await self._records.change(
                application.salon_id,
                application.user_id,
                lambda at: changes.left_now(at, "ended", self._now()),
                "payment",
            )

        return [await self._found("member_without_payment", application.id, application, out)]

    async def _being_paid(self, application: Application) -> list[Found]:
        found = await self._checkout(application)
        if found is None:
            return []
        provider, checkout = found
        if checkout.status == "expired":
            return [
                await self._news("hold_of_dead_checkout", "checkout", checkout.ref, application, provider)
            ]
        if checkout.status == "complete" and checkout.paid != "unpaid" and checkout.subscription is None:
            return [await self._news("payer_without_access", "checkout", checkout.ref, application, provider)]
        return []

    async def _in_vain(self, remote: Remote, ref: Ref) -> list[Found]:
        paid = await self._db.run("salon_compare_in_vain", self._in_vain_in, remote.provider.name, ref)
        if paid is None:
            return []
        unwanted = PaymentUnwanted(ref=paid.ref, order_id=paid.order_id, reason="too_late")
        drift = await self._drift("payment_in_vain", paid.ref, paid.salon_id, paid.user_id)
        return [Found(drift, lambda: self._say(unwanted))]

    def _in_vain_in(self, txn: Txn, provider: str, ref: Ref) -> Paid | None:
        paid = self._platform.purchases.payment_in(txn, provider, ref)
        if paid is None or paid.status != "succeeded" or paid.refunded == paid.amount or not paid.amount:
            return None
        state = PaymentState(
            paid.ref, paid.order_id, None, "succeeded", paid.amount, paid.refunded, paid.made_ms
        )
        return paid if is_in_vain(txn, paid.order_id, state) else None

    async def _checkout(self, application: Application) -> tuple[Payments, CheckoutState] | None:
        """An application's payment page, and whose it is; None where its bridge is named no more, or knows it not."""
        try:
            provider = self._platform.providers.of(application.provider)
        except ProviderUnavailable:
            return None
        try:
            return provider, await provider.fetch_checkout(Ref(application.checkout or ""))
        except Rejected:
            return None

    async def _news(
        self,
        kind: Kind,
        about: ObjectKind,
        ref: str | None,
        whose: Member | Application,
        provider: Payments | None = None,
    ) -> Found:
        async def mend() -> None:
            if ref is not None:
                await self._platform.payments_inbox.look_at(provider or self._payments, about, Ref(ref))

        return await self._found(kind, ref or "", whose, mend)

    async def _unwanted(
        self, kind: Kind, state: SubscriptionState, application: Application, reason: str
    ) -> Found:
        unwanted = SubscriptionUnwanted(ref=state.ref, order_id=application.id, reason=reason)
        return await self._found(kind, state.ref, application, lambda: self._say(unwanted))

    async def _say(self, happening: Happening) -> None:
        await self._db.run("salon_compare_say", lambda txn: txn.say(happening))

    async def _found(self, kind: Kind, ref: str, whose: Member | Application, mend: Mend) -> Found:
        return Found(await self._drift(kind, ref, whose.salon_id, whose.user_id), mend)

    async def _drift(self, kind: Kind, ref: str, salon_id: str, user_id: str) -> Drift:
        salon = await self._salons.by_id(salon_id)
        return Drift(kind, ref, salon.slug if salon is not None else "", user_id)

    def _now(self) -> int:
        return self._platform.clock.now_ms()


def _shown(member: Member) -> tuple[object, ...]:
    return (
        member.standing,
        member.plan_id,
        member.subscription,
        member.paid_from_ms,
        member.paid_through_ms,
        member.cancel_at_end,
    )
