# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox's addresses."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bridges.sandbox.service.house_clock import HouseClock
from bridges.sandbox.service.pages import Pages
from bridges.sandbox.service.provider import SandboxPayments
from bridges.sandbox.web.card import add_card_page
from bridges.sandbox.web.confirm import add_confirm_page
from bridges.sandbox.web.disputes import add_dispute_route
from bridges.sandbox.web.keep import add_keep_page
from bridges.sandbox.web.machine import WEBHOOK, add_machine_routes
from bridges.sandbox.web.pay import add_pay_page
from synapse_salon.web import Routes

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

__all__ = ["WEBHOOK", "add_routes"]


def add_routes(platform: "Platform", provider: SandboxPayments, pages: Pages, clock: HouseClock) -> None:
    """Serve the pay page, the card pages, the webhook and the clock."""
    routes = Routes("sandbox")
    add_pay_page(routes, pages, provider.takes_vouchers)
    add_card_page(routes, pages)
    add_keep_page(routes, provider.cards)
    add_confirm_page(routes, provider.cards.charges)
    add_machine_routes(routes, provider, platform.payments_inbox, clock)
    add_dispute_route(routes, provider.disputes)
    platform.web.add(routes)
    # A form on a page opened as localhost leads to the pay page at public_baseurl, which may say 127.0.0.1.
    base = urlsplit(platform.base_url)
    platform.web.allow_form_target(f"{base.scheme}://{base.netloc}")
