# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox where several processes serve one house, and where one is killed in the middle."""

from typing import Any, ClassVar
from urllib.parse import urljoin

from synapse_salon.clock import DAY_MS
from tests.server.payments_contract import together
from tests.server.test_sandbox_contract import MODULES
from tests.support.case import SalonTestCase
from tests.support.settings import Modules
from tests.support.waiting import eventually
from tests.support.workers import Deployment, Process

SALON = "_synapse/client/salon/"


class SandboxInProcesses(SalonTestCase):
    modules: ClassVar[Modules] = [*MODULES, {"module": "tests.support.till.Till", "config": {}}]

    async def up(self, deployment: Deployment, *processes: Process) -> None:
        for process in processes:

            async def healthy(at: str = f"{process.base_url}{SALON}v1/health") -> bool:
                return (await deployment.api("GET", at))[0] == 200

            await eventually(healthy, f"{process.name} is up")

    async def begin(self, deployment: Deployment, at: Process, order_id: str) -> str:
        status, answer = await deployment.api("POST", f"{at.base_url}{SALON}v1/till/{order_id}")
        self.assertEqual(status, 200, answer)
        return str(answer["path"])

    async def pay(
        self, deployment: Deployment, at: Process, path: str, number: str = "4242424242424242"
    ) -> int:
        url = urljoin(at.base_url, path)
        return (await deployment.visitor().post(url, follow=False, card_number=number)).status

    async def till(self, deployment: Deployment, at: Process) -> Any:
        return (await deployment.api("GET", f"{at.base_url}{SALON}v1/till/heard"))[1]

    async def hears(self, deployment: Deployment, at: Process, order_id: str, status: str) -> None:
        async def heard() -> bool:
            return [order_id, status] in (await self.till(deployment, at))["heard"]

        await eventually(heard, f"{at.name} hears that {order_id} is {status}")


class Workers(SandboxInProcesses):
    async def test_a_notice_at_a_process_without_background_work_is_acted_upon_by_the_one_that_has_it(
        self,
    ) -> None:
        deployment = await self.deploy(background_on="worker")
        main, worker = deployment.main, deployment.worker
        await self.up(deployment, main, worker)
        for begun_at, paid_at in ((main, worker), (worker, main)):
            path = await self.begin(deployment, begun_at, f"at-{begun_at.name}")
            statuses = await together(
                *(self.pay(deployment, at, path) for at in (paid_at, begun_at, paid_at))
            )
            self.assertEqual(statuses, [303] * 3)
            await self.hears(deployment, worker, f"at-{begun_at.name}", "active")
        self.assertEqual((await self.till(deployment, main))["heard"], [])
        # So are the books compared, whichever is asked: of what the till sells there are no orders.
        admin = await deployment.admin()
        for at in (main, worker):
            report = await admin.ask("POST", f"{at.base_url}{SALON}v1/admin/reconcile")
            self.assertEqual([row["kind"] for row in report["drift"]], ["live_unknown"] * 2, at.name)

    async def test_the_clock_is_moved_for_all_of_them(self) -> None:
        deployment = await self.deploy(background_on="worker")
        main, worker = deployment.main, deployment.worker
        await self.up(deployment, main, worker)
        path = await self.begin(deployment, main, "order-1")
        self.assertEqual(await self.pay(deployment, main, path, "4000000000000341"), 303)
        await self.hears(deployment, worker, "order-1", "active")
        now_ms = (await deployment.advance(days=32))["now_ms"]

        async def moved() -> bool:
            return bool((await self.till(deployment, worker))["now_ms"] >= now_ms)

        await eventually(moved, "the worker's clock follows")
        await self.hears(deployment, worker, "order-1", "overdue")
        self.assertLess((await self.till(deployment, main))["now_ms"], now_ms + DAY_MS)


class Killed(SandboxInProcesses):
    async def test_killed_between_payment_and_notice_it_hears_of_it_after_the_next_start(self) -> None:
        late = {"module": "bridges.sandbox.Sandbox", "config": {"notify_after_ms": 10 * 60_000}}
        deployment = await self.deploy(workers=(), modules=[self.modules[0], late, self.modules[2]])
        await self.up(deployment, deployment.main)
        path = await self.begin(deployment, deployment.main, "order-1")
        self.assertEqual(await self.pay(deployment, deployment.main, path), 303)
        await deployment.main.kill()
        await deployment.main.start()
        await self.up(deployment, deployment.main)
        self.assertEqual(await self.pay(deployment, deployment.main, path), 303)
        await deployment.advance(minutes=11)
        await self.hears(deployment, deployment.main, "order-1", "active")
