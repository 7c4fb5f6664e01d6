# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon that is open on a test server, and what people do there over the API."""

import contextlib
import os
import secrets
from typing import Any

import attrs

from tests.support.case import SalonTestCase
from tests.support.copies import Original, Place
from tests.support.homeserver import Homeserver
from tests.support.people import Person, Refused
from tests.support.ports import kept_port
from tests.support.postgres import POSTGRES
from tests.support.server import Server
from tests.support.waiting import eventually

GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
FAILS_AT_RENEWAL = "4000000000000341"
PAGE = {"lead": "ようこそ", "benefits": ["毎週の手入れ"]}
MONTHLY = {"name": "毎月", "price": {"amount": 1980, "currency": "JPY"}, "interval": "month", "trial_days": 0}


def own_card(number: int) -> str:
    """A card that pays and is nobody else's: of one card only the first holder has a trial."""
    return f"424242424242{number:04d}"


@attrs.define
class Salon:
    """An open salon with one plan, run by its owner."""

    server: Server
    owner: Person
    slug: str
    plan: str
    space: str

    async def room(self, key: str) -> str:
        """The room id of one of the salon's rooms; "space" is its Space."""
        if key == "space":
            return self.space
        listed = await self.owner.ask("GET", f"v1/salons/{self.slug}/rooms")
        return next(str(room["room_id"]) for room in listed["rooms"] if room["key"] == key)

    async def me(self, person: Person) -> dict[str, Any]:
        """How a person stands."""
        return dict(await person.ask("GET", f"v1/salons/{self.slug}/me"))

    async def stands(self, person: Person, status: str) -> bool:
        """Whether a person stands like this now."""
        return (await self.me(person))["status"] == status

    async def becomes(self, person: Person, status: str) -> None:
        """Wait until a person stands like this."""
        await eventually(lambda: self.stands(person, status), f"{person.user_id} becomes {status}")

    def application(self, person: Person, **changes: Any) -> dict[str, Any]:
        """What somebody fills in to join."""
        return {
            "plan": self.plan,
            "rules_version": 1,
            "birth_date": "1990-04-01",
            "community_name": person.name.title(),
            "answers": {},
            **changes,
        }

    async def apply(self, person: Person, **changes: Any) -> dict[str, Any]:
        """Begin to join; answers `{status, pay_url?}`."""
        path = f"v1/salons/{self.slug}/join"
        return dict(await person.ask("POST", path, self.application(person, **changes)))

    async def apply_again(self, person: Person, **changes: Any) -> dict[str, Any]:
        """As `apply`, by somebody who does not know whether it went through the last time."""
        try:
            return await self.apply(person, **changes)
        except Refused as refusal:
            if refusal.reason != "already_member":
                raise
            return {"status": "active"}

    async def pay(self, pay_url: str, card: str = GOOD_CARD) -> int:
        """Pay on the sandbox's page; answers the HTTP status."""
        visitor = self.server.visitor()
        answer = await visitor.post(pay_url, follow=False, card_number=card)
        return int(answer.status)

    async def joins(self, person: Person, card: str = GOOD_CARD, **changes: Any) -> Person:
        """A person joins, pays and is in the default rooms."""
        answer = await self.apply(person, **changes)
        if "pay_url" in answer:
            await self.pay(answer["pay_url"], card)
        await eventually(lambda: self.inside(person), f"{person.user_id} is a member")
        if person.user_id.endswith(f":{self.server.server_name}"):
            await self.is_in(person, "space", "news", "lounge")
        return person

    async def inside(self, person: Person) -> bool:
        """Whether a person is on trial or a full member."""
        return (await self.me(person))["status"] in ("trial", "active")

    async def is_in(self, person: Person, *keys: str) -> None:
        """Wait until a person is joined to these rooms."""
        for key in keys:
            await self._waits(person, key, "join")

    async def is_invited_to(self, person: Person, *keys: str) -> None:
        """Wait until a person is invited to these rooms."""
        for key in keys:
            await self._waits(person, key, "invite")

    async def appoints(self, person: Person, *roles: str) -> Person:
        """The owner gives somebody a role, and they come."""
        await self.owner.ask("PUT", f"v1/salons/{self.slug}/roles/{person.user_id}", {"roles": list(roles)})
        await self.is_invited_to(person, "space")
        await person.join(self.space)
        await self.is_in(person, "news", "lounge", "staff", "lobby")
        return person

    async def moves_in(self) -> None:
        """The owner, who is expected in the Space or brought there already, is in the salon's rooms."""

        async def expected() -> bool:
            return (await self.owner.rooms()).get(self.space) in ("invite", "join")

        await eventually(expected, "the owner is expected in the salon")
        await self.owner.join(self.space)
        await self.is_in(self.owner, "lounge", "staff")

    async def is_out_of(self, person: Person, *keys: str) -> None:
        """Wait until a person is in none of these rooms."""
        for key in keys:
            room = await self.room(key)

            async def gone(room: str = room) -> bool:
                return (await person.rooms()).get(room, "leave") in ("leave", "ban")

            await eventually(gone, f"{person.user_id} is out of {key}")

    async def _waits(self, person: Person, key: str, membership: str) -> None:
        room = await self.room(key)

        async def there() -> bool:
            if membership == "join":
                return room in await person.joined_rooms()
            return (await person.rooms()).get(room) == membership

        await eventually(there, f"{person.user_id} has {membership} in {key}")


