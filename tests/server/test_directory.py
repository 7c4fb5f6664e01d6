# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding a salon among those that are open: by words, kind, price and age, and never by what was paid for it."""

from typing import Any

from tests.support.salon import PAGE, SalonCase

FREE = {"name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
YEARLY = {"name": "年", "price": {"amount": 60000, "currency": "JPY"}, "interval": "year", "trial_days": 0}


class Directory(SalonCase):
    async def test_what_fits_is_found_newest_first_and_nothing_else(self) -> None:
        lotus = await self.salon(slug="lotus", page={**PAGE, "body": "ﾒﾀﾞｶと暮らす 100%"})
        server = lotus.server
        await self.salon(server, "piano", plan=FREE, kind="lesson", title="Piano Évening")
        await self.salon(server, "wine", plan=YEARLY, kind="project", minimum_age=20)
        hidden = {
            "title": "秘密のメダカ",
            "purpose": "x",
            "kind": "lesson",
            "language": "ja",
            "slug": "hidden",
        }
        await lotus.owner.ask("POST", "v1/salons", hidden)
        draft = {"title": "青い蓮", "purpose": "水草を育てる", "lead": "まだ見せない言葉", "benefits": ["あ"]}
        await lotus.owner.ask("PUT", "v1/salons/lotus/page", draft)

        async def found(query: str) -> list[str]:
            status, body = await server.api("GET", f"v1/salons?{query}")
            self.assertEqual(status, 200, body)
            return [row["slug"] for row in body["salons"]]

        await lotus.owner.ask("PUT", "v1/salons/lotus", {"theme": "nature"})
        self.assertEqual(
            (await lotus.owner.ask("PUT", "v1/salons/lotus", {"accent": "#112233"}))["theme"], "nature"
        )
        expected: dict[str, list[str]] = {
            "theme=nature": ["lotus"],
            "theme=music": [],
            "theme=nature&kind=lesson": [],
            "theme=": ["wine", "piano", "lotus"],
            "": ["wine", "piano", "lotus"],
            "q=メダカ": ["lotus"],
            "q=100%25": ["lotus"],
            "q=%25": ["lotus"],
            "q=_": [],
            "q=piano+éVENING": ["piano"],
            "q=メダカ+水草": ["lotus"],
            "q=メダカ+ピアノ": [],
            "q=まだ見せない": [],
            "q=秘密": [],
            "kind=lesson": ["piano"],
            "price=0": ["piano"],
            "price=1980": ["piano", "lotus"],
            "price=5000": ["wine", "piano", "lotus"],
            "age=19": ["piano", "lotus"],
            "age=20&kind=project": ["wine"],
            "q=&kind=&price=&age=": ["wine", "piano", "lotus"],
        }
        for query, slugs in expected.items():
            self.assertEqual(await found(query), slugs, query)
        for wrong in ("kind=club", "theme=hobby", "price=-1", "price=cheap", "age=200", "sponsored=1"):
            status, body = await server.api("GET", f"v1/salons?{wrong}")
            self.assertEqual((status, body["salon"]["reason"]), (400, "bad_input"), wrong)
        await self._pages_on(server)
        await lotus.owner.ask("DELETE", f"v1/salons/lotus/plans/{lotus.plan}")
        self.assertEqual(await found("price=5000"), ["wine", "piano"])

    async def _pages_on(self, server: Any) -> None:
        seen: list[str] = []
        place = ""
        for _ in range(4):
            _, body = await server.api("GET", f"v1/salons?limit=1{place}")
            seen += [row["slug"] for row in body["salons"]]
            if "next_batch" not in body:
                break
            place = f"&from={body['next_batch']}"
        self.assertEqual(seen, ["wine", "piano", "lotus"])
        visitor = server.visitor()
        page = await visitor.get("?theme=nature")
        self.assertIn("s/lotus", page.text)
        self.assertNotIn("s/piano", page.text)
        self.assertIn("?theme=nature", (await visitor.get("s/lotus")).text)
        page = await visitor.get("?q=ピアノ")
        self.assertIn("No salon fits", page.text)
        page = await visitor.get("?age=１９歳&kind=")
        self.assertIn("s/lotus", page.text)
        self.assertNotIn("s/wine", page.text)
        page = await visitor.get("?age=twenty")  # nobody is lost to a page of errors
        self.assertEqual(page.status, 200)
        self.assertIn("Please write it in digits", page.text)
        self.assertIn("s/wine", page.text)
        page = await visitor.get("?limit=1&price=5000")
        self.assertIn("from=", page.text)
