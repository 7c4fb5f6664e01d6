# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must always hold between what people paid, how they stand, and the rooms they are in."""

from collections import defaultdict
from typing import Any

import attrs

from synapse_salon.platform import Platform
from tests.support.homeserver import Homeserver
from tests.support.people import Person
from tests.support.salon import Salon
from tests.support.waiting import eventually

INSIDE = {"trial", "active", "past_due", "read_only", "cancelling"}
ENTERED = {"trial", "active", "past_due"}
"""Standings in which somebody comes in; past due where the news of a first payment came very late."""

OUT = {"removed", "banned"}
NEXT = {
    "visitor": {"applied", *OUT},
    "applied": {"visitor", *ENTERED, *OUT},
    "trial": {"active", "past_due", "cancelling", "lapsed", *OUT},
    "active": {"past_due", "cancelling", "lapsed", *OUT},
    "past_due": {"active", "trial", "read_only", "cancelling", "lapsed", *OUT},
    "read_only": {"active", "past_due", "cancelling", "lapsed", *OUT},
    "cancelling": {"trial", "active", "past_due", "lapsed", *OUT},
    "lapsed": {*ENTERED, "cancelling", *OUT},  # who left, and paid what was due in that moment
    "removed": {"banned", "lapsed"},
    "banned": {"removed", "lapsed"},
}
"""From each standing, where one may go."""

WAITING = (
    "SELECT handler, attempts, last_error FROM salon_outbox_deliveries",
    "SELECT user_id, room_id, wish, why, attempts, failed, last_error FROM salon_crowd",
    "SELECT object_ref, attempts, last_error FROM salon_payment_events WHERE state = 'new'",
    "SELECT watcher, attempts, last_error FROM salon_watch_deliveries",
)
"""What keeps a house from resting, and why it still waits."""


