# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon closes: announced, told, taken back or carried out, and the money of it to the yen."""

from datetime import timedelta
from typing import Any

from modules.salons.domain.closing import end_of, today
from synapse_salon.clock import DAY_MS
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments, ProviderUnavailable
from tests.server.closing_case import LIVE, ClosingCase
from tests.support.fates import together
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, MONTHLY, Salon, direct_room
from tests.support.waiting import eventually

YEARLY = {**MONTHLY, "name": "一年", "price": {"amount": 12_000, "currency": "JPY"}, "interval": "year"}
ONCE = {**MONTHLY, "name": "買い切り", "price": {"amount": 9_800, "currency": "JPY"}, "interval": "once"}
FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
ROOMS = ("space", "news", "lounge")


class TheEnd(ClosingCase):
    """Olive closes her salon."""

    async def test_from_the_announcement_to_the_shut_staff_room(self) -> None:
        salon = await self.salon()
        server = salon.server
        year, once, free = [await self.offer(salon, plan) for plan in (YEARLY, ONCE, FREE)]
        other = await self.salon(server, slug="old-pine", owner="pat")
        aiko, ben, dora, fay, gen, hana = [
            await server.person(name) for name in ("aiko", "ben", "dora", "fay", "gen", "hana")
        ]
        await salon.joins(aiko, mail="aiko@example.org", language="ja")
        await other.joins(aiko)
        await salon.joins(ben, plan=year, mail="ben@example.org", language="en")
        await salon.joins(dora, plan=once, mail="dora@example.org", language="ja")
        await salon.apply(fay, plan=free)
        await salon.becomes(fay, "active")
        await salon.joins(gen)
        await gen.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        unpaid = (await salon.apply(hana))["pay_url"]
        began_ms = self.now_ms(salon)
        # The owner cannot be quicker than the notice, and nobody else may.
        soon = (today(began_ms, "Asia/Tokyo") + timedelta(days=29)).isoformat()
        self.assertEqual((await refused(self.announce(salon, closes_at=soon))).status, 400)
        self.assertEqual((await refused(aiko.ask("POST", f"v1/salons/{salon.slug}/close", {}))).status, 403)
        said = await self.announce(salon, reason="卒業します")
        last = today(began_ms, "Asia/Tokyo") + timedelta(days=30)
        closes_ms = end_of(last, "Asia/Tokyo")
        self.assertEqual(
            (said["status"], said["last_day"], said["closes_ms"]), ("closing", last.isoformat(), closes_ms)
        )
        self.assertEqual((await refused(self.announce(salon))).reason, "closing")
        await self.rests(server)
        await self._is_announced(salon, aiko, ben, dora, hana, unpaid)
        # Until the day everything is open.
        await aiko.say(await salon.room("lounge"), "まだいます")
        await server.advance(days=29)
        await self.rests(server)
        self.assertEqual((await salon.me(aiko))["status"], "active")
        await server.advance(days=3)
        for person in (aiko, ben, dora, fay, gen):
            await salon.becomes(person, "lapsed")
            await salon.is_out_of(person, *ROOMS, "lobby")
        await self.rests(server)
        await self._is_over(salon, closes_ms, aiko, ben, dora, fay, gen)
        # Another salon goes on.
        self.assertTrue(await other.inside(aiko))
        await aiko.say(await other.room("lounge"), "こちらは続く")
        # The staff keep their room for a while.
        await salon.owner.say(await salon.room("staff"), "おつかれさま")
        await salon.is_out_of(salon.owner, *ROOMS)
        staff_room = await salon.room("staff")
        await server.advance(days=31)
        await salon.is_out_of(salon.owner, "staff")
        self.assertEqual((await refused(salon.owner.say(staff_room, "?"))).errcode, "M_FORBIDDEN")
        self.assertEqual(await self.refunds(salon, aiko), [])

    async def _is_announced(
        self, salon: Salon, aiko: Person, ben: Person, dora: Person, hana: Person, unpaid: str
    ) -> None:
        server = salon.server
        stranger = await server.person("ivan")
        self.assertEqual((await refused(salon.apply(stranger))).reason, "closing")
        await salon.pay(unpaid)
        await self.rests(server)
        self.assertEqual((await salon.me(hana))["status"], "visitor")
        listed = await stranger.ask("GET", "v1/salons")
        self.assertEqual([row["slug"] for row in listed["salons"]], ["old-pine"])
        page = await server.visitor("en").get(f"s/{salon.slug}")
        self.assertEqual(page.status, 200)
        self.assertIn("This salon closes soon", page.text)
        self.assertNotIn(f"s/{salon.slug}/join", page.text)
        for person, words in ((aiko, "閉じます"), (ben, "closes on"), (dora, "閉じます")):
            self.assertEqual(len(self.subjects(salon, person, words)), 1, self.subjects(salon, person, ""))
        room = await direct_room(ben, server.user_id("salon"))
        told = [said.body for said in await ben.messages(room) if "you get ¥" in said.body]
        self.assertEqual(len(told), 1)
        news = [said for said in await aiko.messages(await salon.room("news")) if "閉じます" in said.body]
        self.assertEqual(len(news), 1)
        # Whose next payment would reach beyond the day, is not charged again.
        live = await server.rows(
            "SELECT s.cancel_at_end FROM salon_sandbox_subscriptions s JOIN salon_applications a"
            " ON a.id = s.order_id JOIN salon_salons l ON l.id = a.salon_id"
            " WHERE l.slug = ? AND s.status != 'ended'",
            salon.slug,
        )
        self.assertEqual([bool(row[0]) for row in live], [True, True, True])

    async def _is_over(
        self, salon: Salon, closes_ms: int, aiko: Person, ben: Person, *others: Person
    ) -> None:
        server = salon.server
        dora, _, gen = others
        live = await server.rows(
            "SELECT s.ref FROM salon_sandbox_subscriptions s JOIN salon_applications a ON a.id = s.order_id"
            " JOIN salon_salons l ON l.id = a.salon_id WHERE l.slug = ? AND s.status != 'ended'",
            salon.slug,
        )
        self.assertEqual(live, [])
        for person, price, paid_days in ((ben, 12_000, 365), (dora, 9_800, 365)):
            rows = await server.rows(
                "SELECT made_ms FROM salon_dues WHERE user_id = ? AND amount = ?", person.user_id, price
            )
            unused = -(-(rows[0][0] + paid_days * DAY_MS - closes_ms) // DAY_MS)
            self.assertIn(unused, (334, 335))
            self.assertEqual(await self.refunds(salon, person), [-(-price * unused // paid_days)])
        self.assertEqual((await self.refunds(salon, aiko), await self.refunds(salon, gen)), ([], []))
        for person, words in ((aiko, "閉じました"), (ben, "is closed"), (dora, "閉じました")):
            self.assertEqual(len(self.subjects(salon, person, words)), 1, self.subjects(salon, person, ""))
        history = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members/{aiko.user_id}/history")
        self.assertEqual(history["transitions"][-1]["cause"], "salon_closed")
        stranger = await server.person("jun")
        self.assertEqual((await refused(stranger.ask("GET", f"v1/salons/{salon.slug}"))).status, 404)
        new = {"slug": salon.slug, "title": "x", "purpose": "x", "kind": "lesson", "language": "ja"}
        self.assertEqual((await refused(stranger.ask("POST", "v1/salons", new))).reason, "slug_taken")

    async def test_taken_back_everything_goes_on(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), mail="aiko@example.org", language="en")
        await self.announce(salon)
        await self.rests(salon.server)
        path = f"v1/salons/{salon.slug}/close"
        await salon.owner.ask("DELETE", path)
        self.assertEqual((await refused(salon.owner.ask("DELETE", path))).reason, "not_closing")
        await self.rests(salon.server)
        self.assertEqual(len(self.subjects(salon, aiko, "goes on")), 1)
        await salon.server.advance(days=40)
        await self.rests(salon.server)
        self.assertTrue(await salon.inside(aiko))
        live = await salon.server.rows(LIVE.replace("ref", "cancel_at_end"))
        self.assertEqual([bool(row[0]) for row in live], [False])
        await salon.joins(await salon.server.person("ben"))
        # And once more: told again, and carried out by an administrator at once.
        await self.announce(salon)
        await self.rests(salon.server)
        self.assertEqual(len(self.subjects(salon, aiko, "closes on")), 2)
        admin = await salon.server.admin()
        self.assertEqual(
            (await refused(admin.ask("POST", f"v1/admin/salons/{salon.slug}/close", {}))).status, 409
        )
        await admin.ask("DELETE", f"v1/admin/salons/{salon.slug}/close")
        await self.rests(salon.server)
        await admin.ask("POST", f"v1/admin/salons/{salon.slug}/close", {"at_once": True})
        await salon.becomes(aiko, "lapsed")
        await self.rests(salon.server)
        self.assertEqual(await salon.server.rows(LIVE), [])
        self.assertEqual(len(self.subjects(salon, aiko, "is closed")), 1)
        self.assertEqual(len(await self.refunds(salon, aiko)), 1)
        self.assertEqual((await refused(salon.owner.ask("DELETE", path))).reason, "not_closing")

    async def test_two_clicks_a_change_of_mind_and_a_race_with_the_day(self) -> None:
        salon = await self.salon()
        server = salon.server
        aiko = await salon.joins(await server.person("aiko"), mail="aiko@example.org", language="en")
        ben = await salon.joins(await server.person("ben"))
        path = f"v1/salons/{salon.slug}"
        both = await together(*(salon.owner.api("POST", f"{path}/close", {}) for _ in range(2)))
        self.assertEqual(sorted(status for status, _ in both), [200, 409])
        await self.rests(server)
        self.assertEqual(len(self.subjects(salon, aiko, "closes on")), 1)
        # Leaving, and staying, are the member's own; the end stays set.
        self.assertEqual((await aiko.ask("POST", f"{path}/leave", {}))["status"], "cancelling")
        self.assertEqual((await aiko.ask("POST", f"{path}/stay", {}))["status"], "active")
        await self.rests(server)

        async def ends() -> bool:
            rows = await server.rows(LIVE.replace("ref", "cancel_at_end"))
            return [bool(row[0]) for row in rows] == [True, True]

        await eventually(ends, "nothing will be charged again")
        self.assertEqual((await salon.me(aiko))["status"], "active")
        # The last moment: the owner takes it back while the day comes.
        await server.advance(days=30)
        undone, _ = await together(salon.owner.api("DELETE", f"{path}/close"), server.advance(days=1))
        await server.advance(seconds=5)
        await self.rests(server)
        is_open = undone[0] == 200
        state = await server.rows("SELECT state FROM salon_salons")
        self.assertEqual(state, [("open" if is_open else "closed",)])
        for person in (aiko, ben):
            inside = (await salon.me(person))["status"] in ("active", "cancelling")
            self.assertEqual(inside, is_open, undone)

    async def test_what_was_paid_in_the_last_moment_is_given_back(self) -> None:
        salon = await self.salon()
        server = salon.server
        await salon.joins(await server.person("aiko"))
        await server.advance(days=10)
        ben = await server.person("ben")
        url = (await salon.apply(ben))["pay_url"]
        await salon.pay(url)
        await server.rows("UPDATE salon_sandbox_notices SET due_ms = NULL")  # its news gets lost
        payments = Platform.of(server.module_api).want(Payments)
        assert payments is not None
        plain = payments.refund

        async def quicker(ref: Any, amount: Any, key: str, reason: str) -> Any:
            if key.startswith("closing:"):  # somebody else gives it all back in this moment
                self.patch(payments, "refund", plain)
                await plain(ref, None, "by hand", "")
            return await plain(ref, amount, key, reason)

        self.patch(payments, "refund", quicker)
        admin = await server.admin()
        await admin.ask("POST", f"v1/admin/salons/{salon.slug}/close", {"at_once": True})
        await self.rests(server)
        await server.advance(minutes=11)
        await self.rests(server)
        self.assertEqual(await server.rows(LIVE), [])
        self.assertEqual(await self.refunds(salon, ben), [1980])
        self.assertFalse(await salon.inside(ben))
        self.assertEqual(await server.rows("SELECT 1 FROM salon_closing_refunds WHERE given_ms IS NULL"), [])

    async def test_a_long_notice_charges_what_fits_and_the_provider_may_be_down_on_the_day(self) -> None:
        salon = await self.salon()
        server = salon.server
        aiko = await salon.joins(await server.person("aiko"))
        ben = await salon.joins(await server.person("ben"), FAILS_AT_RENEWAL)
        last = today(self.now_ms(salon), "Asia/Tokyo") + timedelta(days=75)
        await self.announce(salon, closes_at=last.isoformat())
        await self.rests(server)
        live = await server.rows(LIVE.replace("ref", "cancel_at_end"))
        self.assertEqual([bool(row[0]) for row in live], [False, False])
        await server.advance(days=32)
        await salon.becomes(ben, "past_due")
        await self.rests(server)
        await server.advance(days=40)
        await self.rests(server)
        self.assertEqual((await salon.me(aiko))["status"], "active")
        paid = "SELECT COUNT(*) FROM salon_sandbox_payments WHERE status = 'paid'"
        self.assertEqual((await server.rows(paid))[0][0], 3)
        payments = Platform.of(server.module_api).want(Payments)
        assert payments is not None
        plain, downs = payments.cancel_now, []

        async def down(*args: Any) -> Any:
            downs.append(args)
            if len(downs) < 3:
                raise ProviderUnavailable("nobody answers")
            return await plain(*args)

        self.patch(payments, "cancel_now", down)
        await server.advance(days=5)
        for person in (aiko, ben):
            await salon.becomes(person, "lapsed")
        for _ in range(5):
            await server.advance(minutes=1)
        await self.rests(server)
        self.flush_complaints("nobody answers")
        self.assertEqual(await server.rows(LIVE), [])
        await server.advance(days=60)
        self.assertEqual((await server.rows(paid))[0][0], 3)
