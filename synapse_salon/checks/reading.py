# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads from Synapse's configuration what a salon cares for."""

from synapse.config.appservice import load_appservices
from synapse.config.homeserver import HomeServerConfig

from synapse_salon.checks.findings import SERVICE_ID, HomeserverSettings, Limit, Service


def read_settings(config: HomeServerConfig) -> HomeserverSettings:
    """What of a homeserver.yaml matters to a salon. Modules are handed their own `config:` alone."""
    services = load_appservices(config.server.server_name, config.appservice.app_service_config_files)
    house = next((service for service in services if service.id == SERVICE_ID), None)
    limits = (
        ("rc_joins.local", config.ratelimiting.rc_joins_local),
        ("rc_joins.remote", config.ratelimiting.rc_joins_remote),
        ("rc_joins_per_room", config.ratelimiting.rc_joins_per_room),
    )
    return HomeserverSettings(
        service=Service(house.sender.localpart, house.url) if house else None,
        limits=tuple(Limit(name, limit.per_second, limit.burst_count) for name, limit in limits),
        feeds_user_directory=bool(config.worker.should_update_user_directory),
        cache_factor=float(config.caches.global_factor),
        registration_open=bool(config.registration.enable_registration),
        per_room_profiles=bool(config.server.allow_per_room_profiles),
        encrypts_by_default=bool(config.room.encryption_enabled_by_default_for_room_presets),
        blocks_invites=bool(config.server.block_non_admin_invites),
        forgets_left_rooms=bool(config.room.forget_on_leave),
    )
