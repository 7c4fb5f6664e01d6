# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox's settings."""

from typing import Annotated

from pydantic import AfterValidator, Field

from synapse_salon.settings import Settings


def _address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError('it should be an address such as "http://127.0.0.1:8008/", or "" to send nothing')
    return value if value.endswith("/") or not value else value + "/"


class SandboxSettings(Settings):
    """What homeserver.yaml says about the sandbox."""

    allow_public: bool = False
    """Run also where `public_baseurl` is reached from outside. Whoever comes can then join without paying."""

    vouchers: bool = False
    """Also take vouchers, as of a convenience store, for what is paid ahead."""

    notify_after_ms: int = Field(default=0, ge=0)
    """How late notifications are sent, in ms of the house's time."""

    webhook_base: Annotated[str, AfterValidator(_address)] | None = None
    """Where the house reaches itself, in place of `public_baseurl`; "" sends no notifications at all."""
