# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every part of the host holds."""

from synapse.module_api import ModuleApi


class Held:
    """The module API, and behind it the homeserver itself."""

    def __init__(self, api: ModuleApi) -> None:
        self._api = api
        self._hs = api._hs
