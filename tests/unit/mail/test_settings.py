# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wrong setting stops the start with a line that says which, and what would work."""

from pathlib import Path
from typing import Any

from synapse.module_api.errors import ConfigError
from twisted.trial.unittest import TestCase

from bridges.mail import Mail
from bridges.mail.settings import MailSettings

FILED = {"folder": "data/mail", "from": "Salon <salon@example.jp>"}
SENT = {"smtp_host": "mail.example.jp", "from": "Salon <salon@example.jp>"}


class TheSettings(TestCase):
    def refusal(self, config: dict[str, Any]) -> str:
        with self.assertRaises(ConfigError) as caught:
            Mail.parse_config(config)
        return str(caught.exception)

    def test_what_the_default_homeserver_says_is_enough(self) -> None:
        settings: MailSettings = Mail.parse_config(FILED)
        self.assertEqual((settings.folder, settings.mailbox.name), ("data/mail", "Salon"))

    def test_ports_follow_from_how_it_is_encrypted(self) -> None:
        ports = {
            tls: Mail.parse_config({**SENT, "tls": tls}).port for tls in ("starttls", "implicit", "none")
        }
        self.assertEqual(ports, {"starttls": 587, "implicit": 465, "none": 25})
        self.assertEqual(Mail.parse_config({**SENT, "smtp_port": 2525}).port, 2525)

    def test_letters_go_exactly_one_way(self) -> None:
        for config in ({"from": "a@b.jp"}, {**FILED, **SENT}):
            said = self.refusal(config)
            self.assertIn("bridges.mail.Mail: config", said)
            self.assertIn("exactly one of smtp_host", said)

    def test_a_sender_has_an_address_and_one_line(self) -> None:
        for written in ("Salon", "a@b.jp\r\nBcc: c@d.jp", "Sa\nlon <a@b.jp>"):
            self.assertIn("config: from: ", self.refusal({**FILED, "from": written}))
        self.assertIn("config: from: ", self.refusal({"folder": "data/mail"}))
        self.assertIn("config: reply_to: ", self.refusal({**FILED, "reply_to": "nobody"}))

    def test_an_unknown_key_is_named_beside_the_known_ones_as_one_writes_them(self) -> None:
        said = self.refusal({**FILED, "smtp_prot": 25})
        self.assertIn("smtp_prot", said)
        self.assertIn("folder, from, helo", said)

    def test_settings_that_do_nothing_are_named(self) -> None:
        self.assertIn("smtp_port", self.refusal({**FILED, "smtp_port": 25}))
        self.assertIn("tls", self.refusal({**SENT, "tls": "maybe"}))
        self.assertIn("smtp_password_path", self.refusal({**SENT, "smtp_user": "salon"}))
        self.assertIn("smtp_host: ", self.refusal({**SENT, "smtp_host": ""}))

    def test_a_password_never_crosses_a_network_in_the_clear(self) -> None:
        secret = {"smtp_user": "salon", "smtp_password_path": "/nowhere", "tls": "none"}
        self.assertIn("in the clear", self.refusal({**SENT, **secret}))
        for here in ("localhost", "127.0.0.1", "::1"):
            Mail.parse_config({**SENT, **secret, "smtp_host": here})

    def test_a_password_file_that_others_can_read_is_refused_unread(self) -> None:
        file = Path(self.mktemp())
        file.write_text("hush\n")
        settings: MailSettings = Mail.parse_config(
            {**SENT, "smtp_user": "salon", "smtp_password_path": str(file)}
        )
        for mode in (0o644, 0o604, 0o602):
            file.chmod(mode)
            with self.assertRaisesRegex(ValueError, "chmod 600") as caught:
                settings.read_password()
            self.assertNotIn("hush", str(caught.exception))
        file.chmod(0o600)
        self.assertEqual(settings.read_password(), b"hush")
        self.assertNotIn("hush", repr(settings))
        file.write_text("\n")
        with self.assertRaisesRegex(ValueError, "empty"):
            settings.read_password()
        file.unlink()
        with self.assertRaisesRegex(ValueError, "No such file"):
            settings.read_password()
