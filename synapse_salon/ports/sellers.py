# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sells in a salon, as other features see it. Provided by `modules.salons`."""

from typing import Protocol

import attrs

from synapse_salon.ports.salons import Salon


@attrs.frozen
class Seller:
    """The seller of a salon's disclosure. `address` is empty where it is told on request only."""

    name: str
    address: str = ""


class Sellers(Protocol):
    """Looks sellers up."""

    async def seller(self, salon: Salon) -> Seller | None:
        """Who sells here: the salon's own words, else the operator's, else nobody is named."""
