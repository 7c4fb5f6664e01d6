# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments by bank transfer, which the staff of a salon confirm by hand."""

from bridges.transfer.service.provider import TransferPayments
from bridges.transfer.service.receiving import Receiving
from bridges.transfer.service.transfer_desk import TransferDesk
from bridges.transfer.settings import TransferSettings
from bridges.transfer.web import add_routes
from synapse_salon.clock import DAY_MS, MINUTE_MS
from synapse_salon.feature import Feature
from synapse_salon.happenings import OwnerChanged
from synapse_salon.platform import Platform


class Transfer(Feature[TransferSettings]):
    """Bank transfers: a page that says what to pay where, and a desk on which it is confirmed and sent back."""

    settings_model = TransferSettings

    def set_up(self, platform: Platform, settings: TransferSettings) -> None:
        """Provide Payments, beside the bridge that takes renewals or alone."""
        receiving = Receiving(platform)
        transfers = TransferDesk(platform, receiving)
        platform.provide_payments(TransferPayments(platform, receiving, settings.days))
        add_routes(platform, receiving, transfers)
        platform.outbox.when(OwnerChanged, "transfer.handed_over", transfers.handed_over)
        platform.timers.every(MINUTE_MS, "transfer.expire", receiving.expire)
        platform.timers.every(DAY_MS, "transfer.forget", transfers.forget)
