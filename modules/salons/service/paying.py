# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How people can pay in a salon besides by card."""

from synapse_salon.i18n import Text
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import PaymentFailure
from synapse_salon.ports.prepaid import Prepaid


async def paid_ahead(platform: Platform, salon_id: str) -> list[Text]:
    """The means by which a sum can be paid ahead, such as bank transfers to the account that the owner named."""
    found = []
    for provider in platform.providers:
        if not isinstance(provider, Prepaid):
            continue
        try:
            words = await provider.paid_ahead_by(salon_id)
        except PaymentFailure:  # what cannot be asked now is not told now
            continue
        if words is not None:
            found.append(words)
    return found
