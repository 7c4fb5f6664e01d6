# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The account that a salon is paid to, where each owner has one: on the desk, and by the API."""

from synapse_salon.errors import Conflict, NotAllowed, NotFound, Unavailable
from synapse_salon.i18n import Language, t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.owners import OwnerAccount, Owners
from synapse_salon.ports.payments import PaymentFailure, ProviderUnavailable
from synapse_salon.web import Call, Page, Redirect, Routes, View, Who


class AccountView(View):
    """The account a salon is paid to. `ready`: payments can be taken; `needs` is what the payment service still asks
    its owner for, in its own words."""

    account: str | None = None
    ready: bool
    needs: list[str]


class OpeningView(View):
    """The owner opens the account at `url`, a page of the payment service that is open for some minutes."""

    url: str


def add_payouts(platform: Platform, salons: Salons) -> None:
    """`s/{slug}/desk/payouts` and `v1/salons/{slug}/payouts`, where a payment bridge has accounts of owners."""
    owners = platform.want(Owners)
    if owners is None:
        return
    platform.web.add(payout_routes(platform, salons, owners))

    async def sees(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.SEE_MONEY)

    platform.web.menus.add_on_desk(t("Where payments go"), "payouts", sees, "salon", order=22)


def payout_routes(platform: Platform, salons: Salons, owners: Owners) -> Routes:
    """The routes."""
    routes = Routes("payouts")

    async def account(salon: Salon, by: str) -> OwnerAccount:
        await salons.allow(salon, by, Act.SEE_MONEY)
        try:
            return await owners.account(salon.id)
        except PaymentFailure as failure:
            raise _unavailable() from failure

    async def start(salon: Salon, by: str, language: Language) -> str:
        await salons.allow(salon, by, Act.SET_BANK_ACCOUNT)
        page = platform.web.url(f"s/{salon.slug}/desk/payouts")
        try:
            return await owners.start(salon.id, page, page, language)
        except ProviderUnavailable as failure:
            raise _unavailable() from failure
        except PaymentFailure as failure:
            raise Conflict(
                t("The payment service opens no account for this salon."), "no_account"
            ) from failure

    @routes.get(
        "v1/salons/{slug}/payouts",
        says="Shows the account that a salon is paid to, and what it still needs.",
        returns=AccountView,
        errors=(NotAllowed, NotFound, Unavailable),
    )
    async def show(call: Call[None]) -> AccountView:
        found = await account(await salons.find(call.path["slug"]), call.person)
        return AccountView(account=found.account, ready=found.is_ready, needs=list(found.needs))

    @routes.post(
        "v1/salons/{slug}/payouts",
        says="Begins to open the account that a salon is paid to, or goes on with it.",
        returns=OpeningView,
        errors=(Conflict, NotAllowed, NotFound, Unavailable),
    )
    async def begin(call: Call[None]) -> OpeningView:
        salon = await salons.find(call.path["slug"])
        return OpeningView(url=await start(salon, call.person, call.language))

    @routes.page("s/{slug}/desk/payouts", who=Who.SIGNED_IN)
    async def page(call: Call[None]) -> Page:
        salon = await salons.find(call.path["slug"])
        values = {
            "salon": salon,
            "account": await account(salon, call.person),
            "may_open": may(await salons.roles(salon.id, call.person), Act.SET_BANK_ACCOUNT),
        }
        return Page("billing/payouts.html", t("Where payments go"), values, salon=salon)

    @routes.form("s/{slug}/desk/payouts", who=Who.SIGNED_IN)
    async def begin_on_page(call: Call[None]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        return Redirect(await start(salon, call.person, call.language))

    return routes


def _unavailable() -> Unavailable:
    return Unavailable(
        t("The payment service cannot be reached just now. Please try again soon."), "payment_unavailable"
    )
