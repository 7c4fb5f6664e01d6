# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people try who are not meant: other people's papers, drafts, roles, and more than they were lent."""

import re
from typing import Any
from urllib.parse import quote

from synapse_salon.platform import Platform
from tests.server.test_joining import together
from tests.support.people import Person, refused
from tests.support.salon import MONTHLY, Salon, SalonCase, awake
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.web import Visitor, Wire

FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
FILLED = {
    "rules_version": "1",
    "rules": "on",
    "birth_year": "1990",
    "birth_month": "4",
    "birth_day": "1",
    "community_name": "Aiko",
}


class TrespassCase(SalonCase):
    """People in browsers."""

    async def signed_in(self, person: Person, salon: Salon) -> Visitor:
        visitor = salon.server.visitor()
        page = await visitor.get("login")
        await visitor.submit(page, "login", user=person.name, password=person.password)
        return visitor

    async def application(self, visitor: Visitor, salon: Salon, plan: str = "") -> str:
        """Fill in the form of joining; answers the path of the page to confirm."""
        form = await visitor.get(f"s/{salon.slug}/join?plan={plan or salon.plan}")
        sent = await visitor.submit(
            form, f"{salon.slug}/join", follow=False, plan=plan or salon.plan, **FILLED
        )
        self.assertEqual(sent.status, 303, sent.text[:3000])
        return sent.headers["location"].split("/_synapse/client/salon/")[1]


class OtherPeoplesPapers(TrespassCase):
    """Addresses that are somebody else's."""

    async def test_an_application_is_its_persons_and_its_salons(self) -> None:
        lotus = await self.salon()
        pine = await self.salon(lotus.server, slug="old-pine", owner="pat")
        aiko = await self.signed_in(await lotus.server.person("aiko"), lotus)
        ben = await self.signed_in(await lotus.server.person("ben"), lotus)
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
            visitor = await self.signed_in(person, salon)
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
        visitor = await self.signed_in(aiko, salon)
        page = await visitor.get(await self.application(visitor, salon))
        self.assertIn("sandbox/pay", (await visitor.submit(page, "join", follow=False)).headers["location"])
        path = f"v1/salons/{salon.slug}/members/{aiko.user_id}/ban"
        await salon.owner.ask("POST", path, {"reason": ""})
        self.assertEqual((await visitor.submit(page, "join", follow=False)).status, 403)

    async def test_rules_and_plans_that_changed_meanwhile_are_told(self) -> None:
        salon = await self.salon()
        visitor = await self.signed_in(await salon.server.person("aiko"), salon)
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
            desk = await self.signed_in(salon.owner, salon)
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
            ("GET", "members", None),
            ("GET", "rooms", None),
            ("GET", "roles", None),
            ("GET", "page", None),
            ("PUT", "page", {}),
            ("POST", "page/submit", {}),
            ("PUT", "rules", {"body": "x"}),
            ("POST", "rules/accept", {"version": 1}),
            ("POST", "plans", plan),
            ("POST", "plans", {**plan, "price": {"amount": 5, "currency": "USD"}}),
            ("DELETE", "plans/x", None),
            ("POST", "rooms", {"key": "k", "name": "n"}),
            ("PUT", f"roles/{pat.user_id}", {"roles": []}),
            ("POST", f"members/{pat.user_id}/ban", {}),
            ("GET", f"members/{pat.user_id}/history", None),
            ("POST", "join", Salon(server, olive, "secret", "p", "s").application(pat)),
        ):
            answers = [await pat.api(method, f"v1/salons/{slug}/{path}", body) for slug in ("secret", "none")]
            told = [(status, answer.get("errcode"), answer["salon"]["reason"]) for status, answer in answers]
            self.assertEqual(told[0], told[1], path)
        visitor = server.visitor()
        await visitor.submit(await visitor.get("login"), "login", user="pat", password=pat.password)
        token = (await visitor.get("me")).form("logout").fields["csrf"]
        for path in ("", "/join", "/me", "/leave", "/rules", "/desk", "/desk/members.csv", "/join/x/done"):
            pages = [await visitor.get(f"s/{slug}{path}", follow=False) for slug in ("secret", "none")]
            self.assertEqual(pages[0].status, pages[1].status, path)
        for path in ("leave", "stay", "rules", "join", "desk/page", "desk/rules", "desk/plans", "join/x"):
            sent = [
                await visitor.post(f"s/{slug}/{path}", follow=False, csrf=token)
                for slug in ("secret", "none")
            ]
            self.assertEqual(sent[0].status, sent[1].status, path)


