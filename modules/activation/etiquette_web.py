# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Page and API of the etiquette of rooms."""

from typing import Annotated

from pydantic import Field

from modules.activation.etiquette import Etiquettes
from modules.activation.etiquette_store import Etiquette
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, View, Who

Words = Annotated[Prose, Field(max_length=2000)]


class EtiquetteWish(Body):
    """What staff ask of those who write in a room; empty takes it away."""

    body: Words


class RoomEtiquette(Body):
    """The same for one room, from the page."""

    room: str = Field(max_length=100)
    body: Words = ""


class EtiquetteView(View):
    """What is in force in a room; version 0 for none yet."""

    version: int
    body: str

    @classmethod
    def of(cls, etiquette: Etiquette) -> "EtiquetteView":
        """As the API shows it."""
        return cls(version=etiquette.version, body=etiquette.body)


def etiquette_routes(platform: Platform, etiquettes: Etiquettes) -> Routes:
    """`s/{slug}/desk/etiquette` and `v1/salons/{slug}/rooms/{key}/etiquette`."""
    routes = Routes("etiquette")
    platform.web.menus.add_on_desk(t("Etiquette of the rooms"), "etiquette", etiquettes.may_write, "inside")

    @routes.page("s/{slug}/desk/etiquette", who=Who.SIGNED_IN)
    async def page(call: Call[None]) -> Page:
        salon, rooms = await etiquettes.rooms(call.path["slug"], call.person)
        values = {"salon": salon, "rooms": [found for found in rooms if not found[0].is_archived]}
        return Page("activation/etiquette.html", t("Etiquette of the rooms"), values, salon=salon)

    @routes.form("s/{slug}/desk/etiquette", body=RoomEtiquette, who=Who.SIGNED_IN)
    async def on_page(call: Call[RoomEtiquette]) -> Redirect:
        slug = call.path["slug"]
        await etiquettes.write(slug, call.person, call.body.room, call.body.body)
        return Redirect(f"s/{slug}/desk/etiquette")

    @routes.get(
        "v1/salons/{slug}/rooms/{key}/etiquette",
        says="Shows what staff ask of those who write in a room, to who may change it.",
        returns=EtiquetteView,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> EtiquetteView:
        return EtiquetteView.of(await etiquettes.show(call.path["slug"], call.person, call.path["key"]))

    @routes.put(
        "v1/salons/{slug}/rooms/{key}/etiquette",
        says="Sets what staff ask of those who write in a room: pinned there, and told to who enters.",
        body=EtiquetteWish,
        returns=EtiquetteView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def write(call: Call[EtiquetteWish]) -> EtiquetteView:
        body = call.body.body
        return EtiquetteView.of(
            await etiquettes.write(call.path["slug"], call.person, call.path["key"], body)
        )

    return routes
