# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which addresses are one's own machine's or network's."""

from twisted.trial.unittest import TestCase

from bridges.sandbox.domain.addresses import is_private


class Addresses(TestCase):
    def test_ones_own_machine_and_network_are_private(self) -> None:
        for host in (
            "127.0.0.1:8008", "127.8.8.8", "localhost:8008", "LOCALHOST", "[::1]:8008", "10.0.0.5", "192.168.1.20:80",
            "172.16.0.1", "172.31.255.255", "salon.localhost", "salon.test", "raspberry.local", "salon.local.",
            "[fd00::1]",
        ):  # fmt: skip
            self.assertTrue(is_private(f"http://{host}/"), host)

    def test_everything_else_may_be_reached_by_others(self) -> None:
        for host in (
            "salon.example", "8.8.8.8", "172.15.0.1", "172.32.0.1", "11.0.0.1", "193.168.0.1", "local", "test",
            "localhost.evil.example", "127.0.0.1.nip.io", "[2001:db8::1]", "10.example", "mylocalhost",
        ):  # fmt: skip
            self.assertFalse(is_private(f"https://{host}/"), host)

    def test_what_is_no_address_is_not_private(self) -> None:
        self.assertFalse(is_private(""))
        self.assertFalse(is_private("localhost"))