class Roles(TrespassCase):
    """Roles for impossible people, and more salons than one may own."""

    async def test_only_somebody_who_can_be_there_gets_a_role(self) -> None:
        salon = await self.salon()
        for who, status in (
            ("nobody", 400),
            ("@x", 400),
            ("@a:b:c d", 400),
            ("!room:x.example", 400),
            ("@\u202e:x.example", 400),
            ("@" + "x" * 255 + ":x.example", 400),
            (salon.server.user_id("never-was"), 404),
        ):
            path = f"v1/salons/{salon.slug}/roles/{quote(who, safe='')}"
            refusal = await refused(salon.owner.ask("PUT", path, {"roles": ["moderator"]}))
            self.assertEqual(refusal.status, status, who)
            admin = await salon.server.admin()
            refusal = await refused(admin.ask("PUT", f"v1/admin/reviewers/{quote(who, safe='')}", {}))
            self.assertEqual(refusal.status, status, who)
        ben = await salon.server.person("ben")
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/roles/{ben.user_id}", {"roles": ["moderator"]})
        await salon.is_in(ben, "space", "lounge", "staff")

        async def has_power() -> bool:
            levels = await salon.owner.state(await salon.room("lounge"), "m.room.power_levels")
            return bool(levels["users"].get(ben.user_id) == 50)

        await eventually(has_power, "the rooms still take powers")

    async def test_no_role_makes_another_owner_or_reviews_for_the_platform(self) -> None:
        salon = await self.salon()
        ben, pat = await salon.server.person("ben"), await salon.server.person("pat")
        path = f"v1/salons/{salon.slug}/roles"
        await salon.owner.ask("PUT", f"{path}/{ben.user_id}", {"roles": ["operator", "moderator"]})
        for roles, who, by, status in (
            (["owner"], ben, salon.owner, 409),
            (["operator"], salon.owner, salon.owner, 409),
            ([], salon.owner, salon.owner, 409),
            (["reviewer"], ben, salon.owner, 400),
            (["platform_admin"], ben, salon.owner, 400),
            (["member"], ben, salon.owner, 400),
            (["god"], ben, salon.owner, 400),
            (["operator"], pat, ben, 403),
            (["owner"], ben, ben, 403),
            (["operator"], pat, pat, 403),
        ):
            answer = await by.api("PUT", f"{path}/{who.user_id}", {"roles": roles})
            self.assertEqual(answer[0], status, (roles, who, by))

    async def test_no_room_of_staffs_own_becomes_the_door_to_a_plans_rooms(self) -> None:
        salon = await self.salon()
        path = f"v1/salons/{salon.slug}/rooms"
        for key in ("space", "news", f"tier-{salon.plan}", "tier-x", "staff", "A", "-a", "a" * 41):
            answer = await salon.owner.api("POST", path, {"key": key, "name": "n"})
            self.assertIn(answer[0], (400, 409), key)

    async def test_many_salons_at_once_are_no_more_than_one_may_own(self) -> None:
        server = await self.start()
        await awake(server)
        olive = await server.person("olive")

        async def found(number: int) -> int:
            new = {"slug": f"s{number}", "title": "x", "purpose": "x", "kind": "lesson", "language": "ja"}
            return (await olive.api("POST", "v1/salons", new))[0]

        statuses = await together([found(number) for number in range(8)])
        self.assertEqual(sorted(statuses), [200] * 5 + [409] * 3)


