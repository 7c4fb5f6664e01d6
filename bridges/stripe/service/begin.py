# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One account at Stripe for the whole house, or one for each owner."""

from typing import TYPE_CHECKING

from bridges.stripe.client import StripeClient
from bridges.stripe.service.connect import ConnectPayments
from bridges.stripe.service.owners import StripeOwners
from bridges.stripe.service.payments import StripePayments
from bridges.stripe.settings import StripeSettings
from synapse_salon.ports.owners import Owners

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


def begin(
    platform: "Platform",
    client: StripeClient,
    secrets: tuple[str, ...],
    is_real: bool,
    settings: StripeSettings,
) -> StripePayments | ConnectPayments:
    """What takes the house's payments, as the settings say."""

    def make(inner: StripeClient) -> StripePayments:
        return StripePayments(platform, inner, secrets, is_real, settings.payment_methods)

    house = make(client)
    if not settings.connect:
        return house
    owners = StripeOwners(client, platform.database)
    platform.provide(Owners, owners)
    return ConnectPayments(house, client, owners, platform.purchases, make, settings.application_fee_percent)
