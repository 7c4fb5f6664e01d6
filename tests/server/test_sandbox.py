# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox on a real homeserver: its pages, its notifications, and time passing."""

import json
from collections.abc import Awaitable
from typing import Any, ClassVar, TypeVar

from synapse.module_api.errors import ConfigError

from bridges.sandbox.domain.calendar import months_later
from bridges.sandbox.domain.signatures import HEADER, sign
from synapse_salon.clock import DAY_MS
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import CheckoutStart, Ref, SubscriptionState
from tests.server.payments_contract import MONTHLY, ONCE, order, together
from tests.server.test_sandbox_contract import CARDS, MODULES, SandboxBridge
from tests.support.case import SalonTestCase
from tests.support.homeserver import Homeserver
from tests.support.settings import Modules
from tests.support.waiting import eventually
from tests.support.web import Answer

R = TypeVar("R")
WEBHOOK = "v1/sandbox/webhook"
RENEWED = ["payment.succeeded", "subscription.renewed"]


def modules(**settings: Any) -> Modules:
    """The foundation, and the sandbox with these settings."""
    return [MODULES[0], {**MODULES[1], "config": settings}]


class SandboxTestCase(SalonTestCase):
    modules: ClassVar[Modules] = MODULES

    async def begin(self, **settings: Any) -> None:
        self.server: Homeserver = await self.start(modules=modules(**settings))
        self.bridge = SandboxBridge(self.server)
        await self.is_up()

    async def restart(self, **settings: Any) -> None:
        await self.server.restart(modules=modules(**settings))
        await self.is_up()

    async def is_up(self) -> None:
        self.payments = self.bridge.payments
        self.listen()
        await eventually(lambda: self.platform.is_started, "the house is up")

    def listen(self) -> None:
        """Hear what the inbox hands on about subscriptions."""
        self.heard: list[SubscriptionState] = []

        async def hear(state: SubscriptionState) -> None:
            self.heard.append(state)

        self.platform.payments_inbox.when("subscription", hear)

    @property
    def platform(self) -> Platform:
        return self.bridge.platform

    async def ask(self, asked: Awaitable[R]) -> R:
        return await self.bridge.ask(asked)

    async def checkout(self, order_id: str = "order-1", **other: Any) -> CheckoutStart:
        return await self.ask(self.payments.start_checkout(await order(self.bridge, order_id, **other)))

    async def subscribe(self, card: str = "pays", **other: Any) -> SubscriptionState:
        begun = await self.checkout(**other)
        self.assertEqual((await self.enter(begun.url, CARDS[card])).status, 303)  # type: ignore[index]  # one of three words
        state = await self.ask(self.payments.fetch_checkout(begun.ref))
        assert state.subscription is not None
        return await self.ask(self.payments.fetch_subscription(state.subscription))

    async def enter(self, url: str, number: str, language: str = "en") -> Answer:
        """What a script does: post just the number."""
        return await self.server.visitor(language).post(url, follow=False, card_number=number)

    async def told(self, *kinds: str) -> list[str]:
        """The kinds of news that reached the inbox, oldest first."""
        rows = await self.server.rows("SELECT kind FROM salon_payment_events ORDER BY created_ms, kind")
        return [row[0] for row in rows if not kinds or row[0] in kinds]

    async def hears(self, status: str) -> SubscriptionState:
        def last() -> SubscriptionState | None:
            return self.heard[-1] if self.heard and self.heard[-1].status == status else None

        found = await eventually(last, f"the subscription is heard to be {status}")
        assert found is not None
        return found


