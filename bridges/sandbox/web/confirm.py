# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page where the holder of a kept card confirms a charge, as their bank would have them do it."""

from typing import Literal

from bridges.sandbox.domain.books import Payment
from bridges.sandbox.domain.charges import Charge
from bridges.sandbox.service.charges import Charges
from synapse_salon.errors import NotFound
from synapse_salon.i18n import t
from synapse_salon.web import Body, Call, Page, Redirect, Routes

PATH = "sandbox/confirm/{key}"


class AnswerForm(Body):
    """What the holder says."""

    answer: Literal["yes", "no"]


def add_confirm_page(routes: Routes, charges: Charges) -> None:
    """Serve the page; as with the pay page, its address is the permission."""

    async def find(call: Call[object]) -> tuple[Charge, Payment]:
        found = await charges.page(call.path["key"])
        if found is None:
            raise NotFound(t("There is no such payment page. Please begin again from the salon's page."))
        return found

    def shown(charge: Charge, payment: Payment) -> Page | Redirect:
        if not charges.is_open(charge):
            return Redirect(charge.return_url)
        values = {"payment": payment, "action": f"sandbox/confirm/{charge.page_key}"}
        return Page("sandbox/confirm.html", t("Confirm a payment (test)"), values)

    @routes.page(PATH, pace="machine")
    async def show(call: Call[None]) -> Page | Redirect:
        return shown(*await find(call))

    @routes.form(PATH, body=AnswerForm, csrf=False, pace="machine")
    async def answer(call: Call[AnswerForm]) -> Page | Redirect:
        charge, _ = await find(call)
        if charges.is_open(charge):
            await charges.answer(charge.payment, call.body.answer == "yes")
        return Redirect(charge.return_url)
