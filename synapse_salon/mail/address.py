# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail addresses as people type them, into what the wire carries."""

import re
import unicodedata

from synapse_salon.errors import BadInput
from synapse_salon.i18n import t

ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\U0010ffff]{1,64}")
_NO_DOTS = ("gmail.com", "googlemail.com")
LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def mail_address(typed: str) -> str:
    """The address as mail is sent to it: blanks around it gone, full-width letters made plain, the domain in ASCII.

    Dots where no standard allows them (`a..b.@docomo.ne.jp`) are taken: Japanese carriers gave such addresses out.

    Raises:
        BadInput: it is not an address; says how one looks.
    """
    address = unicodedata.normalize("NFKC", typed.strip())
    local, _, domain = address.rpartition("@")
    try:
        plain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        plain = ""
    one_line = address.isprintable() and not any(sign.isspace() for sign in address)
    if (
        not one_line
        or not ATOM.fullmatch(local)
        or not 0 < len(plain) <= 253
        or not all(LABEL.fullmatch(label) for label in plain.split("."))
        or len(f"{local}@{plain}".encode()) > 254
    ):
        raise BadInput(
            t("“{typed}” is not a mail address. One looks like this: aiko@example.jp", typed=typed[:100]),
            reason="bad_mail_address",
        )
    return f"{local}@{plain}"


def mailbox(mail: str) -> str:
    """One spelling for the ways of writing an address that lead to the same mailbox: the case does not matter, nor
    what follows a +, nor dots at Gmail (support.google.com/mail/answer/7436150)."""
    local, _, domain = unicodedata.normalize("NFKC", mail).casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _NO_DOTS:
        local, domain = local.replace(".", ""), _NO_DOTS[0]
    return f"{local}@{domain}"
