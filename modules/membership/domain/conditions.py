# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon asks of those who join: pure checks."""

import unicodedata
from datetime import date

from modules.membership.domain import changes
from synapse_salon.errors import BadInput, Conflict, NotAllowed
from synapse_salon.i18n import t
from synapse_salon.mail.address import mail_address
from synapse_salon.people import Standing
from synapse_salon.ports import no_such_salon
from synapse_salon.ports.salons import Plan, Salon


def read_birth_date(text: str) -> date:
    """A birth date `YYYY-MM-DD`. Raises BadInput."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(
            t("This birth date cannot be read."),
            {"birth_date": t("Please give year, month and day, such as 1990-04-01.")},
        ) from None


def read_age(birth: date, today: date) -> int:
    """How old somebody is who was born then. Raises BadInput: nobody was born on that day and lives."""
    age = changes.age_on(birth, today)
    if birth > today or age > 130:
        raise BadInput(
            t("This birth date cannot be right."), {"birth_date": t("Please give the day you were born.")}
        )
    return age


def check_age(salon: Salon, age: int) -> None:
    """Somebody of this age is old enough for a salon. Raises NotAllowed."""
    if age < salon.minimum_age:
        raise NotAllowed(
            t("This salon is for people of {age} years and older.", age=salon.minimum_age), "too_young"
        )


def check_open(salon: Salon, user_id: str, is_local: bool) -> None:
    """The salon takes this person. Raises NotFound, NotAllowed."""
    if not salon.is_open:
        raise no_such_salon(salon.slug)
    if not salon.takes_members:
        raise Conflict(t("This salon closes soon, and takes nobody in any more."), "closing")
    if salon.this_server_only and not is_local:
        raise NotAllowed(t("This salon is for accounts of its own server."), "this_server_only")


def check_standing(standing: Standing, pay_url: str | None) -> None:
    """The person is neither in already nor barred. Raises Conflict, NotAllowed."""
    if standing is Standing.BANNED or standing is Standing.REMOVED:
        raise NotAllowed(t("You cannot join this salon. Its staff can tell you why."), standing.value)
    if standing in (Standing.PAST_DUE, Standing.READ_ONLY):
        conflict = Conflict(t("You are a member, and a payment is due."), "payment_due")
        conflict.url = pay_url
        raise conflict
    if not changes.may_join(standing):
        raise Conflict(t("You are a member of this salon already."), "already_member")


def check_plan(plans: tuple[Plan, ...], plan_id: str) -> Plan:
    """The offered plan of this id. Raises BadInput."""
    for plan in plans:
        if plan.id == plan_id and plan.is_offered:
            return plan
    raise BadInput(
        t("This plan is not offered."), {"plan": t("Please choose one of the plans that the salon offers.")}
    )


def check_rules(salon: Salon, version: int) -> None:
    """The rules the person read are the ones in force. Raises Conflict."""
    if version != salon.rules_version:
        raise Conflict(
            t("The rules have changed. Please read version {version}.", version=salon.rules_version),
            "rules_changed",
        )


def check_mail(mail: str | None) -> str | None:
    """A mail address that can be written to, or None. Raises BadInput."""
    if not mail:
        return None
    try:
        return mail_address(mail)
    except BadInput:
        raise BadInput(
            t("This mail address cannot be written to."),
            {"mail": t("Please give an address such as aiko@example.org, or leave this empty.")},
        ) from None


def check_guardian_mail(mail: str | None) -> str | None:
    """A guardian's address as it is written to, or None. Raises BadInput."""
    try:
        return check_mail(mail)
    except BadInput as refusal:
        problem = t("Please give an address such as parent@example.org.")
        raise BadInput(refusal.text, {"guardian_mail": problem}) from None


def check_community_name(name: str) -> str:
    """The name a person goes by in a salon. Raises BadInput: it would pass for an account's id, or be a link in the
    greetings and letters that it stands in."""
    plain = unicodedata.normalize("NFKC", name)
    if plain.startswith(("@", "!", "#")) or len(name) > 60:
        raise BadInput(
            t("This name cannot be used."),
            {"community_name": t("Please choose up to 60 characters that do not begin with @, ! or #.")},
        )
    if "://" in plain or "www." in plain.lower():
        raise BadInput(
            t("This name cannot be used."), {"community_name": t("Please choose a name without an address.")}
        )
    return name


def ended() -> Conflict:
    """It was paid, given up, or waited for too long."""
    return Conflict(t("This application has ended. Please begin again."), "application_ended")


def applying() -> Conflict:
    """Somebody confirms in one window what they change in another."""
    return Conflict(t("Another application of yours is on its way. Please try again."), "applying")
