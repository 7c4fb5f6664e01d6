# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olive and her staff look for members, note what matters, and act on several at once after a look."""

from typing import Any
from urllib.parse import urlencode

from tests.support.people import refused
from tests.support.salon import Salon, SalonCase, direct_room


class Roster(SalonCase):
    async def listed(self, salon: Salon, **query: str) -> list[str]:
        """The community names that a list shows."""
        path = f"v1/salons/{salon.slug}/members?{urlencode(query)}"
        return [row["community_name"] for row in (await salon.owner.ask("GET", path))["members"]]

    async def test_members_are_found_noted_and_removed_together(self) -> None:
        salon = await self.salon()
        server = salon.server
        aiko = await salon.joins(await server.person("aiko"), community_name="水やり_あいこ")
        ben = await salon.joins(await server.person("ben"), community_name="=Ben Ökö")
        mio = await salon.appoints(await server.person("mio"), "moderator")
        base = f"v1/salons/{salon.slug}/members"

        self.assertEqual(await self.listed(salon, q="やり_"), ["水やり_あいこ"])
        self.assertEqual(await self.listed(salon, q="%"), [])
        for part in ("ben", "BEN Ökö", "Ökö"):
            self.assertEqual(await self.listed(salon, q=part), ["=Ben Ökö"], part)
        self.assertEqual(len(await self.listed(salon, plan=salon.plan, status="active")), 2)
        self.assertEqual(await self.listed(salon, plan="none"), [])
        self.assertEqual(await self.listed(salon, since="2999-01-01"), [])
        self.assertEqual((await salon.owner.api("GET", f"{base}?since=gestern"))[0], 400)

        path = f"{base}/{aiko.user_id}"
        note = await salon.owner.ask("POST", f"{path}/notes", {"body": "蓮に詳しい"})
        self.assertEqual(note["author"], salon.owner.user_id)
        found = await salon.owner.ask("GET", path)
        self.assertEqual([row["body"] for row in found["notes"]], ["蓮に詳しい"])
        self.assertEqual(found["member"]["status"], "active")
        for person in (aiko, ben, mio):
            self.assertEqual((await person.api("GET", path))[0], 403, person.name)
            self.assertEqual((await person.api("POST", f"{path}/notes", {"body": "x"}))[0], 403)
        kei = await salon.appoints(await server.person("kei"), "community_manager")
        others = await refused(kei.ask("DELETE", f"{path}/notes/{note['id']}"))
        self.assertEqual((others.status, others.reason), (403, "not_yours"))
        own = await kei.ask("POST", f"{path}/notes", {"body": "朝型"})
        await kei.ask("DELETE", f"{path}/notes/{own['id']}")
        theirs = await kei.ask("POST", f"{path}/notes", {"body": "夜型"})
        await salon.owner.ask("DELETE", f"{path}/notes/{theirs['id']}")
        await salon.owner.ask("DELETE", f"{path}/notes/{note['id']}")
        self.assertEqual((await salon.owner.ask("GET", path))["notes"], [])

        people = [aiko.user_id, ben.user_id, salon.owner.user_id, server.user_id("nobody")]
        wish: dict[str, Any] = {"action": "remove", "user_ids": people, "reason": "約束"}
        seen = await salon.owner.ask("POST", f"{base}/bulk", wish)
        what = {row["user_id"]: row.get("after") for row in seen["people"]}
        self.assertEqual(what, {people[0]: "removed", people[1]: "removed", people[2]: None, people[3]: None})
        await salon.becomes(aiko, "active")
        fewer = {**wish, "user_ids": people[:1], "dry_run": False, "token": seen["token"]}
        self.assertEqual(
            (await refused(salon.owner.ask("POST", f"{base}/bulk", fewer))).reason, "preview_changed"
        )
        self.assertEqual((await mio.api("POST", f"{base}/bulk", wish))[0], 403)
        done = await salon.owner.ask(
            "POST", f"{base}/bulk", {**wish, "dry_run": False, "token": seen["token"]}
        )
        self.assertEqual(sum(row.get("after") == "removed" for row in done["people"]), 2)
        await salon.becomes(aiko, "removed")
        await salon.is_out_of(ben, "lounge", "space")
        history = await salon.owner.ask("GET", f"{base}/{ben.user_id}/history")
        last = history["transitions"][-1]
        self.assertEqual((last["by"], last["note"]), (salon.owner.user_id, "約束"))

    async def test_by_page(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        visitor = await salon.server.visit_as(salon.owner, "ja")
        desk = f"s/{salon.slug}/desk"
        page = await visitor.get(f"{desk}/members/{aiko.user_id}")
        page = await visitor.submit(page, "/desk/notes/", note="花に詳しい")
        self.assertIn("花に詳しい", page.text)
        page = await visitor.get(f"{desk}/members?status=&plan={salon.plan}&q=Aiko&since=")
        self.assertEqual(page.status, 200)
        seen = await visitor.submit(page, "/desk/several", who=aiko.user_id, deed="ban")
        self.assertIn(aiko.user_id, seen.text)
        await salon.becomes(aiko, "active")
        done = await visitor.submit(seen, "/desk/several", reason="約束")
        self.assertEqual(done.status, 200)
        await salon.becomes(aiko, "banned")
        csv = await visitor.get(f"{desk}/members.csv?q=Aiko&status=banned")
        self.assertIn("Aiko", csv.text)

    async def test_by_chat(self) -> None:
        salon = await self.salon()
        server = salon.server
        aiko = await salon.joins(await server.person("aiko"))
        mio = await salon.appoints(await server.person("mio"), "moderator")
        staff, lounge = await salon.room("staff"), await salon.room("lounge")
        await salon.owner.say(staff, "!members")
        await salon.owner.hears(staff, "desk/members")
        await salon.owner.say(staff, f"!member {aiko.user_id}")
        await salon.owner.hears(staff, f"（{aiko.user_id}）")
        await mio.say(staff, f"!remove {aiko.user_id}")
        await mio.hears(staff, f"!remove {aiko.user_id} …")
        await aiko.say(lounge, f"!remove {mio.user_id} x")
        await salon.becomes(aiko, "active")
        await mio.say(staff, f"!remove {aiko.user_id} 約束")
        await salon.becomes(aiko, "removed")
        await mio.say(staff, f"!readmit {aiko.user_id}")
        await salon.becomes(aiko, "lapsed")
        await mio.say(staff, f"!ban {aiko.user_id} また")
        await salon.becomes(aiko, "banned")
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", {"approval": True})
        ben, dora = await server.person("ben"), await server.person("dora")
        await salon.apply(ben)
        await salon.apply(dora)
        await salon.owner.say(staff, "!applications")
        await salon.owner.hears(staff, f"・Ben（{ben.user_id}）")
        await salon.owner.say(staff, f"!approve {ben.user_id}")
        await ben.hears(await direct_room(ben, server.user_id("salon")), "/join/")
        await salon.owner.say(staff, f"!refuse {dora.user_id} 今回は満員です")
        await dora.hears(await direct_room(dora, server.user_id("salon")), "今回は満員です")
