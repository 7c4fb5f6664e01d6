# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which notifications are believed."""

from twisted.trial.unittest import TestCase

from bridges.sandbox.domain.signatures import TOLERANCE_MS, check, sign
from synapse_salon.ports.payments import BadSignature

NOW = 1_800_000_000_000
BODY = b'{"id": "event_1"}'


class Signatures(TestCase):
    def test_our_own_is_believed(self) -> None:
        check("secret", BODY, sign("secret", BODY, NOW), NOW)
        check("secret", BODY, sign("secret", BODY, NOW), NOW + TOLERANCE_MS)

    def test_another_secret_body_or_moment_is_not(self) -> None:
        header = sign("secret", BODY, NOW)
        for secret, body, said in (
            ("guessed", BODY, header),
            ("secret", BODY + b" ", header),
            ("secret", BODY, header.replace("t=18", "t=19")),
            ("secret", BODY, header[:-1] + ("0" if header[-1] != "0" else "1")),
        ):
            self.assertRaises(BadSignature, check, secret, body, said, NOW)

    def test_an_old_one_and_one_from_the_future_are_not(self) -> None:
        header = sign("secret", BODY, NOW)
        self.assertRaises(BadSignature, check, "secret", BODY, header, NOW + TOLERANCE_MS + 1)
        self.assertRaises(BadSignature, check, "secret", BODY, header, NOW - TOLERANCE_MS - 1)

    def test_a_header_that_cannot_be_read_is_refused_like_the_others(self) -> None:
        for header in (
            "",
            "t=",
            "v1=abc",
            "t=soon,v1=abc",
            "t=-5,v1=é",
            "t=²,v1=a",
            "t=" + "9" * 5000,
            ",,,=,=",
        ):
            self.assertRaises(BadSignature, check, "secret", BODY, header, NOW)
