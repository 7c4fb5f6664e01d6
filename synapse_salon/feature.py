# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a folder of `modules/` or `bridges/` becomes a loadable Synapse module."""

import sys
from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from synapse.module_api import ModuleApi

from synapse_salon.settings import S, parse_settings

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class Feature(Generic[S]):
    """A feature or a bridge.

    Synapse calls `parse_config` before there is a server, then the class itself, in the order of
    `modules:` and in every process. A subclass names its settings and says in `set_up` what it provides,
    needs and answers; it does nothing else at the start.
    """

    settings_model: ClassVar[type[Any]]

    @classmethod
    def parse_config(cls, config: Any) -> S:
        """Read the module's `config:`. Raises ConfigError with the path of what is wrong."""
        parsed: S = parse_settings(cls.settings_model, f"{cls.__module__}.{cls.__qualname__}", config)
        return parsed

    def __init__(self, settings: S, api: ModuleApi) -> None:
        from synapse_salon.platform import Platform

        self.settings = settings
        self.platform = self.find_platform(Platform, api)
        self.platform.add_feature(self)
        self.set_up(self.platform, settings)

    def find_platform(self, kind: "type[Platform]", api: ModuleApi) -> "Platform":
        """The homeserver's platform; only the foundation makes one."""
        return kind.of(api)

    @property
    def name(self) -> str:
        """The folder's name: `tips`, `stripe`."""
        return type(self).__module__.split(".")[1]

    @property
    def folder(self) -> Path:
        """Where the feature's migrations, templates and locales are."""
        file = sys.modules[type(self).__module__].__file__
        assert file is not None, "a feature is a package on disk"
        return Path(file).parent

    @abstractmethod
    def set_up(self, platform: "Platform", settings: S) -> None:
        """Provide ports, take up the needed ones, add routes, commands, timers, reactions and hooks."""
