# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The means of paying that the house can take through Stripe, by Stripe's names.

Source: https://docs.stripe.com/payments/payment-methods/payment-method-support
"""

from typing import Literal

Method = Literal["card", "konbini", "paypay", "customer_balance"]
