# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A module that stands in for the house where the harness itself is tested."""

import json
import logging
from typing import Any

from synapse.module_api import DirectServeHtmlResource, DirectServeJsonResource, ModuleApi, respond_with_html
from synapse.module_api.errors import ConfigError
from twisted.web.server import Request

logger = logging.getLogger("modules.toy")

PAGE = """<form action="guestbook/sign" method="post"><input type="hidden" name="csrf" value="{csrf}">
<input name="name"><select name="mood"><option value="calm"><option value="happy" selected></select></form>"""


class Toy:
    """Serves a guest book and the clock's route, and complains or refuses to start when it is told to."""

    def __init__(self, config: dict[str, Any], api: ModuleApi) -> None:
        self.config, self.api = config, api
        api.register_web_resource("/_synapse/client/salon/guestbook", _Guestbook())
        api.register_web_resource("/_synapse/client/salon/v1/admin/clock", _Clock(api))
        if config.get("complains"):
            logger.error("the toy complains")

    @staticmethod
    def parse_config(config: dict[str, Any]) -> dict[str, Any]:
        """Refuses {"refuses": true}."""
        if config.get("refuses"):
            raise ConfigError("the toy refuses")
        return config


class _Guestbook(DirectServeHtmlResource):
    isLeaf = True  # noqa: N815  # Twisted's name

    async def _async_render_GET(self, request: Request) -> None:  # noqa: N802  # Synapse's name
        request.addCookie(b"visitor", b"1", path=b"/")
        respond_with_html(request, 200, PAGE.format(csrf="abc"))

    async def _async_render_POST(self, request: Request) -> None:  # noqa: N802  # Synapse's name
        assert request.args is not None
        filled = {name.decode(): values[0].decode() for name, values in request.args.items()}
        respond_with_html(request, 200, json.dumps({**filled, "cookie": bool(request.getCookie(b"visitor"))}))


class _Clock(DirectServeJsonResource):
    isLeaf = True  # noqa: N815  # Twisted's name

    def __init__(self, api: ModuleApi) -> None:
        super().__init__()
        self._api = api

    async def _async_render_POST(self, request: Request) -> tuple[int, Any]:  # noqa: N802  # Synapse's name
        requester = await self._api.get_user_by_req(request)
        assert request.content is not None
        admin = await self._api.is_user_admin(requester.user.to_string())
        return 200, {"asked": json.loads(request.content.read()), "by_an_admin": admin}
