# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Renewals that fail are reminded of by a schedule, once each; what banks take back freezes a membership."""

import re
from typing import Any

from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Ref
from tests.server.closing_case import ClosingCase
from tests.support.letters import letters, text_of
from tests.support.moments import MomentsCase
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, MONTHLY, Salon, direct_room
from tests.support.waiting import eventually

DUE = "did not go through"


class Reminding(ClosingCase, MomentsCase):
    """Aiko's card, Ben's card."""

    async def heard(self, salon: Salon, person: Person, words: str) -> list[str]:
        room = await direct_room(person, salon.server.user_id("salon"))
        return [said.body for said in await person.messages(room) if words in said.body]

    async def told(self, salon: Salon, person: Person, times: int) -> None:
        """By mail and by the bot, so many times by now."""

        async def both() -> bool:
            letters = len(self.subjects(salon, person, DUE))
            return letters == times and len(await self.heard(salon, person, "Give a new card")) == times

        await eventually(both, f"{person.name} is reminded {times} times")

    async def replay(self, salon: Salon, person: Person) -> None:
        """All news comes again, and the reminders' happenings too."""
        server = salon.server
        platform = Platform.of(server.module_api)
        sql = "SELECT subscription_ref FROM salon_members WHERE user_id = ? AND subscription_ref IS NOT NULL"
        for (ref,) in await server.rows(sql, person.user_id):
            for _ in range(3):
                inbox = platform.payments_inbox
                await server.inside(inbox.look_at, self.payments(salon), "subscription", Ref(ref))
        await server.advance(minutes=11)
        await self.rests(server)

    async def test_a_schedule_in_days_told_once_each_until_it_is_paid(self) -> None:
        salon = await self.salon()
        server = salon.server
        people = [await server.person(name) for name in ("aiko", "ben")]
        for person in people:
            await salon.joins(person, FAILS_AT_RENEWAL, mail=f"{person.name}@example.org", language="en")
        aiko, ben = people
        await server.advance(days=31)
        await salon.becomes(aiko, "past_due")
        await self.told(salon, aiko, 1)
        await self.replay(salon, aiko)
        await self.told(salon, aiko, 1)
        await server.advance(days=2.5)
        await self.told(salon, aiko, 1)
        await server.advance(days=0.5)
        await self.told(salon, aiko, 2)
        await self.replay(salon, aiko)
        letter = letters(server, "aiko@example.org")[-1]
        (link,) = re.findall(r"http\S+sandbox/card/\S+", text_of(letter))
        page = await server.visitor().get(link, follow=False)  # nobody is signed in
        self.assertEqual(page.status, 200)
        visitor = await server.visit_as(aiko)
        base = f"s/{salon.slug}"
        for path in (f"{base}/me", f"{base}/me/payments"):
            self.assertIn("I have just paid", (await visitor.get(path)).text)
        self.assertIn("knows of no payment yet", (await visitor.get(f"{base}/me?paid=true")).text)
        paid = await visitor.post(link, card_number=GOOD_CARD)  # and comes back at once
        self.assertTrue(paid.url.endswith("/me?paid=true"), paid.url)
        self.assertIn("Thank you, your payment arrived", paid.text)
        self.assertNotIn("A payment is due", paid.text)
        await salon.becomes(aiko, "active")
        await server.advance(days=5)
        await salon.becomes(ben, "read_only")
        await self.replay(salon, aiko)
        await self.told(salon, aiko, 2)
        await self.told(salon, ben, 2)  # on the seventh day he was told that he may only read
        self.assertEqual(len(self.subjects(salon, ben, "is still due")), 1)
        visitor = await server.visit_as(salon.owner)
        page = await visitor.get(f"s/{salon.slug}/desk/payments")
        self.assertIn(
            "Of 2 renewals that failed in the last 90 days, 1 were paid after all, and 1 are", page.text
        )
        await server.advance(days=8)
        await salon.becomes(ben, "lapsed")
        page = await visitor.get(f"s/{salon.slug}/desk/payments")
        self.assertIn("The other one ended with the membership, unpaid.", page.text)
        self.assertIn("1 were paid after all, and 0 are owed still", page.text)