class PayPage(SandboxTestCase):
    async def test_the_page_says_what_is_paid_and_that_no_money_moves(self) -> None:
        await self.begin()
        begun = await self.checkout(trial_days=14)
        for language, words in (
            (
                "en",
                (
                    "TEST: no money moves",
                    "Blue Lotus, monthly",
                    "14 days free of charge",
                    "¥1,980 each month",
                ),
            ),
            ("ja", ("テスト：お金は動きません", "Blue Lotus, monthly", "14日間は無料", "毎月¥1,980")),
        ):
            page = await self.server.visitor(language).get(begun.url)
            self.assertEqual(page.status, 200)
            for word in words:
                self.assertIn(word, page.text)

    async def test_the_first_card_pays_and_leads_back(self) -> None:
        await self.begin()
        begun = await self.checkout()
        answer = await self.enter(begun.url, "4242424242424242")
        self.assertEqual((answer.status, answer.headers["location"]), (303, "http://127.0.0.1:1/paid"))
        again = await self.server.visitor().get(begun.url, follow=False)
        self.assertEqual((again.status, again.headers["location"]), (303, "http://127.0.0.1:1/paid"))
        await self.hears("active")

    async def test_the_form_of_the_page_itself_pays_too(self) -> None:
        await self.begin()
        visitor = self.server.visitor("ja")
        page = await visitor.get((await self.checkout()).url)
        answer = await visitor.submit(page, follow=False, card_number="４２４２ ４２４２ ４２４２ ４２４２")
        self.assertEqual(answer.status, 303)

    async def test_each_test_card_has_a_button_of_its_own(self) -> None:
        await self.begin()
        page = await self.server.visitor().get((await self.checkout()).url)
        offered = [form.fields["card_number"] for form in page.forms if form.fields.get("card_number")]
        self.assertEqual(sorted(offered), sorted(CARDS.values()))

    async def test_a_declined_card_is_told_and_another_may_be_tried(self) -> None:
        await self.begin()
        begun = await self.checkout()
        answer = await self.enter(begun.url, "4000000000000002")
        self.assertEqual(answer.status, 402)
        self.assertIn("The card was declined and nothing was paid", answer.text)
        self.assertIn("カードが承認されず", (await self.enter(begun.url, "4000000000000002", "ja")).text)
        self.assertEqual((await self.enter(begun.url, "4242424242424242")).status, 303)

    async def test_any_other_number_is_refused_with_the_ones_that_work_and_forgotten(self) -> None:
        await self.begin()
        begun = await self.checkout()
        answer = await self.enter(begun.url, "5555444433332222")
        self.assertEqual(answer.status, 400)
        self.assertIn("4242 4242 4242 4242", answer.text)
        self.assertNotIn("5555", answer.text)
        self.assertEqual((await self.server.visitor().post(begun.url, follow=False)).status, 400)
        self.assertEqual((await self.enter(begun.url, "4000000000000341")).status, 303)
        for table in ("checkouts", "subscriptions", "payments", "notices", "requests"):
            for row in await self.server.rows(f"SELECT * FROM salon_sandbox_{table}"):
                self.assertNotIn("4000000000000341", str(row))

    async def test_pressed_twice_at_once_it_is_paid_once(self) -> None:
        await self.begin()
        begun = await self.checkout()
        answers = await together(*(self.enter(begun.url, "4242424242424242") for _ in range(6)))
        self.assertEqual([answer.status for answer in answers], [303] * 6)
        self.assertEqual(await self.server.rows("SELECT COUNT(*) FROM salon_sandbox_payments"), [(1,)])
        self.assertEqual(await self.server.rows("SELECT COUNT(*) FROM salon_sandbox_subscriptions"), [(1,)])
        await self.hears("active")
        self.assertEqual(await self.told("payment.succeeded"), ["payment.succeeded"])

    async def test_paid_and_closed_at_once_it_is_one_of_both(self) -> None:
        await self.begin()
        for n in range(4):
            begun = await self.checkout(f"order-{n}")
            state, answer = await together(
                self.ask(self.payments.expire_checkout(begun.ref)), self.enter(begun.url, "4242424242424242")
            )
            self.assertEqual(
                (state.status, answer.status), ("expired", 410) if answer.status == 410 else ("complete", 303)
            )

    async def test_an_expired_page_says_how_to_begin_again(self) -> None:
        await self.begin()
        begun = await self.checkout()
        await self.server.advance(hours=2)
        for answer in (
            await self.server.visitor().get(begun.url),
            await self.enter(begun.url, "4242424242424242"),
        ):
            self.assertEqual(answer.status, 410)
            self.assertIn("http://127.0.0.1:1/again", answer.text)
            self.assertIn("Begin again", answer.text)

    async def test_what_is_free_needs_no_number(self) -> None:
        await self.begin()
        free = await self.checkout(
            lines=(ONCE.__class__("Free", ONCE.price.__class__(0, "JPY"), "free", "f"),)
        )
        page = await self.server.visitor().get(free.url)
        self.assertNotIn('name="card_number"', page.text)
        self.assertEqual((await self.server.visitor().submit(page, follow=False)).status, 303)

    async def test_a_page_that_is_not_there_is_not_found(self) -> None:
        await self.begin()
        begun = await self.checkout()
        for path in ("sandbox/pay/nothing", f"sandbox/pay/{begun.ref}", "sandbox/card/nothing"):
            self.assertEqual((await self.server.visitor().get(path)).status, 404)
            self.assertEqual((await self.enter(path, "4242424242424242")).status, 404)


