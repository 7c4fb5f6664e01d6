# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same Idempotency-Key again is the same request again."""

from typing import Any

from twisted.internet.defer import ensureDeferred, gatherResults

from tests.support.people import Person
from tests.support.salon import MONTHLY, Salon, SalonCase


class Repeats(SalonCase):
    """Aiko's client does not know whether its request arrived, and sends it again."""

    async def _keyed(self, person: Person, path: str, body: object, key: str) -> tuple[int, Any]:
        return await person.api("POST", path, body, {"Idempotency-Key": key})

    async def test_a_late_repeat_undoes_nothing(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        leave = f"v1/salons/{salon.slug}/leave"
        first = await self._keyed(aiko, leave, {}, "L1")
        self.assertEqual((first[0], first[1]["status"]), (200, "cancelling"))
        await aiko.ask("POST", f"v1/salons/{salon.slug}/stay", {})
        self.assertEqual(await self._keyed(aiko, leave, {}, "L1"), first)
        self.assertEqual((await salon.me(aiko))["status"], "active")
        self.assertEqual((await self._keyed(aiko, leave, {}, "L2"))[1]["status"], "cancelling")

    async def test_a_key_belongs_to_one_request_of_one_person(self) -> None:
        salon = await self.salon()
        other = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", {**MONTHLY, "name": "別"})
        aiko, ben = await salon.server.person("aiko"), await salon.server.person("ben")
        join = f"v1/salons/{salon.slug}/join"
        wish = salon.application(aiko)
        status, body = await self._keyed(aiko, join, wish, "J1")
        self.assertEqual(status, 200)
        status, refusal = await self._keyed(aiko, join, {**wish, "plan": other["id"]}, "J1")
        self.assertEqual((status, refusal["salon"]["reason"]), (400, "key_reused"))
        status, his = await self._keyed(ben, join, salon.application(ben), "J1")
        self.assertEqual(status, 200)
        self.assertNotEqual(his["pay_url"], body["pay_url"])

    async def test_what_was_refused_may_be_tried_again(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        join = f"v1/salons/{salon.slug}/join"
        self.assertEqual(
            (await self._keyed(aiko, join, salon.application(aiko, rules_version=9), "K"))[0], 409
        )
        self.assertEqual((await self._keyed(aiko, join, salon.application(aiko), "K"))[0], 200)

    async def test_at_once(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        path = f"v1/salons/{salon.slug}/leave"
        answers = await gatherResults(
            [ensureDeferred(self._keyed(aiko, path, {}, "L")) for _ in range(5)], consumeErrors=True
        )
        self.assertLessEqual({status for status, _ in answers}, {200, 409})
        self.assertIn(200, {status for status, _ in answers})
        self.assertTrue(await self._left_once(salon, aiko))

    async def _left_once(self, salon: Salon, aiko: Person) -> bool:
        history = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members/{aiko.user_id}/history")
        rows = [(row["after"], row["by"]) for row in history["transitions"]]
        return rows == [("applied", aiko.user_id), ("active", "payment"), ("cancelling", aiko.user_id)]
