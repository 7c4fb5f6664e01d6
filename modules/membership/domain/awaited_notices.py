# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told of payments that come later: pure, from facts to words."""

from modules.membership.domain.application import Application
from modules.membership.domain.notices import Notice
from synapse_salon.i18n import t
from synapse_salon.ports import Salon
from synapse_salon.ports.payments import CheckoutState
from synapse_salon.web import written


def until(salon: Salon, application: Application) -> str:
    """Until when the money is waited for, in the salon's time zone and the person's language."""
    return written.moment(application.awaited_ms or 0, application.language, salon.timezone)


def awaited(salon: Salon, application: Application, state: CheckoutState | None, pages: str) -> Notice:
    """How to pay, and until when; the provider may have said nothing."""
    date = until(salon, application)
    first = (
        t("Please pay {price} for {title} by {date}.", price=str(state.amount), title=salon.title, date=date)
        if state is not None
        else t("Please pay for {title} by {date}.", title=salon.title, date=date)
    )
    return Notice(
        t("{title} waits for your payment until {date}", title=salon.title, date=date),
        (
            first,
            *(state.how if state is not None else ()),
            t("As soon as the money is there, everything goes on by itself, and you get a message."),
            t("If you do not pay, the application ends by itself, and nothing is charged."),
        ),
        t("How to pay"),
        application.pay_url or f"{pages}/me",
    )


def not_made(salon: Salon, application: Application, pages: str) -> Notice:
    """The money did not come in time."""
    return Notice(
        t("Your payment for {title} did not arrive in time", title=salon.title),
        (
            t(
                "{title} waited for your payment until {date}. It did not arrive, so your application has ended.",
                title=salon.title,
                date=until(salon, application),
            ),
            t(
                "If you have paid already, do nothing: when the money is there, your application is taken up again,"
                " or you get the money back."
            ),
        ),
        t("Begin again"),
        f"{pages}/join",
    )