class TimePasses(SandboxTestCase):
    async def test_thirteen_months_in_one_jump_are_thirteen_renewals_each_with_its_news(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        await self.hears("active")
        months = months_later(begun.period_start_ms, 13) - await self.bridge.now_ms() + 60_000
        await self.server.advance(ms=months)
        state = await self.ask(self.payments.fetch_subscription(begun.ref))
        self.assertEqual(
            (state.status, state.period_end_ms), ("active", months_later(begun.period_start_ms, 14))
        )
        news = await self.ask(self.payments.events_since(begun.period_end_ms))
        self.assertEqual([event.kind for event in news], RENEWED * 13)
        self.assertEqual(
            [event.created_ms for event in news[::2]],
            [months_later(begun.period_start_ms, n) for n in range(1, 14)],
        )
        self.assertEqual(len(await self.told(*RENEWED)), 27)
        paid = await self.server.rows("SELECT amount FROM salon_sandbox_payments WHERE status = 'paid'")
        self.assertEqual(paid, [(1980,)] * 14)

    async def test_a_jump_over_a_renewal_is_heard_before_anybody_is_put_out(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        await self.hears("active")
        seen: list[tuple[int, int]] = []

        async def whose_time_is_over() -> None:
            seen.append((self.platform.clock.now_ms(), self.heard[-1].period_end_ms))

        self.platform.timers.every(1000, "test.lapse", whose_time_is_over)
        await self.server.advance(days=32)
        self.assertTrue([now for now, _ in seen if now > begun.period_end_ms])
        for now, paid_until in seen:
            self.assertLess(now, paid_until)

    async def test_a_provider_is_always_as_of_now_even_before_the_next_tick(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        self.platform.clock.set_offset(32 * DAY_MS)
        state = await self.ask(self.payments.fetch_subscription(begun.ref))
        self.assertEqual(state.period_start_ms, begun.period_end_ms)

    async def test_a_failed_renewal_is_tried_again_and_paid_with_another_card(self) -> None:
        await self.begin()
        begun = await self.subscribe("pays_once")
        await self.server.advance(ms=begun.period_end_ms - await self.bridge.now_ms() + 60_000)
        for days, attempts in ((0, 1), (3, 2), (2, 3), (2, 4), (9, 4)):
            if days:
                await self.server.advance(days=days)
            overdue = await self.hears("overdue")
            self.assertEqual(overdue.overdue_attempts, attempts)
        assert overdue.pay_url
        page = await self.server.visitor().get(overdue.pay_url)
        for word in ("no money moves", "¥1,980", "ending in 0341"):
            self.assertIn(word, page.text)
        self.assertEqual((await self.enter(overdue.pay_url, "1")).status, 400)
        self.assertEqual((await self.enter(overdue.pay_url, "4000000000000002")).status, 402)
        answers = await together(*(self.enter(overdue.pay_url or "", "4242424242424242") for _ in range(4)))
        self.assertEqual({answer.status for answer in answers}, {303})
        self.assertEqual((await self.hears("active")).overdue_attempts, 0)
        self.assertEqual(await self.server.rows("SELECT COUNT(*) FROM salon_sandbox_payments"), [(2,)])
        await self.server.advance(days=31)
        self.assertEqual((await self.hears("active")).period_start_ms, overdue.period_end_ms)

    async def test_what_has_ended_can_no_longer_be_paid(self) -> None:
        await self.begin()
        begun = await self.subscribe("pays_once")
        await self.server.advance(days=32)
        overdue = await self.hears("overdue")
        await self.ask(self.payments.cancel_now(begun.ref, "end-1", "lapsed"))
        await self.hears("ended")
        answer = await self.enter(overdue.pay_url or "", "4242424242424242")
        self.assertEqual(answer.status, 410)
        self.assertIn("There is nothing left to pay", answer.text)

    async def test_ended_as_wished_it_is_heard(self) -> None:
        await self.begin()
        begun = await self.subscribe(trial_days=14)
        await self.hears("trial")
        await self.ask(self.payments.set_cancel_at_end(begun.ref, True, "cancel-1"))
        await eventually(lambda: self.heard[-1].cancel_at_end, "the wish is heard")
        await self.server.advance(days=15)
        await self.hears("ended")
        self.assertEqual(await self.server.rows("SELECT COUNT(*) FROM salon_sandbox_payments"), [(0,)])


class Notified(SandboxTestCase):
    async def post(self, body: bytes, signature: str) -> int:
        answer = await self.server.visitor().wire.send("POST", WEBHOOK, raw=body, headers={HEADER: signature})
        return answer.status

    async def secret(self) -> str:
        self.assertEqual(await self.post(b"{}", "t=1,v1=0"), 400)  # which makes sure that there is one
        return str((await self.server.rows("SELECT secret FROM salon_sandbox_house"))[0][0])

    def event(self, event_id: str, ref: str, created_ms: int = 1) -> bytes:
        said = {"id": event_id, "kind": "test", "object_kind": "subscription", "object_ref": ref}
        return json.dumps({**said, "created_ms": created_ms}).encode()

    async def test_a_forged_or_stale_one_is_refused_and_leaves_nothing_behind(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        await self.hears("active")
        body, now_ms = self.event("event_forged", begun.ref), await self.bridge.now_ms()
        secret = await self.secret()
        for signature in (
            "",
            sign("guessed", body, now_ms),
            sign(secret, body + b" ", now_ms),
            sign(secret, body, now_ms - 6 * 60_000),
            sign(secret, body, now_ms + 6 * 60_000),
        ):
            self.assertEqual(await self.post(body, signature), 400)
        nonsense = b'{"id": 1}'
        self.assertEqual(await self.post(nonsense, sign(secret, nonsense, now_ms)), 400)
        self.assertNotIn("test", await self.told())

    async def test_repeated_it_is_acted_upon_once(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        await self.hears("active")
        await eventually(self._nothing_to_send, "everything was sent")
        before = len(self.heard)
        body, now_ms = self.event("event_1", begun.ref), await self.bridge.now_ms()
        for _ in range(3):
            self.assertEqual(await self.post(body, sign(await self.secret(), body, now_ms)), 200)
        await eventually(lambda: len(self.heard) > before, "it is acted upon")
        await self.server.inside(self.platform.tick)
        self.assertEqual(len(self.heard), before + 1)

    async def test_out_of_order_the_present_state_is_what_counts(self) -> None:
        await self.begin(webhook_base="")
        begun = await self.subscribe("pays_once")
        await self.server.advance(days=32)
        self.assertEqual((await self.hears("overdue")).overdue_attempts, 1)
        old = self.event("event_created", begun.ref, created_ms=begun.period_start_ms)
        self.assertEqual(
            await self.post(old, sign(await self.secret(), old, await self.bridge.now_ms())), 200
        )
        await self.server.inside(self.platform.tick)
        self.assertEqual({state.status for state in self.heard[-2:]}, {"overdue"})

    async def test_lost_ones_are_made_up_for_within_ten_minutes(self) -> None:
        await self.begin(webhook_base="")
        await self.server.inside(self.platform.tick)
        await self.subscribe()
        await self.server.inside(self.platform.tick)
        self.assertEqual((self.heard, await self.told()), ([], []))
        await self.server.advance(minutes=10)
        await self.hears("active")
        self.assertEqual(await self.told("subscription.created"), ["subscription.created"])

    async def test_late_ones_arrive_late(self) -> None:
        await self.begin(notify_after_ms=5 * 60_000)
        await self.server.inside(self.platform.tick)
        await self.subscribe()
        await self.server.advance(minutes=4)
        self.assertEqual(await self.told(), [])
        await self.server.advance(minutes=1, seconds=1)
        await self.hears("active")

    async def test_what_does_not_arrive_is_sent_again_also_after_a_restart(self) -> None:
        nobody = "http://127.0.0.1:9/"
        await self.begin(webhook_base=nobody)
        await self.server.inside(self.platform.tick)
        await self.subscribe()
        await eventually(self._tried, "it was tried")
        self.assertEqual(await self.told(), [])
        await self.restart()
        await self.server.advance(seconds=30)
        await self.hears("active")
        self.assertEqual(await self._nothing_to_send(), True)

    async def _tried(self) -> bool:
        rows = await self.server.rows("SELECT attempts FROM salon_sandbox_notices")
        return bool(rows) and all(row[0] > 0 for row in rows)

    async def _nothing_to_send(self) -> bool:
        rows = await self.server.rows("SELECT COUNT(*) FROM salon_sandbox_notices WHERE due_ms IS NOT NULL")
        return bool(rows == [(0,)])


class Clock(SandboxTestCase):
    async def test_only_an_administrator_moves_it_and_only_ahead(self) -> None:
        await self.begin()
        admin, aiko = await self.server.admin(), await self.server.person("aiko")
        self.assertEqual((await self.server.api("POST", "v1/admin/clock", {"advance_ms": 1}))[0], 401)
        self.assertEqual((await aiko.api("POST", "v1/admin/clock", {"advance_ms": 1}))[0], 403)
        for wrong in (0, -1, 3700 * DAY_MS + 1, "1", 1.5, None, True):
            self.assertEqual(
                (await admin.api("POST", "v1/admin/clock", {"advance_ms": wrong}))[0], 400, wrong
            )
        before = await self.bridge.now_ms()
        answer = await admin.ask("POST", "v1/admin/clock", {"advance_ms": DAY_MS})
        self.assertGreaterEqual(answer["now_ms"], before + DAY_MS)
        self.assertGreaterEqual(await self.bridge.now_ms(), answer["now_ms"])

    async def test_two_at_once_add_up_and_a_restart_keeps_it(self) -> None:
        await self.begin()
        before = await self.bridge.now_ms()
        await self.server.admin()
        await together(*(self.server.advance(days=10) for _ in range(3)))
        self.assertGreaterEqual(await self.bridge.now_ms(), before + 30 * DAY_MS)
        await self.restart()
        await eventually(lambda: self.platform.clock.offset_ms == 30 * DAY_MS, "the clock is as it was")

    async def test_it_does_not_leave_the_century(self) -> None:
        await self.begin()
        admin = await self.server.admin()
        for _ in range(9):
            await admin.ask("POST", "v1/admin/clock", {"advance_ms": 3700 * DAY_MS})
        self.assertEqual((await admin.api("POST", "v1/admin/clock", {"advance_ms": 3700 * DAY_MS}))[0], 400)


class Starting(SandboxTestCase):
    async def refusal(self, public_baseurl: str, **settings: Any) -> str:
        server = self.prepare(modules=modules(**settings), settings={"public_baseurl": public_baseurl})
        try:
            await server.start()
        except ConfigError as refusal:
            return f"{refusal} {refusal.__cause__ or ''}"
        await eventually(lambda: Platform.of(server.module_api).is_started, "the house is up")
        return ""

    async def test_it_refuses_a_public_address_unless_told(self) -> None:
        refusal = await self.refusal("https://salon.example/")
        self.assertIn("salon.example", refusal)
        self.assertIn("allow_public: true", refusal)
        self.assertEqual(await self.refusal("https://salon.example/", allow_public=True, webhook_base=""), "")

    async def test_a_wrong_setting_is_named(self) -> None:
        for wrong, key in (
            ({"webhook_base": "here"}, "webhook_base"),
            ({"notify_after_ms": -1}, "notify_after_ms"),
        ):
            self.assertIn(f"config: {key}", await self.refusal("http://127.0.0.1/", **wrong))

    async def test_what_fell_due_while_the_house_was_shut_happens_at_its_moment(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        await self.hears("active")
        await self.server.advance(ms=1)
        await self.server.rows("UPDATE salon_clock SET offset_ms = ?", 40 * DAY_MS)
        await self.restart()
        state = await self.hears("active")
        self.assertEqual(state.period_start_ms, begun.period_end_ms)
        self.assertEqual(state.ref, Ref(begun.ref))
        self.assertEqual(MONTHLY.interval, "month")
