# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API: who is let in by which token, how refusals read, health and limits."""

import json
from typing import Any

from tests.support.corner_case import CornerCase, with_limits
from tests.support.floor import House
from tests.support.web import Answer

NOTE = {"title": "はじめまして"}
ENGLISH = {"Accept-Language": "en"}


class Tokens(CornerCase):
    async def ask(
        self, house: House, method: str, path: str, token: str | None = None, **more: Any
    ) -> Answer:
        headers = {
            **ENGLISH,
            **({"Authorization": f"Bearer {token}"} if token else {}),
            **more.pop("headers", {}),
        }
        return await self.wire(house).send(method, path, headers=headers, **more)

    async def test_a_matrix_access_token_is_enough(self) -> None:
        house = await self.open()
        aiko = await house.server.person("aiko")
        answer = await self.ask(house, "POST", "v1/corner", aiko.token, body=NOTE)
        self.assertEqual((answer.status, answer.value), (201, {"title": "はじめまして", "by": aiko.user_id}))
        asked = await self.ask(house, "GET", f"v1/corner/a?access_token={aiko.token}")
        self.assertEqual(asked.value, {"title": "a 50", "by": aiko.user_id})

    async def test_no_token_a_wrong_one_and_one_that_was_signed_out(self) -> None:
        house = await self.open()
        aiko = await house.server.person("aiko")
        nobody = await self.ask(house, "POST", "v1/corner", body=NOTE)
        self.assertEqual((nobody.status, nobody.value["errcode"]), (401, "M_MISSING_TOKEN"))
        self.assertEqual(nobody.value["salon"]["reason"], "not_signed_in")
        for token in (
            "wrong",
            "salon_wrong",
            "salon_" + "a" * 52,
            "é",
            "'OR'1=1",
            "x" * 4000,
            "~",
            "Ng==",
            "Ans=",
        ):
            answer = await self.ask(house, "POST", "v1/corner", token, body=NOTE)
            self.assertEqual((answer.status, answer.value["errcode"]), (401, "M_UNKNOWN_TOKEN"), token)
        await aiko.ask("POST", "/_matrix/client/v3/logout", {})
        answer = await self.ask(house, "POST", "v1/corner", aiko.token, body=NOTE)
        self.assertEqual((answer.status, answer.value["errcode"]), (401, "M_UNKNOWN_TOKEN"))

    async def test_a_wrong_token_is_refused_also_where_none_is_needed(self) -> None:
        house = await self.open()
        self.assertEqual((await self.ask(house, "GET", "v1/corner/a", "wrong")).status, 401)

    async def test_guests_and_application_services_are_no_members(self) -> None:
        house = await self.open(settings={"allow_guest_access": True})
        _, guest = await house.server.api("POST", "/_matrix/client/v3/register?kind=guest", {})
        for token in (guest["access_token"], house.server.as_token):
            answer = await self.ask(house, "POST", "v1/corner", token, body=NOTE)
            self.assertEqual(answer.status, 403, answer.text)

    async def test_only_administrators_of_the_server_do_what_is_theirs(self) -> None:
        house = await self.open()
        aiko, admin = await house.server.person("aiko"), await house.server.admin()
        self.assertEqual((await self.ask(house, "DELETE", "v1/corner/a")).status, 401)
        refused = await self.ask(house, "DELETE", "v1/corner/a", aiko.token)
        self.assertEqual((refused.status, refused.value["salon"]["reason"]), (403, "not_server_admin"))
        answer = await self.ask(house, "DELETE", "v1/corner/a", admin.token)
        url = house.platform.web.url("corner")
        self.assertEqual(answer.status, 409)
        self.assertEqual(
            answer.value,
            {
                "errcode": "M_CONFLICT",
                "error": "It is torn off already.",
                "salon": {"when_ms": 1, "reason": "gone", "url": url},
            },
        )

    async def test_an_idempotency_key_is_handed_over(self) -> None:
        house = await self.open()
        aiko = await house.server.person("aiko")
        key = {"Idempotency-Key": "order-1"}
        answer = await self.ask(house, "POST", "v1/corner", aiko.token, body=NOTE, headers=key)
        self.assertEqual(answer.value["key"], "order-1")
        for wrong in ("x" * 201, "é"):
            key = {"Idempotency-Key": wrong}
            answer = await self.ask(house, "POST", "v1/corner", aiko.token, body=NOTE, headers=key)
            self.assertEqual(answer.status, 400, wrong)


