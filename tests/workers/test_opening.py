# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut while salons are handed in and opened; after the next start each is there once, with all it has."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from modules.salons.domain.presets import PRESETS
from tests.support.people import Person, Refused
from tests.support.salon import SalonCase, awake
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.web import Visitor
from tests.support.workers import Deployment

HANDING_IN = ("before deliver", "before open_room +3")
OPENING = ("before set_membership +1", "after set_membership +2", "after tell")
PLACE = {"オーナーの集い", "オーナーへのお知らせ", "オーナーどうしの話"}


class PowerCuts(SalonCase):
    """Three founders, and many unlucky moments."""

    timeout = 900

    async def test_handing_in_and_opening(self) -> None:
        self.armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(self.armed)}}
        modules = [*project_modules(Salons={"owners_place": True}), crash]
        deployment = await self.deploy(modules=modules, workers=())
        await awake(deployment)
        admin = await deployment.admin()
        for number, opening in enumerate(OPENING):
            founder = await deployment.person(f"founder{number}")
            slug, step = f"lotus-{number}", HANDING_IN[number] if number < len(HANDING_IN) else ""
            visitor = await deployment.visit_as(founder, "ja")
            await self._fill_in(visitor, slug)
            look = await visitor.get("staff/new/look")
            await self._cut_at(step, deployment, lambda v=visitor, p=look: v.submit(p, "new/look"))
            await self._is_there_once(deployment, founder, slug, step)
            reviews = (await admin.ask("GET", "v1/admin/reviews"))["reviews"]
            approve = f"v1/admin/reviews/{reviews[0]['id']}/approve"
            await self._cut_at(opening, deployment, lambda path=approve: admin.ask("POST", path, {}))
            await self._is_among_owners(deployment, founder, slug, opening)
        rooms = "SELECT key FROM salon_owner_rooms ORDER BY key"
        self.assertEqual([row[0] for row in deployment.rows(rooms)], ["news", "space", "talk"])
        names = "SELECT COUNT(*) FROM room_stats_state WHERE name = 'オーナーの集い'"
        self.assertEqual(deployment.rows(names)[0][0], 1)

    async def _cut_at(self, step: str, deployment: Deployment, do: Callable[[], Awaitable[Any]]) -> None:
        """Cut the power at this step of what is done, start again, and let it be done again where it was refused."""
        await deployment.comes_to_rest("the house rests")
        if step:
            self.armed.write_text(step, "utf-8")
        done = False
        with contextlib.suppress(aiohttp.ClientError, Refused, AssertionError):
            await do()
            done = True
        if step:
            await eventually(lambda: not deployment.main.running, f"the power is cut {step}")
            await deployment.start()
            await awake(deployment)
        if not done:
            with contextlib.suppress(Refused):  # decided already
                await do()

    async def _fill_in(self, visitor: Visitor, slug: str) -> None:
        kind = await visitor.get("staff/new")
        about = await visitor.submit(kind, "new/kind", kind="fan_club", language="ja")
        about = await visitor.submit(about, "new/example")
        plans = await visitor.submit(about, "new/about", title=slug, slug=slug)
        rules = await visitor.submit(plans, "new/plans", act="next")
        await visitor.submit(rules, "new/entry")

    async def _is_there_once(self, deployment: Deployment, founder: Person, slug: str, step: str) -> None:
        async def rooms() -> bool:
            listed = (await founder.ask("GET", f"v1/salons/{slug}/rooms"))["rooms"]
            wanted = {room.key for room in PRESETS["fan_club"].rooms} | {"space"}
            return {room["key"] for room in listed} == wanted and len(listed) == len(wanted)

        await eventually(rooms, f"{step}: the rooms are there, each once")
        counted = (
            "SELECT (SELECT COUNT(*) FROM salon_plans p WHERE p.salon_id = s.id),"
            " (SELECT COUNT(*) FROM salon_page_reviews r WHERE r.salon_id = s.id),"
            " (SELECT COUNT(*) FROM salon_opening_drafts d WHERE d.founder = s.owner)"
            " FROM salon_salons s WHERE s.slug = ?"
        )
        self.assertEqual([tuple(row) for row in deployment.rows(counted, slug)], [(1, 1, 0)], step)

    async def _is_among_owners(self, deployment: Deployment, founder: Person, slug: str, step: str) -> None:
        async def told() -> list[str]:
            names, said = set(), []
            for room, membership in (await founder.rooms()).items():
                if membership == "join":
                    with contextlib.suppress(Refused):  # a direct room has no name
                        names.add((await founder.state(room, "m.room.name"))["name"])
                    said += [one.body for one in await founder.messages(room) if f"s/{slug}\n" in one.body]
            return said if names >= PLACE else []

        await eventually(told, f"{step}: {founder.name} is among the owners, and told how to begin")
        await deployment.comes_to_rest(f"{step}: everything is delivered")
        self.assertEqual(len(await told()), 1, step)
