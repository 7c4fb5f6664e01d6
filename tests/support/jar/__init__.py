# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A feature that charges kept cards: for tests of what lies between a button and the books."""

from pydantic import Field

from synapse_salon import ids
from synapse_salon.clock import HOUR_MS
from synapse_salon.errors import BadInput, Conflict, NotFound
from synapse_salon.feature import Feature
from synapse_salon.happenings import ChargeEnded
from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports.cards import Cards, SavingOrder
from synapse_salon.ports.payments import Ref
from synapse_salon.purchases.charges import Charge, ChargeWish
from synapse_salon.purchases.payers import Payers
from synapse_salon.settings import Settings
from synapse_salon.web import Body, Call, Raw, Routes, View, Who

CAP = 3000


class JarSettings(Settings):
    """None."""


class NewTip(Body):
    """What somebody gives."""

    card: str
    amount: int = Field(default=500, ge=1)


class CardView(View):
    """The newest card, or where one is given."""

    card: str | None = None
    pay_url: str


class TipView(View):
    """How far a tip is."""

    tip: str
    status: str
    action_url: str | None = None
    spent: int


class Jar(Feature[JarSettings]):
    """Load it as `tests.support.jar.Jar`."""

    settings_model = JarSettings

    def set_up(self, platform: Platform, settings: JarSettings) -> None:
        """Serve the routes and charge."""
        charges, payers = platform.charges, Payers(platform.database)
        routes = Routes("jar")
        charges.serve("tip")
        self.ended: list[ChargeEnded] = []

        async def ended(happening: ChargeEnded) -> None:
            self.ended.append(happening)

        platform.outbox.when(ChargeEnded, "jar.ended", ended)

        @routes.post("v1/jar/cards", says="Give a card.", returns=CardView)
        async def card(call: Call[None]) -> CardView:
            cards = platform.need(Cards, "bridges.sandbox.Sandbox")
            customer = await payers.customer(call.person)
            expires_ms = platform.clock.now_ms() + HOUR_MS
            url = platform.web.url("jar")
            order = SavingOrder(ids.new_id(), customer, expires_ms, url, url, call.language)
            saved = await cards.saved(customer)
            begun = await cards.start_saving(order)
            return CardView(card=saved[0].ref if saved else None, pay_url=begun.url)

        @routes.post(
            "v1/jar/tips",
            says="Give.",
            body=NewTip,
            returns=TipView,
            errors=(BadInput, Conflict, NotFound),
            idempotent=True,
        )
        async def tips(call: Call[NewTip]) -> TipView:
            wish = ChargeWish(
                purpose="tip",
                key=call.idempotency_key or ids.new_id(),
                salon_id="salon-1",
                user_id=call.person,
                title="A tip",
                amount=Money(call.body.amount, "JPY"),
                card=Ref(call.body.card),
                day_cap=Money(CAP, "JPY"),
                return_url=platform.web.url("jar"),
            )
            return await view(await charges.take(wish))

        @routes.get("v1/jar/tips/{tip}", says="Look.", returns=TipView, errors=(NotFound,))
        async def tip(call: Call[None]) -> TipView:
            return await view(await charges.charge(call.path["tip"], call.person))

        async def view(charge: Charge) -> TipView:
            spent = await charges.spent_today("salon-1", charge.user_id, "JPY")
            return TipView(
                tip=charge.order_id, status=charge.state, action_url=charge.action_url, spent=spent.minor
            )

        @routes.page("jar", who=Who.ANYONE)
        async def page(call: Call[None]) -> Raw:
            return Raw("text/plain", "jar")

        platform.web.add(routes)
