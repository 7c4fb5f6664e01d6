# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A module that hands letters to the mail bridge in whichever process it is asked."""

import json
from typing import Any

from synapse.module_api import DirectServeJsonResource, ModuleApi
from twisted.web.server import Request

from synapse_salon.platform import Platform
from synapse_salon.ports.mail import Letter, Mailer

PATH = "/_synapse/client/pillarbox"


class Pillarbox:
    """POST {"key", "to"} hands a letter over; POST {"later_ms"} moves this process's clock."""

    def __init__(self, config: object, api: ModuleApi) -> None:
        api.register_web_resource(PATH, _Slot(api))

    @staticmethod
    def parse_config(config: object) -> object:
        """Takes nothing."""
        return config


class _Slot(DirectServeJsonResource):
    isLeaf = True  # noqa: N815  # Twisted's name

    def __init__(self, api: ModuleApi) -> None:
        super().__init__()
        self._platform = Platform.of(api)

    async def _async_render_POST(self, request: Request) -> tuple[int, Any]:  # noqa: N802  # Synapse's name
        assert request.content is not None
        asked = json.loads(request.content.read())
        if "later_ms" in asked:
            clock = self._platform.clock
            clock.set_offset(clock.offset_ms + asked["later_ms"])
        else:
            words = {
                "subject": "ようこそ",
                "text": "こんにちは",
                "html": "<p>こんにちは</p>",
                "language": "ja",
            }
            await self._platform.need(Mailer, "bridges.mail").send(Letter(**asked, **words))
        return 200, {}
