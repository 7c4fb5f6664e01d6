# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transfers' addresses."""

from typing import TYPE_CHECKING

from bridges.transfer.service.receiving import Receiving
from bridges.transfer.service.transfer_desk import TransferDesk
from bridges.transfer.web.api import api_routes
from bridges.transfer.web.desk import desk_routes
from bridges.transfer.web.pay import pay_routes
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act
from synapse_salon.ports import Salon

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


def add_routes(platform: "Platform", receiving: Receiving, transfers: TransferDesk) -> None:
    """Serve the payer's page, the desk's place and the API."""
    for routes in (pay_routes(platform, receiving), desk_routes(transfers), api_routes(transfers)):
        platform.web.add(routes)

    async def sees(salon: Salon, person: str | None) -> bool:
        return await transfers.may(salon, person, Act.SEE_MONEY)

    async def note(salon: Salon) -> Text | None:
        count = await transfers.waiting(salon)
        return t("{n} awaited", n=count) if count else None

    platform.web.menus.add_on_desk(t("Bank transfers"), "transfers", sees, "salon", note=note, order=22)
