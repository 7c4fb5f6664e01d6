# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares what payment providers have with what the house has written down, and repairs what differs."""

from synapse_salon.reconcile.drift import Compared, Drift, Found, Remote, Report
from synapse_salon.reconcile.reconciliation import Reconciliation

__all__ = ["Compared", "Drift", "Found", "Reconciliation", "Remote", "Report"]
