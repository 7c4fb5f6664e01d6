# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms that bring a file (multipart/form-data, RFC 7578). Pure.

A file becomes a field like any other, of one character for each of its bytes (Latin-1), because nobody knows yet in
which encoding it was written: `bytes_of` gives its bytes back.
"""

import re

from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.web.parsing import FIELDS, read_pairs

_KIND = re.compile(
    r"multipart/form-data\s*;.*?boundary=(?:\"([^\"\r\n]{1,70})\"|([^\s;\"]{1,70}))", re.IGNORECASE
)
_NAME = re.compile(rb'content-disposition:\s*form-data\s*;[^\r\n]*?\bname="([^"\r\n]{1,200})"', re.IGNORECASE)
_FILE = re.compile(rb"content-disposition:[^\r\n]*;\s*filename\*?=", re.IGNORECASE)


def read_form(raw: bytes, content_type: str) -> list[tuple[str, str]]:
    """The fields of a form post, files among them; a field that was left empty is an empty one.

    Raises:
        BadInput: it is no form, or not whole.
    """
    found = _KIND.match(content_type.strip())
    if found is None:
        return read_pairs(raw, content_type)
    mark = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    parts = (b"\r\n" + raw).split(b"\r\n" + mark)
    if len(parts) < 2 or not parts[-1].startswith(b"--") or len(parts) > FIELDS:
        raise BadInput(t("This form did not arrive whole. Please send it once more."))
    return [_field(part) for part in parts[1:-1]]


def bytes_of(field: str) -> bytes:
    """The bytes of a file that came as a field. Raises BadInput: it did not."""
    try:
        return field.encode("latin-1")
    except UnicodeEncodeError:
        raise BadInput(t("This form did not arrive whole. Please send it once more.")) from None


def _field(part: bytes) -> tuple[str, str]:
    head, _, content = part.partition(b"\r\n\r\n")
    name = _NAME.search(head)
    if name is None:
        raise BadInput(t("This form did not arrive whole. Please send it once more."))
    is_file = _FILE.search(head) is not None
    try:
        value = content.decode("latin-1" if is_file else "utf-8")
        field = name[1].decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(t("The text is not UTF-8.")) from None
    if "\0" in value:
        raise BadInput(t("This is no file of text."))
    return field, value if is_file else value.replace("\r\n", "\n")
