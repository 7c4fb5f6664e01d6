# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A membership where requests arrive at one process and background work is done in another."""

import base64
import contextlib

import aiohttp

from tests.support.fates import together
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, Salon, SalonCase, awake, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.web import Wire
from tests.support.workers import Deployment


class AcrossProcesses(SalonCase):
    """Aiko talks to a worker; the house works in the main process, and the other way round."""

    async def test_requests_at_the_worker(self) -> None:
        await self._story("main", at_worker=True)

    async def test_background_work_at_the_worker(self) -> None:
        await self._story("worker", at_worker=False)

    async def _story(self, background_on: str, at_worker: bool) -> None:
        deployment = await self.deploy(background_on=background_on)
        await awake(deployment)
        salon = await self.salon(deployment)
        aiko = await deployment.person("aiko")
        if at_worker:
            aiko = aiko.at(deployment.worker.base_url)
        await salon.joins(aiko, FAILS_AT_RENEWAL)
        lounge = await salon.room("lounge")
        await aiko.say(lounge, "こんにちは")
        room = await direct_room(aiko, deployment.user_id("salon"))
        await aiko.hears(room, "青い蓮")
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rules", {"body": "二版"})

        async def is_asked() -> bool:
            path = f"/_matrix/client/v3/rooms/{lounge}/send/m.room.message/{id(object())}"
            return (await aiko.api("PUT", path, {"msgtype": "m.text", "body": "x"}))[0] == 403

        await eventually(is_asked, "every process knows of the new rules")
        await aiko.ask("POST", f"v1/salons/{salon.slug}/rules/accept", {"version": 2})
        await aiko.say(lounge, "読みました")
        await deployment.advance(days=31)
        await salon.becomes(aiko, "past_due")
        await deployment.advance(days=8)
        await salon.becomes(aiko, "read_only")

        async def is_muted() -> bool:
            return (await refused(aiko.say(lounge, "?"))).errcode == "M_FORBIDDEN"

        await eventually(is_muted, "every process knows that Aiko only reads")
        await deployment.advance(days=8)
        await salon.becomes(aiko, "lapsed")
        await salon.is_out_of(aiko, "space", "news", "lounge")
        await salon.is_in(aiko, "lobby")
        await salon.joins(aiko, rules_version=2)
        await aiko.say(lounge, "ただいま")
        await self._leaves_without_a_trace(deployment, salon, aiko, lounge)

    async def _asks_once(self, deployment: Deployment, salon: Salon, aiko: Person, ben: Person) -> None:
        """She asks Ben for a private conversation through both processes at once: he is asked once, and told."""
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": "members"})
        wish = {"preset": "private_chat", "is_direct": True, "invite": [ben.user_id]}
        doors = [aiko.at(deployment.main.base_url), aiko.at(deployment.worker.base_url)]

        async def is_allowed() -> bool:
            found = await together(
                *[door.api("POST", "/_matrix/client/v3/createRoom", wish) for door in doors]
            )
            return 200 in [status for status, _ in found]

        await eventually(is_allowed, "every process knows that members write to each other")
        await ben.hears(await direct_room(ben, deployment.user_id("salon")), "me/messages")
        self.assertEqual(len((await ben.ask("GET", "v1/me/messages"))["requests"]), 1)
        self.assertEqual(len(await ben.invited_rooms()), 1)

    async def _leaves_without_a_trace(
        self, deployment: Deployment, salon: Salon, aiko: Person, lounge: str
    ) -> None:
        """Also where the process that takes posts away does not keep the uploads."""
        ben = await salon.joins(await deployment.person("ben"), rules_version=2)
        await self._asks_once(deployment, salon, aiko, ben)
        picture = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
        headers = {"Authorization": f"Bearer {aiko.token}", "Content-Type": "image/gif"}
        main = Wire(deployment.main.base_url)
        sent = await main.send("POST", "/_matrix/media/v3/upload", raw=picture, headers=headers)
        await main.close()
        await aiko.say(lounge, "写真", msgtype="m.image", url=sent.value["content_uri"])
        media = "/_matrix/client/v1/media/download/" + sent.value["content_uri"].removeprefix("mxc://")

        async def answers(status: int) -> bool:
            return (await ben.api("GET", media))[0] == status

        await eventually(lambda: answers(200), "Ben sees the picture")
        path = f"v1/salons/{salon.slug}"
        await aiko.ask("POST", f"{path}/leave", {"posts": "delete"})
        await deployment.advance(days=32)

        async def done() -> bool:
            report = await aiko.ask("GET", f"{path}/me/posts")
            return report.get("state") == "done" and report["deleted"] == report["found"] > 0

        await eventually(done, "everything that Aiko wrote is gone")
        kept = [said.body for said in await ben.messages(lounge) if said.sender == aiko.user_id and said.body]
        self.assertEqual(kept, [])
        await eventually(lambda: answers(404), "and her picture")

    async def test_what_a_process_died_before_telling_is_told_by_another(self) -> None:
        armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(armed)}}
        deployment = await self.deploy(modules=[*project_modules(), crash])
        await awake(deployment)
        salon = await self.salon(deployment)
        ben, olive = await deployment.person("ben"), salon.owner.at(deployment.worker.base_url)
        members = f"v1/salons/{salon.slug}/members"
        self.assertEqual((await ben.api("GET", members))[0], 403)  # main remembers that Ben has no role
        waiting = "SELECT 1 FROM salon_outbox_deliveries UNION ALL SELECT 1 FROM salon_crowd"
        # What opening a salon brings about has main tell the others as well: the power shall not be cut there.
        await eventually(lambda: not deployment.rows(waiting), "the salon is furnished")
        armed.write_text("before invalidate_cache", "utf-8")
        with contextlib.suppress(aiohttp.ClientError):
            await olive.ask("PUT", f"v1/salons/{salon.slug}/roles/{ben.user_id}", {"roles": ["operator"]})
        await eventually(lambda: not deployment.worker.running, "the worker's power is cut")

        async def is_told() -> bool:
            return (await ben.api("GET", members))[0] == 200

        await eventually(is_told, "main learns of Ben's role")
        await salon.is_invited_to(ben, "space")
