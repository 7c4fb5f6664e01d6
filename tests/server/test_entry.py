# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon asks of those who join: questions, the staff's answer, and places with a waiting list."""

from collections.abc import Coroutine
from typing import Any

from twisted.internet.defer import ensureDeferred, gatherResults

from tests.support.people import Person, refused
from tests.support.salon import GOOD_CARD, Salon, SalonCase, direct_room
from tests.support.waiting import eventually

DRINK = {
    "key": "drink",
    "label": "何を飲みますか",
    "kind": "choice",
    "required": True,
    "choices": ["茶", "水"],
}
WHY = {"key": "why", "label": "なぜ", "kind": "long"}


async def asks(salon: Salon, **entry: Any) -> dict[str, Any]:
    """The owner sets what is asked of those who join."""
    return dict(await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", entry))


async def reason_of(wish: Coroutine[Any, Any, Any]) -> str:
    """Why a wish was refused, as the stable word."""
    return (await refused(wish)).reason


async def waiting(salon: Salon, part: str) -> list[dict[str, Any]]:
    """Who waits for an answer ("asked") or for a place ("queued"), as the owner sees it."""
    return list((await salon.owner.ask("GET", f"v1/salons/{salon.slug}/applications"))[part])


class Questions(SalonCase):
    """What is asked is answered, and seen by staff alone."""

    async def test_questions_are_answered_before_anything_else(self) -> None:
        salon = await self.salon()
        shown = await asks(salon, questions=[DRINK, WHY])
        self.assertEqual([question["key"] for question in shown["questions"]], ["drink", "why"])
        aiko = await salon.server.person("aiko")
        path = f"v1/salons/{salon.slug}/join"
        for answers, wrong in (
            ({}, {"answers.drink"}),
            ({"drink": "酒"}, {"answers.drink"}),
            ({"drink": "茶", "shoe": "26"}, {"answers.shoe"}),
            ({"drink": " ", "why": "x" * 2001}, {"answers.why"}),
        ):
            status, body = await aiko.api("POST", path, salon.application(aiko, answers=answers))
            self.assertEqual(status, 400, body)
            self.assertLessEqual(wrong, set(body["salon"]["problems"]), body)
        await asks(salon, questions=[DRINK, WHY], approval=True)
        await salon.apply(aiko, answers={"drink": "茶", "why": "好きだから"})
        (asked,) = await waiting(salon, "asked")
        self.assertEqual(asked["answers"], {"drink": "茶", "why": "好きだから"})
        self.assertEqual(await reason_of(aiko.ask("GET", f"v1/salons/{salon.slug}/applications")), "role")

    async def test_questions_that_cannot_be_asked(self) -> None:
        salon = await self.salon()
        path = f"v1/salons/{salon.slug}/entry"
        for entry in (
            {"questions": [DRINK, DRINK]},
            {"questions": [{**DRINK, "choices": []}]},
            {"questions": [{**WHY, "choices": ["a", "b"]}]},
            {"questions": [{**WHY, "key": "Why?"}]},
            {"questions": [{**WHY, "key": f"q{n}"} for n in range(11)]},
            {"capacity": 0},
            {"capacity": -1},
            {"colour": "blue"},
        ):
            status, body = await salon.owner.api("PUT", path, entry)
            self.assertEqual((status, body["salon"]["reason"]), (400, "bad_input"), (entry, body))
        aiko = await salon.server.person("aiko")
        self.assertEqual(await reason_of(aiko.ask("PUT", path, {"approval": True})), "role")


class Approval(SalonCase):
    """Nobody pays before the staff said yes."""

    async def test_approved_then_paid(self) -> None:
        salon = await self.salon()
        await asks(salon, approval=True)
        aiko = await salon.server.person("aiko")
        answer = await salon.apply(aiko, language="en")
        self.assertEqual((answer["status"], answer["waits_for"]), ("applied", "staff"))
        self.assertNotIn("pay_url", {key for key, value in answer.items() if value})
        self.assertEqual((await salon.apply(aiko))["waits_for"], "staff")  # asked twice is asked once
        (asked,) = await waiting(salon, "asked")
        staff = await salon.room("staff")
        await salon.moves_in()
        await salon.owner.hears(staff, "Aiko")
        hers, desk = await salon.server.visit_as(aiko), await salon.server.visit_as(salon.owner)
        for page in (f"s/{salon.slug}/me", f"s/{salon.slug}/join"):
            self.assertIn("Your application waits for an answer", (await hers.get(page)).text)
        self.assertIn("waiting for your answer: 1", (await desk.get("staff")).text)
        decide = f"v1/salons/{salon.slug}/applications/{asked['id']}"
        self.assertEqual(await reason_of(aiko.ask("POST", f"{decide}/approve", {})), "role")
        self.assertEqual((await salon.owner.ask("POST", f"{decide}/approve", {}))["state"], "prepared")
        for again in ("approve", "refuse"):
            self.assertEqual(
                await reason_of(salon.owner.ask("POST", f"{decide}/{again}", {})), "already_decided"
            )
        await aiko.hears(await direct_room(aiko, salon.server.user_id("salon")), "would like to welcome you")
        self.assertIn("Please finish joining by", (await hers.get(f"s/{salon.slug}/me")).text)
        self.assertNotIn("waiting for your answer", (await desk.get("staff")).text)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rules", {"body": "新しい規約"})
        pay_url = (await salon.apply(aiko, rules_version=2))["pay_url"]  # new rules do not undo the answer
        await salon.pay(pay_url)
        await salon.becomes(aiko, "active")
        await salon.is_in(aiko, "space", "lounge")

    async def test_refused_with_a_reason_and_free_to_ask_again(self) -> None:
        salon = await self.salon(
            plan={"name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
        )
        await asks(salon, approval=True)
        aiko = await salon.server.person("aiko")
        self.assertEqual((await salon.apply(aiko, language="en"))["status"], "applied")
        (asked,) = await waiting(salon, "asked")
        path = f"v1/salons/{salon.slug}/applications/{asked['id']}/refuse"
        await salon.owner.ask("POST", path, {"reason": "満員です"})
        await salon.becomes(aiko, "visitor")
        room = await direct_room(aiko, salon.server.user_id("salon"))
        await aiko.hears(room, "満員です")
        self.assertEqual((await salon.apply(aiko, language="en"))["waits_for"], "staff")
        (asked,) = await waiting(salon, "asked")
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/applications/{asked['id']}/approve", {})
        self.assertEqual((await salon.apply(aiko))["status"], "active")

    async def test_an_answer_that_never_comes_and_one_that_is_not_used(self) -> None:
        salon = await self.salon()
        await asks(salon, approval=True)
        aiko, ben = await salon.server.person("aiko"), await salon.server.person("ben")
        await salon.apply(aiko)
        await salon.apply(ben)
        (first, _) = await waiting(salon, "asked")
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/applications/{first['id']}/approve", {})
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "visitor")
        self.assertTrue(await salon.stands(ben, "applied"))
        await salon.server.advance(days=23)
        await salon.becomes(ben, "visitor")
        self.assertEqual(await waiting(salon, "asked"), [])

    async def test_the_owners_own_application_is_not_theirs_to_answer(self) -> None:
        salon = await self.salon()
        await asks(salon, approval=True)
        await salon.apply(salon.owner)
        (asked,) = await waiting(salon, "asked")
        path = f"v1/salons/{salon.slug}/applications/{asked['id']}/approve"
        self.assertEqual(await reason_of(salon.owner.ask("POST", path, {})), "own_application")


class Places(SalonCase):
    """There are as many members as there are places, and those who wait come in their order."""

    async def test_the_last_place_goes_to_one_of_many(self) -> None:
        salon = await self.salon()
        await asks(salon, capacity=2)
        people = [await salon.server.person(f"person{n}") for n in range(6)]
        tried = [
            ensureDeferred(person.api("POST", f"v1/salons/{salon.slug}/join", salon.application(person)))
            for person in people
        ]
        answers = [body for _, body in await gatherResults(tried, consumeErrors=True)]
        self.assertEqual(sum(1 for answer in answers if answer.get("pay_url")), 2, answers)
        self.assertEqual(sum(1 for answer in answers if answer.get("waits_for") == "place"), 4, answers)
        again = [await salon.apply(person) for person in people]
        self.assertEqual(
            sorted(answer["people_before"] for answer in again if answer.get("waits_for") == "place"),
            [0, 1, 2, 3],
        )

    async def test_a_place_that_becomes_free_is_kept_for_the_first_who_waits(self) -> None:
        salon = await self.salon()
        await asks(salon, capacity=1)
        aiko, ben, chika = [await salon.server.person(name) for name in ("aiko", "ben", "chika")]
        await salon.joins(aiko)
        for person, before in ((ben, 0), (chika, 1)):
            answer = await salon.apply(person, language="en")
            self.assertEqual((answer["waits_for"], answer["people_before"]), ("place", before))
        await self._leaves(salon, aiko)
        await eventually(lambda: self._may_go_on(salon, ben), "the place is kept for Ben")
        room = await direct_room(ben, salon.server.user_id("salon"))
        await ben.hears(room, "has become free")
        dave = await salon.server.person("dave")
        self.assertEqual((await salon.apply(dave))["people_before"], 1)  # nobody overtakes
        await salon.server.advance(hours=49)  # Ben does not want it
        await salon.becomes(ben, "visitor")
        await eventually(lambda: self._may_go_on(salon, chika), "the place is kept for Chika")
        await salon.pay((await salon.apply(chika))["pay_url"], GOOD_CARD)
        await salon.becomes(chika, "active")
        self.assertEqual([one["user_id"] for one in await waiting(salon, "queued")], [dave.user_id])
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", {"capacity": None})
        await eventually(lambda: self._may_go_on(salon, dave), "there is room for everybody")

    async def test_an_unpaid_place_is_given_back_and_the_list_can_be_left(self) -> None:
        salon = await self.salon()
        await asks(salon, capacity=1)
        aiko, ben, chika = [await salon.server.person(name) for name in ("aiko", "ben", "chika")]
        await salon.apply(aiko)
        await salon.apply(ben)
        await salon.apply(chika)
        his = await salon.server.visit_as(ben)
        waits = await his.get(f"s/{salon.slug}/me")
        self.assertIn("Nobody stands before you.", waits.text)
        gone = await his.submit(waits, f"s/{salon.slug}/leave")
        self.assertIn("Your application is withdrawn", gone.text)
        self.assertIn("You are in no salon yet", (await his.get("me")).text)
        await salon.becomes(ben, "visitor")
        await salon.server.advance(hours=2)
        await salon.becomes(aiko, "visitor")
        await eventually(lambda: self._may_go_on(salon, chika), "the place is kept for Chika")

    async def _leaves(self, salon: Salon, person: Person) -> None:
        path = f"v1/salons/{salon.slug}/members/{person.user_id}/remove"
        await salon.owner.ask("POST", path, {"reason": "x"})
        await salon.becomes(person, "removed")

    async def _may_go_on(self, salon: Salon, person: Person) -> bool:
        return (await salon.me(person)).get("waits_for") is None and await salon.stands(person, "applied")