@attrs.define
class Books:
    """Compares a salon's tables with the sandbox's and with the rooms. Every finding is a sentence."""

    server: Homeserver
    salon: Salon
    people: list[Person]
    rooms: dict[str, str]
    gold: str

    async def settled(self) -> None:
        """News that got lost is made up for, and whatever follows from anything has been done."""
        await self.server.advance(minutes=11)
        try:
            await eventually(self._rests, "the house rests", patience_s=120)
        except AssertionError as failure:
            waiting = [row for sql in WAITING for row in await self._rows(sql)]
            raise AssertionError(f"{failure}: {waiting[:20]}") from failure

    async def _rests(self) -> bool:
        now_ms = Platform.of(self.server.module_api).clock.now_ms()
        rows = await self._rows(
            "SELECT COUNT(*) FROM salon_outbox_deliveries UNION ALL SELECT COUNT(*) FROM salon_crowd"
            " UNION ALL SELECT COUNT(*) FROM salon_payment_events WHERE state = 'new'"
            " UNION ALL SELECT COUNT(*) FROM salon_watch_deliveries"
            " UNION ALL SELECT COUNT(*) FROM salon_sandbox_notices WHERE due_ms <= ?",
            now_ms,
        )
        return not any(row[0] for row in rows)

    async def findings(self) -> list[str]:
        """What does not hold."""
        found: list[str] = []
        for person in self.people:
            found += [f"{person.name}: {finding}" for finding in await self._of(person)]
        for state, count in await self._rows(
            "SELECT state, COUNT(*) FROM salon_payment_events WHERE state = 'parked' GROUP BY state"
        ):
            found.append(f"{count} news are {state}")
        return found

    async def _rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        return await self.server.rows(sql, *args)

    async def _of(self, person: Person) -> list[str]:
        rows = await self._rows(
            "SELECT standing, plan_id, application_id, subscription_ref, cancel_at_end, keeps_lobby"
            " FROM salon_members WHERE user_id = ?",
            person.user_id,
        )
        member = rows[0] if rows else ("visitor", None, None, None, 0, 0)
        moves = await self._rows(
            "SELECT before, after, at_ms, cause FROM salon_transitions WHERE user_id = ? ORDER BY at_ms, id",
            person.user_id,
        )
        found = self._of_the_chain(member[0], moves)
        found += await self._of_the_money(person, member, moves)
        found += await self._of_the_rooms(person, member)
        return found

    @staticmethod
    def _of_the_chain(standing: str, moves: list[tuple[Any, ...]]) -> list[str]:
        found, at, last_ms = [], "visitor", -1
        for before, after, at_ms, cause in moves:
            if before != at:
                found.append(f"went from {before} ({cause}) while {at}")
            if after not in NEXT[before]:
                found.append(f"went from {before} to {after} ({cause})")
            if at_ms <= last_ms:
                found.append(f"went to {after} before the step before")
            at, last_ms = after, at_ms
        if at != standing:
            found.append(f"stands as {standing}, and the last step led to {at}")
        return found

    async def _of_the_money(
        self, person: Person, member: tuple[Any, ...], moves: list[tuple[Any, ...]]
    ) -> list[str]:
        standing, _, application, subscription, leaves, _ = member
        found = []
        orders = await self._rows(
            "SELECT a.id, a.state, a.created_ms, p.every, a.is_held FROM salon_applications a"
            " JOIN salon_plans p ON p.id = a.plan_id WHERE a.user_id = ?",
            person.user_id,
        )
        of_order = {row[0]: row for row in orders}
        live = await self._rows(
            "SELECT s.ref, s.status, s.cancel_at_end, s.period_end_ms FROM salon_sandbox_subscriptions s"
            " JOIN salon_applications a ON a.id = s.order_id WHERE a.user_id = ? AND s.status != 'ended'",
            person.user_id,
        )
        payments = await self._payments(person)
        open_ones = [row for row in orders if row[1] in ("prepared", "paying")]
        if len(live) > 1:
            found.append(f"has {len(live)} live subscriptions")
        if (standing == "applied") != bool([row for row in open_ones if row[1] == "paying" or row[4]]) and (
            standing in ("applied", "visitor")
        ):
            found.append(f"stands as {standing} with applications {[row[1] for row in orders]}")
        if standing not in INSIDE:
            if live:
                found.append(f"is {standing} and pays for {live}")
            if subscription is not None:
                found.append(f"is {standing} and has {subscription}")
        else:
            order = of_order.get(application)
            if order is None or order[1] != "paid":
                return [*found, f"is {standing} by the application {order}"]
            if order[3] in ("month", "year"):
                found += self._of_the_subscription(standing, subscription, bool(leaves), live)
            elif standing != "active" or live:
                found.append(f"is {standing} by a plan that does not renew, with {live}")
            kept = [p for p in payments[application] if p[1] < p[0]]
            if order[3] != "free" and standing in ("active", "cancelling") and payments[application]:
                newest = payments[application][-1]
                if newest[1] == newest[0]:
                    found.append(f"is {standing} and has all of the last payment back, keeping {kept}")
        found += self._unused(of_order, payments, moves)
        return found

    @staticmethod
    def _of_the_subscription(
        standing: str, subscription: str | None, leaves: bool, live: list[tuple[Any, ...]]
    ) -> list[str]:
        if [row[0] for row in live] != [subscription]:
            return [f"is {standing} by {subscription}, and pays for {live}"]
        status, cancels = live[0][1], bool(live[0][2])
        right = {
            "trial": {"cancelling"} if cancels else {"trial"},
            "active": {"cancelling"} if cancels else {"active"},
            "overdue": {"past_due", "read_only"},
        }[status]
        found = [] if standing in right else [f"is {standing} by a subscription that is {status}"]
        return found if cancels == leaves else [*found, f"leaves: {leaves}, at the provider: {cancels}"]

    async def _payments(self, person: Person) -> dict[str, list[tuple[int, int, int]]]:
        found = defaultdict(list)
        for order, amount, refunded, made_ms in await self._rows(
            "SELECT p.order_id, p.amount, p.refunded, p.made_ms FROM salon_sandbox_payments p"
            " JOIN salon_applications a ON a.id = p.order_id"
            " WHERE a.user_id = ? AND p.status = 'paid' ORDER BY p.made_ms, p.ref",
            person.user_id,
        ):
            found[order].append((amount, refunded, made_ms))
        return found

    @staticmethod
    def _unused(
        orders: dict[str, tuple[Any, ...]],
        payments: dict[str, list[tuple[int, int, int]]],
        moves: list[tuple[Any, ...]],
    ) -> list[str]:
        """Money that was taken and opened nothing."""
        found = []
        for order, paid in payments.items():
            _, state, created_ms, _, _ = orders[order]
            later = [row[2] for row in orders.values() if row[1] == "paid" and row[2] > created_ms]
            until_ms = min(later, default=2**62)
            inside = [after in INSIDE for _, after, at, _ in moves if created_ms <= at < until_ms]
            ends = [
                at
                for before, after, at, _ in moves
                if before in INSIDE and after not in INSIDE and created_ms <= at < until_ms
            ]
            for amount, refunded, made_ms in paid:
                too_late = bool(ends) and made_ms > ends[-1] and not inside[-1]
                if refunded < amount and (state != "paid" or too_late):
                    found.append(f"paid {amount} for an application that is {state}, too late: {too_late}")
        return found

    async def _of_the_rooms(self, person: Person, member: tuple[Any, ...]) -> list[str]:
        standing, plan, _, _, _, keeps_lobby = member
        rows = await self._rows(
            "SELECT room_id, membership FROM current_state_events WHERE type = 'm.room.member'"
            " AND state_key = ? AND membership IN ('join', 'invite', 'knock')",
            person.user_id,
        )
        present = {str(room): membership for room, membership in rows}
        here = {key for key, room in self.rooms.items() if room in present}
        joined = {key for key, room in self.rooms.items() if present.get(room) == "join"}
        must = {"space", "news", "lounge"} if standing in INSIDE else set()
        may = must | {"hello"} if standing in INSIDE else set()
        if standing in INSIDE and plan == self.gold:
            must, may = must | {"tier"}, may | {"tier", "gold"}
        if keeps_lobby:
            must, may = must | {"lobby"}, may | {"lobby"}
        found = []
        if not must <= joined:
            found.append(f"is {standing} and not in {sorted(must - joined)}")
        if not here <= may:
            found.append(f"is {standing} and in {sorted(here - may)}")
        return found
