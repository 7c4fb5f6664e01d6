# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person paid, in every salon, and their cards."""

from modules.billing.service.cards import MyCards
from modules.billing.service.money import Money
from modules.billing.web.cards import CardView, card_view
from modules.billing.web.words import PAID_FOR
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports.awaited import AwaitedPayments
from synapse_salon.ports.payments import PaidFor
from synapse_salon.web import Amount, Call, Page, Routes, View, Who

MOST = 200


class MyPayment(View):
    """A payment of the person who asks. Time in ms."""

    salon: str
    salon_title: str
    payment: str
    made_ms: int
    title: str
    amount: Amount
    refunded: Amount
    on_its_way: Amount
    """What of `refunded` is still to be sent by hand."""
    status: str
    paid_for: PaidFor


class Billing(View):
    """What the person who asks paid, newest first, and the cards that are kept for them; nothing of cards while the
    payment service cannot be asked."""

    payments: list[MyPayment]
    cards: list[CardView] | None = None


def my_routes(platform: Platform, money: Money, cards: MyCards) -> Routes:
    """`me/billing` and `v1/me/billing`."""
    routes = Routes("my_billing")

    @routes.get(
        "v1/me/billing",
        says="Lists what the person who asks paid in every salon, newest first, and their cards.",
        returns=Billing,
    )
    async def billing(call: Call[None]) -> Billing:
        found = await money.of_person(call.person, MOST)
        kept = await cards.of(call.person)
        return Billing(
            cards=[card_view(card) for card in kept.cards] if kept.is_known else None,
            payments=[
                MyPayment(
                    salon=salon.slug,
                    salon_title=salon.title,
                    payment=shown.paid.ref,
                    made_ms=shown.paid.made_ms,
                    title=shown.title,
                    amount=Amount.of(shown.paid.amount),
                    refunded=Amount.of(shown.paid.refunded),
                    on_its_way=Amount.of(shown.paid.on_its_way),
                    status=shown.paid.status,
                    paid_for=shown.paid.paid_for,
                )
                for salon, shown in found
            ],
        )

    @routes.page("me/billing", who=Who.SIGNED_IN)
    async def page(call: Call[None]) -> Page:
        found = await money.of_person(call.person, MOST)
        waiting = platform.want(AwaitedPayments)
        values = {
            "awaited": await waiting.awaited(call.person) if waiting is not None else [],
            "payments": found,
            "firsts": {shown.paid.order_id: shown.paid.ref for _, shown in found},  # the oldest is the last
            "paid_for": PAID_FOR,
            "kept": await cards.of(call.person),
            "receipts": await money.receipts_of(call.person, [shown.paid.ref for _, shown in found]),
        }
        return Page("billing/mine.html", t("Your payments"), values)

    return routes
