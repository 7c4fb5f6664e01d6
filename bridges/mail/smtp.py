# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sends letters to a mail server: one conversation each (RFC 5321)."""

from io import BytesIO
from pathlib import Path
from typing import Any

from OpenSSL.crypto import Error as NotACertificate
from synapse.module_api.errors import ConfigError
from twisted.internet import ssl
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, connectProtocol, wrapClientTLS
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.protocol import connectionDone
from twisted.mail.smtp import (
    Address,
    CramMD5ClientAuthenticator,
    ESMTPClient,
    LOGINAuthenticator,
    PLAINAuthenticator,
    SMTPClientError,
)
from twisted.python.failure import Failure

from bridges.mail.domain import Away, NotNow, NotSent, Refused, ShutOut
from bridges.mail.message import Envelope
from bridges.mail.settings import MailSettings
from synapse_salon.host import Host

CONNECT_S = 30
ANSWER_S = 300
"""How long a server may take to answer (RFC 5321 section 4.5.3.2: five minutes for most)."""
TAKEN_S = 600
"""How long it may take to say that it has the letter: who gives up earlier sends it twice (the same, .6)."""


class SmtpPost:
    """Sends to one server, the one of the settings."""

    def __init__(self, host: Host, settings: MailSettings) -> None:
        """Raises ConfigError: the password or the certificates cannot be read."""
        assert settings.smtp_host is not None
        self._host = host
        self._settings = settings
        self._server = settings.smtp_host
        try:
            self._password = settings.read_password()
        except ValueError as failure:
            raise ConfigError(f"bridges.mail.Mail: config: smtp_password_path: {failure}") from None
        self._tls = (
            None if settings.tls == "none" else ssl.optionsForClientTLS(self._server, _trusted(settings))
        )

    async def carry(self, envelope: Envelope) -> None:
        """Send a letter. Raises Refused or NotNow, with the server's words."""
        conversation = Conversation(envelope, self._settings, self._password, self._tls)
        server: Any = HostnameEndpoint(
            self._host.reactor, self._server, self._settings.port, timeout=CONNECT_S
        )
        if self._tls is not None and self._settings.tls == "implicit":
            server = wrapClientTLS(self._tls, server)
        try:
            await self._host.yieldable(connectProtocol(server, conversation))
        except Exception as failure:  # no such name, nobody there, no route: all of it may pass
            raise Away(f"{self._server} cannot be reached: {_said(failure)}") from failure
        await self._host.yieldable(conversation.outcome)


def _trusted(settings: MailSettings) -> Any:
    if settings.tls_ca_path is None:
        return None
    try:
        pem = Path(settings.tls_ca_path).read_bytes()
        marker = b"-----END CERTIFICATE-----"
        found = [ssl.Certificate.loadPEM(part + marker) for part in pem.split(marker)[:-1]]
        if not found:
            raise ValueError("there is no certificate in it")
    except (OSError, ValueError, NotACertificate) as failure:
        raise ConfigError(
            f"bridges.mail.Mail: config: tls_ca_path: {settings.tls_ca_path}: {failure}"
        ) from None
    return ssl.trustRootFromCertificates(found)


class _Wire(Address):
    """An address exactly as it goes into a command; Twisted's own would only take ASCII."""

    def __init__(self, address: str) -> None:
        self._octets = address.encode()

    def __bytes__(self) -> bytes:
        return self._octets


