# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house shows its password only to the mail server it was told of, and no letter to anybody else."""

import base64
import os
from pathlib import Path
from typing import Any

from synapse.module_api.errors import ConfigError
from twisted.internet.defer import Deferred

from bridges.mail import smtp
from synapse_salon.clock import MINUTE_MS
from tests.support.mail_case import MailTestCase, letter
from tests.support.mailserver import MailServer, NoMailServer
from tests.support.settings import Modules

PASSWORD = "hush-hush-hush"
ACCOUNTS = {"house": PASSWORD}


class AServerThatKnowsUs(MailTestCase):
    def signs_in(self, office: MailServer, password: str = PASSWORD, **config: Any) -> Modules:
        file = self.folder() / "password"
        file.write_text(password + "\n")
        file.chmod(0o600)
        known = {"smtp_user": "house", "smtp_password_path": str(file), "tls_ca_path": str(office.ca_file)}
        return self.sends_to(office, **{**known, **config})

    def log(self) -> str:
        return Path("synapse.log").read_text("utf-8")

    async def test_it_signs_in_once_the_line_is_encrypted(self) -> None:
        for tls in ("starttls", "implicit"):
            office = await self.post_office(tls=tls, accounts=ACCOUNTS)
            server = await self.start(modules=self.signs_in(office, tls=tls))
            await self.hand_over(server, letter())
            await self.settled(server)
            (got,) = office.letters
            self.assertEqual((got.encrypted, got.account), (True, "house"))
            await server.stop()

    async def test_a_server_with_a_strangers_certificate_gets_nothing(self) -> None:
        for tls in ("starttls", "implicit"):
            office = await self.post_office(tls=tls, accounts=ACCOUNTS)
            server = await self.start(modules=self.signs_in(office, tls=tls, tls_ca_path=None))
            await self.hand_over(server, letter())
            self.assertIn("certificate verify failed", await self.tried(server, 1))
            self.assertEqual((office.tried, office.letters), (0, []))
            self.assertTrue(self.flush_complaints("certificate verify failed"))
            await server.stop()

    async def test_nor_does_one_that_offers_no_encryption(self) -> None:
        office = await self.post_office()
        server = await self.start(modules=self.sends_to(office, tls="starttls"))
        await self.hand_over(server, letter())
        self.assertIn("does not support secure communication", await self.tried(server, 1))
        self.assertEqual(office.tried, 0)
        self.flush_complaints("secure communication")

    async def test_a_wrong_password_is_told_and_not_shown(self) -> None:
        office = await self.post_office(tls="starttls", accounts=ACCOUNTS)
        modules = self.signs_in(office, password="not-this-one", tls="starttls")
        server = await self.start(modules=modules)
        await self.hand_over(server, letter())
        self.assertIn("535", await self.tried(server, 1))
        self.assertTrue(self.flush_complaints("535"))
        self.assertEqual(office.letters, [])
        for shown in (b"not-this-one", b"house\0house\0not-this-one"):
            self.assertNotIn(shown.decode(), self.log())
            self.assertNotIn(base64.b64encode(shown).decode(), self.log())
        Path(modules[1]["config"]["smtp_password_path"]).write_text(PASSWORD)
        await server.restart()
        self.later(server, MINUTE_MS)
        await self.settled(server)
        self.assertNotIn(PASSWORD, self.log())

    async def test_a_server_that_refuses_our_own_address_is_the_operators_matter(self) -> None:
        office = await self.post_office()
        office.answers("MAIL", "553 5.7.1 not your address")
        server = await self.start(modules=self.sends_to(office))
        await self.hand_over(server, letter())
        self.assertIn("does not take the sender: 553", await self.tried(server, 1))
        self.assertTrue(self.flush_complaints("553"))
        self.later(server, MINUTE_MS)
        await self.settled(server)

    async def test_what_is_no_mail_server_is_waited_out(self) -> None:
        self.patch(smtp.Conversation, "timeout", 0.3)
        for greeting, said in (
            (b"", "Timeout"),
            (b"HTTP/1.1 400 Bad Request\r\n\r\n", "Invalid response"),
            (b"421 closing\r\n", "421"),
        ):
            stranger = NoMailServer(greeting)
            await stranger.start()
            self.addCleanup(lambda stranger=stranger: Deferred.fromCoroutine(stranger.stop()))
            server = await self.start(modules=self.sends_to(stranger))
            await self.hand_over(server, letter())
            self.assertIn(said, await self.tried(server, 1))
            await server.stop()

    async def test_a_password_that_others_can_read_stops_the_start(self) -> None:
        office = await self.post_office(tls="starttls", accounts=ACCOUNTS)
        modules = self.signs_in(office, tls="starttls")
        Path(modules[1]["config"]["smtp_password_path"]).chmod(0o644)
        server = self.prepare(modules=modules)
        with self.assertRaisesRegex(ConfigError, "smtp_password_path: .* chmod 600") as caught:
            await server.start()
        self.assertNotIn(PASSWORD, str(caught.exception))

    async def test_certificates_that_are_none_stop_the_start(self) -> None:
        office = await self.post_office(tls="starttls")
        nonsense = self.folder() / "nonsense.pem"
        nonsense.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
        for path in (nonsense, nonsense.with_name("missing.pem"), Path(os.devnull)):
            server = self.prepare(modules=self.sends_to(office, tls="starttls", tls_ca_path=str(path)))
            with self.assertRaisesRegex(ConfigError, "tls_ca_path"):
                await server.start()
