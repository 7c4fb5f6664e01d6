# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon with people in it, strangers before its doors on two servers, and tables of ways they try."""

from collections.abc import Iterable
from typing import Any, Literal
from urllib.parse import quote

import attrs

from tests.support.abroad import Guest, abroad
from tests.support.homeserver import Homeserver
from tests.support.hostile import Hostile
from tests.support.people import Person
from tests.support.salon import MONTHLY, Salon, SalonCase
from tests.support.waiting import eventually

SECRET = "合言葉 蓮池の鍵は石灯籠の下"
FIRST_WORD = "合言葉"
TOPIC = "会員だけの話題"
GOLD = {**MONTHLY, "name": "ゴールド"}
DEFAULT = ("space", "news", "lounge")


@attrs.frozen
class Way:
    """One way in: a call somebody makes at their own server. `{lounge}` and the like are filled in.

    `paid` says what it is after paying: still shut, or open; `shows` is what it then shows. A `quiet` way may
    answer 200 to strangers, and then tells them nothing.
    """

    name: str
    method: str
    path: str
    body: Any = None
    paid: Literal["shut", "open"] = "shut"
    shows: str = ""
    quiet: bool = False


@attrs.define
class Scene:
    """The salon, its rooms by key, its members Aiko (ours) and Chika (theirs), the strangers Ben and Dora."""

    salon: Salon
    ours: Homeserver
    theirs: Homeserver
    gold: str
    rooms: dict[str, str]
    aiko: Person
    ben: Person
    chika: Guest
    dora: Guest
    hostile: Hostile
    said: str = ""
    """The event id of the secret in the lounge."""

    @property
    def via(self) -> str:
        """Our server's name, that rooms are joined by."""
        return self.ours.server_name

    def fill(self, value: Any, person: Person) -> Any:
        """`value` with every `{name}` of the scene in it replaced."""
        if isinstance(value, dict):
            return {self.fill(key, person): self.fill(part, person) for key, part in value.items()}
        if isinstance(value, list):
            return [self.fill(part, person) for part in value]
        if not isinstance(value, str):
            return value
        names = {
            **self.rooms,
            "said": self.said,
            "me": person.user_id,
            "aiko": self.aiko.user_id,
            "house": self.ours.user_id("salon"),
            "our": self.ours.server_name,
            "their": self.theirs.server_name,
            "slug": self.salon.slug,
            "tier_key": self.tier_key,
        }
        for name, meant in names.items():
            value = value.replace("{" + name + "}", meant)
        return value

    @property
    def tier_key(self) -> str:
        """The key of the golden plan's hidden space."""
        return f"tier-{self.gold}"

    def path(self, way: Way, person: Person) -> str:
        """The path of a way; what is filled into it is quoted."""
        path, _, query = way.path.partition("?")
        parts = [
            part if "{" not in part else quote(self.fill(part, person), safe="") for part in path.split("/")
        ]
        return "/".join(parts) + (f"?{self.fill(query, person)}" if query else "")

    async def attempt(self, way: Way, person: Person) -> tuple[int, Any]:
        """Try a way in as this person."""
        return await person.api(way.method, self.path(way, person), self.fill(way.body, person))

    async def enters(self, person: Person, *keys: str) -> None:
        """A person joins rooms in their own client, as soon as it works."""
        for key in keys:

            async def enter(room: str = self.rooms[key]) -> bool:
                path = f"/_matrix/client/v3/join/{quote(room)}?via={quote(self.via)}"
                entered = (await person.api("POST", path, {}))[0] == 200
                return entered and await self.membership(person, room) == "join"

            await eventually(enter, f"{person.user_id} enters {key}")

    async def membership(self, person: Person, room: str) -> str | None:
        """A person's membership in a room, as our server knows it."""
        rows = await self.ours.rows(
            "SELECT membership FROM current_state_events"
            " WHERE room_id = ? AND type = 'm.room.member' AND state_key = ?",
            room,
            person.user_id,
        )
        return rows[0][0] if rows else None

    async def pays(self, person: Person, *keys: str, **application: Any) -> None:
        """A person becomes a member; from elsewhere they accept the invitations in their client."""
        await self.salon.joins(person, **application)
        if isinstance(person, Guest):
            await self.salon.is_invited_to(person, *DEFAULT)
            await self.enters(person, *DEFAULT)
        await self.enters(person, *keys)

    async def shut_to(self, person: Person, *but: str) -> None:
        """Wait until our server holds a person for out of every room, those in `but` aside."""

        async def out() -> bool:
            held = {
                key: await self.membership(person, room) for key, room in self.rooms.items() if key not in but
            }
            return not {"join", "invite", "knock"} & set(held.values())

        await eventually(out, f"{person.user_id} is out of every room")

    def leaks(self, answer: Any) -> list[str]:
        """Which of the salon's secrets an answer tells."""
        text = str(answer)
        return [secret for secret in (SECRET, TOPIC, "青い会員", self.aiko.user_id) if secret in text]


class GateCase(SalonCase):
    """Tests before the salon's doors."""

    async def scene(self, resident: bool = True, **wishes: Any) -> Scene:
        """A salon with a secret; `resident`: Chika is a member, so that her server is in the rooms."""
        ours, theirs = await self.start_two()
        salon = await self.salon(ours, **wishes)
        gold = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", GOLD)
        room = {"key": "gold", "name": "金の間", "plans": [gold["id"]]}
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/rooms", room)
        listed = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/rooms"))["rooms"]
        rooms = {str(row["key"]): str(row["room_id"]) for row in listed}
        rooms["tier"] = rooms[f"tier-{gold['id']}"]
        rooms["space"] = salon.space
        scene = Scene(
            salon,
            ours,
            theirs,
            str(gold["id"]),
            rooms,
            await ours.person("aiko"),
            await ours.person("ben"),
            await abroad("chika", theirs, ours),
            await abroad("dora", theirs, ours),
            Hostile(theirs, ours),
        )
        await salon.is_in(salon.owner, "lounge")
        await salon.owner.set_state(rooms["lounge"], "m.room.topic", {"topic": TOPIC})
        await scene.pays(scene.aiko, "hello", community_name="青い会員")
        scene.said = await scene.aiko.say(rooms["lounge"], SECRET)
        if resident:
            await scene.pays(scene.chika, "hello")
            await scene.chika.hears(rooms["lounge"], SECRET)
        return scene

    async def all_refused(self, scene: Scene, ways: Iterable[Way], *people: Person) -> None:
        """Every way is refused to everyone, and tells nothing."""
        wrong = []
        for person in people:
            for way in ways:
                status, body = await scene.attempt(way, person)
                refused = status in (400, 401, 403, 404, 405) or (way.quiet and status == 200)
                if not refused or scene.leaks(body):
                    wrong.append(f"{person.user_id}: {way.name}: {status} {str(body)[:300]}")
        self.assertEqual(wrong, [])

    async def as_intended(self, scene: Scene, ways: Iterable[Way], *people: Person) -> None:
        """What paying opens is open to everyone, and the rest is shut."""
        wrong = []
        for person in people:
            for way in ways:
                if way.paid == "shut":
                    await self.all_refused(scene, [way], person)
                    continue
                status, body = await scene.attempt(way, person)
                if status != 200 or scene.fill(way.shows, person) not in str(body):
                    wrong.append(f"{person.user_id}: {way.name}: {status} {str(body)[:300]}")
        self.assertEqual(wrong, [])
