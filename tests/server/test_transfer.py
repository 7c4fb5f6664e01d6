# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members who pay ahead by bank transfer, and the owner who looks at the bank account."""

import re
from typing import Any

from synapse_salon.clock import DAY_MS
from synapse_salon.months import months_later
from synapse_salon.platform import Platform
from tests.server.transfer_case import ACCOUNT
from tests.support.people import Person
from tests.support.salon import GOOD_CARD, Salon, SalonCase, direct_room
from tests.support.waiting import eventually
from tests.support.web import Answer, Visitor


def yen(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "JPY"}


class Transfers(SalonCase):
    async def begin(self) -> Salon:
        """A salon that takes transfers."""
        salon = await self.salon()
        self.desk = f"v1/salons/{salon.slug}/transfers"
        await salon.owner.ask("PUT", f"{self.desk}/account", ACCOUNT)
        return salon

    async def awaited(self, salon: Salon, name: str) -> dict[str, Any]:
        listed = await salon.owner.ask("GET", self.desk)
        return next(one for one in listed["awaited"] if one["name"] == name)

    async def confirm(self, salon: Salon, ref: str, amount: int) -> str | None:
        body = {"amount": yen(amount), "day": "2026-11-21", "payer": "ﾔﾏﾀﾞ ｱｲｺ"}
        answer = await salon.owner.ask("POST", f"{self.desk}/{ref}/confirm", body)
        return None if answer["outcome"] is None else str(answer["outcome"])

    async def to_return(self, salon: Salon) -> list[tuple[str, int]]:
        listed = await salon.owner.ask("GET", self.desk)
        return [(one["kind"], one["amount"]["amount"]) for one in listed["to_return"]]

    async def desk_page(self, salon: Salon, language: str = "en") -> tuple[Visitor, Answer]:
        visitor = await salon.server.visit_as(salon.owner, language)
        return visitor, await visitor.get(f"s/{salon.slug}/desk/transfers")

    async def upload(self, visitor: Visitor, page: Answer, said: str) -> Answer:
        return await visitor.submit(page, "/transfers/statement", file=said)

    async def statement(self, salon: Salon, person: Person, months: int) -> int:
        """How long somebody has paid, in ms; waits until it is so many months."""

        async def paid() -> int | None:
            me = await salon.me(person)
            found = me["paid_through_ms"]
            begun = me["joined_ms"]
            return int(found) if found and found == months_later(begun, months) else None

        return int(await eventually(paid, f"{person.user_id} has paid {months} months"))

    async def test_aiko_pays_ahead_in_parts_pays_for_more_and_is_reminded(self) -> None:
        salon = await self.begin()
        aiko = await salon.server.person("aiko")
        means = await aiko.ask("GET", f"v1/salons/{salon.slug}/means")
        self.assertEqual([one["means"] for one in means["means"]], ["sandbox", "transfer-ahead"])
        begun = await salon.apply(aiko, means="transfer-ahead", months=3, language="en")
        self.assertEqual((begun["status"], begun["trial_days"]), ("applied", 0))
        page = await salon.server.visitor().get(begun["pay_url"])
        one = await self.awaited(salon, "Aiko")
        home = await direct_room(aiko, salon.server.user_id("salon"))
        for said in ("¥5,940", one["code"], ACCOUNT["bank"], ACCOUNT["number"]):
            self.assertIn(said, page.text)
            await aiko.hears(home, said)

        self.assertEqual(await self.confirm(salon, one["transfer"], 940), "too_little")
        self.assertEqual((await self.awaited(salon, "Aiko"))["left"], yen(5000))
        self.assertIn("¥5,000", (await salon.server.visitor().get(begun["pay_url"])).text)
        self.assertEqual((await salon.me(aiko))["status"], "applied")
        self.assertEqual(await self.confirm(salon, one["transfer"], 5000), "whole")
        await salon.becomes(aiko, "active")
        await salon.is_in(aiko, "space", "news", "lounge")
        await self.statement(salon, aiko, 3)
        self.assertEqual((await salon.me(aiko))["paid_ahead_months"], 3)
        mine = await salon.server.visit_as(aiko)
        self.assertIn("you can choose any plan", (await mine.get(f"s/{salon.slug}/me")).text)
        self.assertIn("You have paid ahead, so", (await mine.get(f"s/{salon.slug}/me/plan")).text)

        # For another month, by the bank's own list, which is uploaded twice.
        more = await aiko.ask("POST", f"v1/salons/{salon.slug}/pass", {"months": 1})
        self.assertEqual(more["status"], "active")
        code = (await self.awaited(salon, "Aiko"))["code"]
        rows = f"日付,摘要,お支払金額,お預り金額\r\n2026/11/22,振込 {code} ﾔﾏﾀﾞ ｱｲｺ,,1980\r\n2026/11/22,電気,500,\r\n"
        visitor, desk = await self.desk_page(salon)
        refused = await self.upload(visitor, desk, "nonsense")
        self.assertEqual(refused.status, 400)
        self.assertIn("a CSV file with a line of headings", refused.text)
        listed = await self.upload(visitor, desk, rows)
        self.assertIn("1 new line", listed.text)
        again = await self.upload(visitor, desk, rows)
        self.assertIn("0 new lines", again.text)
        self.assertIn("the code is right, the amount is right, the name fits", again.text)
        done = await visitor.submit(again, "/transfers/lines/")
        self.assertIn("Paid in full", done.text)
        self.assertNotIn("/transfers/lines/", done.text)
        paid_until = await self.statement(salon, aiko, 4)
        await aiko.hears(home, "You have paid until")

        # Leaving is with the end of it, and can be taken back; a payment that is awaited is no reason to go at once.
        leaving = await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        self.assertEqual((leaving["status"], leaving["paid_through_ms"]), ("cancelling", paid_until))
        self.assertEqual((await aiko.ask("POST", f"v1/salons/{salon.slug}/stay"))["status"], "active")

        now_ms = Platform.of(salon.server.module_api).clock.now_ms()
        await salon.server.advance(days=(paid_until - now_ms) / DAY_MS - 6.5)
        await aiko.hears(home, "It does not renew by itself, and nothing is charged.")
        await salon.server.advance(days=6)

        async def twice() -> bool:
            said = [message.body for message in await aiko.messages(home)]
            return sum("nothing is charged" in one and "paid ahead" in one for one in said) == 2

        await eventually(twice, "she is reminded a day before, too")
        await salon.server.advance(days=1)
        await salon.becomes(aiko, "lapsed")
        await aiko.hears(home, "What you had paid ahead for")
        await salon.is_out_of(aiko, "lounge")
        books = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payments")
        self.assertEqual([one["amount"]["amount"] for one in books["payments"]], [1980, 5940])

    async def test_late_money_too_much_and_what_goes_back(self) -> None:
        salon = await self.begin()
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", {"capacity": 2})
        aiko, ben, chika = [await salon.server.person(name) for name in ("aiko", "ben", "chika")]
        for person in (aiko, ben):
            await salon.apply(person, means="transfer-ahead", months=1)
        first, second = await self.awaited(salon, "Aiko"), await self.awaited(salon, "Ben")
        full = await salon.apply(chika)
        self.assertEqual(full["waits_for"], "place")
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "visitor")
        home = await direct_room(aiko, salon.server.user_id("salon"))
        await aiko.hears(home, "確認できなかったため、申し込みを終了しました")
        await salon.becomes(ben, "visitor")
        self.assertEqual((await salon.owner.ask("GET", self.desk))["awaited"], [])

        # Two places, one of which Chika takes: Aiko's late money brings her in, Ben's goes back.
        async def offered() -> bool:
            return not (await salon.me(chika)).get("waits_for")

        await eventually(offered, "Chika is offered a place")
        await salon.pay((await salon.apply(chika))["pay_url"], GOOD_CARD)
        await salon.becomes(chika, "active")
        self.assertEqual(await self.confirm(salon, first["transfer"], 2480), "too_much")
        await salon.becomes(aiko, "active")
        self.assertEqual(await self.to_return(salon), [("surplus", 500)])
        self.assertEqual(await self.confirm(salon, second["transfer"], 1980), "whole")

        async def owed() -> bool:
            return sorted(await self.to_return(salon)) == [("refund", 1980), ("surplus", 500)]

        await eventually(owed, "Ben's money is to be sent back")
        self.assertEqual((await salon.me(ben))["status"], "visitor")

        # The staff send all of it back, and Aiko's payment too, which ends her time.
        payments = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payments")
        hers = next(
            one
            for one in payments["payments"]
            if one["user_id"] == aiko.user_id and one["status"] == "succeeded"
        )
        path = f"v1/salons/{salon.slug}/payments/{hers['payment']}/refund"
        self.assertEqual((await salon.owner.ask("POST", path, {}))["state"], "pending")
        await salon.becomes(aiko, "lapsed")
        notes = "SELECT total FROM salon_receipts WHERE kind = 'credit_note'"
        payment, mine = f"s/{salon.slug}/desk/payments/{hers['payment']}", f"s/{salon.slug}/me/payments"
        for language, sending, given in (
            ("ja", "返金手続き中", "返金済み"),
            ("en", "on its way back", "given back"),
        ):
            owner = await salon.server.visit_as(salon.owner, language)
            member = await salon.server.visit_as(aiko, language)
            for reader, page in (
                (owner, f"s/{salon.slug}/desk/payments"),
                (member, mine),
                (member, "me/billing"),
            ):
                shown = (await reader.get(page)).text
                self.assertIn(sending, shown, page)
                self.assertNotIn(f"¥1,980{given}" if language == "ja" else f"¥1,980 {given}", shown, page)
            self.assertIn(
                {"ja": "「送金した」と記録した日", "en": "to be sent by hand"}[language],
                (await owner.get(payment)).text,
            )
        self.assertEqual(await salon.server.rows(notes), [], "nothing was sent yet")
        admin = await salon.server.admin()
        report = await admin.ask("POST", "v1/admin/reconcile")
        self.assertEqual(report["drift"], [], "what is still to be sent is no difference")
        listed = await salon.owner.ask("GET", self.desk)
        for one in listed["to_return"]:
            for _ in range(2):
                await salon.owner.ask("POST", f"{self.desk}/returns/{one['id']}/sent")
        self.assertEqual(await self.to_return(salon), [])

        async def noted() -> bool:
            return sorted(await salon.server.rows(notes)) == [(1980,), (1980,)]

        await eventually(noted, "a credit note of each payment that was sent back")
        owner = await salon.server.visit_as(salon.owner, "en")
        sent = await owner.get(payment)
        self.assertNotIn("on its way back", sent.text)
        self.assertEqual((await admin.ask("POST", "v1/admin/reconcile"))["drift"], [])
        platform = Platform.of(salon.server.module_api)
        provider = platform.providers.of("transfer")
        moved = await salon.server.inside(provider.movements_since, 0)
        self.assertEqual(sum(one.amount.minor for one in moved), 0)
        await salon.server.advance(days=0.1)
        await salon.server.inside(platform.timers.run_due)
        self.assertEqual(await salon.server.inside(platform.ledger.balance, "transfer"), {"JPY": 0})
        books = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/ledger?from=0&to={2**45}")
        self.assertGreater(len(books["entries"]), 4)
        owner = await salon.server.visit_as(salon.owner, "ja")
        month = await owner.get(f"s/{salon.slug}/desk/books")
        self.assertIn("振込先の口座", month.text)
        self.assertIn("銀行振込", (await owner.get(f"s/{salon.slug}/desk/books.csv")).text)

    async def changes_their_mind(self, visitor: Visitor, base: str, pay: Answer, language: str) -> Answer:
        """Every page leads back to what is to be transferred; given up, its page says so, and one begins again."""
        waits, given_up = {
            "en": ("for your payment until", "The application was given up before its time was over"),
            "ja": ("お支払いをお待ちしています（", "申し込みを取りやめた"),
        }[language]
        for path in (f"{base}/me", f"{base}/join", "me/billing"):
            page = await visitor.get(path)
            self.assertIn(waits, page.text)
            self.assertIn(pay.url, page.text)
        begun = await visitor.get(f"{base}/me")
        self.assertIn("?withdrawn=true", (await visitor.submit(begun, "/leave")).url)
        over = await visitor.get(pay.url)
        self.assertEqual(over.status, 410)
        self.assertIn(given_up, over.text)
        form = await visitor.get(f"{base}/join?plan={re.findall(r'plan=([a-zA-Z0-9_-]+)', begun.text)[0]}")
        filled = {"birth_year": "1990", "birth_month": "4", "birth_day": "1", "rules": "on"}
        filled |= {"means": "transfer-ahead", "months": "6", "community_name": f"Aiko {language}"}
        confirm = await visitor.submit(form, "/join", **filled)
        return await visitor.submit(confirm, "/join/")

    async def test_the_pages_of_paying_ahead(self) -> None:
        salon = await self.salon()
        transfers = salon.server.visitor("ja")
        for place in ("", "/disclosure"):
            self.assertNotIn("銀行振込", (await transfers.get(f"s/{salon.slug}{place}")).text)
        self.desk = f"v1/salons/{salon.slug}/transfers"
        owner = await salon.server.visit_as(salon.owner, "ja")
        page = await owner.get(f"s/{salon.slug}/desk/transfers/account")
        said = await owner.submit(page, "/account", **ACCOUNT)
        self.assertIn("保存しました", said.text)
        for place, words in (("", "銀行振込"), ("/disclosure", "銀行振込（前払い）")):
            self.assertIn(words, (await transfers.get(f"s/{salon.slug}{place}")).text)
        disclosing = await owner.get(f"s/{salon.slug}/desk/disclosure")
        self.assertNotIn("前払いのお支払い方法", disclosing.text)
        own = await owner.submit(disclosing, "/desk/disclosure", payment="カードだけです。")
        self.assertIn("前払いのお支払い方法", own.text)
        await owner.submit(own, "/desk/disclosure", payment="")
        for language, total, no_renewal in (
            ("en", "¥11,880 in all for 6 months", "It does not renew by itself"),
            ("ja", "6か月分の総額 ¥11,880", "自動更新はありません"),
        ):
            visitor, base = salon.server.visitor(language), f"s/{salon.slug}"
            filled = {
                "username": f"aiko-{language}",
                "password": "lotus on the balcony",
                "community_name": f"Aiko {language}",
                "birth_year": "1990",
                "birth_month": "4",
                "birth_day": "1",
                "rules": "on",
                "means": "transfer-ahead",
            }
            form = await visitor.get(f"{base}/join")
            wrong = await visitor.submit(form, "/join", **{**filled, "months": "5"})
            self.assertEqual(wrong.status, 400)
            confirm = await visitor.submit(wrong, "/join", **{**filled, "months": "6"})
            self.assertIn(total, confirm.text)
            self.assertIn(no_renewal, confirm.text)
            self.assertIn(
                "within 7 days of applying" if language == "en" else "お申し込みから7日以内", confirm.text
            )
            pay = await visitor.submit(confirm, "/join/")
            self.assertIn("/transfer/", pay.url)
            self.assertIn("¥11,880", pay.text)
            pay = await self.changes_their_mind(visitor, base, pay, language)
            person, desk = await self.desk_page(salon, language)
            self.assertIn(f"Aiko {language}", desk.text)
            one = await self.awaited(salon, f"Aiko {language}")
            shown = await person.get(f"{base}/desk/transfers/{one['transfer']}")
            bad = await person.submit(shown, one["transfer"], amount="much", day="2026-11-21")
            self.assertEqual(bad.status, 400)
            good = await person.submit(bad, one["transfer"], amount="11,880円", day="2026-11-21")
            self.assertEqual(good.status, 200)
            confirmed = await person.get(f"{base}/desk/transfers/{one['transfer']}")
            self.assertNotIn(f">{salon.owner.user_id}<", confirmed.text)
            self.assertIn({"ja": "2026年11月21日(土)", "en": "Sat 21 Nov 2026"}[language], confirmed.text)
            done = await visitor.get(pay.url)
            self.assertIn("/done", done.text)
            await self.comes_in(salon, f"aiko-{language}")
            more = await visitor.get(f"{base}/me/pass")
            again = await visitor.submit(more, "/me/pass", months="12")
            self.assertIn("¥23,760", again.text)
            waits = await visitor.submit(again, "/join/")
            self.assertIn("¥23,760", waits.text)
            account = await person.get(f"{base}/desk/transfers/account")
            wrong = await person.submit(account, "/account", number="12")
            self.assertEqual(wrong.status, 400)
            self.assertEqual((await person.submit(wrong, "/account", number="7654321")).status, 200)

    async def comes_in(self, salon: Salon, name: str) -> None:
        async def inside() -> bool:
            found = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members")
            return any(
                one["user_id"].startswith(f"@{name}:") and one["status"] == "active"
                for one in found["members"]
            )

        await eventually(inside, f"{name} is in")
