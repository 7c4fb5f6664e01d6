# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter as the wire carries it: RFC 5322 headers over a text and an HTML form.

Written out here and not left to `email.message`, whose folding of Japanese names and subjects differs
from one Python 3.11 to the next. The same letter always becomes the same bytes.
"""

import base64
import binascii
import datetime
import hashlib
import re
from email.utils import format_datetime

import attrs

from synapse_salon.mail.address import mail_address
from synapse_salon.ports.mail import Letter, one_line

_MAILBOX = re.compile(
    r"""(?:(?P<name>"(?:[^"\\]|\\.)*"|[^<>"]*?)\s*<(?P<inside>[^<>]*)>|(?P<bare>[^<>\s]+))""", re.DOTALL
)
_DOT_ATOM = re.compile(r"[^\s.\"@]+(\.[^\s.\"@]+)*")
_WORD_BYTES = 39  # 52 letters of base64: with `=?utf-8?b?…?=` and the longest header's name within 76 columns


@attrs.frozen
class Mailbox:
    """A name and an address, as in `From`."""

    name: str = attrs.field(validator=one_line)
    address: str = attrs.field(validator=one_line)

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


@attrs.frozen
class Envelope:
    """A message and whom it is from and for. Lines of `message` end with LF; `name` is the same for the same key."""

    name: str
    sender: str
    recipient: str
    message: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether an address can only be written in UTF-8 (SMTPUTF8, RFC 6531)."""
        return not (self.sender + self.recipient).isascii()


def read_mailbox(written: str) -> Mailbox:
    """`Name <address>` or an address alone.

    Raises:
        BadInput: there is no address in it.
        ValueError: it has a line break.
    """
    found = _MAILBOX.fullmatch(written.strip())
    if found is None:
        return Mailbox("", mail_address(written))
    name = (found["name"] or "").strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return Mailbox(name, mail_address(found["bare"] or found["inside"] or ""))


def envelope(letter: Letter, taken_ms: int, sender: Mailbox, reply_to: Mailbox | None = None) -> Envelope:
    """The message of a letter that was handed over at `taken_ms`, which is its date."""
    to = _wire(mail_address(letter.to))
    digest = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
    boundary = f"=_{digest}"  # `=_` stands in neither base64 nor quoted-printable
    date = datetime.datetime.fromtimestamp(taken_ms // 1000, datetime.UTC)
    headers = [
        ("From", _mailbox(sender)),
        ("To", to),
        ("Subject", _words(letter.subject)),
        ("Date", format_datetime(date)),
        ("Message-ID", f"<{digest}@{sender.domain}>"),
        ("Content-Language", letter.language),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834: nobody's absence note answers
        ("X-Auto-Response-Suppress", "All"),  # the same for Exchange
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative;\n boundary="{boundary}"'),
    ]
    if reply_to is not None:
        headers.insert(1, ("Reply-To", _mailbox(reply_to)))
    if letter.unsubscribe_url:
        headers.append(("List-Unsubscribe", f"<{letter.unsubscribe_url}>"))
    if letter.unsubscribe_url.startswith("https:"):  # RFC 8058 section 3.1
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    lines = [_header(name, value) for name, value in headers]
    lines += ["", f"--{boundary}", *_part("plain", letter.text)]
    lines += ["", f"--{boundary}", *_part("html", letter.html), "", f"--{boundary}--", ""]
    return Envelope(
        name=f"{re.sub('[^A-Za-z0-9]+', '-', letter.key).strip('-')[:60]}.{digest[:12]}",
        sender=_wire(sender.address),
        recipient=to,
        message="\n".join(lines).encode(),
    )


def _header(name: str, value: str) -> str:
    """A header's lines. A line break in `value` is only ever our own fold.

    Raises:
        ValueError: it is not, or a line is too long for RFC 5322.
    """
    first, *rest = f"{name}: {value}".split("\n")
    if any(not line.startswith(" ") or not line.strip() for line in rest):
        raise ValueError(f"The header {name} would begin another header")
    for line in (first, *rest):
        if len(line.splitlines()) != 1 or len(line.encode()) > 998:
            raise ValueError(f"The header {name} does not fit a line")
    return "\n".join((first, *rest))


def _words(text: str) -> str:
    """Free text of a header: itself where it is short ASCII, else RFC 2047 words, folded."""
    if text.isascii() and len(text) <= 60 and "=?" not in text:
        return text
    pieces, piece = [], b""
    for sign in text:
        octets = sign.encode()
        if len(piece) + len(octets) > _WORD_BYTES:
            pieces.append(piece)
            piece = b""
        piece += octets
    return "\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in [*pieces, piece])


def _mailbox(mailbox: Mailbox) -> str:
    """`Name <address>` for a header."""
    if not mailbox.name:
        return _wire(mailbox.address)
    name = _words(mailbox.name)
    if name == mailbox.name:
        name = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{name}\n <{_wire(mailbox.address)}>"


def _wire(address: str) -> str:
    """An address with its local part quoted where dots stand as no standard has them."""
    local, _, domain = address.rpartition("@")
    return address if _DOT_ATOM.fullmatch(local) else f'"{local}"@{domain}'


def _part(kind: str, text: str) -> list[str]:
    """A body part, in whichever encoding is shorter; either keeps lines within 76 columns."""
    octets = re.sub(r"\r\n?", "\n", text).rstrip("\n").encode() + b"\n"
    printable = binascii.b2a_qp(octets, istext=True)
    packed = base64.encodebytes(octets.replace(b"\n", b"\r\n"))
    encoding, body = min(("quoted-printable", printable), ("base64", packed), key=lambda form: len(form[1]))
    return [
        f"Content-Type: text/{kind}; charset=utf-8",
        f"Content-Transfer-Encoding: {encoding}",
        "",
        body.decode("ascii").rstrip("\n"),
    ]
