# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody tells whom, who has just come and has set nothing; and what a new salon shows."""

from typing import Any
from urllib.parse import quote

from synapse_salon.platform import Platform
from tests.support.people import Person
from tests.support.salon import Salon, awake
from tests.support.trespass import FILLED, FREE, TrespassCase
from tests.support.waiting import eventually

_CLIENT = "/_matrix/client"


class Defaults(TrespassCase):
    """Aiko opens an account by joining, ticks what has to be ticked, and touches nothing else."""

    async def test_a_fresh_account_and_a_fresh_salon_keep_to_themselves(self) -> None:
        server = await self.start()
        await awake(server)
        salon = await self.salon(server, plan=FREE)
        visitor = salon.server.visitor()
        page = await visitor.get(f"s/{salon.slug}/join?plan={salon.plan}")
        self.assertEqual(self.ticked(page.text), [], "nothing is agreed to beforehand")
        account = {"username": "aiko", "password": "aiko-likes-salons"}
        sent = await visitor.submit(page, "join", plan=salon.plan, **FILLED, **account)
        await visitor.submit(sent, "join", follow=False)
        aiko = await server.signs_in("aiko")
        await eventually(lambda: salon.inside(aiko), "Aiko is a member")

        await self.account(aiko)
        ben = await salon.joins(await server.person("ben"))
        stranger = await server.person("sora")
        await self.seen_by(ben, aiko, member=True)
        await self.seen_by(stranger, aiko, member=False)
        await self.rooms(salon, aiko, stranger)
        await self.cookies(salon)

    @staticmethod
    def ticked(page: str) -> list[str]:
        return [part for part in page.split("<input")[1:] if " checked" in part.split(">")[0]]

    async def account(self, aiko: Person) -> None:
        """An account holds what joining needs, and no third party knows of it."""
        self.assertEqual((await aiko.ask("GET", f"{_CLIENT}/v3/account/3pid"))["threepids"], [])
        self.assertEqual((await aiko.ask("GET", f"{_CLIENT}/v3/pushers"))["pushers"], [])
        profile = await aiko.ask("GET", f"{_CLIENT}/v3/profile/{aiko.user_id}")
        self.assertEqual(profile, {"displayname": "aiko"}, "no more than the account's name says by itself")
        told = (await aiko.ask("GET", f"{_CLIENT}/v3/sync?timeout=0"))["account_data"]["events"]
        self.assertLessEqual({event["type"] for event in told}, {"m.push_rules", "m.direct"})
        mine = await aiko.ask("GET", "v1/me")
        self.assertNotIn("birth", str(mine))

    async def seen_by(self, who: Person, aiko: Person, member: bool) -> None:
        """Others see her community name in the rooms they share, and nothing anywhere else."""
        name = quote(aiko.user_id, safe="")
        status, answer = await who.api("GET", f"{_CLIENT}/v3/profile/{name}")
        self.assertEqual(
            (status, answer) if member else status, (200, {"displayname": "aiko"}) if member else 403
        )
        found = await who.api("POST", f"{_CLIENT}/v3/user_directory/search", {"search_term": "aiko"})
        self.assertNotIn(aiko.user_id, str(found))
        presence = await who.api("GET", f"{_CLIENT}/v3/presence/{name}/status")
        self.assertNotIn("online", str(presence))
        self.assertNotIn("last_active", str(presence))
        self.assertEqual((await who.api("GET", "v1/salons/blue-lotus/members"))[0], 403)

    async def rooms(self, salon: Salon, aiko: Person, stranger: Person) -> None:
        """No room of a new salon is listed, open, or readable for people outside."""
        listed = await aiko.ask("GET", f"{_CLIENT}/v3/publicRooms")
        self.assertEqual(listed["chunk"], [])
        rooms = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/rooms"))["rooms"]
        self.assertGreater(len(rooms), 4)
        for room in rooms:
            guests, history, door = [
                await self.state(salon, room["room_id"], f"m.room.{kind}")
                for kind in ("guest_access", "history_visibility", "join_rules")
            ]
            self.assertEqual(guests, {"guest_access": "forbidden"}, room)
            self.assertEqual(history, {"history_visibility": "shared"}, room)
            self.assertIn(door["join_rule"], ("restricted", "invite"), room)
            for path in ("state", "messages?dir=b", "joined_members"):
                status, _ = await stranger.api("GET", f"{_CLIENT}/v3/rooms/{room['room_id']}/{path}")
                self.assertEqual(status, 403, (room, path))
        peek = await salon.server.api("GET", f"v1/salons/{salon.slug}/peek")
        self.assertNotIn("body", str(peek[1]))

    async def state(self, salon: Salon, room: str, kind: str) -> dict[str, Any]:
        rooms = Platform.of(salon.server.module_api).rooms
        return dict(await salon.server.inside(rooms.state, room, kind) or {})

    async def cookies(self, salon: Salon) -> None:
        """A visitor who only looks is given nothing to carry, and no page brings anybody else in."""
        stranger = salon.server.visitor()
        for path in ("", f"s/{salon.slug}", f"s/{salon.slug}/disclosure"):
            answer = await stranger.get(path)
            self.assertNotIn("set-cookie", answer.headers, path)
            policy = answer.headers["content-security-policy"]
            self.assertNotIn("http", policy.replace(salon.server.base_url.rstrip("/"), ""), path)
            self.assertEqual(answer.headers["referrer-policy"], "same-origin")
