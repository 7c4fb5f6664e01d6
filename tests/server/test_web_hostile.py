# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Input that means harm: whatever is sent, the house says what would work and stands."""

from tests.support.corner_case import CornerCase

ENGLISH = {"Accept-Language": "en"}


class Hostile(CornerCase):
    async def test_no_input_brings_the_house_to_its_knees(self) -> None:
        house = await self.open()
        aiko = await house.server.person("aiko")
        as_json = {"Authorization": f"Bearer {aiko.token}", "Content-Type": "application/json", **ENGLISH}
        bodies: tuple[bytes, ...] = (
            b"", b"{", b"[]", b"null", b"0", b'"x"', b"\xff\xfe", b"{}{}", b"NaN", b"[" * 60_000, b'{"a":' * 10_000,
            b'{"title":null}', b'{"title":1}', b'{"title":[]}', b'{"title":{}}', b'{"title":"a\\u0000b"}',
            b'{"title":"\\ud800"}', b'{"title":"\\udc00\\ud800"}', b'{"\\ud800":1}', b'{"title":"x","seats":1e400}',
            b'{"title":"x","seats":9223372036854775808}', b'{"title":"x","seats":' + b"9" * 5000 + b"}",
            b'{"title":"x","seats":1.5}', b'{"title":"x","seats":"1"}', b'{"title":"x","seats":true}',
            b'{"title":"x","kind":"italic"}', b'{"title":"x","kind":[]}', b'{"title":"x","on":"31.12."}',
            b'{"title":"x","on":-1}', b'{"title":"x","tags":"a"}', b'{"title":"x","tags":[1]}',
            b'{"title":"x","tags":["\\u0000"]}', b'{"title":"x","price":500}',
            b'{"title":"x","price":{"amount":-1,"currency":"JPY"}}',
            b'{"title":"x","price":{"amount":1,"currency":"XXX"}}',
            b'{"title":"x","price":{"amount":1e2,"currency":"JPY"}}',
            b'{"title":"x","more":1}', b'{"title":"' + b"x" * 201 + b'"}', b'{"title":"   "}', b'{"title":"a\\nb"}',
            b'{"title":"x","text":"' + "あ".encode() * 20_001 + b'"}', b'{"title":"x","__proto__":{}}',
        )  # fmt: skip
        for raw in bodies:
            answer = await self.wire(house).send("POST", "v1/corner", raw=raw, headers=as_json)
            self.assertEqual(answer.status, 400, (raw[:60], answer.text))
            said = self.said(answer)
            self.assertIn(said["errcode"], ("M_NOT_JSON", "M_INVALID_PARAM"), raw[:60])
            self.assertTrue(said["error"])

    async def test_too_much_is_too_much(self) -> None:
        house = await self.open()
        aiko = await house.server.person("aiko")
        headers = {"Authorization": f"Bearer {aiko.token}", "Content-Type": "application/json"}
        answer = await self.wire(house).send("POST", "v1/corner", raw=b" " * 65_537, headers=headers)
        self.assertEqual((answer.status, answer.value["errcode"]), (413, "M_TOO_LARGE"))
        for size, status in ((10, 200), (11, 413)):
            answer = await self.wire(house).send("POST", "v1/corner/hook", raw=b"x" * size)
            self.assertEqual(answer.status, status)

    async def test_other_content_types(self) -> None:
        house = await self.open()
        for kind in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "text/xml",
            "x",
            "application/json+x",
        ):
            headers = {"Content-Type": kind, **ENGLISH}
            answer = await self.wire(house).send(
                "POST", "v1/corner/open", raw=b'{"title":"x"}', headers=headers
            )
            self.assertEqual((answer.status, answer.value["errcode"]), (400, "M_NOT_JSON"), kind)
            self.assertIn("Content-Type: application/json", answer.value["error"])

    async def test_hostile_addresses(self) -> None:
        house = await self.open()
        base = house.server.base_url.rstrip("/") + "/_synapse/client/salon/"
        for path in (
            "v1/corner/%00", "v1/corner/%ff", "v1/corner/a%2F..%2F..", "v1/corner/" + "x" * 3000, "v1/corner/%ed%a0%80",
            "v1/corner/a?limit=0", "v1/corner/a?limit=x", "v1/corner/a?limit=99999999999999999999999",
            "v1/corner/a?from=%00", "v1/corner/a?from=%ff", "v1/corner/a?other=1", "v1/corner/a?" + "limit=1&" * 1500,
            "v1/corner/a?limit=1&limit=2", "v1/corner/%F0%9F%8C%B8?from=" + "x" * 600, "v1//corner", "v1/corner/a/b/c",
            "corner?%ff", "corner?a=%00", "static/%2e%2e/%2e%2e/store.py", "static/floor/../store.py", "style/x.css",
            "web/%00", "web/" + "x" * 5000, "login?next=%00", "login?next=" + "x" * 5000,
            "login/done?loginToken=" + "x" * 5000,
        ):  # fmt: skip
            answer = await self.wire(house).send("GET", base + path, headers=ENGLISH)
            self.assertIn(answer.status, (200, 400, 403, 404, 410), (path[:60], answer.text[:300]))

    async def test_hostile_headers(self) -> None:
        house = await self.open()
        for headers in (
            {"Accept-Language": "ja;q=x, ;;, en;q=1e999, *"},
            {"Accept-Language": "x" * 5000},
            {"Cookie": "salon_session"},
            {"Cookie": "salon_lang=xx; salon_visitor=" + "é" * 52},
            {"Authorization": "Basic YTpi"},
            {"Content-Type": "application/json; charset=\xff"},
            {"X-Forwarded-For": "' OR 1=1"},
        ):
            answer = await self.wire(house).send("GET", "v1/corner/a", headers=headers)
            self.assertEqual(answer.status, 200, (headers, answer.text))
