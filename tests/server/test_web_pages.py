# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages: forms and their tokens, languages, headers, files, refusals."""

import re

from tests.support.corner_case import CornerCase

DANGER = '"><script>alert(1)</script>'


class Forms(CornerCase):
    async def test_a_form_comes_back_with_what_was_typed_and_what_would_work(self) -> None:
        house = await self.open()
        visitor = house.server.visitor()
        page = await visitor.get("corner")
        answer = await visitor.submit(page, "corner", title="a\x1bb", text=DANGER)
        self.assertEqual(answer.status, 400)
        self.assertIn("One line of text would work here", answer.text)
        self.assertNotIn("<script>alert", answer.text)
        form = answer.form("corner")
        self.assertEqual(form.fields["text"].strip(), DANGER)
        self.assertIn('aria-invalid="true"', answer.text)
        self.assertIn('href="#f-title"', answer.text)
        paid = await visitor.submit(answer, "corner", follow=False, title="works", text="")
        self.assertEqual((paid.status, paid.headers["location"]), (303, "https://pay.example/start"))

    async def test_what_the_handler_refuses_is_said_on_the_same_page(self) -> None:
        house = await self.open()
        visitor = house.server.visitor()
        answer = await visitor.submit(await visitor.get("corner"), "corner", title="twice")
        self.assertEqual(answer.status, 400)
        self.assertIn("There is such a note already.", answer.text)
        self.assertEqual(answer.form("corner").fields["title"], "twice")

    async def test_a_form_without_its_own_token_is_refused(self) -> None:
        house = await self.open()
        aiko, ben = await self.sign_in(house, "aiko"), await self.sign_in(house, "ben")
        visitor = house.server.visitor()
        token_of = {
            "ben": (await ben.get("corner")).form("corner").fields["csrf"],
            "visitor": (await visitor.get("corner")).form("corner").fields["csrf"],
            "before signing in": "x" * 64,
            "nobody": "",
        }
        for whose, token in token_of.items():
            answer = await aiko.post("corner", title="x", csrf=token)
            self.assertEqual(answer.status, 403, whose)
            self.assertIn("reload it and try again", answer.text)
        self.assertEqual((await aiko.post("corner", title="x")).status, 403)
        stranger = house.server.visitor()
        self.assertEqual((await stranger.post("corner", title="x", csrf=token_of["visitor"])).status, 403)
        self.assertEqual(house.platform.features[-1].notes, [])  # type: ignore[attr-defined]  # the corner's

    async def test_signing_in_makes_earlier_forms_stale(self) -> None:
        house = await self.open()
        visitor = house.server.visitor()
        before = await visitor.get("corner")
        await self.sign_in(house, "aiko", visitor)
        self.assertEqual((await visitor.submit(before, "corner", title="x")).status, 403)

    async def test_each_showing_of_a_form_has_a_key_of_its_own(self) -> None:
        house = await self.open()
        visitor = house.server.visitor()
        keys = {(await visitor.get("corner")).form("corner").fields["once"] for _ in range(3)}
        self.assertEqual(len(keys), 3)

    async def test_hostile_forms(self) -> None:
        house = await self.open()
        visitor = house.server.visitor()
        token = (await visitor.get("corner")).form("corner").fields["csrf"].encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        for raw in (
            b"", b"title=%00", b"title=%ff", b"\xff", b"title=x&title=y", b"title.a.b=1", b"a." * 10_000 + b"=1",
            b"title=x&seats=" + b"9" * 5000, b"title=x&price=1", b"title=x&on=yesterday", b"a=1&" * 3000,
        ):  # fmt: skip
            answer = await visitor.wire.send(
                "POST", "corner", raw=b"csrf=" + token + b"&" + raw, headers=kind
            )
            self.assertEqual(answer.status, 400, (raw[:40], answer.text[:500]))
        for other in ("text/plain", "application/json", ""):
            sent = await visitor.wire.send(
                "POST", "corner", raw=b"csrf=" + token, headers={"Content-Type": other}
            )
            self.assertEqual(sent.status, 400, other)
        large = await visitor.wire.send("POST", "corner", raw=b"x" * 65_537, headers=kind)
        self.assertEqual(large.status, 413)

    async def test_whoever_is_not_signed_in_is_asked_to_first(self) -> None:
        house = await self.open()
        visitor = house.server.visitor()
        answer = await visitor.post("corner/signed", follow=False)
        self.assertEqual((answer.status, answer.headers["location"]), (303, "/_synapse/client/salon/login"))
        self.assertEqual((await visitor.get("corner/house", follow=False)).status, 303)
        aiko = await self.sign_in(house, "aiko")
        self.assertEqual((await aiko.get("corner/house", follow=False)).status, 403)
        admin = await house.server.admin()
        boss = house.server.visitor()
        login = await boss.get("login")
        await boss.submit(login, "login", follow=False, user=admin.user_id, password=admin.password)
        self.assertEqual((await boss.get("corner/house", follow=False)).status, 200)


