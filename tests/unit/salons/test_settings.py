# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in homeserver.yaml for salons is held against the world before the start."""

from synapse.module_api.errors import ConfigError
from twisted.trial.unittest import TestCase

from modules.salons import Salons


class TheTimeZone(TestCase):
    def test_a_zone_that_the_world_has_is_taken(self) -> None:
        for name in ("Asia/Tokyo", "Europe/Berlin", "UTC"):
            self.assertEqual(Salons.parse_config({"timezone": name}).timezone, name)

    def test_another_stops_the_start_and_is_told_what_would_work(self) -> None:
        for name in ("Mars/Base", "", "Asia", "../../etc/passwd", "日本"):
            with self.assertRaises(ConfigError) as caught:
                Salons.parse_config({"timezone": name})
            said = str(caught.exception)
            self.assertTrue(said.startswith("modules.salons.Salons: config: timezone: no time zone"), said)
            self.assertIn("Asia/Tokyo", said)
