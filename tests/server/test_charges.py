# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept cards that are charged at the press of a button, up to so much a day: tips into a jar, 3,000 yen a day."""

from collections import Counter
from typing import Any, ClassVar

from synapse_salon.clock import DAY_MS, MINUTE_MS
from synapse_salon.platform import Platform
from synapse_salon.ports.cards import Cards
from synapse_salon.ports.payments import Payments, ProviderUnavailable
from synapse_salon.purchases.charges import day_of
from tests.server.stripe_case import StripeCase
from tests.support.case import SalonTestCase
from tests.support.fates import together
from tests.support.homeserver import Homeserver
from tests.support.jar import CAP, Jar
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, awake
from tests.support.settings import NO_LIMITS
from tests.support.waiting import eventually

MODULES = [
    {"module": "modules.foundation.Foundation", "config": {"limits": NO_LIMITS}},
    {"module": "bridges.sandbox.Sandbox", "config": {}},
    {"module": "tests.support.jar.Jar", "config": {}},
]
ASKS = "4000002760003184"
MIDNIGHT_MS = 15 * 3_600_000
"""Midnight in Japan, in ms after that of UTC."""


async def keeps(server: Any, person: Person, number: str = GOOD_CARD) -> str:
    """Somebody gives a card; answers its ref."""
    begun = await person.ask("POST", "v1/jar/cards", {})
    assert (await server.visitor().post(begun["pay_url"], follow=False, card_number=number)).status == 303
    return str((await person.ask("POST", "v1/jar/cards", {}))["card"])


class Tips(SalonTestCase):
    modules: ClassVar = MODULES

    async def begin(self, number: str = GOOD_CARD) -> Homeserver:
        self.server = await self.start()
        await awake(self.server)
        self.aiko = await self.server.person("aiko")
        self.card = await keeps(self.server, self.aiko, number)
        return self.server

    @property
    def platform(self) -> Platform:
        return Platform.of(self.server.module_api)

    async def tip(self, key: str | None = None, **wish: Any) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else None
        wish = {"card": self.card, **wish}
        status, answer = await self.aiko.api("POST", "v1/jar/tips", wish, headers=headers)
        if status != 200:
            answer = {"status": str(answer["salon"]["reason"]), "error": answer["error"]}
        return dict(answer)

    async def becomes(self, tip: dict[str, Any], status: str) -> dict[str, Any]:
        async def so() -> dict[str, Any] | None:
            found = await self.aiko.ask("GET", f"v1/jar/tips/{tip['tip']}")
            return dict(found) if found["status"] == status else None

        return dict(await eventually(so, f"the tip is {status}") or {})

    async def told(self, *expected: tuple[str, bool]) -> None:
        """Features are told this, and nothing else."""
        jar = next(feature for feature in self.platform.features if isinstance(feature, Jar))

        async def so() -> bool:
            await self.server.inside(lambda: self.platform.outbox.drain(self.platform.database))
            return len(jar.ended) >= len(expected)

        await eventually(so, "features are told")
        self.assertEqual(sorted((one.order_id, one.succeeded) for one in jar.ended), sorted(expected))

    async def paid(self) -> list[int]:
        rows = await self.server.rows("SELECT amount FROM salon_sandbox_payments WHERE status = 'paid'")
        return [int(row[0]) for row in rows]

    async def test_twenty_at_once_never_spend_more_than_a_day_allows(self) -> None:
        server = await self.begin()
        answers = await together(*(self.tip() for _ in range(20)))
        self.assertEqual(
            Counter(answer["status"] for answer in answers), {"succeeded": 6, "over_daily_cap": 14}
        )
        self.assertEqual(await self.paid(), [500] * 6)
        rows = await server.rows("SELECT amount, refunded, status FROM salon_payments")
        self.assertEqual([tuple(row) for row in rows], [(500, 0, "succeeded")] * 6)
        self.assertEqual(await server.rows("SELECT taken FROM salon_charge_days"), [(CAP,)])
        self.assertEqual(len(await server.rows("SELECT id FROM salon_orders WHERE purpose = 'tip'")), 6)
        payments = self.platform.need(Payments, "the sandbox")
        await server.inside(lambda: self.platform.ledger.read(payments))
        totals = await server.inside(lambda: self.platform.ledger.totals("salon-1", 0, 2**60))
        self.assertEqual(totals, {"JPY": {"provider": 3000, "sales": -2730, "tax": -270}})
        left = await self.tip(amount=1)
        self.assertEqual(left["status"], "over_daily_cap")
        self.assertIn("¥0", left["error"])
        now_ms = self.platform.clock.now_ms()
        to_midnight = (MIDNIGHT_MS - now_ms) % DAY_MS
        await server.advance(ms=max(1, to_midnight - MINUTE_MS))
        if day_of(self.platform.clock.now_ms()) == day_of(now_ms):
            self.assertEqual((await self.tip(amount=1))["status"], "over_daily_cap")
        await server.advance(ms=2 * MINUTE_MS)
        again = await self.tip(amount=CAP)
        self.assertEqual((again["status"], again["spent"]), ("succeeded", CAP))

    async def test_the_same_key_is_one_charge(self) -> None:
        await self.begin()
        at_once = await together(*(self.tip("k1") for _ in range(5)))
        done = [one for one in at_once if one["status"] == "succeeded"]
        self.assertLessEqual({one["status"] for one in at_once}, {"succeeded", "in_progress"})
        self.assertEqual(len({one["tip"] for one in done}), 1)
        self.assertEqual((await self.tip("k1"))["tip"], done[0]["tip"])
        self.assertEqual((await self.tip("k1", amount=400))["status"], "key_reused")
        self.assertEqual(await self.paid(), [500])
        await self.told((done[0]["tip"], True))
        ben = await self.server.person("ben")
        status, _ = await ben.api("GET", f"v1/jar/tips/{done[0]['tip']}")
        self.assertEqual(status, 404)
        status, answer = await ben.api("POST", "v1/jar/tips", {"card": self.card})
        self.assertEqual((status, answer["salon"]["reason"]), (404, "no_such_card"))
        await keeps(self.server, ben)
        status, answer = await ben.api("POST", "v1/jar/tips", {"card": self.card})
        self.assertEqual((status, answer["status"], answer["spent"]), (200, "refused", 0))
        self.assertEqual(await self.paid(), [500])

    async def test_what_is_declined_does_not_count(self) -> None:
        await self.begin(FAILS_AT_RENEWAL)
        declined = await self.tip("k1", amount=CAP)
        self.assertEqual((declined["status"], declined["spent"]), ("declined", 0))
        self.assertEqual((await self.tip("k1", amount=CAP))["status"], "declined")
        self.card = await keeps(self.server, self.aiko)
        paid = await self.tip(amount=CAP)
        self.assertEqual(paid["status"], "succeeded")
        await self.told((declined["tip"], False), (paid["tip"], True))

    async def test_a_bank_that_asks_has_a_quarter_of_an_hour(self) -> None:
        server = await self.begin(ASKS)
        yes, no, nothing = [await self.tip(amount=1000) for _ in range(3)]
        self.assertEqual({one["status"] for one in (yes, no, nothing)}, {"needs_action"})
        self.assertEqual((await self.tip(amount=1))["status"], "over_daily_cap")
        for tip, answer in ((yes, "yes"), (no, "no")):
            visitor = server.visitor("ja")
            page = await visitor.get(tip["action_url"])
            self.assertIn("¥1,000", page.text)
            said = await visitor.post(tip["action_url"], follow=False, answer=answer)
            self.assertTrue(said.headers["location"].endswith("jar"))
        await self.becomes(yes, "succeeded")
        await self.becomes(no, "declined")
        self.assertEqual((await self.becomes(nothing, "needs_action"))["spent"], 2000)
        await server.advance(minutes=14)
        await self.becomes(nothing, "needs_action")
        await server.advance(minutes=2)
        await self.becomes(nothing, "released")
        late = await server.visitor().post(nothing["action_url"], follow=False, answer="yes")
        self.assertEqual(late.status, 303)
        self.assertEqual(await self.paid(), [1000])
        await self.told((yes["tip"], True), (no["tip"], False), (nothing["tip"], False))

    async def test_what_nobody_heard_of_counts_until_it_is_known(self) -> None:
        server = await self.begin()
        cards = self.platform.need(Cards, "the sandbox")
        charge = cards.charge

        async def heard_by_nobody(order: Any) -> Any:
            await charge(order)
            raise ProviderUnavailable("the answer got lost")

        cards.charge = heard_by_nobody  # type: ignore[method-assign]  # an outage
        lost = await self.tip("k1", amount=CAP)
        self.assertEqual((lost["status"], lost["spent"]), ("unknown", CAP))
        self.assertEqual((await self.tip(amount=1))["status"], "over_daily_cap")
        cards.charge = charge  # type: ignore[method-assign]  # it is over
        await server.advance(minutes=2)
        await self.becomes(lost, "succeeded")
        self.assertEqual(await self.paid(), [CAP])
        await self.told((lost["tip"], True))


