# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member is told whose bank took a payment back: pure, from facts to words."""

from modules.membership.domain.notices import Notice
from synapse_salon.i18n import t
from synapse_salon.ports import Salon

CAUSES = ("disputed", "dispute_won", "dispute_lost")


def of_change(salon: Salon, cause: str, pages: str) -> Notice:
    """What to tell after a change for one of these causes. `pages` is `…/s/{slug}`."""
    if cause == "disputed":
        return Notice(
            t("Your bank took a payment for {title} back", title=salon.title),
            (
                t(
                    "Your bank, or your card's company, has taken a payment for {title} back.",
                    title=salon.title,
                ),
                t("Until it is decided you can go on reading, but not write. Nothing of yours is lost."),
                t("If you did not ask for that, please tell your bank; the staff are glad to help."),
            ),
            t("Your membership"),
            f"{pages}/me",
        )
    if cause == "dispute_won":
        return Notice(
            t("Everything in {title} is open to you again", title=salon.title),
            (
                t("The question about your payment for {title} is settled.", title=salon.title),
                t("Everything is open as before. Thank you for your patience."),
            ),
            t("Your membership"),
            f"{pages}/me",
        )
    return Notice(
        t("Your membership of {title} has ended", title=salon.title),
        (
            t("Your bank decided that you get your payment for {title} back.", title=salon.title),
            t("Your membership has ended with that, and nothing more will be charged."),
        ),
        t("About the salon"),
        pages,
    )
