# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person paid, in every salon."""

from modules.billing.service.money import Money
from modules.billing.web.words import PAID_FOR
from synapse_salon.i18n import t
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
    status: str
    paid_for: PaidFor


class Billing(View):
    """What the person who asks paid, newest first."""

    payments: list[MyPayment]


def my_routes(money: Money) -> Routes:
    """`me/billing` and `v1/me/billing`."""
    routes = Routes("my_billing")

    @routes.get(
        "v1/me/billing",
        says="Lists what the person who asks paid in every salon, newest first.",
        returns=Billing,
    )
    async def billing(call: Call[None]) -> Billing:
        found = await money.of_person(call.person, MOST)
        return Billing(
            payments=[
                MyPayment(
                    salon=salon.slug,
                    salon_title=salon.title,
                    payment=shown.paid.ref,
                    made_ms=shown.paid.made_ms,
                    title=shown.title,
                    amount=Amount.of(shown.paid.amount),
                    refunded=Amount.of(shown.paid.refunded),
                    status=shown.paid.status,
                    paid_for=shown.paid.paid_for,
                )
                for salon, shown in found
            ]
        )

    @routes.page("me/billing", who=Who.SIGNED_IN)
    async def page(call: Call[None]) -> Page:
        found = await money.of_person(call.person, MOST)
        return Page("billing/mine.html", t("Your payments"), {"payments": found, "paid_for": PAID_FOR})

    return routes
