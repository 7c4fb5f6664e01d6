# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card page: what an overdue subscription owes is paid with a card that is charged from then on."""

from bridges.sandbox.domain.books import Payment, Subscription
from bridges.sandbox.domain.cards import NotATestCard, read_card
from bridges.sandbox.service.pages import Pages
from bridges.sandbox.web.cards import DECLINED, NOT_A_TEST_CARD, SHOWN
from bridges.sandbox.web.pay import CardForm
from synapse_salon.errors import NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.ports.payments import Declined
from synapse_salon.web import Call, Page, Redirect, Routes

PATH = "sandbox/card/{key}"


def add_card_page(routes: Routes, pages: Pages) -> None:
    """Serve the card page; as with the pay page, its address is the permission."""

    async def find(call: Call[object]) -> tuple[Subscription, Payment | None]:
        found = await pages.owed(call.path["key"])
        if found is None:
            raise NotFound(t("There is no such payment page. Please begin again from the salon's page."))
        return found

    @routes.page(PATH, pace="machine")
    async def show(call: Call[None]) -> Page | Redirect:
        return _shown(*await find(call))

    @routes.form(PATH, body=CardForm, csrf=False, pace="machine")
    async def pay(call: Call[CardForm]) -> Page | Redirect:
        subscription, owed = await find(call)
        if subscription.status != "overdue":
            return _shown(subscription, owed)
        try:
            card = read_card(call.body.card_number)
        except NotATestCard:
            return _shown(subscription, owed, NOT_A_TEST_CARD, status=400)
        try:
            paid = await pages.pay_owed(call.path["key"], card)
        except Declined:
            return _shown(subscription, owed, DECLINED, status=402)
        return _shown(paid or subscription, None)


def _shown(
    subscription: Subscription, owed: Payment | None, problem: Text | None = None, status: int = 200
) -> Page | Redirect:
    if subscription.status == "ended":
        return Page(
            template="sandbox/gone.html",
            title=t("There is nothing left to pay"),
            values={
                "heading": t("There is nothing left to pay"),
                "words": t("This subscription has ended. To come back, join again on the salon's page."),
                "link": t("To the salon"),
                "address": subscription.return_url,
            },
            status=410,
        )
    if subscription.status != "overdue" or owed is None:
        return Redirect(subscription.return_url)
    return Page(
        template="sandbox/card.html",
        title=t("Pay what is due (test)"),
        values={
            "subscription": subscription,
            "owed": owed,
            "action": f"sandbox/card/{subscription.page_key}",
            "cards": SHOWN,
            "problem": problem,
        },
        status=status,
    )
