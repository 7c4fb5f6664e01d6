# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts that are opened for those who join, and sessions that are lent."""

from typing import Any
from urllib.parse import quote

from synapse_salon.platform import Platform
from tests.support.people import Person
from tests.support.settings import project_modules
from tests.support.trespass import FILLED, FREE, TrespassCase
from tests.support.web import Visitor, Wire


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
        desk = await salon.server.visit_as(aiko)
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
