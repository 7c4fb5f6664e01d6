# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes to people about their receipts, and tells other features where those are."""

from collections.abc import Collection

from modules.billing.domain.receipts import Receipt, label
from modules.billing.store import receipts as store
from synapse_salon.happenings import ReceiptIssued
from synapse_salon.i18n import Language, t
from synapse_salon.mail import Sender
from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.web import written

_TOLD_ALREADY = ("begun", "changed")
"""Whoever joins or takes another plan gets a letter about that, which says where the receipt is."""


class Post:
    """Letters about documents."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._platform = platform
        self._salons = salons

    async def issued(self, issued: ReceiptIssued) -> None:
        """Send the letter of a document that is news, once."""
        receipt = await self._platform.database.run("salon_receipt", store.get, issued.receipt_id)
        members = self._platform.want(Members)
        if not issued.is_news or receipt is None or members is None or receipt.replaces is not None:
            return
        if receipt.kind == "credit_withdrawn":
            return
        order = await self._platform.purchases.order(receipt.order)
        joins = order is not None and order.purpose == "membership"
        if joins and receipt.kind == "receipt" and receipt.items[0].paid_for in _TOLD_ALREADY:
            return
        salon = await self._salons.by_id(receipt.salon_id)
        card = await members.card(receipt.salon_id, receipt.account)
        mail = await members.mail(receipt.salon_id, receipt.account)
        if salon is None or card is None or mail is None:
            return
        await self._write(salon, receipt, mail, card.language)

    async def _write(self, salon: Salon, receipt: Receipt, mail: str, language: Language) -> None:
        price = str(Money(receipt.total, receipt.currency))
        day = written.date(receipt.at_ms, language, receipt.timezone)
        gives_back = receipt.kind == "credit_note"
        await self._platform.letters.send(
            to=mail,
            template="billing/receipt",
            language=language,
            key=f"billing.receipt:{receipt.id}",
            subject=(
                t("{price} of {title} is given back", price=price, title=salon.title)
                if gives_back
                else t("Your payment of {price} for {title}", price=price, title=salon.title)
            ),
            values={
                "lead": (
                    t(
                        "{price} (tax included) of what you paid for {title} is given back.",
                        price=price,
                        title=salon.title,
                    )
                    if gives_back
                    else t(
                        "Your payment of {price} (tax included) for {title} arrived on {date}. Thank you.",
                        price=price,
                        title=salon.title,
                        date=day,
                    )
                ),
                "what": (
                    t("This is the credit note {number}.", number=label(receipt.series, receipt.number))
                    if gives_back
                    else t("This is the receipt {number}.", number=label(receipt.series, receipt.number))
                ),
                "action": t("Open the credit note") if gives_back else t("Open the receipt"),
                "url": self._platform.web.url(f"me/receipts/{receipt.id}"),
            },
            sender=Sender(salon.title, self._platform.web.url(f"s/{salon.slug}")),
            why=t("You get this letter because you are, or were, a member of {title}.", title=salon.title),
        )

    async def pages(self, user_id: str, payments: Collection[str]) -> dict[str, str]:
        """See `ReceiptPages.pages`."""
        found = await self._platform.database.run(
            "salon_receipts_pages", store.newest_of, user_id, tuple(payments)
        )
        return {payment: f"me/receipts/{receipt_id}" for payment, receipt_id in found.items()}
