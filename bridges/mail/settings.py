# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bridge's settings."""

import ipaddress
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from bridges.mail.message import Mailbox, read_mailbox
from synapse_salon.errors import BadInput
from synapse_salon.settings import Settings

WORLD = 0o007


class MailSettings(Settings):
    """Where letters go, and whom they are from."""

    sender: str = Field(alias="from")
    """`Name <address>`: whom letters are from, and where those that cannot be delivered come back to."""

    reply_to: str | None = None
    """Where answers go, if not to `from`."""

    folder: str | None = Field(default=None, min_length=1)
    """File letters here as `.eml` instead of sending them."""

    smtp_host: str | None = Field(default=None, min_length=1)
    """The mail server that takes our letters."""

    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    """Its port; unsaid, 587, with `tls: implicit` 465, with `tls: none` 25."""

    tls: Literal["starttls", "implicit", "none"] = "starttls"
    """`starttls` and `implicit` insist on it, and on a certificate for `smtp_host`."""

    tls_ca_path: str | None = None
    """A PEM file with the certificates to trust in place of the system's, for a mail server of your own."""

    smtp_user: str | None = Field(default=None, min_length=1)
    """The account at the mail server; unsaid, we do not sign in."""

    smtp_password_path: str | None = None
    """A file with its password, for the homeserver's eyes only (mode 600)."""

    helo: str | None = Field(default=None, pattern=r"^[A-Za-z0-9.:\[\]-]{1,255}$")
    """The name we greet the mail server with; unsaid, the domain of `from`."""

    @field_validator("sender", "reply_to")
    @classmethod
    def _has_an_address(cls, written: str | None) -> str | None:
        try:
            if written is not None:
                read_mailbox(written)
        except BadInput:
            raise ValueError(
                f"write a name and an address: Salon <salon@example.jp>; got {written!r}"
            ) from None
        return written

    @model_validator(mode="after")
    def _goes_one_way(self) -> Self:
        if (self.smtp_host is None) == (self.folder is None):
            raise ValueError("give exactly one of smtp_host (send there) or folder (file letters there)")
        for name in ("smtp_port", "smtp_user", "smtp_password_path", "tls_ca_path", "helo"):
            if self.folder is not None and getattr(self, name) is not None:
                raise ValueError(f"{name} goes with smtp_host, and there is a folder")
        if (self.smtp_user is None) != (self.smtp_password_path is None):
            raise ValueError("smtp_user and smtp_password_path go together")
        if self.smtp_user is not None and self.tls == "none" and not self._is_here:
            raise ValueError(
                "tls: none would send the password in the clear; only a server on this machine may"
            )
        return self

    @property
    def _is_here(self) -> bool:
        try:
            return ipaddress.ip_address(self.smtp_host or "").is_loopback
        except ValueError:
            return self.smtp_host == "localhost"

    @property
    def port(self) -> int:
        """`smtp_port`, or what `tls` usually has."""
        return self.smtp_port or {"starttls": 587, "implicit": 465, "none": 25}[self.tls]

    @property
    def mailbox(self) -> Mailbox:
        """`from`."""
        return read_mailbox(self.sender)

    @property
    def reply_mailbox(self) -> Mailbox | None:
        """`reply_to`."""
        return None if self.reply_to is None else read_mailbox(self.reply_to)

    def read_password(self) -> bytes | None:
        """The password, or None where we do not sign in.

        Raises:
            ValueError: the file is missing, empty, or others on the machine can read it; never says what is in it.
        """
        if self.smtp_password_path is None:
            return None
        file = Path(self.smtp_password_path)
        try:
            if file.stat().st_mode & WORLD:
                raise ValueError(f"{file} is open to everyone on this machine: chmod 600 {file}")
            password = file.read_bytes().strip()
        except OSError as failure:
            raise ValueError(f"{file}: {failure.strerror}") from None
        if not password:
            raise ValueError(f"{file} is empty")
        return password
