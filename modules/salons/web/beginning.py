# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where somebody begins to open a salon: on to the step they are at, or first an account."""

from collections.abc import Mapping
from typing import Any

from modules.salons.domain.wizard import next_step
from modules.salons.service.house import SalonsHouse
from modules.salons.web.wizard_forms import AccountForm
from synapse_salon.errors import NotSignedIn
from synapse_salon.i18n import Text, t
from synapse_salon.newcomers import SHORTEST_PASSWORD, open_account
from synapse_salon.platform import Platform
from synapse_salon.web import Call, Page, Redirect, Routes


def beginning_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """`staff/new` and `staff/new/account`."""
    routes = Routes("beginning_a_salon")
    wizard = house.wizard

    @routes.page("staff/new")
    async def begin(call: Call[None]) -> Page | Redirect:
        if call.person_or_none is None:
            return account_page()
        draft = await wizard.draft(call.person, call.language)
        return Redirect(f"staff/new/{next_step(draft, wizard.needs_seller(draft))}")

    def account_page() -> Page:
        if not wizard.opens_accounts:
            raise NotSignedIn(t("Please sign in first."))
        values = {"shortest_password": SHORTEST_PASSWORD, "sends": house.staff_mails.sends}
        return Page("salons/wizard_account.html", t("Open a salon"), values)

    @routes.page("staff/new/account")
    async def back(call: Call[None]) -> Redirect:
        return Redirect("staff/new")

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return account_page()

    @routes.form("staff/new/account", body=AccountForm, again=again, pace="sign_in")
    async def open_one(call: Call[AccountForm]) -> Redirect:
        if call.person_or_none is None:
            account_page()  # raises where nobody opens an account here
            mail = house.staff_mails.checked(call.body.mail)
            user_id = await open_account(platform, call.body.username, call.body.password, call.address)
            await house.staff_mails.change(user_id, mail, call.language)
            await platform.web.sign_in(call, user_id, "opened")
        return Redirect("staff/new/kind")

    return routes
