# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms that bring a file."""

from twisted.trial.unittest import TestCase

from synapse_salon.errors import BadInput
from synapse_salon.web.uploads import bytes_of, read_form

KIND = "multipart/form-data; boundary=x-1"
SHIFT_JIS = "日付,入金\r\n2026/11/21,1980\r\n".encode("cp932")


def form(*parts: tuple[bytes, bytes]) -> bytes:
    whole = b"".join(
        b"--x-1\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + body + b"\r\n"
        for head, body in parts
    )
    return whole + b"--x-1--\r\n"


class Files(TestCase):
    def test_a_file_keeps_its_bytes_and_a_field_its_words(self) -> None:
        raw = form(
            (b'name="csrf"', b"abc"),
            (b'name="file"; filename="bank.csv"\r\nContent-Type: text/csv', SHIFT_JIS),
            (b'name="note"', "二行\r\n目".encode()),
        )
        fields = dict(read_form(raw, KIND))
        self.assertEqual((fields["csrf"], fields["note"]), ("abc", "二行\n目"))
        self.assertEqual(bytes_of(fields["file"]), SHIFT_JIS)

    def test_other_forms_are_read_as_ever(self) -> None:
        self.assertEqual(read_form(b"a=1&b=", "application/x-www-form-urlencoded"), [("a", "1"), ("b", "")])
        self.assertRaises(BadInput, read_form, b"{}", "application/json")
        self.assertRaises(BadInput, read_form, b"a=1", "multipart/form-data")

    def test_what_is_not_whole_is_refused(self) -> None:
        whole = form((b'name="a"', b"1"))
        for broken in (b"", whole[:-5], whole.replace(b'name="a"', b"name="), form((b'name="a"', b"\xff"))):
            self.assertRaises(BadInput, read_form, broken, KIND)
        nul = form((b'name="f"; filename="x"', b"a\0b"))
        self.assertRaises(BadInput, read_form, nul, KIND)
        self.assertRaises(BadInput, bytes_of, "日")
