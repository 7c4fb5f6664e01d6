# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people find their receipts. Provided by `modules.billing`."""

from collections.abc import Collection
from typing import Protocol


class ReceiptPages(Protocol):
    """Looks up receipts of payments."""

    async def pages(self, user_id: str, payments: Collection[str]) -> dict[str, str]:
        """The pages (`me/receipts/…`) with the receipts of somebody's payments, by the payments' refs; a payment made a
        moment ago has none yet."""
