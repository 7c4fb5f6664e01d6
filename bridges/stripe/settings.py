# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bridge's settings."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from bridges.stripe.domain.methods import Method
from bridges.stripe.probing import probe
from synapse_salon.checks import Finding
from synapse_salon.settings import Settings

WORLD = 0o007
STRIPE = "https://api.stripe.com"


def _secret_key(value: str) -> str:
    if not value.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
        raise ValueError(
            "it should be a secret or restricted key of Stripe's: sk_live_… or rk_live_… (or …_test_…)"
        )
    return value


def _publishable_key(value: str) -> str:
    if not value.startswith(("pk_test_", "pk_live_")):
        raise ValueError("it should be a publishable key of Stripe's: pk_live_… (or pk_test_…)")
    return value


def _webhook_secret(value: str) -> str:
    if not value.startswith("whsec_"):
        raise ValueError("it should be a webhook endpoint's signing secret of Stripe's: whsec_…")
    return value


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError('it should be an address such as "https://api.stripe.com"')
    return value.rstrip("/")


class StripeSettings(Settings):
    """What homeserver.yaml says about Stripe. Secrets are never printed."""

    secret_key: Annotated[str, AfterValidator(_secret_key)] | None = Field(default=None, repr=False)
    """The API key. A file is safer: `secret_key_path`."""

    secret_key_path: str | None = None
    """A file with the API key, for the homeserver's eyes only (mode 600)."""

    webhook_secret: Annotated[str, AfterValidator(_webhook_secret)] | None = Field(default=None, repr=False)
    """The signing secret of the webhook endpoint at `v1/stripe/webhook`."""

    webhook_secret_path: str | None = None
    """A file with the signing secret, a line each while it is being changed for another one (mode 600)."""

    publishable_key: Annotated[str, AfterValidator(_publishable_key)] | None = None
    """May stand here; it is for scripts of Stripe's in pages, and ours have none."""

    api_base: Annotated[str, AfterValidator(_address)] = STRIPE
    """Another address that speaks Stripe's API, for tests and proxies."""

    connect: bool = False
    """Whether each salon is paid to an account of its owner's (Stripe Connect)."""

    application_fee_percent: Decimal = Field(default=Decimal(0), ge=0, le=50, decimal_places=2, strict=False)
    """How much the house keeps of each payment, with `connect`."""

    payment_methods: tuple[Method, ...] = Field(default=("card",), min_length=1, strict=False)
    """What is taken: `card`, and for what is paid ahead also `konbini`, `paypay`, `customer_balance`."""

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        if (self.secret_key is None) == (self.secret_key_path is None):
            raise ValueError("give exactly one of secret_key and secret_key_path")
        if (self.webhook_secret is None) == (self.webhook_secret_path is None):
            raise ValueError("give exactly one of webhook_secret and webhook_secret_path")
        if self.application_fee_percent and not self.connect:
            raise ValueError(
                "application_fee_percent is kept of owners' accounts only: it needs connect: true"
            )
        return self

    def findings(self) -> list[Finding]:
        """What Stripe says of the key."""
        return probe(self.read_key(), self.api_base)

    def read_key(self) -> str:
        """The API key. Raises ValueError: its file is missing or open to others, or has no such key in it."""
        if self.secret_key is not None:
            return self.secret_key
        return _secret_key(_lines("secret_key_path", self.secret_key_path)[0])

    def read_webhook_secrets(self) -> tuple[str, ...]:
        """The signing secrets, the present one first. Raises ValueError as `read_key` does."""
        if self.webhook_secret is not None:
            return (self.webhook_secret,)
        lines = _lines("webhook_secret_path", self.webhook_secret_path)
        return tuple(_webhook_secret(line) for line in lines)


def _lines(name: str, path: str | None) -> list[str]:
    file = Path(path or "")
    try:
        if file.stat().st_mode & WORLD:
            raise ValueError(f"{name}: {file} is open to everyone on this machine: chmod 600 {file}")
        lines = file.read_text("utf-8").split()
    except OSError as failure:
        raise ValueError(f"{name}: {file}: {failure.strerror}") from None
    if not lines:
        raise ValueError(f"{name}: {file} is empty")
    return lines
