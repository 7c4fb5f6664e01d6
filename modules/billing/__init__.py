# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Billing: what was paid, given back and booked."""

from modules.billing.receipts import register_receipts
from modules.billing.service.cards import MyCards
from modules.billing.service.disputes import Disputes
from modules.billing.service.money import Money
from modules.billing.service.refunds import Refunds
from modules.billing.settings import BillingSettings
from modules.billing.web import add_menus, billing_routes
from modules.billing.web.payouts import add_payouts
from synapse_salon.clock import HOUR_MS, MINUTE_MS
from synapse_salon.feature import Feature
from synapse_salon.happenings import PaymentDisputed, RefundAsked
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.ports.payments import Payments


class Billing(Feature[BillingSettings]):
    """The loadable module."""

    settings_model = BillingSettings

    def set_up(self, platform: Platform, settings: BillingSettings) -> None:
        """Show money to who may see it, give it back, and keep the books."""
        salons = platform.need(Salons, "modules.salons.Salons")
        payments = platform.need(Payments, "bridges.sandbox.Sandbox or another payment bridge")
        money = Money(platform, salons, payments)
        refunds = Refunds(platform, salons, payments)
        platform.outbox.when(RefundAsked, "billing.give_back", refunds.asked)
        platform.outbox.when(PaymentDisputed, "billing.tell_dispute", Disputes(platform, salons).told)
        platform.timers.every(10 * MINUTE_MS, "billing.read_statement", money.read_statement)
        platform.timers.every(HOUR_MS, "billing.follow_refunds", refunds.follow)
        cards = MyCards(platform, salons)
        platform.timers.every(HOUR_MS, "billing.forget_cards", cards.forget_gone)
        for routes in billing_routes(platform, salons, money, refunds, cards):
            platform.web.add(routes)
        add_menus(platform, salons)
        add_payouts(platform, salons)
        register_receipts(platform, salons)
