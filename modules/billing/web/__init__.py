# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Billing's routes: API and pages, and the links to them."""

from modules.billing.service.cards import MyCards
from modules.billing.service.money import Money
from modules.billing.service.refunds import Refunds
from modules.billing.web.books import book_routes
from modules.billing.web.cards import card_routes
from modules.billing.web.mine import my_routes
from modules.billing.web.payments import payment_routes
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web import Routes


def billing_routes(
    platform: Platform, salons: Salons, money: Money, refunds: Refunds, cards: MyCards
) -> list[Routes]:
    """Every route of billing."""
    return [
        payment_routes(salons, money, refunds),
        book_routes(salons, money, platform.clock),
        my_routes(platform, money, cards),
        card_routes(cards),
    ]


def add_menus(platform: Platform, salons: Salons) -> None:
    """The links to what one paid, and to the places of the desk where money is looked at."""

    async def sees(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.SEE_MONEY)

    platform.web.menus.add_to_own(t("Your payments"), "me/billing")
    platform.web.menus.add_to_own(t("Your receipts"), "me/receipts")
    platform.web.menus.add_on_desk(t("Payments"), "payments", sees, "salon", order=20)
    platform.web.menus.add_on_desk(t("Books"), "books", sees, "salon", order=21)
