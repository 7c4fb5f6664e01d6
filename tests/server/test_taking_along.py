# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be downloaded before and after a salon closes."""

from tests.server.closing_case import ClosingCase
from tests.support.people import refused


class TakingAlong(ClosingCase):
    """What can be downloaded before and after the end."""

    async def test_the_owner_takes_the_books_along_and_each_member_what_is_theirs(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(
            await salon.server.person("aiko"), mail="aiko@example.org", community_name="=蓮の人"
        )
        ben = await salon.joins(await salon.server.person("ben"))
        await self.rests(salon.server)
        books = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/export")
        self.assertEqual({row["user_id"] for row in books["members"]}, {aiko.user_id, ben.user_id})
        self.assertEqual([row["amount"] for row in books["payments"]], [1980, 1980])
        self.assertEqual((await refused(aiko.ask("GET", f"v1/salons/{salon.slug}/export"))).status, 403)
        kept = (await aiko.ask("GET", f"v1/salons/{salon.slug}/me/export"))["kept"]
        self.assertEqual((kept["member"]["mail"], len(kept["payments"])), ("aiko@example.org", 1))
        self.assertNotIn(ben.user_id, str(kept))
        owner = await salon.server.visit_as(salon.owner)
        sent = await owner.get(f"s/{salon.slug}/desk/export.zip")
        self.assertEqual((sent.status, sent.headers["content-type"]), (200, "application/zip"))
        page = await owner.get(f"s/{salon.slug}/desk/closing")
        wrong = await owner.submit(page, "desk/closing", follow=False, title="べつの名前", reason="")
        self.assertEqual(wrong.status, 400)
        sent = await owner.submit(page, "desk/closing", follow=False, title=" 青い蓮 ", reason="ありがとう")
        self.assertEqual(sent.status, 303)
        await self.rests(salon.server)
        news = await salon.owner.messages(await salon.room("news"))
        self.assertEqual(len([said for said in news if "ありがとう" in said.body]), 1)
        page = await owner.get(f"s/{salon.slug}/desk/closing")
        undone = await owner.submit(page, "closing/undo", follow=False)
        self.assertEqual(undone.status, 303)
        self.assertEqual((await salon.owner.ask("GET", f"v1/salons/{salon.slug}/close"))["status"], "open")
