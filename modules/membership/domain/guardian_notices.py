# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said around a guardian's consent: to the guardian, and to who wants to join. Pure."""

from collections.abc import Callable

from modules.membership.domain.ages import ADULT
from modules.membership.domain.application import Application
from modules.membership.domain.changes import Member
from modules.membership.domain.confirmation import per_interval
from modules.membership.domain.guardians import Consent
from modules.membership.domain.notices import Notice, finish_by, last_day
from synapse_salon.i18n import Text, t
from synapse_salon.people import Standing
from synapse_salon.ports import Plan, Salon

Words = Callable[[Salon, Application, Plan, str], Notice]

WHY = t("You get this letter because your address was given as that of a parent or guardian.")


def asked(salon: Salon, name: str, consent: Consent, plan: Plan, url: str) -> Notice:
    """A guardian is asked."""
    return Notice(
        t("Your consent is asked for: {title}", title=salon.title),
        (
            t(
                "{name} (account {account}) would like to join {title}, and named you as a parent or guardian.",
                name=name,
                account=consent.user_id,
                title=salon.title,
            ),
            t("The plan is {plan}: {price}.", plan=plan.name, price=per_interval(plan)),
            t("People under {age} need your consent.", age=ADULT),
            t("The page below shows what would be charged and the rules, and there you say yes or no."),
            t("If you do nothing, nothing is charged, and the application ends after two weeks."),
        ),
        t("Look at it and answer"),
        url,
    )


def receipt(salon: Salon, application: Application, plan: Plan, url: str) -> Notice:
    """A guardian consented; how it is withdrawn."""
    return Notice(
        t("You consented: {title}", title=salon.title),
        (
            t(
                "You consented to {name} joining {title} on the plan {plan}: {price}.",
                name=application.community_name,
                title=salon.title,
                plan=plan.name,
                price=per_interval(plan),
            ),
            t("Please keep this letter. On the page below you can withdraw your consent at any time."),
            t("From then on nothing more is charged."),
        ),
        t("See or withdraw the consent"),
        url,
    )


def withdrawn(salon: Salon, application: Application, plan: Plan, url: str) -> Notice:
    """A guardian withdrew."""
    return Notice(
        t("Your consent is withdrawn: {title}", title=salon.title),
        (
            t(
                "You withdrew your consent to {name} being in {title}. Nothing more is charged.",
                name=application.community_name,
                title=salon.title,
            ),
            t(
                "What is paid already stays open until the end of its time. We have told {name}.",
                name=application.community_name,
            ),
        ),
        t("See the consent"),
        url,
    )


def answered(salon: Salon, application: Application, is_given: bool, pages: str) -> Notice:
    """To who wants to join: a guardian answered."""
    if not is_given:
        return Notice(
            t("About your application to {title}", title=salon.title),
            (
                t("Your parent or guardian did not consent to you joining {title}.", title=salon.title),
                t("Nothing was charged. You can talk about it with them, and apply again."),
            ),
            t("About the salon"),
            pages,
        )
    if application.state == "queued":
        waits = t("All places are taken just now. We write to you as soon as one is free.")
        return Notice(_agreed(salon), (_may_join(salon), waits), t("Your membership"), f"{pages}/me")
    goes_on = finish_by(salon, application)
    return Notice(_agreed(salon), (_may_join(salon), goes_on), t("Go on"), f"{pages}/join/{application.id}")


def answered_change(salon: Salon, plan: Plan, is_given: bool, pages: str) -> Notice:
    """To a member who wants another plan: a guardian answered."""
    if is_given:
        said = t(
            "Your parent or guardian consents to the plan {plan} in {title}.",
            plan=plan.name,
            title=salon.title,
        )
        goes_on = t("You can change to it now. Nothing has been charged yet.")
        return Notice(_agreed(salon), (said, goes_on), t("Your plan"), f"{pages}/me/plan")
    said = t(
        "Your parent or guardian did not consent to the plan {plan} in {title}.",
        plan=plan.name,
        title=salon.title,
    )
    stays = t("You stay on the plan you have.")
    return Notice(
        t("About your plan in {title}", title=salon.title), (said, stays), t("Your plan"), f"{pages}/me/plan"
    )


def _agreed(salon: Salon) -> Text:
    return t("Your parent or guardian agreed: {title}", title=salon.title)


def _may_join(salon: Salon) -> Text:
    return t("Your parent or guardian consents to you joining {title}.", title=salon.title)


def ended(salon: Salon, member: Member, pages: str) -> Notice:
    """To a member whose guardian withdrew."""
    title = salon.title
    if member.standing is Standing.CANCELLING:
        until = t(
            "You have full access until {date}, and nothing more will be charged.",
            date=last_day(salon, member),
        )
    else:
        until = t("Nothing more will be charged.")
    return Notice(
        t("Your membership of {title} will end", title=title),
        (t("Your parent or guardian withdrew their consent to you being in {title}.", title=title), until),
        t("Your membership"),
        f"{pages}/me",
    )
