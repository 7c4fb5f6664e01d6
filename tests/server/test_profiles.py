# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who somebody is in a salon: name, picture, language and mail address, and no other salon learns of them."""

import base64
import re
from typing import Any

from tests.support.fates import together
from tests.support.letters import letters, text_of
from tests.support.people import Person, refused
from tests.support.pictures import MADE_WITH, photo
from tests.support.salon import Salon, SalonCase
from tests.support.waiting import eventually

_PROFILE = "/_matrix/client/v3/profile"


class ProfileCase(SalonCase):
    async def shows(self, salon: Salon, person: Person, key: str) -> dict[str, Any]:
        """What a room shows of somebody."""
        return dict(await person.state(await salon.room(key), "m.room.member", person.user_id))

    async def picture_in(self, salon: Salon, person: Person, key: str) -> str:
        """Where the picture is kept that a room shows of somebody, once it shows one."""

        async def shown() -> str | None:
            return (await self.shows(salon, person, key)).get("avatar_url")

        return str(await eventually(shown, f"{key} shows a picture of {person.user_id}"))

    async def is_called(self, salon: Salon, person: Person, name: str, *keys: str) -> None:
        for key in keys:

            async def named(key: str = key) -> bool:
                return (await self.shows(salon, person, key))["displayname"] == name

            await eventually(named, f"{person.user_id} is called {name} in {key}")

    async def choose(self, salon: Salon, person: Person, content: bytes) -> Any:
        image = base64.b64encode(content).decode()
        return await person.ask("PUT", f"v1/salons/{salon.slug}/me/picture", {"image": image})

    async def looks_like(self, person: Person, content: bytes) -> None:
        """Give an account a picture, as a chat app does."""
        upload = "/_matrix/media/v3/upload"
        headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "image/jpeg"}
        sent = await person._wire.send("POST", upload, raw=content, headers=headers)
        path = f"{_PROFILE}/{person.user_id}/avatar_url"
        await person.ask("PUT", path, {"avatar_url": sent.value["content_uri"]})

    @staticmethod
    def file(mxc: str) -> str:
        return f"/_matrix/client/v1/media/download/{mxc.removeprefix('mxc://')}"


