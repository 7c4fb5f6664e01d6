# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which way members came: remembered by their own browser for one salon, kept for a while, shown as counts."""

from typing import Any

from tests.support.salon import GOOD_CARD, Salon, SalonCase
from tests.support.trespass import FILLED, FREE
from tests.support.waiting import eventually
from tests.support.web import Visitor

ADVERT = "utm_source=instagram&utm_medium=social&utm_campaign=春&invite=abc-1&fbclid=zzz"


class Sources(SalonCase):
    async def joins_by(self, salon: Salon, name: str, visitor: Visitor) -> None:
        """Somebody without an account fills in the form and confirms."""
        form = await visitor.get(f"s/{salon.slug}/join")
        filled = {**FILLED, "username": name, "password": "lotus on the balcony", "community_name": name}
        look = await visitor.submit(form, "/join", plan=salon.plan, **filled)
        await visitor.submit(look, "/join/")

    async def counted(self, salon: Salon, days: int = 90) -> list[dict[str, Any]]:
        """What staff see."""
        path = f"v1/salons/{salon.slug}/sources?days={days}"
        return list((await salon.owner.ask("GET", path))["sources"])

    async def test_from_an_advert_to_a_member_and_no_further(self) -> None:
        salon = await self.salon(plan=FREE)
        server = salon.server
        pine = await self.salon(server, slug="old-pine", owner="pat", plan=FREE)
        visitor = server.visitor("ja")
        plain = await visitor.get(f"s/{salon.slug}")
        self.assertNotIn("salon_from", plain.headers.get("set-cookie", ""))
        seen = await visitor.get(f"s/{salon.slug}?{ADVERT}")
        cookie = next(part for part in [seen.headers["set-cookie"]] if "salon_from" in part)
        for words in (f"Path=/_synapse/client/salon/s/{salon.slug};", "HttpOnly", "SameSite=Lax", "2592000"):
            self.assertIn(words, cookie)
        self.assertEqual(seen.headers["cache-control"], "no-store")
        elsewhere = await visitor.get(f"s/{pine.slug}/join")
        self.assertNotIn("salon_from", elsewhere.headers.get("set-cookie", ""))
        await self.joins_by(salon, "aiko", visitor)
        await self.joins_by(salon, "ben", server.visitor("ja"))
        aiko = {
            "source": "instagram",
            "medium": "social",
            "campaign": "春",
            "referrer": "",
            "invite": "abc-1",
            "applied": 1,
            "joined": 1,
            "inside": 1,
        }
        rows = await self.counted(salon)
        self.assertEqual(len(rows), 2)
        self.assertIn(aiko, rows)
        self.assertIn({**aiko, **dict.fromkeys(("source", "medium", "campaign", "invite"), "")}, rows)
        self.assertNotIn("aiko", str(rows))
        # Aiko is in the other salon too: it learns nothing of how she came to this one.
        await self._joins_again(pine, visitor)
        self.assertEqual([row["source"] for row in await self.counted(pine)], [""])
        # It is part of what she may ask to see, and after a year it is gone.
        export = (await visitor.get(f"s/{salon.slug}/me/export.json")).value
        self.assertEqual([way["campaign"] for way in export["came_from"]], ["春"])
        kept = await server.rows("SELECT user_id, until_ms FROM salon_traces")
        self.assertEqual([row[0] for row in kept], [server.user_id("aiko")])
        await server.advance(days=366)

        async def forgotten() -> bool:
            return await server.rows("SELECT user_id FROM salon_traces") == []

        await eventually(forgotten, "the way is forgotten")

    async def _joins_again(self, salon: Salon, visitor: Visitor) -> None:
        form = await visitor.get(f"s/{salon.slug}/join")
        look = await visitor.submit(form, "/join", plan=salon.plan, **FILLED)
        await visitor.submit(look, "/join/")

    async def test_a_program_that_brings_somebody_says_it_and_nothing_odd_is_kept(self) -> None:
        salon = await self.salon()
        aiko, ben = await salon.server.person("aiko"), await salon.server.person("ben")
        await salon.joins(aiko, GOOD_CARD, came_from={"source": "app", "referrer": "APP.example"})
        await salon.apply(ben, came_from={"source": "x" * 300, "term": "ben@example.org", "invite": "<b>"})
        rows = {row["source"]: row for row in await self.counted(salon)}
        self.assertEqual((rows["app"]["referrer"], rows["app"]["joined"]), ("app.example", 1))
        self.assertEqual((rows["x" * 100]["applied"], rows["x" * 100]["joined"]), (1, 0))
        stored = await salon.server.rows("SELECT term, invite FROM salon_traces")
        self.assertEqual(set(stored), {("", "")})
        visitor = salon.server.visitor("ja")
        for query in (
            "utm_source=" + "y" * 3000,
            "utm_source=%00",
            "invite=%F0%9F%98%80",
            "utm_medium=a&utm_medium=b",
        ):
            self.assertIn((await visitor.get(f"s/{salon.slug}?{query}")).status, (200, 400), query)
        owner = await salon.server.visit_as(salon.owner, "ja")
        page = (await owner.get(f"s/{salon.slug}/desk/sources?days=30")).text
        self.assertIn("app.example のリンク", page)
        self.assertEqual((await aiko.api("GET", f"v1/salons/{salon.slug}/sources"))[0], 403)
        self.assertEqual((await salon.owner.api("GET", f"v1/salons/{salon.slug}/sources?days=0"))[0], 400)
