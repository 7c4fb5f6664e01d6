# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in on pages: by password, by the homeserver's single sign-on, by a link from the house."""

from urllib.parse import parse_qs, urlsplit

from synapse_salon.clock import DAY_MS, MINUTE_MS
from tests.support.corner_case import CornerCase
from tests.support.floor import House
from tests.support.people import Person

# A login that is never really there: the tests go to its door, and come back with a token that the homeserver gave.
SSO = {
    "cas_config": {"enabled": True, "server_url": "http://127.0.0.1:1/"},
    "login_via_existing_session": {"enabled": True, "require_ui_auth": False},
}


class Password(CornerCase):
    async def test_aiko_signs_in_and_out(self) -> None:
        house = await self.open()
        aiko = await house.server.person("aiko")
        visitor = house.server.visitor()
        sent_away = await visitor.get("corner/mine", follow=False)
        self.assertEqual(sent_away.status, 303)
        self.assertTrue(sent_away.headers["location"].endswith("/login?next=corner%2Fmine"))
        login = await visitor.get("corner/mine")
        for name in ("aiko", "Aiko", "@aiko", aiko.user_id, aiko.user_id[1:]):
            answer = await visitor.submit(login, "login", follow=False, user=name, password=aiko.password)
            self.assertEqual(
                (answer.status, answer.headers.get("location", "")[-12:]), (303, "/corner/mine"), name
            )
            self.assertEqual(await self.who(visitor), aiko.user_id)
            page = await visitor.get("corner")
            self.assertIn("Signed in as aiko<", page.text)
            left = await visitor.submit(page, "logout", follow=False)
            self.assertEqual((left.status, await self.who(visitor)), (303, None))
            login = await visitor.get("login?next=corner/mine")

    async def test_the_cookie_is_kept_from_scripts_and_the_database_knows_no_secret(self) -> None:
        house = await self.open()
        visitor = house.server.visitor()
        aiko = await house.server.person("aiko")
        login = await visitor.get("login")
        answer = await visitor.submit(login, "login", follow=False, user="aiko", password=aiko.password)
        cookie = answer.headers["set-cookie"]
        for part in (
            "salon_session=",
            "HttpOnly",
            "SameSite=Lax",
            "Path=/_synapse/client/salon/",
            "Max-Age=2592000",
        ):
            self.assertIn(part, cookie)
        self.assertNotIn("Secure", cookie)
        secret = cookie.split("=")[1].split(";")[0]
        rows = await house.server.rows("SELECT secret_hash, user_id FROM salon_web_sessions")
        self.assertEqual([user_id for _, user_id in rows], [aiko.user_id])
        self.assertNotIn(secret, str(rows))

    async def test_on_https_the_cookie_stays_there(self) -> None:
        house = await self.open(settings={"public_baseurl": "https://salon.example/"})
        visitor = house.server.visitor()
        self.assertIn("; Secure", (await visitor.get("login")).headers["set-cookie"])

    async def test_what_is_wrong_is_said_and_what_was_typed_stays(self) -> None:
        house = await self.open()
        await house.server.person("aiko")
        visitor = house.server.visitor()
        for user, password, words in (
            ("aiko", "wrong", "The name or the password is not right."),
            ("nobody-here", "wrong", "The name or the password is not right."),
            ("@chika:elsewhere.example", "x", "This account is from elsewhere."),
            ("chika:elsewhere.example", "x", "This account is from elsewhere."),
            ("", "", "This is required."),
            ("a" * 300, "x", "At most 255 characters are possible."),
            ("@:::", "x", ""),
            ("<script>", "x", ""),
        ):  # fmt: skip
            login = await visitor.get("login?next=corner/mine")
            answer = await visitor.submit(login, "login", user=user, password=password)
            self.assertEqual(answer.status, 400, user)
            self.assertIn(words, answer.text)
            self.assertNotIn("<script>", answer.text)
            form = answer.form("login")
            self.assertEqual((form.fields["user"], form.fields["password"]), (user, ""))
            self.assertEqual(form.fields["next"], "corner/mine")
            self.assertIsNone(await self.who(visitor))

    async def test_next_never_leads_away(self) -> None:
        house = await self.open()
        aiko = await house.server.person("aiko")
        home = "/_synapse/client/salon/"
        for evil in (
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\\\evil",
            "javascript:alert(1)",
        ):
            visitor = house.server.visitor()
            login = await visitor.get("login")
            answer = await visitor.submit(
                login, "login", follow=False, user="aiko", password=aiko.password, next=evil
            )
            self.assertEqual((answer.status, answer.headers["location"]), (303, home), evil)

    async def test_a_new_session_for_each_sign_in(self) -> None:
        house = await self.open()
        visitor = await self.sign_in(house, "aiko")
        signed_in = await visitor.get("login", follow=False)
        self.assertEqual(signed_in.status, 303)
        ben = await house.server.person("ben")
        page = await visitor.get(await house.do(house.platform.web.one_time_link, ben.user_id))
        self.assertIn("with another account", page.text)
        await visitor.submit(page, "web/", follow=False)
        self.assertEqual(await self.who(visitor), ben.user_id)
        rows = await house.server.rows("SELECT user_id FROM salon_web_sessions")
        self.assertEqual(rows, [(ben.user_id,)])