class TakenBack(ClosingCase, MomentsCase):
    """Banks take payments back."""

    async def dispute(self, salon: Salon, payment: str, outcome: str) -> None:
        admin = await salon.server.admin()
        body = {"payment": payment, "outcome": outcome}
        await admin.ask("POST", "v1/admin/sandbox/disputes", body)

    async def payments_of(self, salon: Salon, person: Person) -> list[dict[str, Any]]:
        listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payments")
        return [row for row in listed["payments"] if row["user_id"] == person.user_id]

    async def test_frozen_kindly_and_then_as_the_bank_decides(self) -> None:
        salon = await self.salon()
        server = salon.server
        once = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", {**MONTHLY, "interval": "once"})
        aiko = await salon.joins(await server.person("aiko"), mail="aiko@example.org", language="en")
        ben = await salon.joins(await server.person("ben"), plan=once["id"])
        chika = await salon.joins(await server.person("chika"), mail="chika@example.org", language="en")
        payments = {person: (await self.payments_of(salon, person))[0] for person in (aiko, ben, chika)}
        for person in (aiko, ben, chika):
            self.assertEqual(payments[person]["disputed"], "no")
            await self.dispute(salon, payments[person]["payment"], "open")
        for person in (aiko, ben, chika):
            await salon.becomes(person, "read_only")
            await salon.is_in(person, "space", "lounge")
        self.assertEqual((await self.payments_of(salon, aiko))[0]["disputed"], "open")
        room = await direct_room(salon.owner, server.user_id("salon"))
        await eventually(lambda: self._said(salon.owner, room, 3), "the owner is told of three")
        ref = payments[chika]["payment"]
        desk, owner = f"s/{salon.slug}/desk/payments/{ref}", await server.visit_as(salon.owner, "ja")
        before = await owner.get(f"s/{salon.slug}/desk/payments/{payments[ben]['payment']}")
        self.assertNotIn('name="amount"', before.text)
        for words in ("銀行", "決まるまで", "返金できません"):
            self.assertIn(words, before.text)
        refusal = await refused(salon.owner.ask("POST", f"v1/salons/{salon.slug}/payments/{ref}/refund", {}))
        self.assertEqual((refusal.status, refusal.reason), (409, "disputed"))
        self.assertEqual(await server.rows("SELECT id FROM salon_refunds"), [])
        # A renewal meanwhile, and any other news, changes nothing; nor does the clock.
        await server.advance(days=20)
        await server.advance(days=12)
        await self.rests(server)
        for person in (aiko, ben, chika):
            await salon.becomes(person, "read_only")
        visitor = await server.visit_as(chika)
        for path in (f"s/{salon.slug}/me/payments", "me/billing"):
            shown = (await visitor.get(path)).text
            self.assertIn("taken back by your bank; not decided yet", shown)
            self.assertNotIn("A payment is due", shown)
        await self.dispute(salon, payments[aiko]["payment"], "won")
        await self.dispute(salon, payments[ben]["payment"], "won")
        await self.dispute(salon, payments[chika]["payment"], "lost")
        await salon.becomes(aiko, "active")
        await salon.becomes(ben, "active")
        await salon.becomes(chika, "lapsed")
        owner = await server.visit_as(salon.owner, "ja")
        lost = await owner.get(desk)
        self.assertNotIn('name="amount"', lost.text)
        self.assertIn("返金できません", lost.text)
        returned = await owner.get(f"s/{salon.slug}/desk/payments/{payments[ben]['payment']}")
        self.assertIn('name="amount"', returned.text)
        await salon.is_out_of(chika, "space", "lounge")
        self.assertIn("you get a payment back", (await visitor.get(f"s/{salon.slug}/me")).text)
        self.assertIn("taken back by your bank<", (await visitor.get(f"s/{salon.slug}/me/payments")).text)
        await self.rests(server)
        await eventually(lambda: self._lives(salon, 1), "Chika is not charged any more")
        for person, ends in ((aiko, "is open to you again"), (chika, "has ended")):
            for words in ("took a payment", ends):
                await eventually(
                    lambda p=person, w=words: self.subjects(salon, p, w), f"{person.name}: {words}"
                )
                self.assertEqual(len(self.subjects(salon, person, words)), 1, (person.name, words))
        self.assertEqual(self.subjects(salon, aiko, "Thank you"), [])
        self.assertEqual(self.subjects(salon, aiko, DUE), [])
        await server.advance(minutes=11)
        now_ms = self.now_ms(salon)
        books = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/ledger?from=0&to={now_ms}")
        self.assertEqual(books["totals"]["JPY"]["disputes"], 1800)
        admin = await server.admin()
        report = await admin.ask("POST", "v1/admin/reconcile")
        self.assertEqual(report["drift"], [])
        # Who lost may come again.
        await salon.joins(chika)

    async def _said(self, person: Person, room: str, times: int) -> bool:
        return len([one for one in await person.messages(room) if "desk/payments" in one.body]) == times

    async def _lives(self, salon: Salon, count: int) -> bool:
        return await self.live(salon) == count
