# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's pages and API: declared routes, parsed requests, sign-in, answers.

    from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who

A feature declares its routes and hands them over in `set_up`:

    routes = Routes("membership")

    @routes.post("v1/salons/{slug}/plans", says="Offer a plan.", body=NewPlan, returns=PlanView, errors=(NotFound,))
    async def offer(call: Call[NewPlan]) -> PlanView:
        plan = await service.offer(call.path["slug"], call.person, call.body)
        return PlanView.of(plan)

    @routes.form("s/{slug}/plans", body=NewPlan, who=Who.SIGNED_IN, again=show_form)
    async def offer_here(call: Call[NewPlan]) -> Redirect: ...

    platform.web.add(routes)

A request goes through `resource` (Twisted) to the `desk`, which finds its route in the `table`, asks the
`door` who it is and the `limiter` whether it may come so soon, has `parsing` make models of what it brings,
calls the handler, and has the `window` (pages, redirects, JSON) or `outcomes` (refusals) say what goes over
the wire. Whatever a handler raises becomes the contract's error, or a page that says why and what to do; what
nobody foresaw is logged under a number.
"""

from synapse_salon.web.answers import Page, Raw, Redirect
from synapse_salon.web.bodies import (
    Amount,
    Body,
    ListQuery,
    OneLine,
    Prose,
    TypedMoney,
    View,
    WholeNumber,
    as_typed,
    typed_money,
)
from synapse_salon.web.call import Call
from synapse_salon.web.limiter import Limits, Pace, by_address
from synapse_salon.web.routes import Route, Routes, Who
from synapse_salon.web.traces import Trace, TraceBody, TraceQuery
from synapse_salon.web.web import Web

__all__ = [
    "Amount",
    "Body",
    "Call",
    "Limits",
    "ListQuery",
    "OneLine",
    "Pace",
    "Page",
    "Prose",
    "Raw",
    "Redirect",
    "Route",
    "Routes",
    "Trace",
    "TraceBody",
    "TraceQuery",
    "TypedMoney",
    "View",
    "Web",
    "Who",
    "WholeNumber",
    "as_typed",
    "by_address",
    "typed_money",
]
