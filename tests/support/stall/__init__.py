# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A feature that sells seats: for tests of everything that lies between an order and its receipt."""

from typing import Any

from pydantic import Field

from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotFound, Unavailable
from synapse_salon.feature import Feature
from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.purchases import Bought, Offer, Sale, Seller, Wish
from synapse_salon.settings import Settings
from synapse_salon.web import Body, Call, Raw, Routes, View, Who


class StallSettings(Settings):
    """None."""


class NewItem(Body):
    """What there is."""

    item: str
    capacity: int | None = None
    per_person: int | None = None


class NewOrder(Body):
    """What somebody wants."""

    item: str
    quantity: int = Field(default=1, ge=1, le=10)
    price: int = Field(default=1980, ge=0)
    takes_days: bool = False


class OrderView(View):
    """How far an order is."""

    order: str
    status: str
    pay_url: str | None = None


class Stall(Feature[StallSettings]):
    """Load it as `tests.support.stall.Stall`. While `breaks` says so, handing over fails."""

    settings_model = StallSettings
    breaks = False

    def set_up(self, platform: Platform, settings: StallSettings) -> None:
        """Serve the routes and sell."""
        sales = platform.sales
        routes = Routes("stall")

        def fulfil(txn: Txn, sale: Sale) -> None:
            txn.run("INSERT INTO salon_stall_hands (order_id, what) VALUES (?, 'given')", sale.order_id)
            if Stall.breaks:
                raise RuntimeError("the stall's hands are full")

        def undo(txn: Txn, sale: Sale) -> None:
            txn.run("INSERT INTO salon_stall_hands (order_id, what) VALUES (?, 'taken')", sale.order_id)

        sales.register(Seller("seat", fulfil, undo))

        def offer(txn: Txn, new: NewItem) -> None:
            sales.offer_in(txn, Offer(new.item, new.capacity, new.per_person))

        @routes.put("v1/stall/items", says="Say what there is.", body=NewItem)
        async def items(call: Call[NewItem]) -> None:
            await platform.database.run("stall_offer", offer, call.body)

        @routes.post(
            "v1/stall/orders",
            says="Buy.",
            body=NewOrder,
            returns=OrderView,
            errors=(BadInput, Conflict, NotFound, Unavailable),
            idempotent=True,
        )
        async def buy(call: Call[NewOrder]) -> OrderView:
            new = call.body
            wish = Wish(
                purpose="seat",
                salon_id="salon",
                user_id=call.person,
                key=call.idempotency_key or ids.new_id(),
                title=f"Seat {new.item}",
                lines=(Bought(new.item, f"Seat {new.item}", Money(new.price, "JPY"), new.quantity),),
                page=platform.web.url("stall/orders"),
                language=call.language,
                takes_days=new.takes_days,
            )
            return view(await sales.buy(wish))

        @routes.get("v1/stall/orders/{order}", says="Look.", returns=OrderView, errors=(NotFound,))
        async def look(call: Call[None]) -> OrderView:
            return view(await sales.sale(call.path["order"], call.person))

        @routes.post(
            "v1/stall/orders/{order}/give-up", says="Give it up.", returns=OrderView, errors=(NotFound,)
        )
        async def give_up(call: Call[None]) -> OrderView:
            return view(await sales.give_up(call.path["order"], call.person))

        @routes.post("v1/stall/orders/{order}/call-off", says="Call it off.", errors=(NotFound,))
        async def call_off(call: Call[None]) -> None:
            sale = await sales.sale(call.path["order"], call.person)
            await platform.database.run("stall_call_off", sales.take_back_in, sale.order_id)

        @routes.page("stall/orders/{order}", who=Who.SIGNED_IN)
        async def page(call: Call[Any]) -> Raw:
            return Raw("text/plain", (await sales.sale(call.path["order"], call.person)).state)

        platform.web.add(routes)


def view(sale: Sale) -> OrderView:
    """An order as its person sees it."""
    return OrderView(order=sale.order_id, status=sale.state, pay_url=sale.pay_url if sale.is_open else None)
