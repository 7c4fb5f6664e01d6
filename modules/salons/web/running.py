# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API with which staff run a salon: its rooms, its facts, and handing it to another owner."""

from typing import Annotated, Literal

from pydantic import Field

from modules.salons.domain.themes import Theme
from modules.salons.service.house import SalonsHouse
from modules.salons.service.rooms import RoomChange
from modules.salons.web import views
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Language
from synapse_salon.people import Act
from synapse_salon.ports.salons import Salon
from synapse_salon.web import Body, Call, OneLine, Prose, Routes, View

Accent = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class RoomWish(Body):
    """What shall be different of a room; what is left out stays as it is."""

    name: OneLine | None = None
    topic: Annotated[Prose, Field(max_length=500)] | None = None
    access: Literal["members", "staff", "public"] | None = None
    plans: list[str] | None = None
    default: bool | None = None
    order: Annotated[int, Field(ge=0, le=9999)] | None = None
    archived: bool | None = None


class FactsWish(Body):
    """What shall be different of a salon; what is left out stays as it is. Title and purpose follow its page."""

    minimum_age: Annotated[int, Field(ge=0, le=120)] | None = None
    accent: Accent | None = None
    language: Language | None = None
    timezone: Annotated[str, Field(max_length=100)] | None = None
    theme: Theme | Literal[""] | None = None
    """What the salon is about, for the directory; empty for nothing of the list."""


class FactsView(View):
    """Facts of a salon that need no review."""

    salon: str
    minimum_age: int
    accent: str
    language: Language
    timezone: str
    theme: str


class NewOwner(Body):
    """Whom the owner asks."""

    user_id: str


class OwnerView(View):
    """Who owns a salon, and who is asked to."""

    owner: str
    offered_to: str | None = None


def running_routes(house: SalonsHouse) -> Routes:
    """`v1/salons/{slug}`, `…/rooms/{key}` and `…/owner`."""
    routes = Routes("running")

    @routes.put(
        "v1/salons/{slug}",
        says="Sets facts of a salon that need no review; a higher minimum age puts nobody out.",
        body=FactsWish,
        returns=FactsView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def set_facts(call: Call[FactsWish]) -> FactsView:
        wish = call.body
        salon = await house.facts.change(
            call.path["slug"],
            call.person,
            wish.minimum_age,
            wish.accent,
            wish.language,
            wish.timezone,
            wish.theme,
        )
        return FactsView(
            salon=salon.slug,
            minimum_age=salon.minimum_age,
            accent=salon.accent,
            language=salon.language,
            timezone=salon.timezone,
            theme=salon.theme,
        )

    @routes.put(
        "v1/salons/{slug}/rooms/{key}",
        says="Changes a room, archives it or brings it back; who is in it follows.",
        body=RoomWish,
        returns=views.RoomView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def change_room(call: Call[RoomWish]) -> views.RoomView:
        wish = call.body
        change = RoomChange(
            wish.name,
            wish.topic,
            wish.access,
            None if wish.plans is None else tuple(wish.plans),
            wish.default,
            wish.order,
            wish.archived,
        )
        room = await house.rooms.change(call.path["slug"], call.person, call.path["key"], change)
        return views.RoomView.of(room)

    async def owner_view(salon: Salon) -> OwnerView:
        return OwnerView(owner=salon.owner, offered_to=await house.owners.offered_to(salon))

    @routes.get(
        "v1/salons/{slug}/owner",
        says="Shows who owns a salon and who is asked to become its owner, to its staff.",
        returns=OwnerView,
        errors=(NotAllowed, NotFound),
    )
    async def show_owner(call: Call[None]) -> OwnerView:
        return await owner_view(
            await house.lookups.allowed(call.path["slug"], call.person, Act.ENTER_STAFF_ROOM)
        )

    @routes.post(
        "v1/salons/{slug}/owner",
        says="Asks somebody of the staff to become the owner.",
        body=NewOwner,
        returns=OwnerView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def offer(call: Call[NewOwner]) -> OwnerView:
        await house.owners.offer(call.path["slug"], call.person, call.body.user_id)
        return await owner_view(await house.lookups.find(call.path["slug"]))

    @routes.delete(
        "v1/salons/{slug}/owner",
        says="The owner asks no longer, or the one who was asked declines.",
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def withdraw(call: Call[None]) -> None:
        await house.owners.withdraw(call.path["slug"], call.person)

    @routes.post(
        "v1/salons/{slug}/owner/accept",
        says="The one who was asked becomes the owner; the owner before goes on as operator.",
        returns=OwnerView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def accept(call: Call[None]) -> OwnerView:
        return await owner_view(await house.owners.accept(call.path["slug"], call.person))

    return routes
