# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said around time that is paid ahead: pure."""

from modules.membership.domain.changes import Member
from modules.membership.domain.notices import Notice
from synapse_salon.i18n import t
from synapse_salon.ports import Salon
from synapse_salon.web import written


def ends(salon: Salon, member: Member, pages: str) -> Notice:
    """What they paid ahead is used up soon."""
    date = _day(salon, member)
    return Notice(
        t("Your membership of {title} is paid until {date}", title=salon.title, date=date),
        (
            t(
                "You have paid ahead for {title} until {date}. It does not renew by itself, and nothing is charged.",
                title=salon.title,
                date=date,
            ),
            t("If you would like to stay, pay ahead for more: it is added to the time you have."),
        ),
        t("Pay ahead for more"),
        f"{pages}/me/pass",
    )


def extended(salon: Salon, member: Member, pages: str) -> Notice:
    """A payment for more time is there."""
    return Notice(
        t("Thank you, your payment arrived"),
        (
            t(
                "Your payment for {title} arrived. You have paid until {date}.",
                title=salon.title,
                date=_day(salon, member),
            ),
        ),
        t("Your membership"),
        f"{pages}/me",
    )


def _day(salon: Salon, member: Member) -> str:
    return written.date(member.paid_through_ms or 0, member.language, salon.timezone)
