# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members are told when their salon closes: pure, from facts to words."""

from modules.membership.domain.changes import Member
from modules.membership.domain.notices import Notice, last_day
from synapse_salon.i18n import Text, t
from synapse_salon.money import Money
from synapse_salon.people import Standing
from synapse_salon.ports import Salon
from synapse_salon.web import written


def closing(salon: Salon, member: Member, back: Money | None, pages: str) -> Notice:
    """The end of their salon is announced. `back` is what they get back with it, if anything."""
    date = _last_day(salon, member)
    said = (
        t(
            "{title} closes. Its last day is {date}; until then everything stays open for you.",
            title=salon.title,
            date=date,
        ),
        t("No payment that reaches beyond that day is taken from you any more."),
        *_back(
            back,
            t("After that day you get {amount} back for the time you paid for and cannot use.", amount=back),
        ),
        t(
            "On the page of your membership you can download what is kept about you. Please do so before the last day."
        ),
    )
    return Notice(
        t("{title} closes on {date}", title=salon.title, date=date), said, t("Your membership"), f"{pages}/me"
    )


def closed(salon: Salon, member: Member, back: Money | None, pages: str) -> Notice:
    """Their salon is closed."""
    said = (
        t(
            "{title} is closed. Thank you for having been here. Nothing more will be charged.",
            title=salon.title,
        ),
        *_back(back, t("You get {amount} back, on the card you paid with.", amount=back)),
        t("What is kept about you can still be downloaded on the page of your membership."),
    )
    return Notice(t("{title} is closed", title=salon.title), said, t("Your membership"), f"{pages}/me")


def goes_on(salon: Salon, member: Member, pages: str) -> Notice:
    """The end was taken back."""
    how = t("Your membership goes on as before.")
    if member.standing is Standing.CANCELLING and not member.cancel_at_end:
        how = t(
            "Your payments had ended already: your access ends with {date}. You can join again after that.",
            date=last_day(salon, member),
        )
    return Notice(
        t("{title} goes on", title=salon.title),
        (t("{title} does not close: the decision was taken back.", title=salon.title), how),
        t("Your membership"),
        f"{pages}/me",
    )


def _back(back: Money | None, said: Text) -> tuple[Text, ...]:
    return (said,) if back else ()


def _last_day(salon: Salon, member: Member) -> str:
    if salon.closes_ms is None:
        return "–"
    return written.date(salon.closes_ms - 1, member.language, salon.timezone)
