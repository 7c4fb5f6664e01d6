# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way out: three clicks from any page, by chat, and the questions that hold nobody up."""

import re
from urllib.parse import urlsplit

from synapse_salon.platform import Platform
from synapse_salon.web.routes import Kind
from tests.support.people import refused
from tests.support.salon import MONTHLY, SalonCase, direct_room
from tests.support.waiting import eventually
from tests.support.web import SALON_PREFIX, Answer

FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
WHY = {"key": "why", "label": "理由は何ですか", "kind": "choice", "choices": ["時間がない", "内容が合わない"]}
MORE = {"key": "more", "label": "ほかに伝えたいこと", "kind": "long"}
BACK = {"key": "back", "label": "また来ますか", "kind": "yes_no"}


class LeavingCase(SalonCase):
    """Aiko, in her browser."""

    @staticmethod
    def links(page: Answer) -> set[str]:
        """The pages that a page leads to, below our prefix."""
        found = re.findall(r'<a [^>]*href="([^"]+)"', page.text)
        paths = {urlsplit(link).path for link in found if not link.startswith(("http", "mailto:"))}
        return {path.removeprefix(SALON_PREFIX) for path in paths if path.startswith(SALON_PREFIX)}


class ThreeClicks(LeavingCase):
    """From wherever she is."""

    async def test_from_every_page_that_a_member_sees(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        visitor = await salon.server.visit_as(aiko)
        table = Platform.of(salon.server.module_api).web._table
        paths = {route.path.replace("{slug}", salon.slug) for route in table if route.kind is Kind.PAGE}
        plain = sorted(path for path in paths if "{" not in path and path != "logout" and "." not in path)
        leave, seen, led = f"s/{salon.slug}/leave", 0, dict[str, set[str]]()
        for path in plain:
            page = await visitor.get(path)
            if page.status != 200:
                continue
            seen += 1
            steps = self.links(page)
            for step in sorted(steps & {"me", f"s/{salon.slug}/me"}):
                if step not in led:
                    led[step] = self.links(await visitor.get(step))
            in_two = leave in steps or any(leave in led[step] for step in steps & led.keys())
            self.assertTrue(in_two or path.endswith("/leave"), f"{path}: {sorted(steps)}")
        self.assertGreater(seen, 10)
        page = await visitor.get(leave)
        after = await visitor.submit(page, "/leave")  # the third click
        self.assertIn("You are leaving", after.text)
        self.assertEqual((await salon.me(aiko))["status"], "cancelling")

    async def test_by_chat_and_the_link_leads_on(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), language="en")
        room = await direct_room(aiko, salon.server.user_id("salon"))
        await aiko.say(room, "!leave")
        said = await aiko.hears(room, "Full access until")
        await salon.becomes(aiko, "cancelling")
        link = re.search(r"https?://\S+", said.body.split("here:")[1])
        assert link is not None, said.body
        visitor = salon.server.visitor("en")
        page = await visitor.get(link[0])
        if "<form" in page.text and "/left" not in page.url:
            page = await visitor.submit(page, "")
        self.assertTrue(page.url.endswith(f"s/{salon.slug}/left"), page.url)
        posts = await visitor.get(f"s/{salon.slug}/posts")
        after = await visitor.submit(posts, "/posts", posts="anonymise")
        self.assertIn("when you are out", after.text)
        wish = await aiko.ask("GET", f"v1/salons/{salon.slug}/me/posts")
        self.assertEqual((wish["posts"], wish["state"]), ("anonymise", "chosen"))


