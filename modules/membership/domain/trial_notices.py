# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said around free days: pure."""

from modules.membership.domain.application import Application
from modules.membership.domain.confirmation import per_interval
from modules.membership.domain.notices import Notice, finish_by
from synapse_salon.i18n import t
from synapse_salon.ports import Plan, Salon


def refused(salon: Salon, application: Application, plan: Plan, pages: str) -> Notice:
    """The card or the mail address had free days before."""
    return Notice(
        t("About your free days in {title}", title=salon.title),
        (
            t("Free days are given once to each person, and your card or your mail address had them before."),
            t("Nothing was charged. You can join without them: {price}.", price=per_interval(plan)),
            finish_by(salon, application),
        ),
        t("Look at it and decide"),
        f"{pages}/join/{application.id}",
    )
