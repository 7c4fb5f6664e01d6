# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real mail server on loopback, which keeps what it is given and can be told to be in a bad mood."""

import asyncio
import email
import email.policy
import ssl
import warnings
from collections import deque
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import attrs
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.certificates import loopback_certificate
from tests.support.ports import free_port
from tests.support.waiting import aio, loop

HOST = "127.0.0.1"

SILENCE = "silence"
"""A mood for DATA: take the letter, and never say so."""


@attrs.frozen
class Received:
    """A letter as the server took it."""

    sender: str
    recipients: list[str]
    octets: bytes
    utf8: bool
    encrypted: bool
    account: str | None

    @property
    def message(self) -> EmailMessage:
        """The letter, read."""
        message = email.message_from_bytes(self.octets, policy=email.policy.SMTP)
        assert isinstance(message, EmailMessage)
        return message

    def part(self, kind: str) -> str:
        """What its `plain` or `html` part says."""
        body = self.message.get_body((kind,))
        assert body is not None, f"the letter has no {kind} part"
        return str(body.get_content())


class MailServer:
    """`start` and `stop` as often as one likes: it keeps its port and its letters."""

    def __init__(
        self, folder: Path, tls: str = "none", accounts: dict[str, str] | None = None, utf8: bool = True
    ) -> None:
        """`tls` is starttls (then it insists), implicit or none; with `accounts` one must sign in."""
        self.port = free_port(HOST)
        self.letters: list[Received] = []
        self.tried = 0
        """How many letters were offered, taken or not."""
        self._moods: dict[str, deque[str]] = {"MAIL": deque(), "RCPT": deque(), "DATA": deque()}
        self._tls = tls
        self._accounts = accounts
        self._utf8 = utf8
        self._server: Any = None
        self._open: set[Any] = set()
        certificate, key = loopback_certificate()
        self.ca_file = folder / "mail.certificate.pem"
        """What a client has to trust."""
        self.ca_file.write_bytes(certificate)
        key_file = folder / "mail.key.pem"
        key_file.write_bytes(key)
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(self.ca_file, key_file)

    async def start(self) -> None:
        """Begin to listen."""
        implicit = self._context if self._tls == "implicit" else None
        self._server = await aio(loop().create_server(self._conversation, HOST, self.port, ssl=implicit))

    async def stop(self) -> None:
        """Stop listening and hang up."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for conversation in self._open:
            if conversation.transport is not None:
                conversation.transport.abort()
        self._open.clear()

    def answers(self, command: str, *moods: str) -> None:
        """Answer the next `MAIL`, `RCPT` or `DATA` with these; an empty mood is a good one."""
        self._moods[command].extend(moods)

    def _conversation(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # that it signs in without TLS: on the implicit port it knows of none
            conversation = SMTP(
                self,
                hostname="mail.test",
                enable_SMTPUTF8=self._utf8,
                tls_context=self._context if self._tls == "starttls" else None,
                require_starttls=self._tls == "starttls",
                auth_required=self._accounts is not None,
                auth_require_tls=self._tls == "starttls",
                authenticator=self._knows if self._accounts is not None else None,
                loop=loop(),
            )
        self._open.add(conversation)
        return conversation

    def _knows(self, server: SMTP, session: Session, envelope: Envelope, way: str, proof: Any) -> AuthResult:
        assert self._accounts is not None
        if not isinstance(proof, LoginPassword):
            return AuthResult(success=False, handled=False)
        account = proof.login.decode()
        known = self._accounts.get(account) == proof.password.decode()
        return AuthResult(success=known, handled=False, auth_data=account)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tried += 1
        if mood := self._mood("MAIL"):
            return mood
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if mood := self._mood("RCPT"):
            return mood
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mood = self._mood("DATA")
        if mood and mood != SILENCE:
            return mood
        assert isinstance(envelope.content, bytes)
        assert envelope.mail_from is not None
        self.letters.append(
            Received(
                envelope.mail_from,
                list(envelope.rcpt_tos),
                envelope.content,
                envelope.smtp_utf8,
                session.ssl is not None or self._tls == "implicit",
                str(session.auth_data) if session.auth_data else None,
            )
        )
        if mood == SILENCE:
            await asyncio.get_running_loop().create_future()
        return "250 taken"

    def _mood(self, command: str) -> str:
        return self._moods[command].popleft() if self._moods[command] else ""


class NoMailServer:
    """Something that listens, says `greeting` to whoever comes, and nothing more."""

    def __init__(self, greeting: bytes) -> None:
        self.port = free_port(HOST)
        self._greeting = greeting
        self._server: Any = None
        self._open: list[Any] = []

    async def start(self) -> None:
        """Begin to listen."""
        self._server = await aio(
            loop().create_server(lambda: _Greets(self._greeting, self._open), HOST, self.port)
        )

    async def stop(self) -> None:
        """Stop listening and hang up."""
        self._server.close()
        for transport in self._open:
            transport.abort()


class _Greets(asyncio.Protocol):
    def __init__(self, greeting: bytes, open_: list[Any]) -> None:
        self._greeting, self._open = greeting, open_

    def connection_made(self, transport: Any) -> None:
        self._open.append(transport)
        transport.write(self._greeting)
