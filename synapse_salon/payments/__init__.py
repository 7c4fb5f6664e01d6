# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The payment inbox: what payment bridges report is recorded first and acted upon later."""

from synapse_salon.payments.inbox import PaymentInbox
from synapse_salon.payments.providers import Providers
from synapse_salon.payments.store import Counted

__all__ = ["Counted", "PaymentInbox", "Providers"]
