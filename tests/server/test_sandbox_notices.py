# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox's notifications: forged, stale, repeated, out of order, lost, late, and sent in vain."""

import json

from bridges.sandbox.domain.signatures import HEADER, sign
from tests.server.sandbox_case import SandboxTestCase
from tests.support.waiting import eventually

WEBHOOK = "v1/sandbox/webhook"


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
