# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's pages and API: declared routes, parsed requests, sign-in, answers.

from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who
"""

from synapse_salon.web.answers import Page, Raw, Redirect
from synapse_salon.web.bodies import Amount, Body, ListQuery, OneLine, Prose, View, WholeNumber, as_typed
from synapse_salon.web.call import Call
from synapse_salon.web.limiter import Limits, Pace
from synapse_salon.web.routes import Route, Routes, Who
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
    "View",
    "Web",
    "Who",
    "WholeNumber",
    "as_typed",
]
