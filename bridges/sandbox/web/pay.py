# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pay page: what is bought, and a field for a test card's number."""

from bridges.sandbox.domain.books import Checkout
from bridges.sandbox.domain.cards import NotATestCard, read_card
from bridges.sandbox.domain.terms import terms_of
from bridges.sandbox.domain.vouchers import is_taken, read_voucher
from bridges.sandbox.service.pages import Pages
from bridges.sandbox.web.cards import DECLINED, NOT_A_TEST_CARD, SHOWN, VOUCHERS
from synapse_salon.errors import NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.ports.payments import Declined
from synapse_salon.web import Body, Call, Page, Redirect, Routes

PATH = "sandbox/pay/{key}"


class CardForm(Body):
    """What is entered on a pay page."""

    card_number: str = ""
    """A test card's number; not needed where nothing is to be paid."""


def add_pay_page(routes: Routes, pages: Pages, takes_vouchers: bool) -> None:
    """Serve the pay page. Its unguessable address is the permission, as with a hosted payment page, so that
    neither a session nor a form token is asked for."""

    def shown(checkout: Checkout, problem: Text | None = None, status: int = 200) -> Page | Redirect:
        return _shown(checkout, problem, status, takes_vouchers)

    async def find(call: Call[object]) -> Checkout:
        checkout = await pages.checkout(call.path["key"])
        if checkout is None:
            raise NotFound(t("There is no such payment page. Please begin again from the salon's page."))
        return checkout

    @routes.page(PATH, pace="machine")
    async def show(call: Call[None]) -> Page | Redirect:
        return shown(await find(call))

    @routes.form(PATH, body=CardForm, csrf=False, pace="machine")
    async def pay(call: Call[CardForm]) -> Page | Redirect:
        checkout = await find(call)
        if checkout.status != "open":
            return shown(checkout)
        voucher = read_voucher(call.body.card_number) if takes_vouchers else None
        if voucher is not None and is_taken(checkout):
            taken = await pages.take_voucher(call.path["key"], voucher) or checkout
            return Redirect(taken.success_url) if taken.status == "complete" else shown(taken)
        card = None
        if terms_of(checkout.lines, checkout.trial_days, checkout.discount).needs_card:
            try:
                card = read_card(call.body.card_number)
            except NotATestCard:
                return shown(checkout, NOT_A_TEST_CARD, status=400)
        try:
            paid = await pages.pay(call.path["key"], card)
        except Declined:
            return shown(checkout, DECLINED, status=402)
        return shown(paid or checkout)


def _shown(checkout: Checkout, problem: Text | None, status: int, takes_vouchers: bool) -> Page | Redirect:
    if checkout.settles_ms is not None:
        return Page("sandbox/slip.html", t("Voucher (test)"), {"checkout": checkout})
    if checkout.status == "complete":
        return Redirect(checkout.success_url)
    if checkout.status == "expired":
        return Page(
            template="sandbox/gone.html",
            title=t("This payment page has expired"),
            values={
                "heading": t("This payment page has expired"),
                "words": t("Nothing was paid, and nothing will be. You can begin again on the salon's page."),
                "link": t("Begin again"),
                "address": checkout.cancel_url,
            },
            status=410,
        )
    return Page(
        template="sandbox/pay.html",
        title=t("Payment (test)"),
        values={
            "checkout": checkout,
            "terms": terms_of(checkout.lines, checkout.trial_days, checkout.discount),
            "action": f"sandbox/pay/{checkout.page_key}",
            "cards": (*SHOWN, *VOUCHERS) if takes_vouchers and is_taken(checkout) else SHOWN,
            "problem": problem,
        },
        status=status,
    )
