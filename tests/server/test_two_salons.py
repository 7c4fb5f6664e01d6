# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One person in two salons: whoever is in one of them learns nothing of her in the other."""

import base64
import json
import re
from urllib.parse import quote

import attrs

from synapse_salon.platform import Platform
from synapse_salon.web.routes import Kind, Route
from tests.support.people import Person
from tests.support.pictures import photo
from tests.support.salon import Salon, SalonCase
from tests.support.waiting import eventually
from tests.support.web import Visitor

PINE_ROOMS = ("space", "news", "lounge", "hello", "staff", "lobby")


@attrs.define
class Sweep:
    """All that somebody was answered, by what was asked."""

    told: dict[str, str] = attrs.field(factory=dict)

    def where(self, *needles: str) -> list[str]:
        """The questions whose answers hold one of these, and which did not say it themselves."""
        return [
            f"{asked} tells {needle}"
            for asked, answer in self.told.items()
            for needle in needles
            if needle in answer and needle not in asked
        ]


class TwoSalons(SalonCase):
    """Aiko is 蓮の人 among the lotuses and 松の人 among the pines. Ben and Olive, who owns it, know the lotuses."""

    async def test_neither_members_nor_staff_of_one_learn_of_the_other(self) -> None:
        lotus = await self.salon()
        server = lotus.server
        pine = await self.salon(server, slug="old-pine", owner="pat", title="古い松")
        aiko, ben = await server.person("aiko"), await server.person("ben")
        await lotus.joins(aiko, community_name="蓮の人", mail="aiko-of-lotus@example.org")
        await pine.joins(aiko, community_name="松の人", mail="aiko-of-pine@example.org")
        await lotus.joins(ben)
        await lotus.moves_in()
        image = base64.b64encode(photo()).decode()
        await aiko.ask("PUT", "v1/salons/old-pine/me/picture", {"image": image})
        note = {"body": "松の話"}
        await pine.owner.ask("POST", f"v1/salons/old-pine/members/{aiko.user_id}/notes", note)
        await aiko.say(await pine.room("lounge"), "松の葉の話")
        face = await self._face(pine, aiko)
        rooms = [await pine.room(key) for key in PINE_ROOMS]
        paid = await server.rows("SELECT ref FROM salon_payments p JOIN salon_orders o ON o.id = p.order_id")
        self.assertEqual(len(paid), 3)
        shared = {"松の人", "松の話", "松の葉の話", "aiko-of-pine@example.org", face, *rooms}
        shared.discard(pine.space)  # the directory names it: its door is in the rules of the room

        for who in (ben, lotus.owner):
            sweep = Sweep()
            await self._matrix(sweep, who, aiko, lotus, pine)
            for salon in (lotus, pine):
                await self._pages(sweep, who, aiko, salon)
            self.assertEqual(sweep.where(*shared), [], who)
            about = {
                asked: said for asked, said in sweep.told.items() if "members/" in asked or "/me" in asked
            }
            about = {asked: said for asked, said in about.items() if pine.slug not in asked}
            self.assertGreater(len(about), 10)
            self.assertEqual(Sweep(about).where("古い松"), [], who)
            self.assertGreater(len(sweep.where("蓮の人")), 3, "the sweep sees what there is to see")

    async def _face(self, salon: Salon, person: Person) -> str:
        async def shown() -> str | None:
            seen = await person.state(await salon.room("lounge"), "m.room.member", person.user_id)
            return seen.get("avatar_url")

        return str(await eventually(shown, "the room shows her picture"))

    async def _matrix(self, sweep: Sweep, who: Person, aiko: Person, lotus: Salon, pine: Salon) -> None:
        """What any client shows."""
        client = "/_matrix/client"
        name = quote(aiko.user_id, safe="")
        asked = [
            ("GET", f"{client}/v3/profile/{name}", None),
            ("GET", f"{client}/v3/presence/{name}/status", None),
            ("GET", f"{client}/unstable/uk.half-shot.msc2666/user/mutual_rooms?user_id={name}", None),
            ("GET", f"{client}/v3/sync?timeout=0", None),
            ("GET", f"{client}/v3/publicRooms", None),
            ("GET", f"{client}/v3/joined_rooms", None),
            ("GET", f"{client}/v1/rooms/{lotus.space}/hierarchy?suggested_only=false", None),
            ("GET", f"{client}/v1/rooms/{pine.space}/hierarchy", None),
            ("POST", f"{client}/v3/keys/query", {"device_keys": {aiko.user_id: []}}),
        ]
        for term in ("aiko", "松", "松の人", "田中"):
            asked.append(("POST", f"{client}/v3/user_directory/search", {"search_term": term}))
            wanted = {"search_categories": {"room_events": {"search_term": term}}}
            asked.append(("POST", f"{client}/v3/search", wanted))
        for key in PINE_ROOMS:
            room = f"{client}/v3/rooms/{await pine.room(key)}"
            asked += [
                ("GET", f"{room}/{what}", None)
                for what in ("state", "members", "joined_members", "messages?dir=b")
            ]
            asked.append(("GET", f"{room}/state/m.room.member/{name}", None))
        for key in ("lounge", "news", "lobby"):
            room = f"{client}/v3/rooms/{await lotus.room(key)}"
            asked += [
                ("GET", f"{room}/{what}", None) for what in ("state", "members", "messages?dir=b&limit=500")
            ]
        for number, (method, path, body) in enumerate(asked):
            status, answer = await who.api(method, path, body)
            self.assertLess(status, 500, path)
            refused = status in (403, 404)
            sweep.told[f"{number} {method} {path} {body}"] = (
                "" if refused else json.dumps(answer, ensure_ascii=False)
            )

    async def _pages(self, sweep: Sweep, who: Person, aiko: Person, salon: Salon) -> None:
        """Everything of ours that can be asked for, with Aiko's name and the salon's in it."""
        visitor = await salon.server.visit_as(who)
        for route in Platform.of(salon.server.module_api).web._table:
            if route.kind in (Kind.JSON, Kind.PAGE) and route.method == "GET":
                path = self._filled(route, aiko, salon)
                answer = await (
                    self._asked(who, path) if route.kind is Kind.JSON else self._seen(visitor, path)
                )
                sweep.told[f"GET {path}"] = answer

    @staticmethod
    def _filled(route: Route, aiko: Person, salon: Salon) -> str:
        words = {
            "slug": salon.slug,
            "user_id": quote(aiko.user_id, safe="@:"),
            "key": "lounge",
            "language": "ja",
        }
        return re.sub(r"\{(\w+)(:path)?\}", lambda found: words.get(found[1], "x"), route.path)

    async def _asked(self, who: Person, path: str) -> str:
        status, answer = await who.api("GET", path)
        self.assertLess(status, 500 if "health" not in path else 600, path)
        return json.dumps(answer, ensure_ascii=False)

    async def _seen(self, visitor: Visitor, path: str) -> str:
        answer = await visitor.get(path)
        self.assertLess(answer.status, 500, path)
        return answer.text