class LentSessions(TrespassCase):
    """A session of our pages opens our pages, and nothing else."""

    async def _openid(self, person: Person, visitor: Visitor) -> str:
        """Sign in like a widget, or like any service that a person showed such a token."""
        path = f"/_matrix/client/v3/user/{quote(person.user_id)}/openid/request_token"
        token = await person.ask("POST", path, {})
        wire: Wire = visitor.wire
        answer = await wire.send("POST", "v1/session/openid", body=token)
        return str(answer.value["token"])

    async def test_a_widgets_token_does_not_become_a_sign_in_to_the_account(self) -> None:
        server = await self.start(
            modules=project_modules(Foundation={"client_url": "http://127.0.0.1:1/web"})
        )
        salon = await self.salon(server, plan=FREE)
        aiko = await server.person("aiko")
        visitor = server.visitor()
        await self._openid(aiko, visitor)
        paper = await self.application(visitor, salon)
        await visitor.submit(await visitor.get(paper), "join", follow=False)
        self.assertTrue(await salon.inside(aiko))
        done = await visitor.get(f"{paper}/done", follow=False)
        self.assertEqual(done.status, 200)
        self.assertNotIn("loginToken", done.text + str(done.headers))
        link = await server.inside(Platform.of(server.module_api).web.one_time_link, aiko.user_id)
        phone = server.visitor()
        await phone.submit(await phone.get(link), "web/", follow=False)
        self.assertNotIn("loginToken", str((await phone.get(f"{paper}/done", follow=False)).headers))
        desk = await self.signed_in(aiko, salon)
        self.assertIn(
            "loginToken", (await desk.get(f"{paper}/done", follow=False)).headers.get("location", "")
        )
        await server.advance(hours=2)
        self.assertNotIn("loginToken", str((await desk.get(f"{paper}/done", follow=False)).headers))

    async def test_a_widgets_token_of_an_administrator_administers_nothing(self) -> None:
        salon = await self.salon()
        admin = await salon.server.admin()
        token = await self._openid(admin, salon.server.visitor())
        headers: dict[str, Any] = {"Authorization": f"Bearer {token}"}
        self.assertEqual((await salon.server.api("GET", "v1/session", headers=headers))[0], 200)
        answer = await salon.server.api("POST", "v1/admin/clock", {"advance_ms": 1}, headers)
        self.assertEqual(answer[0], 403)


class NewAccounts(TrespassCase):
    """Accounts are opened for those who join, and not by the thousand."""

    async def test_the_homeservers_limit_holds_and_is_told_as_such(self) -> None:
        server = await self.start(settings={"rc_registration": {"per_second": 0.001, "burst_count": 2}})
        salon = await self.salon(server)
        statuses = []
        for number in range(4):
            visitor = server.visitor()
            form = await visitor.get(f"s/{salon.slug}/join?plan={salon.plan}")
            account = {"username": f"new{number}", "password": "a long password"}
            sent = await visitor.submit(form, "join", follow=False, plan=salon.plan, **FILLED, **account)
            statuses.append(sent.status)
        self.assertEqual(statuses, [303, 303, 429, 429])

    async def test_names_that_are_not_to_be_had(self) -> None:
        salon = await self.salon()
        await salon.server.person("ben")
        for name in (
            "salon",
            "Ben",
            "_x",
            "12345",
            "a b",
            "あ",
            "@x",
            "x:y",
            "a" * 300,
            "",
            "admin/",
            "../x",
        ):
            visitor = salon.server.visitor()
            form = await visitor.get(f"s/{salon.slug}/join?plan={salon.plan}")
            account = {"username": name, "password": "a long password"}
            sent = await visitor.submit(form, "join", follow=False, plan=salon.plan, **FILLED, **account)
            expected = 303 if name in ("admin/", "../x") else 400
            self.assertEqual(sent.status, expected, (name, sent.text[:500]))
