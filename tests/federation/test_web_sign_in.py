# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People from another server sign in on our pages."""

from typing import Any

from tests.support.corner_case import CornerCase
from tests.support.floor import House
from tests.support.homeserver import Homeserver


class FromElsewhere(CornerCase):
    async def two(self) -> tuple[House, Homeserver]:
        ours, theirs = await self.start_two()
        return await House(ours).ready(), theirs

    async def open_id(self, server: Homeserver, name: str) -> dict[str, Any]:
        person = await server.person(name)
        return dict(
            await person.ask("POST", f"/_matrix/client/v3/user/{person.user_id}/openid/request_token", {})
        )

    async def test_chikas_widget_signs_in_by_her_servers_word(self) -> None:
        house, theirs = await self.two()
        token = await self.open_id(theirs, "chika")
        self.assertEqual(token["matrix_server_name"], theirs.server_name)
        status, answer = await house.server.api("POST", "v1/session/openid", token)
        self.assertEqual((status, answer["user_id"]), (200, theirs.user_id("chika")))
        headers = {"Authorization": f"Bearer {answer['token']}"}
        self.assertEqual(
            (await house.server.api("GET", "v1/session", headers=headers))[1]["user_id"],
            theirs.user_id("chika"),
        )

    async def test_no_server_speaks_for_another(self) -> None:
        house, theirs = await self.two()
        ours_token = await self.open_id(house.server, "aiko")
        theirs_token = await self.open_id(theirs, "chika")
        for token, server in (
            (theirs_token["access_token"], house.server.server_name),
            (ours_token["access_token"], theirs.server_name),
            ("made-up", theirs.server_name),
        ):
            wish = {"access_token": token, "matrix_server_name": server}
            status, answer = await house.server.api("POST", "v1/session/openid", wish)
            self.assertEqual((status, answer["salon"]["reason"]), (401, "openid_refused"))
        client = house.server.hs.get_federation_http_client()
        for sub in ("@aiko:ours:{}", "aiko:{}", "@:{}", "@aiko:{}.example", "", None, ["@aiko:{}"]):

            async def says(*_: Any, sub: Any = sub, **__: Any) -> Any:
                return {"sub": sub.format(theirs.server_name) if isinstance(sub, str) else sub}

            self.patch(client, "get_json", says)
            wish = {"access_token": "x", "matrix_server_name": theirs.server_name}
            self.assertEqual((await house.server.api("POST", "v1/session/openid", wish))[0], 401, sub)

    async def test_chikas_password_is_none_of_our_business_but_a_link_will_do(self) -> None:
        house, theirs = await self.two()
        chika = await theirs.person("chika")
        visitor = house.server.visitor()
        answer = await visitor.submit(
            await visitor.get("login"), "login", user=chika.user_id, password=chika.password
        )
        self.assertEqual(answer.status, 400)
        self.assertIn("!web", answer.text)
        link = await house.do(house.platform.web.one_time_link, chika.user_id, "corner/mine")
        self.assertEqual((await visitor.submit(await visitor.get(link), "web/")).text, chika.user_id)
        self.assertEqual((await visitor.get("corner/house", follow=False)).status, 403)
