# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A homeserver from homeserver.yaml that serves nobody: modules loaded, no listeners, no background work."""

import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import yaml
from synapse.app.homeserver import create_homeserver  # noqa: TID251  # commands start as Synapse itself does
from synapse.config.homeserver import HomeServerConfig
from synapse.logging.context import LoggingContext  # type: ignore[attr-defined]  # it comes from the Rust part
from synapse.module_api.errors import ConfigError
from twisted.internet import reactor as installed  # noqa: TID251  # a command runs the reactor itself
from twisted.internet.defer import Deferred

from synapse_salon.platform import Platform


def read_config(files: list[Path]) -> HomeServerConfig:
    """Read homeserver.yaml (and the files laid over it), modules' settings included.

    Raises:
        SystemExit: with one line for each thing that is wrong.
    """
    arguments = [word for file in files for word in ("--config-path", str(file))]
    try:
        return HomeServerConfig.load_config("synapse-salon", arguments)
    except ConfigError as mistake:
        raise SystemExit(_in_words(mistake)) from None
    except (OSError, yaml.YAMLError) as mistake:
        raise SystemExit(f"This cannot be read: {mistake}") from None


def on_homeserver(files: list[Path], work: Callable[[Platform], Awaitable[int]]) -> int:
    """Run `work` on the platform of the homeserver that these files describe; answers its exit status.

    The homeserver may be running at the same time: this process takes no part in its work.
    """
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(name)s: %(message)s")
    config = read_config(files)
    config.worker.run_background_tasks = False
    reactor: Any = installed
    statuses: list[int] = []

    async def run() -> None:
        try:
            with LoggingContext(name="command", server_name=config.server.server_name):
                homeserver = create_homeserver(config, reactor)
                homeserver.setup()
                api = homeserver.get_module_api()
                for module, settings in config.modules.loaded_modules:
                    module(settings, api)
                statuses.append(await work(Platform.of(api)))
        except ConfigError as mistake:
            print(_in_words(mistake), file=sys.stderr)
        except Exception:
            logging.getLogger(__name__).exception("This did not work")
        finally:
            reactor.stop()

    reactor.callWhenRunning(lambda: Deferred.fromCoroutine(run()))
    reactor.run()
    return statuses[0] if statuses else 1


def _in_words(mistake: BaseException) -> str:
    """A mistake in the settings and what lies behind it, innermost last: that is where the key is named."""
    said = []
    cause: BaseException | None = mistake
    while cause is not None:
        path = ".".join(getattr(cause, "path", None) or ())
        words = getattr(cause, "msg", None) or str(cause)
        said.append(f"{path}: {words}" if path else str(words))
        cause = cause.__cause__
    return "\n".join(said)
