# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people under 18 need a guardian for: pure rules (民法 5条: what a minor agrees to alone can be undone)."""

from collections.abc import Iterable
from typing import Literal

import attrs

from modules.membership.domain.ages import ADULT, is_minor
from modules.membership.domain.application import Application
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput, NotAllowed
from synapse_salon.i18n import Language, t
from synapse_salon.mail.address import mailbox
from synapse_salon.money import Money
from synapse_salon.months import MONTHS
from synapse_salon.ports.members import Minors
from synapse_salon.ports.salons import Interval, Plan

State = Literal["asked", "given", "refused", "withdrawn", "replaced"]

CONSENT_MS = 14 * DAY_MS
"""How long an application waits for a guardian's answer."""

LETTERS_A_DAY = 3
"""How many guardians one person may have asked in one salon within a day, and how often one address is written to."""


@attrs.frozen
class Consent:
    """A guardian who is asked whether somebody under 18 may take a plan at this price.

    `ask_key` and `stop_key` are the secret parts of two addresses: where it is answered, and where it is
    withdrawn. `said` is the page they answered, word for word. Times in ms.
    """

    id: str
    salon_id: str
    user_id: str
    application_id: str
    plan_id: str
    price: Money
    interval: Interval
    guardian_mail: str
    language: Language
    ask_key: str
    stop_key: str
    state: State
    asked_ms: int
    said: str | None = None
    said_hash: str | None = None
    rules_version: int | None = None
    guardian_name: str | None = None
    answered_ms: int | None = None
    withdrawn_ms: int | None = None

    def is_for(self, application: Application | None, now_ms: int) -> bool:
        """Whether it is waited for: by an application, or by a member who wants another plan than they have."""
        if application is None or self.state != "asked":
            return False
        is_change = application.state == "paid" and now_ms < self.asked_ms + CONSENT_MS
        return application.state == "consent" or is_change

    def covers(self, plan: Plan) -> bool:
        """Whether this consent, if it is given, is for this plan at its present price."""
        is_same = (self.plan_id, self.interval) == (plan.id, plan.interval)
        return is_same and self.price.currency == plan.price.currency and plan.price.minor <= self.price.minor

    def is_enough_for(self, plan: Plan) -> bool:
        """Whether a plan that somebody went on to costs no more in a year than what was consented to."""
        same_money = self.price.currency == plan.price.currency
        return same_money and a_year(plan.price.minor, plan.interval) <= a_year(
            self.price.minor, self.interval
        )


def a_year(minor: int, interval: Interval) -> int:
    """What a price comes to in a year, in minor units; what is paid once counts whole."""
    return minor * (12 // MONTHS[interval] if interval in MONTHS else 1)


def needs_consent(minors: Minors, band: str, plan: Plan) -> bool:
    """Whether somebody of this age needs a guardian's consent for a plan."""
    return is_minor(band) and (plan.price.minor > 0 or minors == "always")


def check_guardian(
    minors: Minors, band: str, plan: Plan, guardian_mail: str | None, mail: str | None
) -> None:
    """Whether a guardian can be asked where one is needed.

    Raises:
        BadInput: the guardian's address is the person's own.
        NotAllowed: the salon takes adults only for what costs money, or nobody was named to be asked.
    """
    if not needs_consent(minors, band, plan):
        return
    if minors == "free_only":
        raise NotAllowed(
            t("In this salon, a plan that costs money is for people of {age} years and older.", age=ADULT),
            "adults_only",
        )
    if guardian_mail is None:
        raise NotAllowed(
            t(
                "People under {age} need the consent of a parent or guardian. Please give their mail address.",
                age=ADULT,
            ),
            "guardian_needed",
        )
    if mail is not None and mailbox(guardian_mail) == mailbox(mail):
        problem = t("Please give the address of your parent or guardian, not your own.")
        raise BadInput(problem, {"guardian_mail": problem})


def check_cap(cap: int | None, plan: Plan, others: Iterable[Plan]) -> None:
    """Whether the plans of one person stay within what people of their age may spend in a month, in minor units.

    A plan counts with all that it takes at one time, so that no month comes to more. Raises NotAllowed.
    """
    if cap is None or plan.price.minor == 0:
        return
    same = (other for other in others if other.price.currency == plan.price.currency)
    if sum((other.price.minor for other in same), plan.price.minor) > cap:
        raise NotAllowed(
            t(
                "At your age, memberships here may cost {amount} a month in all. With this one it would be more.",
                amount=str(Money(cap, plan.price.currency)),
            ),
            "spending_cap",
        )