class Widgets(CornerCase):
    async def open_id(self, house: House, name: str) -> dict[str, Any]:
        person = await house.server.person(name)
        path = f"/_matrix/client/v3/user/{person.user_id}/openid/request_token"
        return dict(await person.ask("POST", path, {}))

    async def test_a_widget_signs_in_by_open_id(self) -> None:
        house = await self.open()
        wire = self.wire(house)
        token = await self.open_id(house, "aiko")
        answer = await wire.send("POST", "v1/session/openid", body=token)
        aiko = house.server.user_id("aiko")
        self.assertEqual((answer.status, answer.value["user_id"]), (200, aiko))
        headers = {"Authorization": f"Bearer {answer.value['token']}"}
        elsewhere = self.wire(house)
        written = await elsewhere.send("POST", "v1/corner", body=NOTE, headers=headers)
        self.assertEqual((written.status, written.value["by"]), (201, aiko))
        self.assertEqual((await wire.send("GET", "corner/mine")).text, aiko)

    async def test_tokens_that_name_the_wrong_server_or_nobody(self) -> None:
        house = await self.open()
        good = await self.open_id(house, "aiko")
        for change, status in (
            ({"access_token": "wrong"}, 401),
            ({"matrix_server_name": "127.0.0.1:1"}, 401),
            ({"matrix_server_name": "no such server"}, 400),
            ({"matrix_server_name": "a/../b"}, 400),
            ({"matrix_server_name": "evil@" + good["matrix_server_name"]}, 400),
            ({"access_token": ""}, 400),
            ({"access_token": None}, 400),
            ({"user_id": "@admin:x"}, 400),
        ):  # fmt: skip
            answer = await self.wire(house).send("POST", "v1/session/openid", body={**good, **change})
            self.assertEqual(answer.status, status, change)


class Cookies(CornerCase):
    async def test_a_pages_script_reads_with_its_cookie_and_writes_with_its_token(self) -> None:
        house = await self.open()
        visitor = await self.sign_in(house, "aiko")
        wire, aiko = visitor.wire, house.server.user_id("aiko")
        session = (await wire.send("GET", "v1/session")).value
        self.assertEqual(session["user_id"], aiko)
        self.assertIn(session["csrf"], (await visitor.get("corner")).text)
        for header in ({}, {"X-Salon-CSRF": "wrong"}, {"X-Salon-CSRF": ""}):
            answer = await wire.send("POST", "v1/corner", body=NOTE, headers=header)
            self.assertEqual((answer.status, answer.value["salon"]["reason"]), (403, "csrf"))
        answer = await wire.send("POST", "v1/corner", body=NOTE, headers={"X-Salon-CSRF": session["csrf"]})
        self.assertEqual((answer.status, answer.value["by"]), (201, aiko))

    async def test_other_origins_never_get_an_answer_with_cookies(self) -> None:
        house = await self.open()
        visitor = await self.sign_in(house, "aiko")
        answer = await visitor.wire.send("GET", "v1/session", headers={"Origin": "https://evil.example"})
        self.assertEqual(answer.headers["access-control-allow-origin"], "*")
        self.assertNotIn("access-control-allow-credentials", answer.headers)

    async def test_signing_out_by_the_api(self) -> None:
        house = await self.open()
        visitor = await self.sign_in(house, "aiko")
        token = (await visitor.wire.send("GET", "v1/session")).value["csrf"]
        gone = await visitor.wire.send("DELETE", "v1/session", headers={"X-Salon-CSRF": token})
        self.assertEqual((gone.status, gone.value, await self.who(visitor)), (200, {}, None))


