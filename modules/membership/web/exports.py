# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Downloads: members and payments for the owner, and for each person what is kept about them."""

from typing import Any

from modules.membership.domain.export import as_json
from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_known_salon
from synapse_salon.errors import NotAllowed, NotFound
from synapse_salon.ports import Salons
from synapse_salon.web import Call, Raw, Routes, View, Who


class SalonExport(View):
    """What an owner may take along: one object for each member, and for each payment."""

    members: list[dict[str, Any]]
    payments: list[dict[str, Any]]


class PersonExport(View):
    """What is kept about a person in a salon."""

    kept: dict[str, Any]


def export_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/desk/export.zip`, `s/{slug}/me/export.json`, and both by the API."""
    routes = Routes("exports")

    async def of_salon(call: Call[None]) -> Raw:
        salon = await salons.find(call.path["slug"])
        packed = await house.exports.zipped(salon, call.person)
        return Raw("application/zip", packed, headers=_as_file(f"{salon.slug}.zip"))

    async def of_person(call: Call[None]) -> Raw:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        kept = await house.exports.of_person(salon, call.person)
        return Raw(
            "application/json; charset=utf-8", as_json(kept), headers=_as_file(f"{salon.slug}-me.json")
        )

    @routes.get(
        "v1/salons/{slug}/export",
        says="Gives the members and payments of a salon, to its owner.",
        returns=SalonExport,
        errors=(NotAllowed, NotFound),
    )
    async def salon_data(call: Call[None]) -> SalonExport:
        salon = await salons.find(call.path["slug"])
        found, paid = await house.exports.of_salon(salon, call.person)
        return SalonExport(members=found, payments=paid)

    @routes.get(
        "v1/salons/{slug}/me/export",
        says="Gives what is kept about the person who asks in a salon.",
        returns=PersonExport,
        errors=(NotFound,),
    )
    async def my_data(call: Call[None]) -> PersonExport:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        return PersonExport(kept=await house.exports.of_person(salon, call.person))

    routes.page("s/{slug}/desk/export.zip", who=Who.SIGNED_IN)(of_salon)
    routes.page("s/{slug}/me/export.json", who=Who.SIGNED_IN)(of_person)
    return routes


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
