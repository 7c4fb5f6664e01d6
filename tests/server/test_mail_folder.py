# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The default set-up files letters; and letters are written from a feature's templates."""

import email
import email.policy
import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from jinja2 import UndefinedError
from synapse.module_api.errors import ConfigError

from synapse_salon.i18n import t
from synapse_salon.mail import Letters, Sender
from synapse_salon.platform import Platform
from tests.support.homeserver import Homeserver
from tests.support.mail_case import MailTestCase, letter
from tests.support.waiting import eventually

TEXT = """\
{% extends "floor/mail.txt" %}
{% block content %}
{{ _("Contact: {contact}", contact=name) }}
{% endblock %}
"""
HTML = """\
{% extends "floor/mail.html" %}
{% from "floor/parts.html" import button, facts, fact, note %}
{% block content %}
<p>{{ _("Contact: {contact}", contact=name) }}</p>
{% call facts() %}{{ fact(what, name) }}{% endcall %}
{{ button("https://salon.example.jp/?a=1&b=2", what) }}
{% endblock %}
"""


class AFolder(MailTestCase):
    modules = None

    async def house(self) -> Homeserver:
        return await self.start(modules=self.only_mail(folder="data/mail"))

    def files(self, server: Homeserver) -> list[Path]:
        return sorted((server.folder / "mail").iterdir())

    async def test_a_letter_becomes_a_file_for_the_houses_eyes_only(self) -> None:
        server = await self.house()
        await self.hand_over(server, *[letter("membership.welcome:1")] * 3)
        await self.settled(server, "membership.welcome:1")
        (file,) = self.files(server)
        self.assertRegex(file.name, r"^membership-welcome-1\.[0-9a-f]{12}\.eml$")
        self.assertEqual((file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777), (0o600, 0o700))
        octets = file.read_bytes()
        self.assertEqual(octets.count(b"\n"), octets.count(b"\r\n"))
        message = email.message_from_bytes(octets, policy=email.policy.SMTP)
        self.assertEqual((message["To"], message["Subject"]), ("aiko@example.jp", "ようこそ、朝の読書会へ"))

    async def test_filed_again_after_a_crash_it_is_the_same_file(self) -> None:
        server = await self.house()
        await self.hand_over(server, letter())
        await self.settled(server)
        (file,) = self.files(server)
        before = file.read_bytes()
        words = {
            "subject": "ようこそ、朝の読書会へ",
            "text": "こんにちは",
            "html": "<p>こんにちは</p>",
            "language": "ja",
        }
        await server.rows(
            "UPDATE salon_mail_queue SET state = 'waiting', recipient = 'aiko@example.jp', content = ?",
            json.dumps(words),
        )
        await server.restart()
        self.later(server, 60_000)
        await self.settled(server)
        self.assertEqual([each.read_bytes() for each in self.files(server)], [before])

    async def test_a_full_disk_is_told_and_waited_out(self) -> None:
        server = await self.house()
        folder = server.folder / "mail"
        folder.rename(folder.with_name("away"))
        await self.hand_over(server, letter())
        self.assertIn("No such file", await self.tried(server, 1))
        self.assertTrue(self.flush_complaints("No such file"))
        folder.with_name("away").rename(folder)
        self.later(server, 60_000)
        await self.settled(server)
        self.assertEqual(len(self.files(server)), 1)

    async def test_a_folder_that_cannot_be_made_stops_the_start(self) -> None:
        file = self.folder() / "file"
        file.touch()
        for folder in (file, file / "below"):
            server = self.prepare(modules=self.only_mail(folder=str(folder)))
            with self.assertRaisesRegex(ConfigError, "config: folder: "):
                await server.start()


class FromTemplates(MailTestCase):
    async def written(self, server: Homeserver, **changes: Any) -> EmailMessage:
        """Send a letter from a feature's template; answers what was filed."""
        folder = self.folder()
        (folder / "templates" / "mail").mkdir(parents=True)
        (folder / "templates" / "mail" / "hello.txt").write_text(TEXT)
        (folder / "templates" / "mail" / "hello.html").write_text(HTML)
        await self.moved_in(server)
        letters = Platform.of(server.module_api).letters
        letters.add("toy", folder)
        wish: dict[str, Any] = {
            "to": "aiko@example.jp",
            "template": "toy/hello",
            "language": "ja",
            "key": f"toy.hello:{changes.get('language')}",
            "subject": t("No more letters of this kind"),
            "values": {"name": "<愛子>", "what": t("No more letters of this kind")},
            "sender": Sender(
                "朝の読書会", "https://salon.example.jp/s/asa", "東京都千代田区1-1", "03-0000-0000"
            ),
            "why": t("You get this letter because your address was given to {name}.", name="朝の読書会"),
        }
        self.assertTrue(await server.inside(letters.send, **{**wish, **changes}))

        def filed() -> list[Path]:
            return list((server.folder / "mail").glob("*.eml"))

        await eventually(filed, "the letter is filed")
        message = email.message_from_bytes(filed()[0].read_bytes(), policy=email.policy.SMTP)
        assert isinstance(message, EmailMessage)
        return message

    def bodies(self, message: EmailMessage) -> tuple[str, str]:
        plain, html = message.get_body(("plain",)), message.get_body(("html",))
        assert plain is not None
        assert html is not None
        return str(plain.get_content()), str(html.get_content())

    async def test_in_japanese_with_who_writes_and_why(self) -> None:
        server = await self.start(modules=self.only_mail(folder="data/mail"))
        message = await self.written(server)
        self.assertEqual(message["Subject"], "この種類のメールの配信を停止する")
        for body in self.bodies(message):
            for said in (
                "朝の読書会",
                "https://salon.example.jp/s/asa",
                "東京都千代田区1-1",
                "03-0000-0000",
                "127.0.0.1",
            ):
                self.assertIn(said, body)
        plain, html = self.bodies(message)
        self.assertIn("お問い合わせ：<愛子>", plain)
        self.assertIn("お問い合わせ：&lt;愛子&gt;", html)
        self.assertNotIn("<愛子>", html)
        self.assertIn('href="https://salon.example.jp/?a=1&amp;b=2"', html)
        self.assertIn('<html lang="ja">', html)

    async def test_in_english_and_nothing_is_fetched_from_anywhere(self) -> None:
        server = await self.start(modules=self.only_mail(folder="data/mail"))
        message = await self.written(server, language="en")
        plain, html = self.bodies(message)
        self.assertEqual(
            (message["Subject"], message["Content-Language"]), ("No more letters of this kind", "en")
        )
        self.assertIn("Contact: <愛子>", plain)
        for fetched in ("<img", "src=", "url(", "@import", "<link", "<script"):
            self.assertNotIn(fetched, html)

    async def test_a_value_that_nobody_gave_is_an_error_and_no_letter(self) -> None:
        server = await self.start(modules=self.only_mail(folder="data/mail"))
        with self.assertRaises(UndefinedError):
            await self.written(server, values={"name": "愛子"})
        self.assertEqual(await self.queue(server), {})

    async def test_a_house_without_mail_goes_on_without(self) -> None:
        server = await self.start(modules=self.only_mail()[:1])
        await self.moved_in(server)
        letters: Letters = Platform.of(server.module_api).letters
        for _ in range(2):
            sent = await server.inside(
                letters.send,
                to="aiko@example.jp",
                template="toy/hello",
                language="ja",
                key="toy.hello:1",
                subject=t("No more letters of this kind"),
            )
            self.assertFalse(sent)
