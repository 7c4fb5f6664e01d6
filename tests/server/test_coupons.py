# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coupons, from the desk to the last reduced payment."""

import contextlib
from collections import Counter
from typing import Any

from tests.support.fates import together
from tests.support.people import Person, Refused, refused
from tests.support.salon import GOOD_CARD, MONTHLY, Salon, SalonCase
from tests.support.settings import NO_LIMITS, project_modules
from tests.support.waiting import eventually


class Coupons(SalonCase):
    """Olive makes coupons, and people join with them."""

    async def coupon(self, salon: Salon, code: str, **terms: Any) -> dict[str, Any]:
        path = f"v1/salons/{salon.slug}/coupons"
        return dict(await salon.owner.ask("POST", path, {"code": code, **terms}))

    async def paid(self, person: Person) -> list[int]:
        """What somebody paid, the first payment first."""
        listed = (await person.ask("GET", "v1/me/billing"))["payments"]
        return [row["amount"]["amount"] for row in reversed(listed)]

    async def has_paid(self, person: Person, *amounts: int) -> None:
        async def so() -> bool:
            return await self.paid(person) == list(amounts)

        await eventually(so, f"{person.name} has paid {amounts}")

    async def charges(self, salon: Salon, person: Person, most: int = 4) -> list[int]:
        """What is charged next."""
        told = await person.ask("GET", f"v1/salons/{salon.slug}/me/charges")
        return [row["amount"]["amount"] for row in told["charges"]][:most]

    async def used(self, salon: Salon, code: str) -> int:
        listed = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/coupons"))["coupons"]
        return next(int(row["used"]) for row in listed if row["code"] == code)

    async def test_reduced_payments_and_then_the_plain_price(self) -> None:
        salon = await self.salon()
        server, slug = salon.server, salon.slug
        await self.coupon(salon, "ｈａｒｕ", percent=15)
        await self.coupon(salon, "SAN", amount={"amount": 333, "currency": "JPY"}, lasts="months", months=3)
        await self.coupon(salon, "EVER", percent=50, lasts="forever", plans=[salon.plan])
        aiko = await salon.joins(await server.person("aiko"), coupon=" haru ")
        ben = await salon.joins(await server.person("ben"), coupon="SAN")
        chika = await salon.joins(await server.person("chika"), coupon="ever")
        await self.has_paid(aiko, 1683)
        self.assertEqual(await self.charges(salon, aiko), [1980] * 4)
        self.assertEqual(await self.charges(salon, ben), [1647, 1647, 1980, 1980])
        self.assertEqual(await self.charges(salon, chika), [990] * 4)
        words = await server.rows(
            "SELECT confirmation FROM salon_applications WHERE user_id = ?", ben.user_id
        )
        self.assertIn("¥1,647", words[0][0])
        self.assertIn("¥22,761", words[0][0], "twelve months, three of them reduced")
        for _ in range(3):
            await server.advance(days=31)
        await self.has_paid(aiko, 1683, 1980, 1980, 1980)
        await self.has_paid(ben, 1647, 1647, 1647, 1980)
        await self.has_paid(chika, 990, 990, 990, 990)
        await server.advance(minutes=11)

        async def booked() -> bool:
            books = await salon.owner.ask("GET", f"v1/salons/{slug}/ledger")
            return bool(books["totals"]["JPY"]["provider"] == 7623 + 6921 + 3960)

        await eventually(booked, "the books show what was really paid")

    async def test_what_is_refused(self) -> None:
        salon = await self.salon()
        path = f"v1/salons/{salon.slug}/coupons"
        yen = {"amount": 500, "currency": "JPY"}
        for wrong, field in (
            ({"code": "x", "percent": 10}, "code"),
            ({"code": "春のセール", "percent": 10}, "code"),
            ({"code": "AAA"}, "percent"),
            ({"code": "AAA", "percent": 10, "amount": yen}, "percent"),
            ({"code": "AAA", "percent": 0}, "percent"),
            ({"code": "AAA", "percent": 101}, "percent"),
            ({"code": "AAA", "percent": 98}, "percent"),
            ({"code": "AAA", "amount": {"amount": 5, "currency": "USD"}}, "amount"),
            ({"code": "AAA", "amount": {"amount": 1950, "currency": "JPY"}}, "amount"),
            ({"code": "AAA", "percent": 10, "lasts": "months"}, "months"),
            ({"code": "AAA", "percent": 10, "months": 3}, "months"),
            ({"code": "AAA", "percent": 10, "plans": ["nothing"]}, "plans"),
            ({"code": "AAA", "percent": 10, "valid_until": "2020-01-01"}, "valid_until"),
        ):
            refusal = await refused(salon.owner.ask("POST", path, wrong))
            self.assertEqual((refusal.status, list(refusal.body["salon"]["problems"])), (400, [field]), wrong)
        await self.coupon(salon, "AAA", percent=10)
        refusal = await refused(self.coupon(salon, "aaa", percent=20))
        self.assertEqual((refusal.status, refusal.reason), (409, "coupon_exists"))
        aiko = await salon.server.person("aiko")
        for method, body in (("GET", None), ("POST", {"code": "BBB", "percent": 10})):
            self.assertEqual((await refused(aiko.ask(method, path, body))).status, 403)
        other = await salon.owner.ask(
            "POST", f"v1/salons/{salon.slug}/plans", {**MONTHLY, "name": "年", "interval": "year"}
        )
        only = await self.coupon(salon, "ONLY", percent=10, plans=[other["id"]], valid_until="2099-12-31")
        off = await self.coupon(salon, "OFF", percent=10)
        await salon.owner.ask("PUT", f"{path}/{off['id']}", {"on": False})
        for code, reason in (
            ("NONE", "coupon_unknown"),
            ("OFF", "coupon_unknown"),
            ("ONLY", "coupon_not_for_plan"),
        ):
            refusal = await refused(salon.apply(aiko, coupon=code))
            self.assertEqual((refusal.status, refusal.reason), (409, reason))
        self.assertEqual((await salon.me(aiko))["status"], "visitor")
        await salon.server.advance(days=400)
        over = await self.coupon(salon, "SHORT", percent=10, valid_until="2099-12-31")
        await salon.server.rows("UPDATE salon_coupons SET valid_until_ms = 1 WHERE id = ?", over["id"])
        self.assertEqual((await refused(salon.apply(aiko, coupon="SHORT"))).reason, "coupon_over")
        answer = await salon.apply(aiko, coupon="ONLY", plan=other["id"])
        self.assertIn("pay_url", answer)
        self.assertEqual((await self.used(salon, "ONLY"), only["used"]), (1, 0))

    async def test_fifty_at_once_and_one_coupon(self) -> None:
        salon = await self.salon()
        await self.coupon(salon, "ICHI", percent=50, uses=1)
        people = [await salon.server.person(f"joiner{n}") for n in range(50)]

        async def joins(person: Person) -> str:
            try:
                return str((await salon.apply(person, coupon="ICHI"))["pay_url"])
            except Refused as refusal:
                return refusal.reason

        answers = await together(*[joins(person) for person in people])
        found = Counter(answer if answer == "coupon_used_up" else "page" for answer in answers)
        self.assertEqual(found, {"coupon_used_up": 49, "page": 1})
        self.assertEqual(await self.used(salon, "ICHI"), 1)
        await salon.server.advance(minutes=61)

        async def free() -> bool:
            return await self.used(salon, "ICHI") == 0

        await eventually(free, "what was not paid is free again")
        first = next(person for person, answer in zip(people, answers, strict=True) if "http" in answer)
        await salon.joins(first, coupon="ICHI")
        await self.has_paid(first, 990)
        self.assertEqual(await self.used(salon, "ICHI"), 1)

    async def test_a_code_that_comes_while_one_confirms_takes_nothing_off_uncounted(
        self,
    ) -> None:
        salon = await self.salon()
        await self.coupon(salon, "HALF", percent=50, uses=100)

        async def applies(person: Person, **wishes: str) -> None:
            with contextlib.suppress(Refused):  # another one was quicker
                await salon.apply(person, **wishes)

        people = [await salon.server.person(f"joiner{n}") for n in range(15)]
        for person in people:
            await together(*[applies(person, **({"coupon": "HALF"} if n % 2 else {})) for n in range(6)])
        found = await salon.server.rows(
            "SELECT COALESCE(r.state, 'none'), c.due_now FROM salon_applications a JOIN salon_sandbox_checkouts c"
            " ON c.order_id = a.id LEFT JOIN salon_redemptions r ON r.application_id = a.id WHERE a.state = 'paying'"
        )
        self.assertEqual(len(found), len(people))
        self.assertEqual(set(found) - {("held", 990), ("none", 1980)}, set())
        self.assertEqual(await self.used(salon, "HALF"), sum(row[0] == "held" for row in found))

    async def test_another_code_none_and_once_for_each_person(self) -> None:
        salon = await self.salon()
        await self.coupon(salon, "HALF", percent=50)
        await self.coupon(salon, "FULL", percent=100, lasts="forever", per_person=1)
        aiko = await salon.server.person("aiko")
        first = await salon.apply(aiko, coupon="HALF")
        self.assertEqual((await salon.apply(aiko, coupon="half"))["pay_url"], first["pay_url"])
        plain = await salon.apply(aiko)
        self.assertEqual(await salon.pay(first["pay_url"]), 410, "the page with the coupon is closed")
        self.assertEqual(await self.used(salon, "HALF"), 0)
        again = await salon.apply(aiko, coupon="HALF")
        self.assertNotEqual(again["pay_url"], plain["pay_url"])
        await salon.pay(again["pay_url"], GOOD_CARD)
        await salon.becomes(aiko, "active")
        await self.has_paid(aiko, 990)
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.server.advance(days=32)
        await salon.becomes(aiko, "lapsed")
        self.assertEqual((await refused(salon.apply(aiko, coupon="HALF"))).reason, "coupon_used")
        ben = await salon.server.person("ben")
        self.assertEqual(await salon.apply(ben, coupon="FULL"), {"status": "active", "trial_days": 0})
        self.assertEqual((await self.paid(ben), await self.charges(salon, ben)), ([], []))
        await salon.server.advance(days=400)
        self.assertEqual((await salon.me(ben))["status"], "active")

    async def test_free_days_and_then_the_reduced_price(self) -> None:
        salon = await self.salon(plan={**MONTHLY, "trial_days": 14})
        await self.coupon(salon, "FIRST", amount={"amount": 980, "currency": "JPY"})
        aiko = await salon.joins(await salon.server.person("aiko"), coupon="FIRST")
        self.assertEqual(await self.charges(salon, aiko), [1000, 1980, 1980, 1980])
        await salon.server.advance(days=15)
        await self.has_paid(aiko, 1000)
        await salon.server.advance(days=31)
        await self.has_paid(aiko, 1000, 1980)
        # the same card again: no free days, and the coupon stays with the application that goes on without
        ben = await salon.server.person("ben")
        answer = await salon.apply(ben, coupon="FIRST")
        await salon.pay(answer["pay_url"], GOOD_CARD)

        async def goes_on() -> str | None:
            found = await salon.server.rows(
                "SELECT id FROM salon_applications WHERE user_id = ? AND state = 'prepared'", ben.user_id
            )
            return str(found[0][0]) if found else None

        await eventually(goes_on, "he goes on without free days")
        self.assertEqual(await self.used(salon, "FIRST"), 1)
        await salon.joins(ben, coupon="FIRST")
        await self.has_paid(ben, 1000)

    async def test_the_pages(self) -> None:
        limits = {**NO_LIMITS, "guess": {"per_second": 0.1, "burst": 10}}
        salon = await self.salon(await self.start(modules=project_modules(Foundation={"limits": limits})))
        owner = await salon.server.visit_as(salon.owner, "ja")
        page = await owner.get(f"s/{salon.slug}/desk/coupons")
        self.assertNotIn(
            "クーポンコード", (await salon.server.visitor("ja").get(f"s/{salon.slug}/join")).text
        )
        answer = await owner.submit(page, "desk/coupons", code="はる", percent="１５")
        self.assertEqual(answer.status, 400)
        odd = [{"amount": typed} for typed in ("Infinity", "NaN", "-1", "0", "1e999999999", "1e12", "0.1")]
        odd += [{"percent": "10", "valid_until": day} for day in ("9999-12-31", "0001-01-01", "2026-02-30")]
        for filled in odd:
            answer = await owner.submit(page, "desk/coupons", code="haru", **filled)
            self.assertEqual(answer.status, 400, filled)
        answer = await owner.submit(
            page, "desk/coupons", code="haru", percent="１５", lasts="months", months="2"
        )
        self.assertIn("HARU", answer.text)
        self.assertIn("15％割引", answer.text)
        for wrong in ("１０１％", "０％", "abc"):
            refusal = await owner.submit(page, "desk/coupons", code="haru2", percent=wrong)
            self.assertIn("1 から 100 までの整数", refusal.text, wrong)
        again = await owner.submit(page, "desk/coupons", code="ｈａｒｕ", percent="10", uses="7")
        self.assertEqual(again.status, 400)
        self.assertIn("同じコードのクーポンがすでに", again.text)
        self.assertIn('value="7"', again.text)
        visitor = salon.server.visitor("ja")
        join = await visitor.get(f"s/{salon.slug}/join")
        filled = {
            "username": "mina",
            "password": "a quiet lotus pond",
            "community_name": "みな",
            "birth_year": "1990",
            "birth_month": "4",
            "birth_day": "1",
            "rules": "on",
        }
        for _ in range(
            12
        ):  # many at once have no account yet, and none of them is kept waiting by the others
            wrong = await visitor.submit(join, "/join", **filled, coupon="natsu")
            self.assertEqual(wrong.status, 400)
        self.assertIn("このサロンに、そのコードのクーポンはありません", wrong.text)
        confirm = await visitor.submit(join, "/join", **filled, coupon="ｈａｒｕ")
        for words in ("¥1,683", "¥1,980", "HARU", "15％割引", "¥23,166"):
            self.assertIn(words, confirm.text)
        off = await owner.submit(await owner.get(f"s/{salon.slug}/desk/coupons"), "desk/coupons/")
        self.assertIn("使えるようにする", off.text)
        over = await visitor.submit(confirm, "/join/")
        self.assertEqual(over.status, 409)
        self.assertIn("そのコードのクーポンはありません", over.text)
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", {**MONTHLY, "interval": "year"})
        both = await owner.get(f"s/{salon.slug}/desk/coupons")
        for apart in ("（¥1,980／月）", "（¥1,980／年）"):
            self.assertIn(apart, both.text)
        half = await owner.submit(page, "desk/coupons", code="half", percent="５０％")
        self.assertIn("50％割引", half.text)
        less = await owner.submit(page, "desk/coupons", code="less", amount="１，０００円")
        self.assertIn("¥1,000 割引", less.text)