class HowLong(CornerCase):
    async def test_a_session_lasts_thirty_days_after_its_last_use(self) -> None:
        house = await self.open()
        clock = house.platform.clock
        visitor = await self.sign_in(house, "aiko")
        clock.set_offset(29 * DAY_MS)
        used = await visitor.get("corner/mine")
        self.assertIn("Max-Age=2592000", used.headers["set-cookie"])
        clock.set_offset(58 * DAY_MS)
        self.assertIsNotNone(await self.who(visitor))
        clock.set_offset(89 * DAY_MS)
        self.assertIsNone(await self.who(visitor))
        await house.do(house.platform.web._sessions.sweep)
        self.assertEqual(await house.server.rows("SELECT * FROM salon_web_sessions"), [])

    async def test_a_deactivated_account_is_out_at_once(self) -> None:
        house = await self.open()
        visitor = await self.sign_in(house, "aiko")
        admin = await house.server.admin()
        path = f"/_synapse/admin/v1/deactivate/{house.server.user_id('aiko')}"
        await admin.ask("POST", path, {"erase": False})
        self.assertIsNone(await self.who(visitor))
        self.assertEqual(await house.server.rows("SELECT * FROM salon_web_sessions"), [])

    async def test_signing_out_everywhere(self) -> None:
        house = await self.open()
        phone, desk = await self.sign_in(house, "aiko"), await self.sign_in(house, "aiko")
        ended = await house.do(house.platform.web.sign_out_everywhere, house.server.user_id("aiko"))
        self.assertEqual((ended, await self.who(phone), await self.who(desk)), (2, None, None))

    async def test_cookies_made_up_sign_nobody_in(self) -> None:
        house = await self.open()
        for value in ("x", "a" * 52, "%00", "' OR 1=1 --", "a" * 5000):
            answer = await self.wire(house).send(
                "GET", "corner/mine", headers={"Cookie": f"salon_session={value}"}
            )
            self.assertEqual(answer.status, 303, value)


