# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page where a card is given to be kept."""

from bridges.sandbox.domain.cards import NotATestCard, read_card
from bridges.sandbox.domain.kept import CardPage
from bridges.sandbox.service.cards import SandboxCards
from bridges.sandbox.web.cards import NOT_A_TEST_CARD, NOT_KEPT, SHOWN
from bridges.sandbox.web.pay import CardForm
from synapse_salon.errors import NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.ports.payments import Declined
from synapse_salon.web import Call, Page, Redirect, Routes

PATH = "sandbox/cards/{key}"


def add_keep_page(routes: Routes, cards: SandboxCards) -> None:
    """Serve the page; as with the pay page, its address is the permission."""

    async def find(call: Call[object]) -> CardPage:
        found = await cards.page(call.path["key"])
        if found is None:
            raise NotFound(t("There is no such payment page. Please begin again from the salon's page."))
        return found

    def shown(page: CardPage, problem: Text | None = None, status: int = 200) -> Page | Redirect:
        if page.card is not None:
            return Redirect(page.success_url)
        if not cards.is_open(page):
            return Page(
                template="sandbox/gone.html",
                title=t("This page has expired"),
                values={
                    "heading": t("This page has expired"),
                    "words": t("No card was kept. You can begin again."),
                    "link": t("Begin again"),
                    "address": page.cancel_url,
                },
                status=410,
            )
        values = {
            "page": page,
            "action": f"sandbox/cards/{page.page_key}",
            "cards": SHOWN,
            "problem": problem,
        }
        return Page("sandbox/keep.html", t("Give a card (test)"), values, status=status)

    @routes.page(PATH, pace="machine")
    async def show(call: Call[None]) -> Page | Redirect:
        return shown(await find(call))

    @routes.form(PATH, body=CardForm, csrf=False, pace="machine")
    async def give(call: Call[CardForm]) -> Page | Redirect:
        page = await find(call)
        if not cards.is_open(page):
            return shown(page)
        try:
            card = read_card(call.body.card_number)
        except NotATestCard:
            return shown(page, NOT_A_TEST_CARD, status=400)
        try:
            given = await cards.give(call.path["key"], card)
        except Declined:
            return shown(page, NOT_KEPT, status=402)
        return shown(given or page)
