# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member paid, and what is charged when."""

from synapse_salon.months import months_later
from tests.support.people import refused
from tests.support.salon import FAILS_AT_RENEWAL, SalonCase
from tests.support.waiting import eventually


class MyPayments(SalonCase):
    """Aiko pays in two salons; Ben's card fails."""

    async def test_what_was_paid_and_what_comes(self) -> None:
        lotus = await self.salon()
        server = lotus.server
        pine = await self.salon(server, slug="old-pine", owner="pat", title="古い松")
        aiko = await lotus.joins(await server.person("aiko"))
        await pine.joins(aiko)
        path = f"v1/salons/{lotus.slug}/me"
        for months in (1, 2):
            await server.advance(days=31)

            async def renewed(months: int = months) -> bool:
                return len((await aiko.ask("GET", f"{path}/payments"))["payments"]) == months + 1

            await eventually(renewed, "the renewal is heard")
        paid = (await aiko.ask("GET", f"{path}/payments"))["payments"]
        self.assertEqual([row["paid_for"] for row in paid], ["renewed", "renewed", "begun"])
        self.assertEqual({row["amount"]["amount"] for row in paid}, {1980})
        self.assertEqual({row["plan"] for row in paid}, {lotus.plan})
        self.assertEqual([row["through_ms"] for row in paid[1:]], [row["from_ms"] for row in paid[:2]])
        first = await aiko.ask("GET", f"{path}/payments?limit=2")
        rest = await aiko.ask("GET", f"{path}/payments?limit=2&from={first['next_batch']}")
        self.assertEqual([*first["payments"], *rest["payments"]], paid)
        self.assertNotIn("next_batch", rest)
        for wrong in ("x", "-1.x", "9" * 30, "²"):
            self.assertEqual((await refused(aiko.ask("GET", f"{path}/payments?from={wrong}"))).status, 400)

        coming = (await aiko.ask("GET", f"{path}/charges"))["charges"]
        begun_ms = paid[2]["from_ms"]
        self.assertEqual([row["at_ms"] for row in coming], [months_later(begun_ms, n) for n in range(3, 15)])
        self.assertEqual({(row["amount"]["amount"], row["due"]) for row in coming}, {(1980, False)})
        stranger = await server.person("chika")
        self.assertEqual((await stranger.ask("GET", f"{path}/payments"))["payments"], [])
        self.assertEqual((await stranger.ask("GET", f"{path}/charges"))["charges"], [])

        for language, words in (
            ("ja", ("お支払いの予定", "更新", "古い松")),
            ("en", ("What is charged when", "renewal", "古い松")),
        ):
            visitor = await server.visit_as(aiko, language)
            page = await visitor.get(f"s/{lotus.slug}/me/payments")
            for word in words[:2]:
                self.assertIn(word, page.text)
            self.assertIn("card ending in 4242" if language == "en" else "末尾 4242 のカード", page.text)
            self.assertNotIn("古い松", page.text)
            every = await visitor.get("me")
            self.assertIn(words[0], every.text)
            self.assertIn(words[2], every.text)
            self.assertEqual(every.text.count("me/payments"), 12)
        await aiko.ask("POST", f"v1/salons/{lotus.slug}/leave", {})
        self.assertEqual((await aiko.ask("GET", f"{path}/charges"))["charges"], [])

    async def test_what_is_due_is_told_with_where_to_pay_it(self) -> None:
        salon = await self.salon()
        ben = await salon.joins(await salon.server.person("ben"), FAILS_AT_RENEWAL)
        await salon.server.advance(days=31)
        await salon.becomes(ben, "past_due")
        told = await ben.ask("GET", f"v1/salons/{salon.slug}/me/charges")
        self.assertEqual([(row["due"], row["amount"]["amount"]) for row in told["charges"]], [(True, 1980)])
        self.assertIn("sandbox/card", told["pay_url"])
