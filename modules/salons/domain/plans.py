# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a plan may cost: pure rules."""

from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.money import LEAST, Money
from synapse_salon.ports.salons import Interval


def check_price(interval: Interval, price: Money, trial_days: int) -> None:
    """A plan's price fits its interval.

    Raises:
        BadInput: a free plan with a price, a paid one with less than can be charged, or a trial of something that does
            not renew.
    """
    problems = {}
    if interval == "free" and price.minor != 0:
        problems["price.amount"] = t("A free plan costs 0.")
    if interval != "free" and price.minor < LEAST:
        least = Money(LEAST, price.currency)
        problems["price.amount"] = t("A plan that is paid costs {least} at the least.", least=least)
    if trial_days and interval not in ("month", "year"):
        problems["trial_days"] = t("Only plans paid every month or year have free days; 0 for all others.")
    if problems:
        raise BadInput(t("This plan cannot be offered as it is."), problems)
