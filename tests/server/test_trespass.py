# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people try who are not meant: other people's papers, and drafts that nobody is to know of."""

import re
from urllib.parse import quote

from tests.support.salon import MONTHLY, Salon, awake
from tests.support.trespass import FILLED, FREE, TrespassCase


class OtherPeoplesPapers(TrespassCase):
    """Addresses that are somebody else's."""

    async def test_an_application_is_its_persons_and_its_salons(self) -> None:
        lotus = await self.salon()
        pine = await self.salon(lotus.server, slug="old-pine", owner="pat")
        aiko = await lotus.server.visit_as(await lotus.server.person("aiko"))
        ben = await lotus.server.visit_as(await lotus.server.person("ben"))
        paper = await self.application(aiko, lotus)
        elsewhere = paper.replace(lotus.slug, pine.slug)
        token = (await ben.get("me")).form("logout").fields["csrf"]
        mine = (await aiko.get("me")).form("logout").fields["csrf"]
        for path in (paper, f"{paper}/done"):
            self.assertEqual((await ben.get(path, follow=False)).status, 404, path)
        for path in (elsewhere, f"{elsewhere}/done"):
            self.assertEqual((await aiko.get(path, follow=False)).status, 404, path)
        self.assertEqual((await ben.post(paper, follow=False, csrf=token)).status, 404)
        self.assertEqual((await aiko.post(elsewhere, follow=False, csrf=mine)).status, 404)
        rows = await lotus.server.rows("SELECT state FROM salon_applications")
        self.assertEqual(rows, [("prepared",)])

    async def test_somebody_removed_is_not_let_in_by_a_page_they_kept(self) -> None:
        salon = await self.salon()
        free = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", FREE)
        for plan in (salon.plan, free["id"]):
            person = await salon.server.person(f"aiko-{plan}")
            await salon.apply(person, plan=free["id"])
            await salon.becomes(person, "active")
            await person.ask("POST", f"v1/salons/{salon.slug}/leave", {})
            visitor = await salon.server.visit_as(person)
            paper = await self.application(visitor, salon, plan)
            page = await visitor.get(paper)
            for act, status in (("remove", 403), ("ban", 403)):
                path = f"v1/salons/{salon.slug}/members/{person.user_id}/{act}"
                await salon.owner.ask("POST", path, {"reason": ""})
                sent = await visitor.submit(page, paper, follow=False)
                self.assertEqual(sent.status, status)
                self.assertFalse(await salon.inside(person))

    async def test_a_page_to_confirm_is_shut_while_its_payment_is_open_too(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        visitor = await salon.server.visit_as(aiko)
        page = await visitor.get(await self.application(visitor, salon))
        self.assertIn("sandbox/pay", (await visitor.submit(page, "join", follow=False)).headers["location"])
        path = f"v1/salons/{salon.slug}/members/{aiko.user_id}/ban"
        await salon.owner.ask("POST", path, {"reason": ""})
        self.assertEqual((await visitor.submit(page, "join", follow=False)).status, 403)

    async def test_rules_and_plans_that_changed_meanwhile_are_told(self) -> None:
        salon = await self.salon()
        visitor = await salon.server.visit_as(await salon.server.person("aiko"))
        page = await visitor.get(await self.application(visitor, salon))
        await salon.owner.ask("DELETE", f"v1/salons/{salon.slug}/plans/{salon.plan}")
        self.assertEqual((await visitor.submit(page, "join", follow=False)).status, 400)
        other = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", MONTHLY)
        page = await visitor.get(await self.application(visitor, salon, other["id"]))
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rules", {"body": "二版"})
        self.assertEqual((await visitor.submit(page, "join", follow=False)).status, 409)


class OddNames(TrespassCase):
    """Accounts whose names get into the way of addresses."""

    async def test_somebody_with_a_slash_in_their_name_can_be_shown_the_door(self) -> None:
        salon = await self.salon(plan=FREE)
        for number, name in enumerate(("a/b", "a/../../../login", "a+b=c")):
            visitor = salon.server.visitor()
            form = await visitor.get(f"s/{salon.slug}/join?plan={salon.plan}")
            account = {"username": name, "password": "a long password"}
            sent = await visitor.submit(form, "join", plan=salon.plan, **FILLED, **account)
            await visitor.submit(sent, "join", follow=False)
            desk = await salon.server.visit_as(salon.owner)
            listed = await desk.get(f"s/{salon.slug}/desk/members")
            links = re.findall(r'href="([^"]*/desk/members/[^"]*)"', listed.text)
            self.assertEqual(len(set(links)), number + 1)
            page = await desk.get(next(link for link in links if quote(name, safe="") in link))
            self.assertIn(f"@{name.replace('/', '/')}", page.text)
            after = await desk.submit(page, "desk/members/", act="ban", reason="x")
            self.assertEqual(after.status, 200)
            rows = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members?status=banned")
            self.assertIn(salon.server.user_id(name), [row["user_id"] for row in rows["members"]])


class Drafts(TrespassCase):
    """Whether a stranger learns that somebody prepares a salon."""

    async def test_a_draft_answers_like_nothing(self) -> None:
        server = await self.start()
        await awake(server)
        olive, pat = await server.person("olive"), await server.person("pat")
        new = {"slug": "secret", "title": "x", "purpose": "x", "kind": "lesson", "language": "ja"}
        await olive.ask("POST", "v1/salons", new)
        plan = {"name": "n", "price": {"amount": 5, "currency": "XXX"}, "interval": "month"}
        for method, path, body in (
            ("POST", "leave", {}),
            ("POST", "stay", {}),
            ("GET", "me", None),
            ("GET", "me/posts", None),
            ("PUT", "me/posts", {"posts": "delete"}),
            ("GET", "me/exit", None),
            ("PUT", "me/exit", {"answers": {}}),
            ("GET", "exit", None),
            ("PUT", "exit", {"questions": []}),
            ("GET", "exit/answers", None),
            ("GET", "members", None),
            ("GET", "rooms", None),
            ("GET", "roles", None),
            ("GET", "inquiries", None),
            ("POST", "inquiries", {"name": "Pat", "body": "?"}),
            ("GET", "sources", None),
            ("GET", "people", None),
            ("GET", f"people/{olive.user_id}", None),
            ("GET", "interests", None),
            ("PUT", "interests", {"interests": ["x"]}),
            ("PUT", "me/about", {"about": "x"}),
            ("GET", "page", None),
            ("PUT", "page", {}),
            ("POST", "page/submit", {}),
            ("PUT", "rules", {"body": "x"}),
            ("POST", "rules/accept", {"version": 1}),
            ("POST", "plans", plan),
            ("POST", "plans", {**plan, "price": {"amount": 5, "currency": "USD"}}),
            ("DELETE", "plans/x", None),
            ("GET", "coupons", None),
            ("POST", "coupons", {"code": "ABC", "percent": 1}),
            ("PUT", "coupons/x", {"on": False}),
            ("POST", "invites", {}),
            ("POST", "invites/bulk", {"csv": "x"}),
            ("GET", "invites/terms", None),
            ("GET", "invites/tree", None),
            ("PUT", "invites/terms", {"who": "staff", "quota": 0}),
            ("GET", "invites/thanks", None),
            ("GET", "invites/thanks/list", None),
            ("PUT", "invites/thanks", {"off": True}),
            ("POST", "invites/thanks/x/given", {}),
            ("POST", "rooms", {"key": "k", "name": "n"}),
            ("PUT", f"roles/{pat.user_id}", {"roles": []}),
            ("POST", f"members/{pat.user_id}/ban", {}),
            ("GET", f"members/{pat.user_id}/history", None),
            ("POST", "join", Salon(server, olive, "secret", "p", "s").application(pat)),
        ):
            answers = [await pat.api(method, f"v1/salons/{slug}/{path}", body) for slug in ("secret", "none")]
            told = [(status, answer.get("errcode"), answer["salon"]["reason"]) for status, answer in answers]
            self.assertEqual(told[0], told[1], path)
        visitor = await server.visit_as(pat)
        token = (await visitor.get("me")).form("logout").fields["csrf"]
        for path in (
            "",
            "/join",
            "/contact",
            "/me",
            "/leave",
            "/left",
            "/posts",
            "/rules",
            "/people",
            "/me/about",
            "/desk",
            "/desk/members.csv",
            "/join/x/done",
        ):
            pages = [await visitor.get(f"s/{slug}{path}", follow=False) for slug in ("secret", "none")]
            self.assertEqual(pages[0].status, pages[1].status, path)
        for path in (
            "leave",
            "stay",
            "rules",
            "me/about",
            "join",
            "desk/page",
            "desk/rules",
            "desk/plans",
            "join/x",
        ):
            sent = [
                await visitor.post(f"s/{slug}/{path}", follow=False, csrf=token)
                for slug in ("secret", "none")
            ]
            self.assertEqual(sent[0].status, sent[1].status, path)
