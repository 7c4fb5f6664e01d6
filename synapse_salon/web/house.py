# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the house itself answers: its health, its description, and static files."""

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict

from synapse_salon.errors import Unavailable
from synapse_salon.i18n import t
from synapse_salon.web import openapi, shelf
from synapse_salon.web.answers import Raw
from synapse_salon.web.bodies import View
from synapse_salon.web.call import Call
from synapse_salon.web.routes import Routes, Who
from synapse_salon.web.shelf import Shelf
from synapse_salon.web.table import Table

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


_NO_TABLES = t("The tables could not be made; the server's log says why.")
_STARTING = t("The house is just being opened. Please try again in a few seconds.")
_TROUBLE = t("Something failed while the house was being opened; it is tried again every minute.")


class Health(View):
    """The house is open."""

    status: str
    version: str


class Description(View):
    """An OpenAPI 3.1 document."""

    model_config = ConfigDict(extra="allow")


def own_version() -> str:
    """The installed version of synapse-salon; "0" where it runs from a checkout."""
    try:
        return version("synapse-salon")
    except PackageNotFoundError:
        return "0"


def house_routes(platform: "Platform", table: Table, files: Shelf, base: str) -> Routes:
    """The floor's own routes without sign-in."""
    routes = Routes("house")
    described: dict[str, Any] = {}  # nothing is added once the first request is here

    @routes.get(
        "v1/health",
        says="Whether the house is open: its tables are there, and everything its features need is provided.",
        returns=Health,
        who=Who.ANYONE,
        errors=(Unavailable,),
        waits=False,
    )
    async def health(call: Call[None]) -> Health:
        why = platform.trouble
        if platform.database.failure is not None:
            raise Unavailable(_NO_TABLES, "no_tables", extra={"why": why})
        if not platform.database.is_ready or not platform.is_started:
            raise Unavailable(_STARTING, "starting", extra={"why": why})
        if why is not None:
            raise Unavailable(_TROUBLE, "trouble", extra={"why": why})
        return Health(status="open", version=own_version())

    @routes.get("v1/openapi.json", says="This description.", returns=Description, who=Who.ANYONE, waits=False)
    async def describe(call: Call[None]) -> dict[str, Any]:
        if not described:
            described.update(openapi.describe(table, base, own_version()))
        return described

    @routes.page("static/{path:path}", waits=False, pace="machine")
    async def static(call: Call[None]) -> Raw:
        return files.find(call.path["path"])

    @routes.page("style/{name}", waits=False, pace="machine")
    async def style(call: Call[None]) -> Raw:
        return shelf.accent(call.path["name"])

    return routes
