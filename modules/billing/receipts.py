# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When money came or went, billing makes its papers."""

from modules.billing.service.receipts import Receipts
from synapse_salon.clock import HOUR_MS
from synapse_salon.happenings import PaymentTold
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons


def register_receipts(platform: Platform, salons: Salons) -> None:
    """Make receipts of payments, and keep them for as long as the law asks."""
    receipts = Receipts(platform, salons)
    platform.outbox.when(PaymentTold, "billing.make_receipt", receipts.told)
    platform.timers.every(HOUR_MS, "billing.make_up_receipts", receipts.make_up)
