# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments that need no account and move no money."""

from synapse.module_api.errors import ConfigError

from bridges.sandbox.domain.addresses import is_private
from bridges.sandbox.service.books import Books
from bridges.sandbox.service.house_clock import HouseClock
from bridges.sandbox.service.notices import Notices
from bridges.sandbox.service.pages import Pages
from bridges.sandbox.service.provider import SandboxPayments
from bridges.sandbox.settings import SandboxSettings
from bridges.sandbox.timers import add_timers
from bridges.sandbox.web import WEBHOOK, add_routes
from synapse_salon.feature import Feature
from synapse_salon.platform import Platform
from synapse_salon.ports.cards import Cards


class Sandbox(Feature[SandboxSettings]):
    """A payment provider inside the house: pay page, test cards, renewals, refunds, notifications, and the clock."""

    settings_model = SandboxSettings

    def set_up(self, platform: Platform, settings: SandboxSettings) -> None:
        """Provide Payments."""
        if not (settings.allow_public or is_private(platform.base_url)):
            raise ConfigError(
                f"bridges.sandbox.Sandbox: public_baseurl is {platform.base_url}, which others can reach, and whoever"
                " comes could join without paying. Use a real payment bridge, or say so with `allow_public: true`"
                " in this module's config"
            )
        books = Books(
            platform.database,
            platform.clock,
            notify_after_ms=None if settings.webhook_base == "" else settings.notify_after_ms,
        )
        pages = Pages(books, platform.web.url)
        notices = Notices(platform, books, _webhook(platform, settings))
        books.on_news = notices.send_soon
        clock = HouseClock(platform, books)
        provider = SandboxPayments(books, pages, notices, settings.vouchers)
        platform.provide_payments(provider)
        platform.provide(Cards, provider.cards)
        add_routes(platform, provider, pages, clock)
        add_timers(platform, clock, books, notices)


def _webhook(platform: Platform, settings: SandboxSettings) -> str | None:
    if settings.webhook_base == "":
        return None
    here = platform.web.url(WEBHOOK)
    return (
        here
        if settings.webhook_base is None
        else settings.webhook_base + here.removeprefix(platform.base_url)
    )