class Profiles(ProfileCase):
    async def test_a_name_and_a_picture_for_each_salon(self) -> None:
        lotus = await self.salon()
        server = lotus.server
        pine = await self.salon(server, slug="old-pine", owner="pat")
        aiko, ben = await server.person("aiko"), await server.person("ben")
        own = "mxc://elsewhere.example/aikos-face"
        await aiko.ask("PUT", f"/_matrix/client/v3/profile/{aiko.user_id}/avatar_url", {"avatar_url": own})
        await lotus.joins(aiko, community_name="蓮の人")
        await pine.joins(aiko, community_name="松の人")
        await lotus.joins(ben)
        for salon in (lotus, pine):
            self.assertIsNone((await self.shows(salon, aiko, "lounge")).get("avatar_url"))

        answer = await self.choose(lotus, aiko, photo())
        self.assertTrue(answer["has_picture"])
        mine = await self.picture_in(lotus, aiko, "lounge")
        self.assertEqual(await self.picture_in(lotus, aiko, "news"), mine)
        await aiko.join(await lotus.room("hello"))
        self.assertEqual((await self.shows(lotus, aiko, "hello"))["avatar_url"], mine)
        status, content = await ben.api("GET", self.file(mine))
        self.assertEqual(status, 200)
        self.assertNotIn(MADE_WITH, str(content))
        self.assertIsNone((await self.shows(pine, aiko, "lounge")).get("avatar_url"))
        await self.choose(pine, aiko, photo())
        self.assertNotEqual(await self.picture_in(pine, aiko, "lounge"), mine)

        path = f"v1/salons/{lotus.slug}/me/profile"
        changed = await aiko.ask("PUT", path, {"community_name": "水辺の人", "language": "en"})
        self.assertEqual((changed["community_name"], changed["language"]), ("水辺の人", "en"))
        await self.is_called(lotus, aiko, "水辺の人", "space", "news", "lounge", "hello")
        self.assertEqual((await self.shows(pine, aiko, "lounge"))["displayname"], "松の人")
        self.assertEqual((await self.shows(lotus, aiko, "lounge"))["avatar_url"], mine)
        await aiko.ask(
            "PUT", f"/_matrix/client/v3/profile/{aiko.user_id}/avatar_url", {"avatar_url": own + "2"}
        )
        for salon in (lotus, pine):
            for key in ("lounge", "news"):
                told = str(await aiko.events(await salon.room(key), 200))
                self.assertNotIn("aikos-face", told)
        self.assertNotIn("松の人", str(await aiko.events(await lotus.room("lounge"), 200)))
        listed = await lotus.owner.ask("GET", f"v1/salons/{lotus.slug}/members")
        self.assertIn("水辺の人", [row["community_name"] for row in listed["members"]])
        details = await server.rows("SELECT what, before, after FROM salon_member_changes")
        self.assertEqual(details, [("name", "蓮の人", "水辺の人")])

        again = await self.choose(lotus, aiko, photo(colour="#c33"))
        self.assertTrue(again["has_picture"])

        async def is_another() -> str | None:
            shown = (await self.shows(lotus, aiko, "lounge"))["avatar_url"]
            return shown if shown not in (None, mine) else None

        newer = str(await eventually(is_another, "the new picture is shown"))

        async def is_gone(mxc: str) -> bool:
            return (await ben.api("GET", self.file(mxc)))[0] == 404

        await eventually(lambda: is_gone(mine), "nobody gets the old one any more")
        await aiko.ask("DELETE", f"v1/salons/{lotus.slug}/me/picture")

        async def shows_none() -> bool:
            return (await self.shows(lotus, aiko, "lounge")).get("avatar_url") is None

        await eventually(shows_none, "no picture is shown")
        await eventually(lambda: is_gone(newer), "nobody gets the new one either")

    async def test_refusals(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        base = f"v1/salons/{salon.slug}/me"
        for method, path, body in (
            ("GET", "profile", None),
            ("PUT", "profile", {"community_name": "x"}),
            ("PUT", "picture", {"image": base64.b64encode(photo(9, 9)).decode()}),
            ("PUT", "mail", {"mail": "aiko@example.org"}),
        ):
            answer = await refused(aiko.ask(method, f"{base}/{path}", body))
            self.assertEqual((answer.status, answer.reason), (409, "not_a_member"), path)
        await salon.joins(aiko)
        for name in ("", "@aiko:x", "www.example.org", "運営", "Olive", "青い蓮", "a\nb", "x" * 61):
            answer = await refused(aiko.ask("PUT", f"{base}/profile", {"community_name": name}))
            self.assertEqual(answer.status, 400, name)
        for image in ("", "?", base64.b64encode(b"<svg/>").decode()):
            answer = await refused(aiko.ask("PUT", f"{base}/picture", {"image": image}))
            self.assertEqual((answer.status, answer.reason), (400, "not_a_picture"))
        status, body = await aiko.api("PUT", f"{base}/picture", {"image": "A" * 8_000_000})
        self.assertEqual((status, body["salon"]["reason"]), (413, "too_large"))
        for path, body in (("profile", "community_name"), ("mail", "mail")):
            wishes = [{body: f"a{number}@example.org"} for number in range(12)]
            at_once = await together(*(aiko.api("PUT", f"{base}/{path}", wish) for wish in wishes))
            self.assertEqual(sorted(status for status, _ in at_once), [200] * 5 + [429] * 7, path)
        name = (await aiko.ask("GET", f"{base}/profile"))["community_name"]
        await aiko.ask("PUT", f"{base}/profile", {"community_name": name, "language": "en"})
        await aiko.ask("DELETE", f"{base}/picture")

    async def test_by_pages_in_both_languages(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        base = f"s/{salon.slug}/me"
        for language, wrong in (("ja", "写真や絵"), ("en", "Please choose a photo")):
            visitor = await salon.server.visit_as(aiko, language)
            self.assertIn(f"{base}/profile", (await visitor.get(base)).text)
            page = await visitor.get(f"{base}/profile")
            saved = await visitor.submit(
                page, "me/profile", community_name=f"蓮 {language}", language=language
            )
            self.assertIn(f"蓮 {language}", saved.text)
            for content, status in ((photo(), 200), (b"nothing", 400), (b"\0" * 8_000_000, 413)):
                image = base64.b64encode(content).decode()
                sent = await visitor.submit(page, "me/picture", act="save", image=image)
                self.assertEqual(sent.status, status)
                if status == 400:
                    self.assertIn(wrong, sent.text)
            picture = await visitor.get(f"{base}/picture")
            self.assertEqual((picture.status, picture.headers["content-type"]), (200, "image/jpeg"))
            page = await visitor.get(f"{base}/profile")
            await visitor.submit(page, "me/picture", act="remove")
            self.assertEqual((await visitor.get(f"{base}/picture")).status, 404)
            if language == "ja":
                self.assertEqual((await visitor.submit(page, "me/picture", act="account")).status, 409)
                await self.looks_like(salon.owner, photo())  # what one only knows the address of
                face = await aiko.ask("GET", f"{_PROFILE}/{salon.owner.user_id}/avatar_url")
                await aiko.ask("PUT", f"{_PROFILE}/{aiko.user_id}/avatar_url", face)
                self.assertEqual((await visitor.submit(page, "me/picture", act="account")).status, 409)
                await self.looks_like(aiko, photo())
                self.assertEqual((await visitor.submit(page, "me/picture", act="account")).status, 200)
                self.assertEqual((await visitor.get(f"{base}/picture")).status, 200)


class MailAddresses(ProfileCase):
    async def letter(self, salon: Salon, to: str, subject: str) -> str:
        """What a letter says, once it is there."""

        def found() -> str | None:
            told = letters(salon.server, to, subject)
            return text_of(told[0]) if told else None

        return str(await eventually(found, f"{to} gets a letter about {subject}"))

    async def test_letters_go_elsewhere_once_it_is_known_that_they_arrive(self) -> None:
        salon = await self.salon()
        server, path = salon.server, f"v1/salons/{salon.slug}/me/mail"
        aiko = await salon.joins(await server.person("aiko"), mail="old@example.org", language="en")
        asked = await aiko.ask("PUT", path, {"mail": "new@example.org"})
        self.assertEqual((asked["mail"], asked["mail_to_confirm"]), ("old@example.org", "new@example.org"))
        said = await self.letter(salon, "new@example.org", "confirm your mail address")
        link = re.search(r"http\S+/mail/\w+", said)
        assert link is not None, said
        visitor = server.visitor()
        page = await visitor.get(link[0])
        self.assertIn("new@example.org", page.text)
        profile = f"v1/salons/{salon.slug}/me/profile"
        self.assertEqual((await aiko.ask("GET", profile))["mail"], "old@example.org")
        self.assertIn("from now on", (await visitor.submit(page, "mail/")).text)
        now = await aiko.ask("GET", profile)
        self.assertEqual(now["mail"], "new@example.org")
        self.assertNotIn("mail_to_confirm", now)
        await self.letter(salon, "old@example.org", "go to another address")
        self.assertEqual((await visitor.get(link[0])).status, 404)
        self.assertEqual((await visitor.submit(page, "mail/")).status, 404)
        self.assertEqual((await visitor.get(f"s/{salon.slug}/mail/x")).status, 404)

        for number in range(4):
            await aiko.ask("PUT", path, {"mail": f"other{number}@example.org"})
            await self.letter(salon, f"other{number}@example.org", "confirm your mail address")
        often = await refused(aiko.ask("PUT", path, {"mail": "other5@example.org"}))
        self.assertEqual(often.status, 429)
        said = await self.letter(salon, "other3@example.org", "confirm your mail address")
        late = re.search(r"http\S+/mail/\w+", said)
        said = await self.letter(salon, "other2@example.org", "confirm your mail address")
        replaced = re.search(r"http\S+/mail/\w+", said)
        assert late is not None and replaced is not None
        self.assertEqual((await visitor.get(replaced[0])).status, 404)
        self.assertEqual((await visitor.get(late[0])).status, 200)
        await server.advance(days=1, minutes=1)
        self.assertEqual((await visitor.get(late[0])).status, 404)
        self.assertEqual((await refused(aiko.ask("PUT", path, {"mail": "not an address"}))).status, 400)
        none = await aiko.ask("PUT", path, {"mail": None})
        self.assertNotIn("mail", none)
        subjects = [str(letter["Subject"]) for letter in letters(salon.server)]
        self.assertEqual(sum("confirm" in subject for subject in subjects), 5, subjects)