class Conversation(ESMTPClient):
    """Hands one letter over. `outcome` fires once: with None, or with why not."""

    debug = False  # what Twisted would keep for its error messages has the password in it
    timeout: Any = ANSWER_S

    def __init__(
        self, envelope: Envelope, settings: MailSettings, password: bytes | None, tls: object
    ) -> None:
        starttls = settings.tls == "starttls"
        super().__init__(password, tls if starttls else None, settings.helo or settings.mailbox.domain)
        self.outcome: Deferred[None] = Deferred()
        self.requireTransportSecurity = starttls
        self.requireAuthentication = password is not None
        self._envelope = envelope
        self._stage = "greeting"
        self._offers: set[bytes] = set()
        self._line_starts = True
        if settings.smtp_user is not None:
            user = settings.smtp_user.encode()
            for authenticator in (CramMD5ClientAuthenticator, PLAINAuthenticator, LOGINAuthenticator):
                self.registerAuthenticator(authenticator(user))

    def esmtpState_starttls(self, code: int, resp: bytes) -> None:
        """Forget what was said before TLS began: somebody on the way may have said it."""
        self.clearLineBuffer()
        super().esmtpState_starttls(code, resp)

    def tryTLS(self, code: int, resp: bytes, items: dict[bytes, bytes | None]) -> None:
        """Remember what the server offers."""
        self._offers = {name.upper() for name in items}
        super().tryTLS(code, resp, items)

    def getMailFrom(self) -> Address | None:
        """Whom the letter is from; once it was answered, that there is no other."""
        if self.outcome.called:
            return None
        self._stage = "sender"
        return _Wire(self._envelope.sender)

    def smtpState_from(self, code: int, resp: bytes) -> None:
        """As Twisted's, and in UTF-8 where an address needs it (RFC 6531)."""
        if self.outcome.called or not self._envelope.needs_utf8:
            super().smtpState_from(code, resp)
        elif b"SMTPUTF8" not in self._offers:
            self._settle(Refused("the mail server takes no addresses outside ASCII (SMTPUTF8)"))
            self._disconnectFromServer()
        else:
            self._from = self.getMailFrom()
            self._failresponse = self.smtpTransferFailed
            self.sendLine(b"MAIL FROM:<" + self._envelope.sender.encode() + b"> SMTPUTF8")
            self._expected = [250]
            self._okresponse = self.smtpState_to

    def getMailTo(self) -> list[Address]:
        """Whom it is for."""
        self._stage = "recipient"
        return [_Wire(self._envelope.recipient)]

    def getMailData(self) -> BytesIO:
        """The letter; Twisted makes CRLF of its line ends."""
        self._stage = "letter"
        return BytesIO(self._envelope.message)

    def transformChunk(self, chunk: bytes) -> bytes:
        """As Twisted's, and double a full stop also where a line begins with a new chunk."""
        first = b"." if self._line_starts and chunk.startswith(b".") else b""
        self._line_starts = chunk.endswith(b"\n")
        return first + bytes(super().transformChunk(chunk))

    def finishedFileTransfer(self, lastsent: bytes) -> None:
        """Wait longer for this answer."""
        super().finishedFileTransfer(lastsent)
        self.setTimeout(TAKEN_S)

    def sentMail(self, code: int, resp: bytes, taken: int, addresses: list[Any], log: object) -> None:
        """The server has answered for good or ill."""
        if addresses and not taken:
            _, code, resp = addresses[0]
        said = f"the mail server does not take the {'letter' if taken else self._stage}: {code} {_text(resp)}"
        if 200 <= code < 300:
            self._settle(None)
        elif code < 500:
            self._settle(NotNow(said))
        else:
            self._settle(ShutOut(said) if self._stage == "sender" else Refused(said))

    def sendError(self, exc: Exception) -> None:
        """The conversation broke down: TLS, sign-in, a protocol error, no answer."""
        if isinstance(exc, SMTPClientError):
            self._broken(f"{_text(exc.resp)} ({exc.code})", for_good=exc.code >= 500)
        else:
            self._broken(_said(exc), for_good=False)
        super().sendError(exc)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Whatever was not said by now will not be. An unusual end is TLS that does not trust the server."""
        super().connectionLost(reason)
        usual = reason.check(ConnectionDone, ConnectionLost) is not None
        self._broken(f"the connection ended: {_said(reason.value)}", for_good=not usual)

    def _broken(self, said: str, for_good: bool) -> None:
        """Before the letter was offered, that is a matter of the server and not of the letter."""
        said = f"in the conversation with the mail server ({self._stage}): {said}"
        if self._stage != "greeting":
            self._settle(NotNow(said))
        else:
            self._settle(ShutOut(said) if for_good else Away(said))

    def _settle(self, failure: NotSent | None) -> None:
        if self.outcome.called:
            return
        if failure is None:
            self.outcome.callback(None)
        else:
            self.outcome.errback(failure)


def _text(resp: object) -> str:
    """A server's words on one line."""
    words = resp.decode("utf-8", "replace") if isinstance(resp, bytes) else str(resp)
    return " ".join(words.split())


def _said(failure: BaseException | None) -> str:
    """What an error of the network says, with its kind, since some say nothing else."""
    return f"{type(failure).__name__} {_text(str(failure))}".strip()
