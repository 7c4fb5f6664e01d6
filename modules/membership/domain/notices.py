# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members are told about their membership: pure, from facts to words."""

import attrs

from modules.membership.domain.application import Application
from modules.membership.domain.changes import Member
from synapse_salon.i18n import Text, t
from synapse_salon.people import Standing
from synapse_salon.ports import Salon
from synapse_salon.web import written


@attrs.frozen
class Notice:
    """A message: a subject, its paragraphs, and what to press. `terms` is what the reader confirmed, for the letter."""

    subject: Text
    paragraphs: tuple[Text, ...]
    action: Text
    url: str
    terms: str = ""

    @property
    def as_chat(self) -> Text:
        """The notice as one chat message."""
        body = self.paragraphs[0]
        for paragraph in self.paragraphs[1:]:
            body = t("{before}\n\n{after}", before=body, after=paragraph)
        return t(
            "{before}\n\n{after}", before=body, after=t("{action}: {url}", action=self.action, url=self.url)
        )


def of_change(salon: Salon, member: Member, before: Standing, cause: str, pages: str) -> Notice | None:
    """What to tell someone whose standing changed; None where nothing needs saying. `pages` is `…/s/{slug}`."""
    if member.standing is Standing.READ_ONLY:
        return read_only(salon, member, pages)
    if member.standing is Standing.LAPSED and before.is_inside:
        return lapsed(salon, member, cause, pages)
    if member.standing is Standing.CANCELLING:
        return cancelling(salon, member, pages)
    if cause == "cancel_undone":
        return Notice(
            t("You are staying in {title}", title=salon.title),
            (t("Your membership of {title} goes on as before. We are glad.", title=salon.title),),
            t("Your membership"),
            f"{pages}/me",
        )
    if before in (Standing.PAST_DUE, Standing.READ_ONLY) and member.standing is Standing.ACTIVE:
        return Notice(
            t("Thank you, your payment arrived"),
            (t("Your payment for {title} arrived, and everything is open as before.", title=salon.title),),
            t("Your membership"),
            f"{pages}/me",
        )
    if not before.is_inside and member.standing.is_inside:
        return welcome(salon, member, pages)
    if member.standing in (Standing.REMOVED, Standing.BANNED):
        return Notice(
            t("Your membership of {title} has ended", title=salon.title),
            (
                t(
                    "The staff of {title} ended your membership. Nothing more will be charged.",
                    title=salon.title,
                ),
                t(
                    "If you think this is a mistake, please write to the staff. Your membership page says to whom."
                ),
            ),
            t("Your membership"),
            f"{pages}/me",
        )
    return None


def application_answered(salon: Salon, application: Application, reason: str, pages: str) -> Notice:
    """The staff decided about an application."""
    if application.state == "refused":
        said = (t("The staff wrote: {reason}", reason=reason),) if reason else ()
        return Notice(
            t("About your application to {title}", title=salon.title),
            (
                t(
                    "The staff of {title} cannot welcome you this time. Nothing was charged.",
                    title=salon.title,
                ),
                *said,
            ),
            t("About the salon"),
            pages,
        )
    if application.state == "queued":
        return Notice(
            t("You are on the waiting list of {title}", title=salon.title),
            (
                t("The staff of {title} would like to welcome you.", title=salon.title),
                t("All places are taken just now. We write to you as soon as one is free."),
            ),
            t("Your membership"),
            f"{pages}/me",
        )
    if application.state == "consent":
        return Notice(
            t("About your application to {title}", title=salon.title),
            (
                t("The staff of {title} would like to welcome you.", title=salon.title),
                t(
                    "Now we have asked your parent or guardian. You get a message as soon as they have answered."
                ),
            ),
            t("Your membership"),
            f"{pages}/me",
        )
    return Notice(
        t("You can join {title} now", title=salon.title),
        (
            t("The staff of {title} would like to welcome you.", title=salon.title),
            finish_by(salon, application),
        ),
        t("Go on"),
        f"{pages}/join/{application.id}",
    )


def place_offered(salon: Salon, application: Application, pages: str) -> Notice:
    """A place became free for somebody on the waiting list."""
    return Notice(
        t("There is a place for you in {title}", title=salon.title),
        (
            t("A place in {title} has become free, and it is kept for you.", title=salon.title),
            finish_by(salon, application),
        ),
        t("Go on"),
        f"{pages}/join/{application.id}",
    )


def finish_by(salon: Salon, application: Application) -> Text:
    """Until when a place is kept for somebody who has not paid yet."""
    until = written.moment(application.expires_ms, application.language, salon.timezone)
    return t("Please finish joining by {date}. Nothing has been charged yet.", date=until)


def welcome(salon: Salon, member: Member, pages: str) -> Notice:
    """They are in."""
    return Notice(
        t("Welcome to {title}", title=salon.title),
        (
            t("{name}, you are now a member of {title}.", name=member.community_name, title=salon.title),
            t("Your rooms are waiting in your chat app, and the house account has written to you there."),
        ),
        t("Your membership"),
        f"{pages}/me",
    )