class Languages(CornerCase):
    async def test_the_browsers_language_or_the_chosen_one(self) -> None:
        house = await self.open()
        for asked, heading in (
            ("ja", "ログイン"),
            ("en", "Sign in"),
            ("en-GB,ja;q=0.3", "Sign in"),
            ("fr", "ログイン"),
        ):
            page = await house.server.visitor(asked).get("login")
            self.assertIn(f"<h1>{heading}</h1>", page.text)
            self.assertEqual(page.headers["content-language"], "ja" if heading == "ログイン" else "en")
        visitor = house.server.visitor("ja")
        self.assertIn("<h1>Sign in</h1>", (await visitor.get("login?lang=en")).text)
        self.assertIn("<h1>Sign in</h1>", (await visitor.get("login")).text)
        self.assertIn("<h1>ログイン</h1>", (await visitor.get("login?lang=ja")).text)
        self.assertIn("<h1>ログイン</h1>", (await visitor.get("login?lang=xx")).text)

    async def test_the_switch_stays_on_the_page(self) -> None:
        house = await self.open()
        page = await house.server.visitor("ja").get("login?next=corner/mine")
        switch = re.search(r'class="language"[^>]*href="([^"]+)"', page.text)
        assert switch is not None
        self.assertEqual(
            switch[1].replace("&amp;", "&"), "/_synapse/client/salon/login?next=corner%2Fmine&lang=en"
        )


class Headers(CornerCase):
    async def test_pages_defend_themselves(self) -> None:
        house = await self.open()
        house.platform.web.allow_form_target("https://pay.example")
        page = await house.server.visitor().get("login")
        policy = page.headers["content-security-policy"]
        for part in (
            "default-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self' https://pay.example",
        ):
            self.assertIn(part, policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(page.headers["referrer-policy"], "same-origin")
        self.assertEqual(page.headers["x-content-type-options"], "nosniff")
        self.assertNotIn("style=", page.text)
        self.assertIsNone(re.search(r"<script|\son\w+=", page.text))

    async def test_personal_pages_are_kept_by_nobody(self) -> None:
        house = await self.open()
        aiko = await self.sign_in(house, "aiko")
        self.assertEqual((await aiko.get("corner")).headers["cache-control"], "no-store")
        self.assertEqual((await aiko.get("corner/mine")).headers["cache-control"], "no-store")

    async def test_files_are_kept_for_good_under_the_name_of_their_content(self) -> None:
        house = await self.open()
        visitor = house.server.visitor()
        page = await visitor.get("login")
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
        self.assertEqual(len(sheets), 2)
        for sheet in sheets:
            answer = await visitor.get(sheet)
            self.assertEqual(
                (answer.status, answer.headers["content-type"]), (200, "text/css; charset=utf-8")
            )
            self.assertIn("immutable", answer.headers["cache-control"])
        plain = await visitor.get("static/corner/corner.js")
        self.assertEqual(
            (plain.status, plain.headers["content-type"]), (200, "text/javascript; charset=utf-8")
        )
        self.assertNotIn("immutable", plain.headers["cache-control"])
        self.assertEqual((await visitor.get("static/corner/none.js")).status, 404)

    async def test_an_accent_is_a_stylesheet(self) -> None:
        house = await self.open()
        answer = await house.server.visitor().get("style/b5483a.css")
        self.assertIn("--accent:", answer.text)
        self.assertEqual((await house.server.visitor().get("style/b5483a;}.css")).status, 404)


class Refusals(CornerCase):
    async def test_a_refusal_says_why_and_what_to_do(self) -> None:
        house = await self.open()
        answer = await house.server.visitor().get("corner/closed")
        self.assertEqual(answer.status, 403)
        self.assertIn("Your membership has ended.", answer.text)
        self.assertIn(f'href="{house.platform.web.url("corner")}"', answer.text)

    async def test_a_page_that_is_not_there(self) -> None:
        house = await self.open()
        aiko = await self.sign_in(house, "aiko")
        for visitor in (house.server.visitor(), aiko):
            answer = await visitor.get("nothing/here")
            self.assertEqual(answer.status, 404)
            self.assertIn("Page not found", answer.text)
        self.assertIn("Signed in as aiko<", answer.text)
        self.assertEqual(
            (await aiko.wire.send("DELETE", "corner")).headers["allow"], "GET, HEAD, OPTIONS, POST"
        )

    async def test_a_fault_of_ours_shows_a_number_and_nothing_else(self) -> None:
        house = await self.open()
        answer = await house.server.visitor().get("corner/broken")
        self.assertEqual(answer.status, 500)
        self.assertNotIn("secret", answer.text)
        self.assertNotIn("Traceback", answer.text)
        number = re.search(r"number: ([a-z2-7]{16})", answer.text)
        assert number is not None
        logged = self.flush_complaints(number[1])
        self.assertEqual(len(logged), 1)
        self.assertIn("the corner's secret", logged[0])