class TipsAtStripe(StripeCase):
    """The same through Stripe: the real SDK, over HTTP."""

    async def test_twenty_at_once_and_a_bank_that_asks(self) -> None:
        bridge = await self.stripe([MODULES[0], MODULES[2]])
        aiko = await bridge.server.person("aiko")

        async def tip(card: str, amount: int = 500) -> dict[str, Any]:
            status, answer = await aiko.api("POST", "v1/jar/tips", {"card": card, "amount": amount})
            return dict(answer) if status == 200 else {"status": answer["salon"]["reason"]}

        async def gives(number: str) -> str:
            begun = await aiko.ask("POST", "v1/jar/cards", {})
            await bridge.server.visitor().post(begun["pay_url"], follow=False, card_number=number)
            return str((await aiko.ask("POST", "v1/jar/cards", {}))["card"])

        asks = await tip(await gives(ASKS), 1000)
        self.assertEqual((asks["status"], asks["spent"]), ("needs_action", 1000))
        declined = await tip(await gives(FAILS_AT_RENEWAL))
        self.assertEqual((declined["status"], declined["spent"]), ("declined", 1000))
        card = await gives(GOOD_CARD)
        answers = await together(*(tip(card) for _ in range(20)))
        self.assertEqual(
            Counter(answer["status"] for answer in answers), {"succeeded": 4, "over_daily_cap": 16}
        )
        await bridge.server.visitor().post(asks["action_url"], follow=False, card_number="")
        self.assertEqual(set(await bridge.double.deliver()), {200})

        async def confirmed() -> bool:
            return bool((await aiko.ask("GET", f"v1/jar/tips/{asks['tip']}"))["status"] == "succeeded")

        await eventually(confirmed, "the bank's answer is heard")
        paid = [one["amount"] for one in bridge.double.world.every("charge") if one["paid"]]
        self.assertEqual(sorted(paid), [500] * 4 + [1000])
        rows = await bridge.server.rows("SELECT SUM(amount) FROM salon_payments WHERE status = 'succeeded'")
        self.assertEqual([int(row[0]) for row in rows], [CAP])