class Links(CornerCase):
    async def link(self, house: House, user_id: str, next_path: str = "corner/mine") -> str:
        return await house.do(house.platform.web.one_time_link, user_id, next_path)

    async def test_looking_at_a_link_does_not_use_it_up_but_using_it_does(self) -> None:
        house = await self.open()
        chika = "@chika:elsewhere.example"
        link = await self.link(house, chika)
        scanner, phone, thief = (house.server.visitor() for _ in range(3))
        for _ in range(3):
            self.assertIn(chika, (await scanner.get(link)).text)
        page = await phone.get(link)
        other = await thief.get(link)
        answer = await phone.submit(page, "web/")
        self.assertEqual(answer.text, chika)
        for late in (await thief.submit(other, "web/"), await thief.get(link)):
            self.assertEqual(late.status, 410)
            self.assertIn("!web", late.text)
        self.assertIsNone(await self.who(thief))

    async def test_a_link_is_good_for_ten_minutes(self) -> None:
        house = await self.open()
        link = await self.link(house, house.server.user_id("aiko"))
        visitor = house.server.visitor()
        page = await visitor.get(link)
        house.platform.clock.set_offset(10 * MINUTE_MS)
        self.assertEqual((await visitor.submit(page, "web/")).status, 410)
        self.assertIsNone(await self.who(visitor))

    async def test_a_link_leads_nowhere_else(self) -> None:
        house = await self.open()
        link = await self.link(house, house.server.user_id("aiko"), "//evil.example")
        visitor = house.server.visitor()
        answer = await visitor.submit(await visitor.get(link), "web/", follow=False)
        self.assertEqual(answer.headers["location"], "/_synapse/client/salon/")

    async def test_two_at_once_are_one(self) -> None:
        house = await self.open()
        link = await self.link(house, house.server.user_id("aiko"))
        secret = link.rsplit("/", 1)[1]
        sessions = house.platform.web._sessions
        waiting = [house.do(sessions.use_link, secret) for _ in range(5)]
        used = [await one for one in waiting]
        self.assertEqual(len([found for found in used if found is not None]), 1)


class SingleSignOn(CornerCase):
    async def login_token(self, aiko: Person) -> str:
        """As the homeserver's single sign-on hands out at its end."""
        answer = await aiko.ask("POST", "/_matrix/client/v1/login/get_token", {})
        return str(answer["login_token"])

    async def test_there_and_back(self) -> None:
        house = await self.open(settings=SSO)
        aiko = await house.server.person("aiko")
        visitor = house.server.visitor()
        self.assertIn("login/sso?next=corner", (await visitor.get("login?next=corner/mine")).text)
        away = await visitor.get("login/sso?next=corner/mine", follow=False)
        there = urlsplit(away.headers["location"])
        self.assertEqual(there.path, "/_matrix/client/v3/login/sso/redirect")
        back = parse_qs(there.query)["redirectUrl"][0]
        self.assertTrue(back.startswith(house.platform.web.url("login/done")))
        at_synapse = await visitor.get(away.headers["location"], follow=False)
        self.assertIn("http://127.0.0.1:1/", at_synapse.headers["location"])

        token = await self.login_token(aiko)
        stranger = house.server.visitor()
        refused = await stranger.get(f"{back}&loginToken={token}", follow=False)
        self.assertEqual((refused.status, await self.who(stranger)), (403, None))
        answer = await visitor.get(f"{back}&loginToken={token}", follow=False)
        self.assertEqual((answer.status, answer.headers["location"][-12:]), (303, "/corner/mine"))
        self.assertEqual(await self.who(visitor), aiko.user_id)

    async def test_a_token_is_good_once(self) -> None:
        house = await self.open(settings=SSO)
        aiko = await house.server.person("aiko")
        token = await self.login_token(aiko)
        visitor = house.server.visitor()
        for expected in (303, 403, 403):
            away = await visitor.get("login/sso", follow=False)
            back = parse_qs(urlsplit(away.headers["location"]).query)["redirectUrl"][0]
            answer = await visitor.get(f"{back}&loginToken={token}", follow=False)
            self.assertEqual(answer.status, expected)
            token = token if expected == 303 else "made-up"

    async def test_where_there_is_none_it_is_not_offered(self) -> None:
        house = await self.open()
        visitor = house.server.visitor()
        self.assertNotIn("login/sso", (await visitor.get("login")).text)
        self.assertEqual((await visitor.get("login/sso", follow=False)).status, 403)