async def awake(server: Server) -> None:
    """Wait until the house is up."""

    async def healthy() -> bool:
        return (await server.api("GET", "v1/health"))[0] == 200

    await eventually(healthy, f"the house of {server.server_name} is up")


async def direct_room(person: Person, house: str) -> str:
    """The room in which the house speaks with this person alone."""

    async def found() -> str | None:
        for room, membership in (await person.rooms()).items():
            if membership != "join":
                continue
            with contextlib.suppress(Refused):  # put out of that one in between
                if set(await person.members(room)) == {person.user_id, house} and not await _is_a_salons(
                    person, room
                ):
                    return room
        return None

    return str(await eventually(found, f"the house writes to {person.user_id}"))


_ORIGINALS: dict[str | None, tuple[Original, Salon]] = {}
"""The salon that tests begin with, by the database cluster of this run."""


async def _is_heard(server: Homeserver) -> bool:
    """Whether Synapse has pushed everything; what it had not, a copy would push seconds after its start."""
    return await server.rows("SELECT COUNT(*) FROM application_services_txns") == [(0,)]


async def _is_a_salons(person: Person, room: str) -> bool:
    path = f"/_matrix/client/v3/rooms/{room}/state/io.synapse_salon.room"
    return (await person.api("GET", path))[0] == 200


class SalonCase(SalonTestCase):
    """Tests that begin with an open salon."""

    async def salon(self, server: Server | None = None, slug: str = "blue-lotus", **wishes: Any) -> Salon:
        """A salon owned by Olive, approved by the server's administrator; `plan` replaces the monthly one,
        `page` its words. The one that most tests begin with is opened once in each process, and copied."""
        if (
            server is None
            and not wishes
            and slug == "blue-lotus"
            and (self.modules, self.settings) == (None, None)
        ):
            return await self._copied()
        return await self._opened(server, slug, **wishes)

    async def _copied(self) -> Salon:
        if (cluster := os.environ.get(POSTGRES)) not in _ORIGINALS:
            server = self.prepare(place=Place(kept_port(), secrets.token_hex(16), secrets.token_hex(16)))
            await server.start()
            made = await self._opened(server, "blue-lotus")
            await eventually(lambda: _is_heard(server), "the house has heard of everything")
            await server.stop()
            _ORIGINALS[cluster] = (server.original(), made)
        original, salon = _ORIGINALS[cluster]
        server = self.prepare(original=original)
        await server.start()
        await awake(server)
        return attrs.evolve(salon, server=server, owner=await server.person("olive"))

    async def _opened(self, server: Server | None, slug: str, **wishes: Any) -> Salon:
        server = server or await self.start()
        await awake(server)
        plan, page = wishes.pop("plan", MONTHLY), wishes.pop("page", PAGE)
        owner = await server.person(wishes.pop("owner", "olive"))
        new = {
            "slug": slug,
            "title": "青い蓮",
            "purpose": "水草を育てる",
            "kind": "fan_club",
            "language": "ja",
            **wishes,
        }
        made = await owner.ask("POST", "v1/salons", new)
        offered = await owner.ask("POST", f"v1/salons/{slug}/plans", plan)
        await self.publish(server, owner, slug, page)
        return Salon(server, owner, slug, offered["id"], made.get("space") or await self._space(owner, slug))

    async def _space(self, owner: Person, slug: str) -> str:
        """The Space of a salon that took longer to furnish than its maker was kept waiting."""

        async def furnished() -> str | None:
            return (await owner.ask("GET", f"v1/salons/{slug}")).get("space")

        return str(await eventually(furnished, f"{slug} is furnished"))

    async def publish(self, server: Server, owner: Person, slug: str, page: dict[str, Any] = PAGE) -> None:
        """Have the salon's page approved."""
        await owner.ask("PUT", f"v1/salons/{slug}/page", page)
        await owner.ask("POST", f"v1/salons/{slug}/page/submit", {})
        admin = await server.admin()
        reviews = await admin.ask("GET", "v1/admin/reviews")
        review = next(row["id"] for row in reviews["reviews"] if row["salon"] == slug)
        await admin.ask("POST", f"v1/admin/reviews/{review}/approve", {"reason": "よい"})
