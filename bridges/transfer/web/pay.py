# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that says what to transfer, and where to."""

from typing import TYPE_CHECKING

from bridges.transfer.domain.books import Transfer
from bridges.transfer.domain.how import KINDS
from bridges.transfer.service.receiving import Receiving
from bridges.transfer.store import books
from synapse_salon.errors import NotFound
from synapse_salon.i18n import t
from synapse_salon.ports import Salons
from synapse_salon.web import Call, Page, Routes

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

PATH = "transfer/{key}"


def pay_routes(platform: "Platform", receiving: Receiving) -> Routes:
    """The payer's page. Its unguessable address is the permission, as with a hosted payment page."""
    routes = Routes("transfer_page")

    @routes.page(PATH, pace="machine")
    async def show(call: Call[None]) -> Page:
        transfer = await platform.database.run("transfer_page", books.of_page, call.path["key"])
        if transfer is None:
            raise NotFound(t("There is no such payment page. Please begin again from the salon's page."))
        return await _shown(platform, await receiving.as_now(transfer))

    return routes


async def _shown(platform: "Platform", transfer: Transfer) -> Page:
    salons = platform.want(Salons)
    salon = await salons.by_id(transfer.salon_id) if salons is not None else None
    main = platform.providers.main
    is_gone = transfer.status == "expired"
    values = {
        "transfer": transfer,
        "is_practice": main is not None and not main.is_real,
        "kind": KINDS[transfer.account.kind],
        "given_up": is_gone and platform.clock.now_ms() < transfer.expires_ms,
        "timezone": salon.timezone if salon is not None else "Asia/Tokyo",
    }
    return Page("transfer/pay.html", t("Bank transfer"), values, status=410 if is_gone else 200)