class Why(LeavingCase):
    """Olive asks those who leave."""

    async def test_answers_are_optional_belong_to_plan_and_time_and_lose_their_name(self) -> None:
        salon = await self.salon()
        free = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", FREE)
        base = f"v1/salons/{salon.slug}"
        odd = await refused(salon.owner.ask("PUT", f"{base}/exit", {"questions": [{**WHY, "choices": []}]}))
        self.assertEqual((odd.status, odd.errcode), (400, "M_INVALID_PARAM"))
        asked = {"questions": [WHY, MORE, BACK]}
        await salon.owner.ask("PUT", f"{base}/exit", asked)
        people = [await salon.server.person(name) for name in ("aiko", "ben", "dora")]
        aiko, ben, dora = people
        for person, plan in ((aiko, salon.plan), (ben, free["id"]), (dora, salon.plan)):
            await salon.joins(person, plan=plan)
            refusal = await refused(person.ask("PUT", f"{base}/me/exit", {"answers": {"why": "時間がない"}}))
            self.assertEqual((refusal.status, refusal.reason), (409, "not_leaving"))
        await salon.server.advance(days=40)
        visitor = await salon.server.visit_as(aiko)
        left = await visitor.submit(await visitor.get(f"s/{salon.slug}/leave"), "/leave")
        self.assertIn("理由は何ですか", left.text)
        fields = {"answer_0": "時間がない", "answer_1": "また来ます", "answer_2": "yes"}
        thanks = await visitor.submit(left, "/left", **fields)
        self.assertIn("Thank you for telling us", thanks.text)
        await ben.ask("POST", f"{base}/leave", {})  # says nothing
        await dora.ask("POST", f"{base}/leave", {})
        kept = await dora.ask(
            "PUT", f"{base}/me/exit", {"answers": {"why": "退屈", "more": " ", "x": "y", "back": "no"}}
        )
        self.assertEqual(kept["answers"], {"back": "no"})

        report = await salon.owner.ask("GET", f"{base}/exit/answers")
        self.assertEqual((report["left"], report["posts"]), (3, {"keep": 3}))
        first = next(found for found in report["answers"] if found.get("user_id") == aiko.user_id)
        self.assertEqual((first["plan"], first["tenure_days"]), (salon.plan, 40))
        self.assertEqual([one["answer"] for one in first["answers"]], ["時間がない", "また来ます", "yes"])
        counts = {tally["label"]: tally["counts"] for tally in report["tallies"]}
        self.assertEqual(counts, {"理由は何ですか": {"時間がない": 1}, "また来ますか": {"yes": 1, "no": 1}})
        self.assertEqual((report["plans"], report["tenures"]), ({salon.plan: 2}, {"quarter": 2}))
        for person in people:
            self.assertEqual((await refused(person.ask("GET", f"{base}/exit/answers"))).status, 403)

        await dora.ask("POST", f"{base}/stay", {})  # why she would have left is nobody's business
        await salon.owner.ask("PUT", f"{base}/exit", {"questions": [MORE]})
        await salon.server.advance(days=31)

        async def nameless() -> bool:
            found = (await salon.owner.ask("GET", f"{base}/exit/answers"))["answers"]
            return len(found) == 1 and "user_id" not in found[0] and found[0]["plan"] == salon.plan

        await eventually(nameless, "Aiko's answers stay, and her name is gone")
        desk = await (await salon.server.visit_as(salon.owner)).get(f"s/{salon.slug}/desk/leaving")
        self.assertIn("理由は何ですか", desk.text)
        self.assertIn("one to three months", desk.text)
        self.assertNotIn(aiko.user_id, desk.text)
        self.assertEqual((await aiko.ask("GET", f"{base}/me/exit"))["answers"], {})

    async def test_the_owner_writes_the_questions_on_the_desk(self) -> None:
        salon = await self.salon()
        olive = await salon.server.visit_as(salon.owner)
        page = await olive.get(f"s/{salon.slug}/desk/leaving")
        wrong = await olive.submit(
            page, "/desk/leaving", label_0="なぜ", kind_0="choice", choices_0="一つだけ"
        )
        self.assertEqual(wrong.status, 400)
        self.assertIn("A choice needs two answers or more", wrong.text)
        fields = {"label_0": "なぜ", "kind_0": "choice", "choices_0": "時間\n内容", "label_1": "一言"}
        await olive.submit(page, "/desk/leaving", **fields)
        asked = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/exit")
        self.assertEqual(
            [(one["label"], one["kind"], one["choices"]) for one in asked["questions"]],
            [("なぜ", "choice", ["時間", "内容"]), ("一言", "short", [])],
        )
