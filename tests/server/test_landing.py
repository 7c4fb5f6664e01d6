# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""More of a salon's page: its places elsewhere, and what its author can show for a claim."""

from typing import Any

from tests.support.people import refused
from tests.support.salon import PAGE, Salon, SalonCase

PROOF = "2026年4月の自社調べ、回答312人"
CLAIM = "日本一の水草サロンです。"
LINKS = [
    {"kind": "instagram", "url": "https://www.instagram.com/aoihasu/"},
    {"kind": "other", "url": "https://hasu.example.jp/tane", "label": "種の交換所"},
]


class Landing(SalonCase):
    async def reviewed(self, salon: Salon, decision: str = "approve") -> dict[str, Any]:
        """Hand the draft in and have it decided; answers what the reviewer saw."""
        review = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/page/submit", {})
        admin = await salon.server.admin()
        waiting = await admin.ask("GET", "v1/admin/reviews")
        seen = next(row for row in waiting["reviews"] if row["id"] == review["id"])
        await admin.ask("POST", f"v1/admin/reviews/{review['id']}/{decision}", {"reason": "x"})
        return dict(seen)

    async def test_links_are_public_after_a_review_and_evidence_never_is(self) -> None:
        salon = await self.salon()
        path, public = f"v1/salons/{salon.slug}/page", f"s/{salon.slug}"
        evidence = [{"words": "日本一", "note": PROOF}, {"words": "世界一", "note": "ない"}]
        words = {**PAGE, "body": CLAIM, "links": LINKS, "evidence": evidence}
        kept = await salon.owner.ask("PUT", path, words)
        self.assertEqual(kept["evidence"], evidence[:1])
        visitor = salon.server.visitor("ja")
        self.assertNotIn("instagram", (await visitor.get(public)).text)
        seen = await self.reviewed(salon)
        self.assertEqual(seen["page"]["evidence"], evidence[:1])
        page = (await visitor.get(public)).text
        self.assertIn('href="https://hasu.example.jp/tane" rel="noopener nofollow">種の交換所', page)
        self.assertIn(">Instagram<", page)
        _, shown = await salon.server.api("GET", f"v1/salons/{salon.slug}")
        self.assertEqual([link["url"] for link in shown["links"]], [link["url"] for link in LINKS])
        self.assertNotIn(PROOF, page + str(shown))
        rows = await salon.server.rows("SELECT content FROM salon_pages")
        self.assertNotIn(PROOF, str(rows))
        for wrong, where in (
            ({"kind": "x", "url": "https://example.org/"}, "links.0.url"),
            ({"kind": "website", "url": "javascript:alert(1)"}, "links.0.url"),
            ({"kind": "other", "url": "https://example.org/"}, "links.0.label"),
            ({"kind": "myspace", "url": "https://example.org/"}, "links.0.kind"),
        ):
            refusal = await refused(salon.owner.ask("PUT", path, {**PAGE, "links": [wrong]}))
            self.assertEqual(refusal.status, 400)
            self.assertIn(where, refusal.body["salon"]["problems"], wrong)

    async def test_the_author_writes_it_and_the_reviewer_reads_it_on_pages(self) -> None:
        salon = await self.salon()
        olive = await salon.server.visit_as(salon.owner, "ja")
        desk = f"s/{salon.slug}/desk/page"
        page = await olive.submit(await olive.get(desk), desk, body=CLAIM, lead="業界No.1", act="submit")
        self.assertIn("まだ提出していません", page.text)
        admin = await salon.server.admin()
        self.assertEqual((await admin.ask("GET", "v1/admin/reviews"))["reviews"], [])
        names = [name for name in page.form(desk).fields if name.endswith(".words")]
        self.assertEqual(len(names), 2)
        filled = {name.replace("words", "note"): PROOF for name in names[:1]}
        wrong = {"links.0.kind": "x", "links.0.url": "https://example.org/me"}
        again = await olive.submit(page, desk, **filled, **wrong)
        self.assertEqual(again.status, 400)
        self.assertIn(PROOF, again.text)
        self.assertIn("x.com", again.text)
        right = {"links.0.url": "https://x.com/aoihasu", "act": "submit"}
        await olive.submit(again, desk, **right)
        waiting = (await admin.ask("GET", "v1/admin/reviews"))["reviews"]
        reviewer = await salon.server.visit_as(await salon.server.admin(), "ja")
        seen = (await reviewer.get(f"staff/reviews/{waiting[0]['id']}")).text
        self.assertIn(PROOF, seen)
        self.assertIn("https://x.com/aoihasu", seen)
        self.assertEqual(seen.count("根拠が書かれていません"), 1)
