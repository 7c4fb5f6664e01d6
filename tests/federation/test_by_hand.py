# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mio moderates in her chat app, past the books: what she does to members there is booked, taken back or shown."""

from typing import Any

from synapse_salon.platform import Platform
from tests.support.gate import GateCase, Scene
from tests.support.people import Person, refused
from tests.support.waiting import eventually

_ROOMS = "/_matrix/client/v3/rooms"


class ByHand(GateCase):
    """Ben is a member here, Chika comes from the other server, Mio moderates and Pat operates."""

    async def hand(self, by: Person, deed: str, room: str, whom: Person, reason: str = "") -> None:
        """Somebody does this in their app."""
        await by.ask("POST", f"{_ROOMS}/{room}/{deed}", {"user_id": whom.user_id, "reason": reason})

    async def listed(self, scene: Scene, which: str = "waiting") -> list[dict[str, Any]]:
        """What the desk shows."""
        path = f"v1/salons/{scene.salon.slug}/by-hand"
        return list((await scene.salon.owner.ask("GET", path))[which])

    async def membership(self, scene: Scene, room: str, whom: Person) -> str:
        """How somebody stands in a room, as the house sees it."""
        rooms = Platform.of(scene.ours.module_api).rooms
        state = await scene.ours.inside(rooms.state, room, "m.room.member", whom.user_id)
        return str((state or {}).get("membership"))

    async def stands(self, scene: Scene, room: str, whom: Person, membership: str) -> None:
        """Wait until somebody stands so in a room."""

        async def so() -> bool:
            return await self.membership(scene, room, whom) == membership

        await eventually(so, f"{whom.user_id} has {membership} in {room}")

    async def test_what_moderators_do_in_their_apps(self) -> None:
        scene = await self.scene()
        salon, ours, lounge = scene.salon, scene.ours, scene.rooms["lounge"]
        staff = scene.rooms["staff"]
        ben = await salon.joins(scene.ben)
        mio = await salon.appoints(await ours.person("mio"), "moderator")
        pat = await salon.appoints(await ours.person("pat"), "operator")
        path = f"v1/salons/{salon.slug}/by-hand"
        for stranger in (ben, scene.chika, scene.dora):
            self.assertEqual((await stranger.api("GET", path))[0], 403)

        # Put out of a room: the staff are told and bring back whom they like, also over to the other server.
        await self.hand(mio, "kick", lounge, ben, "少し休憩を")
        await self.hand(mio, "kick", lounge, scene.chika)
        await mio.hears(staff, ben.user_id)
        await eventually(lambda: self._waits(scene, 2), "both wait for an answer")
        first, second = await self.listed(scene)
        self.assertEqual(
            (first["user_id"], first["by"], first["deed"], first["reason"]),
            (ben.user_id, mio.user_id, "put_out", "少し休憩を"),
        )
        self.assertTrue(await salon.stands(ben, "active"))
        await mio.ask("POST", f"{path}/{first['id']}", {"answer": "back"})
        await salon.is_in(ben, "lounge")
        late = await refused(pat.ask("POST", f"{path}/{first['id']}", {"answer": "leave"}))
        self.assertEqual(late.reason, "already_decided")
        await pat.ask("POST", f"{path}/{second['id']}", {"answer": "back"})
        await eventually(lambda: self._invited(scene.chika, lounge), "Chika is asked in again")
        await scene.chika.join(lounge, via=ours.server_name)

        # Who comes back without being asked waits for nobody.
        await self.hand(mio, "kick", lounge, ben)
        await eventually(lambda: self._waits(scene, 1), "Ben waits")
        await ben.join(lounge)
        self.assertEqual(await self.listed(scene), [])

        # A ban in one room is one of the salon, in the books and everywhere.
        await self.hand(mio, "ban", lounge, scene.chika, "広告")
        await salon.becomes(scene.chika, "banned")
        for key in ("space", "news", "hello"):
            await self.stands(scene, scene.rooms[key], scene.chika, "leave")
        history = f"v1/salons/{salon.slug}/members/{scene.chika.user_id}/history"
        last = (await salon.owner.ask("GET", history))["transitions"][-1]
        self.assertEqual((last["by"], last["cause"]), (mio.user_id, "banned"))
        self.assertIn("広告", last["note"])
        await mio.hears(staff, "!readmit")

        # Lifted in an app only, the salon's ban holds; lifted in the books, no room keeps one.
        await self.hand(mio, "unban", lounge, scene.chika)

        async def told() -> bool:
            return "unbarred" in [row["deed"] for row in await self.listed(scene, "settled")]

        await eventually(told, "the staff see it")
        self.assertTrue(await salon.stands(scene.chika, "banned"))
        self.assertEqual((await refused(scene.chika.join(lounge, via=ours.server_name))).status, 403)
        await self.hand(mio, "ban", lounge, scene.chika)
        path = f"v1/salons/{salon.slug}/members/{scene.chika.user_id}/readmit"
        await salon.owner.ask("POST", path, {"reason": "話し合った"})
        await self.stands(scene, lounge, scene.chika, "leave")
        await scene.pays(scene.chika, "hello")
        await self.stands(scene, lounge, scene.chika, "join")

        # Who works for the salon is not barred by hand.
        await self.hand(pat, "ban", lounge, mio)
        await self.stands(scene, lounge, mio, "join")
        self.assertEqual((await self.listed(scene, "settled"))[0]["deed"], "held")

        visitor = await ours.visit_as(mio, "ja")
        await self.hand(mio, "kick", lounge, ben)
        await eventually(lambda: self._waits(scene, 1), "Ben waits")
        page = await visitor.get(f"s/{salon.slug}/desk/by-hand")
        done = await visitor.submit(page, "/desk/by-hand", answer="back")
        self.assertEqual(done.status, 200)
        await salon.is_in(ben, "lounge")

    async def _waits(self, scene: Scene, count: int) -> bool:
        return len(await self.listed(scene)) == count

    async def _invited(self, person: Person, room: str) -> bool:
        return (await person.rooms()).get(room) == "invite"
