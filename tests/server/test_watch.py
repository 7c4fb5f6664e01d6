# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the homeserver pushes reaches watchers: wanted events only, in order, once, and again after failures."""

from collections.abc import Awaitable, Callable
from typing import Any

from synapse_salon.clock import DAY_MS
from synapse_salon.watch import Seen, watch
from tests.support.case import SalonTestCase
from tests.support.floor import CHAT, FOUNDATION, House
from tests.support.waiting import eventually

PUSH = "watch/_matrix/app/v1/transactions/"


def words(seen: Seen) -> bool:
    return seen.type == "m.room.message" and seen.content.get("msgtype") == "m.text"


def event(event_id: str, body: str = "hi", **more: Any) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "room_id": "!r",
        "sender": "@a:b",
        "type": "m.room.message",
        "content": {"msgtype": "m.text", "body": body},
        "origin_server_ts": 5,
        **more,
    }


class WatchTest(SalonTestCase):
    modules = FOUNDATION

    async def house(self) -> House:
        return await House(await self.start()).ready()

    async def push(
        self, house: House, *events: dict[str, Any], txn: str = "1", path: str = PUSH
    ) -> tuple[int, Any]:
        authorized = {"Authorization": f"Bearer {house.server.hs_token}"}
        return await house.server.api("PUT", path + txn, {"events": list(events)}, authorized)

    @staticmethod
    def notes(heard: list[str]) -> Callable[[Seen], Awaitable[None]]:
        async def note(seen: Seen) -> None:
            heard.append(str(seen.content["body"]))

        return note

    async def test_what_is_said_in_a_salon_is_heard_and_other_talk_is_not(self) -> None:
        house = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        heard: list[str] = []
        house.platform.watch.when("test.words", words, self.notes(heard))
        chat = await house.do(house.platform.rooms.open_room, house.frame(), CHAT)
        await house.place(chat, aiko.user_id)
        private = await aiko.create_room(preset="private_chat", invite=[ben.user_id])
        await aiko.say(private, "between us")
        for number in range(5):
            await aiko.say(chat, f"word {number}")
        await eventually(lambda: len(heard) >= 5, "five words are heard")
        self.assertEqual(heard, [f"word {number}" for number in range(5)])
        self.assertEqual(await house.server.rows("SELECT * FROM salon_watch_events"), [])
        self.assertEqual(await house.server.rows("SELECT * FROM salon_watch_deliveries"), [])

    async def test_what_nobody_wants_is_not_kept(self) -> None:
        house = await self.house()
        self.assertEqual(await self.push(house, event("$1"), event("$2", type="m.reaction")), (200, {}))
        for table in ("events", "deliveries", "seen"):
            self.assertEqual(await house.server.rows(f"SELECT * FROM salon_watch_{table}"), [])

    async def test_a_push_that_comes_again_is_heard_once(self) -> None:
        house = await self.house()
        heard: list[str] = []
        house.platform.watch.when("test.words", words, self.notes(heard))
        for txn in ("1", "1", "2"):
            self.assertEqual(await self.push(house, event("$1"), txn=txn), (200, {}))
        self.assertEqual(await self.push(house, event("$2", "ho"), txn="3"), (200, {}))
        await eventually(lambda: "ho" in heard, "the second event is heard")
        self.assertEqual(heard, ["hi", "ho"])

        self.patch(watch, "CATCH_UP", 0)  # the newest are remembered for longer: a start looks at them again
        house.platform.clock.set_offset(8 * DAY_MS)

        async def forgotten() -> bool:
            return not await house.server.rows("SELECT * FROM salon_watch_seen")

        await eventually(forgotten, "ids are forgotten after a week")

    async def test_one_event_that_cannot_be_handled_does_not_stop_the_rest(self) -> None:
        house = await self.house()
        heard: list[str] = []
        tries = 0

        async def stumbles(seen: Seen) -> None:
            nonlocal tries
            if seen.content["body"] == "stone":
                tries += 1
                if tries < 3:
                    raise RuntimeError("stumbled")
            heard.append(seen.content["body"])

        house.platform.watch.when("test.stumbles", words, stumbles)
        house.platform.watch.when("test.other", words, self.notes(others := []))
        await self.push(house, event("$1", "stone"), event("$2", "grass"))
        await eventually(lambda: "grass" in heard and others == ["stone", "grass"], "the others go on")
        await eventually(lambda: "stone" in heard, "it is tried again")
        self.assertEqual(len(self.flush_complaints("test.stumbles")), 2)

    async def test_events_wait_over_a_restart(self) -> None:
        house = await self.house()

        async def stumbles(seen: Seen) -> None:
            raise RuntimeError("power cut")

        house.platform.watch.when("test.words", words, stumbles)
        await self.push(house, event("$1"))

        async def tried() -> bool:
            return await house.server.rows("SELECT 1 FROM salon_watch_deliveries WHERE attempts > 0") != []

        await eventually(tried, "the first try")
        await house.server.restart()
        self.flush_complaints("test.words")
        heard: list[str] = []
        house.platform.watch.when("test.words", words, self.notes(heard))
        await eventually(lambda: heard == ["hi"], "it is heard after the restart")

    async def test_only_the_homeserver_may_push(self) -> None:
        house = await self.house()
        for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": house.server.hs_token[:-1]}):
            status, answer = await house.server.api("PUT", PUSH + "1", {"events": []}, headers)
            self.assertEqual((status, answer["errcode"]), (403, "M_FORBIDDEN"))
        self.assertEqual((await self.push(house, path="watch/transactions/"))[0], 200)

    async def test_questions_of_the_homeserver(self) -> None:
        house = await self.house()
        authorized = {"Authorization": f"Bearer {house.server.hs_token}"}
        for path in ("users/@x:y", "rooms/%23x:y"):
            self.assertEqual(
                (await house.server.api("GET", "watch/_matrix/app/v1/" + path, None, authorized))[0], 404
            )
        ping = await house.server.api(
            "POST", "watch/_matrix/app/v1/ping", {"transaction_id": "x"}, authorized
        )
        self.assertEqual(ping, (200, {}))
        status, _ = await house.server.api(
            "POST",
            "/_matrix/client/v1/appservice/synapse-salon/ping",
            {"transaction_id": "x"},
            {"Authorization": f"Bearer {house.server.as_token}"},
        )
        self.assertEqual(status, 200)

    async def test_nonsense_is_refused(self) -> None:
        house = await self.house()
        authorized = {"Authorization": f"Bearer {house.server.hs_token}"}
        for body in ({}, {"events": 1}, []):
            self.assertEqual((await house.server.api("PUT", PUSH + "1", body, authorized))[0], 400)
        house.platform.watch.when("test.all", lambda seen: True, self.notes([]))
        odd: list[Any] = [1, {}, {"event_id": 1}, {**event("$1"), "content": None}]
        self.assertEqual((await house.server.api("PUT", PUSH + "1", {"events": odd}, authorized))[0], 200)
