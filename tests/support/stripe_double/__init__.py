# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe as far as the project uses it, on loopback: stateful, and as strict about requests as Stripe is.

`contract` reads from the installed SDK which requests there are; `world` is what Stripe keeps; the other files are its
parts. It is tested by tests/unit/support/test_stripe_double.py.
"""

from tests.support.stripe_double.server import StripeDouble

__all__ = ["StripeDouble"]
