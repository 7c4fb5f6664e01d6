# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When money came or went, billing makes its papers."""

from modules.billing.service.papers import Papers
from modules.billing.service.post import Post
from modules.billing.service.receipts import Receipts
from modules.billing.web.desk_receipts import desk_receipt_routes
from modules.billing.web.receipts import receipt_routes
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.happenings import PaymentTold, ReceiptIssued
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.receipts import ReceiptPages


def register_receipts(platform: Platform, salons: Salons) -> None:
    """Make receipts of payments, show them, and keep them for as long as the law asks."""
    receipts, papers, post = Receipts(platform, salons), Papers(platform, salons), Post(platform, salons)
    platform.provide(ReceiptPages, post)
    platform.outbox.when(PaymentTold, "billing.make_receipt", receipts.told)
    platform.outbox.when(ReceiptIssued, "billing.tell_receipt", post.issued)
    platform.timers.every(HOUR_MS, "billing.make_up_receipts", receipts.make_up)
    platform.timers.every(DAY_MS, "billing.forget_receipts", papers.forget)
    platform.seals.add("the books", platform.ledger.first_broken)
    platform.seals.add("receipts", papers.first_broken)
    platform.timers.every(DAY_MS, "billing.look_at_seals", platform.seals.look)
    platform.web.add(receipt_routes(platform, salons, receipts, papers))
    platform.web.add(desk_receipt_routes(platform, salons, papers))

    async def sees(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.SEE_MONEY)

    platform.web.menus.add_on_desk(t("Receipts"), "receipts", sees, "salon", order=22)
