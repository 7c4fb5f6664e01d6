# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of billing."""

from synapse_salon.settings import Settings


class BillingSettings(Settings):
    """The `config:` of modules.billing.Billing."""
