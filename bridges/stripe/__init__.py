# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments by card through Stripe."""

from typing import Any

from synapse.module_api.errors import ConfigError

from bridges.stripe.client import StripeClient
from bridges.stripe.service.begin import begin
from bridges.stripe.settings import STRIPE, StripeSettings
from bridges.stripe.store import asked
from bridges.stripe.web.webhook import add_routes
from synapse_salon.clock import DAY_MS
from synapse_salon.feature import Feature
from synapse_salon.platform import Platform
from synapse_salon.ports.cards import Cards

PAY_PAGES = ("https://checkout.stripe.com", "https://billing.stripe.com", "https://connect.stripe.com")
KEPT_DAYS = 400
"""How long it is remembered what was asked of Stripe: longer than the longest period that is paid at once."""


class Stripe(Feature[StripeSettings]):
    """A real payment provider: Checkout, subscriptions, refunds, and signed news of them."""

    settings_model = StripeSettings

    @classmethod
    def parse_config(cls, config: Any) -> StripeSettings:
        """As every feature, and see that the secrets can be read: here Synapse says so in a line of its own."""
        settings = super().parse_config(config)
        try:
            settings.read_key()
            settings.read_webhook_secrets()
        except ValueError as failure:
            raise ConfigError(f"bridges.stripe.Stripe: config: {failure}") from None
        return settings

    def set_up(self, platform: Platform, settings: StripeSettings) -> None:
        """Provide Payments."""
        key, secrets = settings.read_key(), settings.read_webhook_secrets()
        client = StripeClient(platform.host, platform.clock, key, settings.api_base)
        provider = begin(platform, client, secrets, "_live_" in key, settings)
        platform.provide_payments(provider)
        platform.provide(Cards, provider.cards)
        add_routes(platform, provider)
        for pages in PAY_PAGES if settings.api_base == STRIPE else (settings.api_base,):
            platform.web.allow_form_target(pages)
        provider.listen(platform.payments_inbox)

        async def forget() -> None:
            before_ms = platform.clock.now_ms() - KEPT_DAYS * DAY_MS
            await platform.database.run("stripe_forget", asked.forget, before_ms)

        platform.timers.every(DAY_MS, "stripe.forget", forget)
