# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The foundation: makes what all features share, and stands first in `modules:`."""

import logging
from urllib.parse import urlsplit

from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError

from modules.foundation.gate import Gate
from modules.foundation.settings import FoundationSettings
from synapse_salon.checks import findings
from synapse_salon.feature import Feature
from synapse_salon.host import Host
from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)


class Foundation(Feature[FoundationSettings]):
    """The loadable module."""

    settings_model = FoundationSettings

    def find_platform(self, kind: type[Platform], api: ModuleApi) -> Platform:
        """Make the homeserver's platform, unless its settings would hurt.

        Raises:
            ConfigError: one line per setting that refuses a start, each with what to write.
        """
        settings = Host(api).settings
        found = findings(settings)
        if fatal := [str(finding) for finding in found if finding.is_fatal]:
            raise ConfigError("\n".join(fatal))
        if api.should_run_background_tasks():
            for finding in found:
                logger.warning("%s", finding)
        assert settings.service is not None, "a missing one is fatal"
        return kind(api, settings.service.sender_localpart, api.public_baseurl)

    def set_up(self, platform: Platform, settings: FoundationSettings) -> None:
        """Hand the settings to the floor, bring the house account in, and start when the homeserver has."""
        platform.client_url = settings.client_url
        if settings.client_url is not None:
            platform.web.allow_form_target(_origin(settings.client_url))
        platform.crowd.per_second = settings.moves_per_second
        platform.bot.name, platform.bot.default_language = settings.house_name, settings.default_language
        platform.web.use_limits(settings.limits)
        platform.web.use_name(settings.house_name)
        platform.at_start(platform.bot.move_in)
        platform.at_start(platform.watch.catch_up)
        Gate(platform)
        platform.api.delayed_background_call(0, platform.start, desc="salon_start")


def _origin(url: str) -> str:
    """Where an address leads, as a Content-Security-Policy names it: people are sent there after they paid."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
