# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One trial for each person in a salon, whichever of account, mail address and card comes again."""

import re

from twisted.internet.defer import ensureDeferred, gatherResults

from tests.support.letters import letters
from tests.support.people import Person
from tests.support.salon import GOOD_CARD, MONTHLY, Salon, SalonCase, direct_room
from tests.support.waiting import eventually

TRIAL = {**MONTHLY, "trial_days": 14}
ANOTHER_CARD = "4242424242420017"
THIRD_CARD = "4242424242420025"


class OneTrial(SalonCase):
    """Aiko had her free days; whoever comes with what is hers has none."""

    async def test_account_mail_and_card(self) -> None:
        salon = await self.salon(plan=TRIAL)
        aiko, ben, chika, dave = [
            await salon.server.person(name) for name in ("aiko", "ben", "chika", "dave")
        ]
        first = await salon.apply(aiko, mail="aiko.sato@gmail.com", language="en")
        self.assertEqual(first["trial_days"], 14)
        await salon.pay(first["pay_url"])
        await salon.becomes(aiko, "trial")

        # Her mailbox, written otherwise: told before anything is paid, with the price.
        same_mail = await salon.apply(ben, mail="AikoSato+2@googlemail.com", language="en")
        self.assertEqual(same_mail["trial_days"], 0)
        await salon.pay(same_mail["pay_url"], ANOTHER_CARD)
        await salon.becomes(ben, "active")

        # Her card, which only the payment page sees: nothing is charged, and the person is asked once more.
        same_card = await salon.apply(chika, mail="chika@example.org", language="en")
        self.assertEqual(same_card["trial_days"], 14)
        await salon.pay(same_card["pay_url"], GOOD_CARD)
        house = await direct_room(chika, salon.server.user_id("salon"))
        await chika.hears(house, "Nothing was charged. You can join without them: ¥1,980 a month")
        self.assertEqual((await salon.me(chika))["status"], "applied")
        self.assertEqual(await self._paid(salon, chika), 0)
        await eventually(lambda: self._live(salon, 2), "her subscription takes no money")
        again = await salon.apply(chika, mail="chika@example.org")
        self.assertEqual((again["trial_days"], again["status"]), (0, "applied"))
        await salon.pay(again["pay_url"], GOOD_CARD)
        await salon.becomes(chika, "active")
        self.assertEqual(await self._paid(salon, chika), 1)

        # Her account, when she comes back with everything else new.
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.server.advance(days=15)
        await salon.becomes(aiko, "lapsed")
        back = await salon.apply(aiko, mail="new@example.org")
        self.assertEqual(back["trial_days"], 0)

        # Somebody with nothing of hers has a trial; a mail address changed for hers on the way has not.
        fresh = await salon.apply(dave, mail="dave@example.org")
        self.assertEqual(fresh["trial_days"], 14)
        changed = await salon.apply(dave, mail="a.i.k.o.sato@gmail.com")
        self.assertEqual(changed["trial_days"], 0)
        self.assertEqual(await salon.pay(fresh["pay_url"], THIRD_CARD), 410)
        self.assertEqual(len(letters(salon.server, "chika@example.org", "About your free days")), 1)

    async def test_two_with_one_card_at_once_and_what_the_page_says(self) -> None:
        salon = await self.salon(plan=TRIAL)
        people = [await salon.server.person(name) for name in ("aiko", "ben")]
        urls = [(await salon.apply(person))["pay_url"] for person in people]
        await gatherResults([ensureDeferred(salon.pay(url)) for url in urls], consumeErrors=True)
        standings = [await self._settled(salon, person) for person in people]
        self.assertEqual(sorted(standings), ["applied", "trial"])
        late = people[standings.index("applied")]
        visitor = await salon.server.visit_as(late)
        mine = await visitor.get(f"s/{salon.slug}/me")
        found = re.search(r"s/[\w-]+/join/\w+", mine.text)
        assert found is not None, mine.text
        form = await visitor.get(found[0])
        for words in ("Without free days this time", "¥1,980", "now, tax included"):
            self.assertIn(words, form.text)
        self.assertNotIn("Free until", form.text)

    async def _settled(self, salon: Salon, person: Person) -> str:
        async def decided() -> str | None:
            status = str((await salon.me(person))["status"])
            told = await salon.server.rows(
                "SELECT 1 FROM salon_applications WHERE user_id = ? AND state = 'refused'", person.user_id
            )
            return status if status == "trial" or told else None

        return str(await eventually(decided, f"{person.name} knows"))

    async def _paid(self, salon: Salon, person: Person) -> int:
        rows = await salon.server.rows(
            "SELECT p.ref FROM salon_sandbox_payments p JOIN salon_applications a ON a.id = p.order_id"
            " WHERE a.user_id = ? AND p.status = 'paid'",
            person.user_id,
        )
        return len(rows)

    async def _live(self, salon: Salon, count: int) -> bool:
        rows = await salon.server.rows("SELECT ref FROM salon_sandbox_subscriptions WHERE status != 'ended'")
        return len(rows) == count
