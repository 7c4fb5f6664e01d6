# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What homeserver.yaml may say about Stripe, and what it is told where it may not."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from synapse.module_api.errors import ConfigError
from twisted.trial.unittest import TestCase

from bridges.stripe import Stripe
from bridges.stripe.settings import StripeSettings

GOOD = {"secret_key": "sk_test_1", "webhook_secret": "whsec_1"}


class Settings(TestCase):
    def test_what_may_be_said(self) -> None:
        said = {
            **GOOD,
            "publishable_key": "pk_test_1",
            "api_base": "http://127.0.0.1:1/",
            "payment_methods": ["card", "konbini"],
            "connect": True,
            "application_fee_percent": 2.5,
        }
        found = StripeSettings.model_validate(said)
        self.assertEqual((found.api_base, found.payment_methods), ("http://127.0.0.1:1", ("card", "konbini")))
        self.assertNotIn("sk_test_1", repr(found))
        self.assertNotIn("whsec_1", repr(found))

    def test_what_may_not(self) -> None:
        wrong: tuple[tuple[dict[str, Any], str], ...] = (
            ({"secret_key": "pk_live_1"}, "sk_live_"),
            ({"publishable_key": "sk_live_1"}, "pk_live_"),
            ({"webhook_secret": "secret"}, "whsec_"),
            ({"secret_key_path": "key"}, "exactly one of secret_key and secret_key_path"),
            ({"webhook_secret": None}, "exactly one of webhook_secret and webhook_secret_path"),
            ({"api_base": "api.stripe.com"}, "https://api.stripe.com"),
            ({"payment_methods": []}, "payment_methods"),
            ({"payment_methods": ["points"]}, "payment_methods"),
            ({"application_fee_percent": 2}, "connect: true"),
            ({"api_key": "x"}, "api_key"),
        )
        for change, words in wrong:
            with self.subTest(change):
                refusal = self.assertRaises(
                    ValidationError, StripeSettings.model_validate, {**GOOD, **change}
                )
                self.assertIn(words, str(refusal))

    def test_secrets_are_read_from_files_that_nobody_else_reads(self) -> None:
        key, secrets = Path(self.mktemp()), Path(self.mktemp())
        said = {"secret_key_path": str(key), "webhook_secret_path": str(secrets)}
        found = StripeSettings.model_validate(said)
        self.assertIn("No such file", str(self.assertRaises(ValueError, found.read_key)))
        key.write_text("sk_test_2\n")
        secrets.write_text("whsec_new\nwhsec_old\n")
        key.chmod(0o644)
        self.assertIn("chmod 600", str(self.assertRaises(ValueError, found.read_key)))
        refusal = self.assertRaises(ConfigError, Stripe.parse_config, said)
        self.assertRegex(str(refusal), r"^bridges\.stripe\.Stripe: config: secret_key_path: .* chmod 600")
        key.chmod(0o600)
        secrets.chmod(0o600)
        self.assertEqual(Stripe.parse_config(said), found)
        self.assertEqual(found.read_key(), "sk_test_2")
        self.assertEqual(found.read_webhook_secrets(), ("whsec_new", "whsec_old"))
        secrets.write_text("")
        self.assertIn("is empty", str(self.assertRaises(ValueError, found.read_webhook_secrets)))
