# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said about settings that would hurt."""

from typing import Any

import attrs
import yaml
from twisted.trial.unittest import SynchronousTestCase

from synapse_salon.checks import HomeserverSettings, Limit, Service, findings

GOOD = HomeserverSettings(
    service=Service("salon", "http://127.0.0.1:8008/_synapse/client/salon/watch"),
    limits=(
        Limit("rc_joins.local", 5, 50),
        Limit("rc_joins.remote", 5, 50),
        Limit("rc_joins_per_room", 50, 500),
    ),
    feeds_user_directory=False,
    cache_factor=4.0,
    registration_open=False,
    per_room_profiles=True,
    encrypts_by_default=False,
    blocks_invites=False,
    forgets_left_rooms=True,
)


class Findings(SynchronousTestCase):
    def test_good_settings_are_not_talked_about(self) -> None:
        self.assertEqual(findings(GOOD), [])

    def test_each_is_named_with_a_line_that_is_yaml(self) -> None:
        synapses_own = (
            Limit("rc_joins.local", 0.1, 10),
            Limit("rc_joins.remote", 0.01, 10),
            Limit("rc_joins_per_room", 1, 10),
        )
        changes: tuple[tuple[dict[str, Any], bool, str], ...] = (
            ({"service": None}, True, "app_service_config_files"),
            ({"service": Service("salon", None)}, True, "app_service_config_files"),
            ({"service": Service("salon", "http://127.0.0.1:9000")}, True, "app_service_config_files"),
            ({"encrypts_by_default": True}, True, "encryption_enabled_by_default_for_room_type"),
            ({"blocks_invites": True}, True, "block_non_admin_invites"),
            ({"limits": synapses_own}, False, "rc_joins"),
            ({"feeds_user_directory": True}, False, "update_user_directory_from_worker"),
            ({"cache_factor": 0.5}, False, "caches"),
            ({"registration_open": True}, False, "enable_registration"),
            ({"per_room_profiles": False}, False, "allow_per_room_profiles"),
            ({"forgets_left_rooms": False}, False, "forget_rooms_on_leave"),
        )
        for change, is_fatal, key in changes:
            found = findings(attrs.evolve(GOOD, **change))
            self.assertEqual({finding.is_fatal for finding in found}, {is_fatal}, change)
            self.assertTrue(found[0].write.startswith(key), found[0].write)
            if not found[0].write.startswith("app_service"):
                for finding in found:
                    self.assertIsInstance(yaml.safe_load(finding.write), dict, finding.write)

    def test_what_refuses_the_start_comes_first(self) -> None:
        found = findings(attrs.evolve(GOOD, registration_open=True, service=None, cache_factor=1.0))
        self.assertEqual([finding.is_fatal for finding in found], [True, False, False])