class Refusals(CornerCase):
    async def test_the_words_are_those_of_the_reader(self) -> None:
        house = await self.open()
        for headers, words in (
            ({}, "入力してください。"),
            (ENGLISH, "This is required."),
            ({"Accept-Language": "de,en;q=0.1"}, "This is required."),
        ):
            answer = await self.wire(house).send("POST", "v1/corner/open", body={}, headers=headers)
            self.assertEqual(answer.value["salon"]["problems"], {"title": words})

    async def test_what_is_not_there_and_what_is_not_possible(self) -> None:
        house = await self.open()
        answer = await self.wire(house).send("GET", "v1/nothing")
        self.assertEqual((answer.status, self.said(answer)["errcode"]), (404, "M_UNRECOGNIZED"))
        answer = await self.wire(house).send("PUT", "v1/corner")
        self.assertEqual((answer.status, answer.headers["allow"]), (405, "OPTIONS, POST"))
        answer = await self.wire(house).send("OPTIONS", "v1/corner")
        self.assertEqual((answer.status, answer.headers["access-control-allow-origin"]), (204, "*"))
        answer = await self.wire(house).send("HEAD", "v1/corner/a")
        self.assertEqual((answer.status, answer.content), (200, b""))

    async def test_a_machines_route_knows_no_person(self) -> None:
        house = await self.open()
        visitor = await self.sign_in(house, "aiko")
        answer = await visitor.wire.send("POST", "v1/corner/hook?a=1", raw=b"\xff\x00")
        self.assertEqual(answer.value, {"bytes": 2, "query": {"a": "1"}, "person": None})

    async def test_every_route_is_described(self) -> None:
        house = await self.open()
        answer = await self.wire(house).send("GET", "v1/openapi.json")
        document = json.loads(answer.content)
        self.assertEqual(document["openapi"], "3.1.0")
        post = document["paths"]["/v1/corner"]["post"]
        self.assertEqual(set(post["responses"]), {"201", "400", "401", "429", "503"})
        self.assertIn("409", document["paths"]["/v1/corner/{id}"]["delete"]["responses"])
        self.assertNotIn("/v1/corner/hook", document["paths"])


class Health(CornerCase):
    async def test_the_house_is_open(self) -> None:
        house = await self.open()
        answer = await self.wire(house).send("GET", "v1/health")
        self.assertEqual((answer.status, answer.value["status"]), (200, "open"))

    async def test_before_the_tables_are_there_everything_else_waits(self) -> None:
        house = await self.open()
        house.platform.database._ready = False
        for path in ("v1/health", "v1/corner/a", "corner", "login"):
            answer = await self.wire(house).send("GET", path, headers=ENGLISH)
            self.assertEqual((answer.status, answer.headers["retry-after"]), (503, "5"), path)
        self.assertEqual((await self.wire(house).send("GET", "v1/openapi.json")).status, 200)
        house.platform.database._settle(None)

    async def test_why_the_house_is_shut(self) -> None:
        house = await self.open()
        house.platform.database._failure = RuntimeError("step 0001 failed")
        answer = await self.wire(house).send("GET", "v1/health", headers=ENGLISH)
        self.assertEqual((answer.status, answer.value["salon"]["reason"]), (503, "no_tables"))
        self.assertIn("step 0001 failed", answer.value["salon"]["why"])
        house.platform.database._settle(None)


class Limits(CornerCase):
    modules = with_limits(
        guess={"per_second": 0.01, "burst": 2},
        change={"per_second": 0.01, "burst": 3},
        read={"per_second": 0.01, "burst": 20},
    )

    async def test_writing_too_often(self) -> None:
        house = await self.open()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        answers = [await aiko.api("POST", "v1/corner", NOTE) for _ in range(4)]
        self.assertEqual([status for status, _ in answers], [201, 201, 201, 429])
        refused = answers[3][1]
        self.assertEqual((refused["errcode"], refused["salon"]["reason"]), ("M_LIMIT_EXCEEDED", "too_many"))
        self.assertGreater(refused["retry_after_ms"], 0)
        self.assertEqual((await ben.api("POST", "v1/corner", NOTE))[0], 201)
        house.platform.clock.set_offset(refused["retry_after_ms"])
        self.assertEqual((await aiko.api("POST", "v1/corner", NOTE))[0], 201)

    async def test_guessing_passwords(self) -> None:
        house = await self.open()
        await house.server.person("aiko")
        visitor = house.server.visitor()
        login = await visitor.get("login")
        answers = [await visitor.submit(login, "login", user="aiko", password=f"guess {n}") for n in range(4)]
        self.assertEqual([answer.status for answer in answers], [400, 400, 429, 429])
        self.assertIn("retry-after", answers[2].headers)
        self.assertIn("too often", answers[2].text)
        ben = await house.server.person("ben")
        login = await visitor.get("login")
        answer = await visitor.submit(login, "login", follow=False, user="ben", password=ben.password)
        self.assertEqual(answer.status, 303)

    async def test_trying_many_accounts_from_one_address(self) -> None:
        house = await self.open(modules=with_limits(sign_in={"per_second": 0.01, "burst": 3}))
        visitor = house.server.visitor()
        login = await visitor.get("login")
        answers = [await visitor.submit(login, "login", user=f"name{n}", password="x") for n in range(4)]
        self.assertEqual([answer.status for answer in answers], [400, 400, 400, 429])
