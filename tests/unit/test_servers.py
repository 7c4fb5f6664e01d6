# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of homeservers, and which of them are one."""

from twisted.trial.unittest import SynchronousTestCase

from synapse_salon.servers import host_of, is_among, is_server, server_of


class Servers(SynchronousTestCase):
    def test_what_reads_as_a_server(self) -> None:
        for name in ("other.org", "Other.ORG:8448", "127.0.0.1", "[::1]", "[fe80::1]:443"):
            self.assertTrue(is_server(name), name)
        for name in ("", "https://x.example", "a b", "*.org", "other.org:", "other.org:x", "@a:b", "日本.jp"):
            self.assertFalse(is_server(name), name)
        self.assertEqual(server_of("@a:other.org:8448"), "other.org:8448")

    def test_all_names_of_one_machine_are_one(self) -> None:
        for name in ("other.org", "OTHER.org", "other.org:8448", "Other.Org:1", "other.org."):
            self.assertEqual(host_of(name), "other.org", name)
            self.assertTrue(is_among(name, ["x.org", "other.org:443"]), name)
        self.assertEqual([host_of(name) for name in ("[::1]", "[::1]:8448")], ["[::1]", "[::1]"])
        for name in ("another.org", "org", "sub.other.org", "other.org.jp", "127.0.0.1:8448", "127.0.0.2"):
            self.assertFalse(is_among(name, ["other.org"]), name)
        self.assertFalse(is_among("other.org", []))