@attrs.frozen
class Owed:
    """A renewal that was not paid: how much, for which plan, and when the card is tried again (ms), if it is."""

    price: str
    plan: str
    retry_ms: int | None


def dues_failed(salon: Salon, member: Member, attempt: int, pay_url: str, pages: str, owed: Owed) -> Notice:
    """A renewal was not paid."""
    said = {"price": owed.price, "plan": owed.plan, "title": salon.title}
    first = (
        t("Your payment of {price} for {title} ({plan}) did not go through. These things happen.", **said)
        if attempt == 1
        else t("Your payment of {price} for {title} ({plan}) is still due.", **said)
    )
    again = (
        (t("Your card is tried again on {date}.", date=_day(salon, member, owed.retry_ms)),)
        if owed.retry_ms is not None
        else ()
    )
    return Notice(
        t("Your payment for {title} did not go through", title=salon.title),
        (
            first,
            (
                _may_read(salon, member)
                if member.standing is Standing.READ_ONLY
                else t("Everything stays open for you until {date}.", date=_next_step(salon, member))
            ),
            *again,
            t("Please give us a card that works."),
        ),
        t("Give a new card"),
        pay_url or f"{pages}/me",
    )


def read_only(salon: Salon, member: Member, pages: str) -> Notice:
    """They can read, and no longer write."""
    return Notice(
        t("A payment for {title} is still due", title=salon.title),
        (
            _may_read(salon, member),
            t("As soon as the payment arrives, everything is as before."),
        ),
        t("Pay now"),
        member.pay_url or f"{pages}/me",
    )


def trial_ends(salon: Salon, member: Member, ends_ms: int, price: str, pages: str) -> Notice:
    """The first payment comes soon."""
    date = _day(salon, member, ends_ms)
    return Notice(
        t("Your free days in {title} end on {date}", title=salon.title, date=date),
        (
            t(
                "Your free days in {title} end on {date}. Then the first payment of {price} (tax included) is made.",
                title=salon.title,
                date=date,
                price=price,
            ),
            t("If you would rather not go on, leave before that day, and nothing is charged."),
        ),
        t("Your membership"),
        f"{pages}/me",
    )


def lapsed(salon: Salon, member: Member, cause: str, pages: str) -> Notice:
    """They are out of the rooms."""
    if cause in ("left", "account_gone"):
        return Notice(
            t("You have left {title}", title=salon.title),
            (
                t(
                    "You have left {title}. Nothing more will be charged. Thank you for having been here.",
                    title=salon.title,
                ),
                t("You are welcome back at any time."),
            ),
            t("About the salon"),
            pages,
        )
    if cause == "refunded":
        return Notice(
            t("Your membership of {title} has ended", title=salon.title),
            (
                t(
                    "Your payment for {title} was given back, and your membership has ended with it.",
                    title=salon.title,
                ),
                t("Nothing more will be charged. You are welcome back at any time."),
            ),
            t("About the salon"),
            pages,
        )
    if cause == "pass_over":
        return Notice(
            t("Your membership of {title} rests", title=salon.title),
            (
                t(
                    "What you had paid ahead for {title} is used up, so its rooms are closed to you for now.",
                    title=salon.title,
                ),
                t("Nothing more will be charged. When you come back, all your rooms are as you left them."),
            ),
            t("Come back"),
            f"{pages}/join",
        )
    return Notice(
        t("Your membership of {title} rests", title=salon.title),
        (
            t(
                "Because a payment did not arrive, the rooms of {title} are closed to you for now.",
                title=salon.title,
            ),
            t("Nothing more will be charged. When you come back, all your rooms are as you left them."),
        ),
        t("Come back"),
        f"{pages}/join",
    )


def cancelling(salon: Salon, member: Member, pages: str) -> Notice:
    """They decided to leave with the end of what they paid."""
    return Notice(
        t("Your membership of {title} will end", title=salon.title),
        (
            t(
                "You decided to leave {title}. You have full access until {date}, and nothing more will be charged.",
                title=salon.title,
                date=last_day(salon, member),
            ),
            t("Until then you can change your mind with one click."),
        ),
        t("Your membership"),
        f"{pages}/me",
    )


def last_day(salon: Salon, member: Member) -> str:
    """The last day of access with its weekday, in the salon's time zone and the member's language; a dash where
    there is none."""
    return _day(salon, member, member.paid_through_ms)


def _may_read(salon: Salon, member: Member) -> Text:
    return t(
        "You can go on reading in {title} until {date}, but not write.",
        title=salon.title,
        date=_next_step(salon, member),
    )


def _next_step(salon: Salon, member: Member) -> str:
    return _day(salon, member, member.next_step_ms)


def _day(salon: Salon, member: Member, ms: int | None) -> str:
    return "–" if ms is None else written.date(ms, member.language, salon.timezone)
