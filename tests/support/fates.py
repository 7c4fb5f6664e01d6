# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may happen to people in a salon, drawn from a seed: they join, pay, leave, are put out, and time passes."""

import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from twisted.internet.defer import ensureDeferred, gatherResults

from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments, Ref, Rejected
from tests.support.people import Person
from tests.support.salon import DECLINED_CARD, FAILS_AT_RENEWAL, GOOD_CARD, Salon

T = TypeVar("T")
Deed = Callable[[Person], Awaitable[object]]
CARDS = (GOOD_CARD, GOOD_CARD, GOOD_CARD, FAILS_AT_RENEWAL, FAILS_AT_RENEWAL, DECLINED_CARD)
HOURS = (1, 1, 3, 24, 72, 24 * 8, 24 * 8, 24 * 8, 24 * 31, 24 * 31, 24 * 31, 24 * 62, 24 * 400)


async def together(*wishes: Awaitable[Any]) -> list[Any]:
    """Wait for what runs at the same time."""
    return list(await gatherResults([ensureDeferred(wish) for wish in wishes], consumeErrors=True))


def drawn(of: list[T], count: int, seed: int) -> list[T]:
    """Some of these, the same for the same seed."""
    return random.Random(seed).sample(of, count)


class Fates:
    """Draws deeds and does them. `told` is what happened so far, for the one who reads of a failure; `pages` are the
    payment pages that each person was ever shown.

    Refusals are part of life; an answer of 500 and above is not.
    """

    def __init__(self, salon: Salon, people: list[Person], plans: list[str], seed: int) -> None:
        self._salon, self._server, self._people, self._plans = salon, salon.server, people, plans
        self._chance = random.Random(seed)
        self.pages: dict[str, list[str]] = {person.user_id: [] for person in people}
        self._given_back = 0
        self.told: list[str] = []
        self._deeds: list[tuple[int, Deed]] = [
            (12, self.join),
            (4, self.apply),
            (5, self.pay),
            (4, self.pay_on_an_old_page),
            (8, self.pay_what_is_due),
            (4, self.leave),
            (4, self.stay),
            (2, self.ban),
            (1, self.remove),
            (4, self.readmit),
            (3, self.give_back),
            (2, self.enter),
        ]

    async def step(self) -> None:
        """One thing happens, or two at once to the same person, or time passes."""
        person = self._chance.choice(self._people)
        kind = self._chance.random()
        if kind < 0.25:
            await self.pass_time(self._chance.choice(HOURS))
        elif kind < 0.3:
            await self.lose_news()
        elif kind < 0.65:
            await self._draw()(person)
        else:
            await together(self._draw()(person), self._draw()(person))

    def _draw(self) -> Deed:
        weights = [weight for weight, _ in self._deeds]
        return self._chance.choices([deed for _, deed in self._deeds], weights)[0]

    async def pass_time(self, hours: float) -> None:
        """The house's clock goes on."""
        self.told.append(f"{hours} hours pass")
        await self._server.advance(hours=hours)

    async def lose_news(self) -> None:
        """Notifications of the provider that are on their way never arrive."""
        lost = await self._server.rows("SELECT COUNT(*) FROM salon_sandbox_notices WHERE due_ms IS NOT NULL")
        self.told.append(f"{lost[0][0]} news are lost")
        await self._server.rows("UPDATE salon_sandbox_notices SET due_ms = NULL")

    async def join(self, person: Person) -> None:
        """Apply and pay in one go."""
        await self.apply(person)
        await self.pay(person)

    async def apply(self, person: Person) -> None:
        """Begin to join, or go on."""
        plan = self._chance.choice(self._plans)
        wish = self._salon.application(person, plan=plan)
        answer = await self._ask(person, "POST", f"v1/salons/{self._salon.slug}/join", wish)
        if "pay_url" in answer:
            self.pages[person.user_id].append(answer["pay_url"])

    async def pay(self, person: Person) -> None:
        """Pay on the newest page."""
        await self._enter_card(person, self.pages[person.user_id][-1:], self._chance.choice(CARDS))

    async def pay_on_an_old_page(self, person: Person) -> None:
        """Pay on any page that was ever shown."""
        pages = self.pages[person.user_id]
        await self._enter_card(
            person, [self._chance.choice(pages)] if pages else [], self._chance.choice(CARDS)
        )

    async def pay_what_is_due(self, person: Person) -> None:
        """Pay where one's own page, or an old one of them, says that something is due."""
        me = await self._ask(person, "GET", f"v1/salons/{self._salon.slug}/me")
        if me.get("pay_url"):
            self.pages[person.user_id].append(me["pay_url"])
            await self._enter_card(person, [me["pay_url"]], GOOD_CARD)

    async def leave(self, person: Person) -> None:
        """Leave."""
        await self._ask(person, "POST", f"v1/salons/{self._salon.slug}/leave", {})

    async def stay(self, person: Person) -> None:
        """Take back that one leaves."""
        await self._ask(person, "POST", f"v1/salons/{self._salon.slug}/stay", {})

    async def ban(self, person: Person) -> None:
        """The owner bars somebody."""
        await self._care(person, "ban")

    async def remove(self, person: Person) -> None:
        """The owner removes somebody."""
        await self._care(person, "remove")

    async def readmit(self, person: Person) -> None:
        """The owner takes it back."""
        await self._care(person, "readmit")

    async def enter(self, person: Person) -> None:
        """Enter a room that members enter on their own."""
        room = await self._salon.room("hello")
        status, _ = await person.api("POST", f"/_matrix/client/v3/join/{room}", {})
        self.told.append(f"{person.name} enters a room: {status}")

    async def give_back(self, person: Person) -> None:
        """Somebody at the provider gives a payment back, whole or in part."""
        rows = await self._server.rows(
            "SELECT p.ref, p.amount - p.refunded FROM salon_sandbox_payments p JOIN salon_applications a"
            " ON a.id = p.order_id WHERE a.user_id = ? AND p.status = 'paid' AND p.refunded < p.amount"
            " ORDER BY p.made_ms, p.ref",
            person.user_id,
        )
        if not rows:
            return
        ref, left = rows[self._chance.randrange(-2, 0)] if len(rows) > 1 else rows[0]
        amount = None if self._chance.random() < 0.7 or left < 2 else Money(left // 2, "JPY")
        self._given_back += 1
        payments = Platform.of(self._server.module_api).want(Payments)
        assert payments is not None
        try:
            await self._server.inside(payments.refund, Ref(ref), amount, f"test-{self._given_back}", "asked")
            self.told.append(f"{person.name} gets {amount or 'all'} of {ref} back")
        except Rejected as refusal:
            self.told.append(f"{person.name} gets nothing of {ref} back: {refusal}")

    async def _care(self, person: Person, act: str) -> None:
        path = f"v1/salons/{self._salon.slug}/members/{person.user_id}/{act}"
        await self._ask(self._salon.owner, "POST", path, {"reason": "drawn by lot"})

    async def _enter_card(self, person: Person, pages: list[str], card: str) -> None:
        for page in pages:
            status = await self._salon.pay(page, card)
            self.told.append(f"{person.name} enters {card[-4:]} at {page[-60:-45]}: {status}")
            if status >= 500:
                raise AssertionError(f"{page} answered {status}")

    async def _ask(self, person: Person, method: str, path: str, body: object = None) -> dict[str, Any]:
        status, answer = await person.api(method, path, body)
        short = {name: answer[name] for name in ("status", "errcode") if name in answer}
        reason = (answer.get("salon") or {}) if isinstance(answer.get("salon"), dict) else {}
        self.told.append(
            f"{person.name} {method} {path.rsplit('/', 1)[-1]}: {status} {short} {reason.get('reason', '')}"
        )
        if status >= 500:
            raise AssertionError(f"{method} {path} answered {status}: {answer}")
        return dict(answer)
