# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A standing, and what led to it, in a person's words."""

from modules.membership.domain.changes import Cause
from modules.membership.domain.exits import Tenure
from modules.membership.domain.parting import PostsChoice
from synapse_salon.i18n import Text, t
from synapse_salon.people import Standing
from synapse_salon.ports.payments import PaidFor

_STANDING: dict[Standing, Text] = {
    Standing.VISITOR: t("visitor"),
    Standing.FOLLOWER: t("follower"),
    Standing.APPLIED: t("applied"),
    Standing.GUEST: t("guest"),
    Standing.TRIAL: t("on trial"),
    Standing.ACTIVE: t("member"),
    Standing.PAST_DUE: t("member, payment due"),
    Standing.READ_ONLY: t("reading only, payment due"),
    Standing.CANCELLING: t("leaving"),
    Standing.LAPSED: t("former member"),
    Standing.REMOVED: t("removed"),
    Standing.BANNED: t("barred"),
}


_KINDS: dict[Standing, str] = {
    Standing.TRIAL: "good",
    Standing.ACTIVE: "good",
    Standing.PAST_DUE: "warn",
    Standing.READ_ONLY: "warn",
    Standing.CANCELLING: "accent",
    Standing.REMOVED: "bad",
    Standing.BANNED: "bad",
}

_CAUSES: dict[Cause, Text] = {
    "applied": t("began to join"),
    "gave_up": t("did not go on with joining"),
    "refused": t("was not let in by staff"),
    "consent_refused": t("a parent or guardian did not consent"),
    "joined": t("joined"),
    "trial_began": t("joined, with free days at first"),
    "paid": t("paid"),
    "dues_failed": t("a payment did not go through"),
    "grace_over": t("the days of patience were over"),
    "read_only_over": t("the payment did not arrive"),
    "cancelled": t("decided to leave"),
    "cancel_undone": t("decided to stay"),
    "left": t("left"),
    "ended": t("the payments ended"),
    "removed": t("removed by staff"),
    "banned": t("barred by staff"),
    "readmitted": t("readmitted by staff"),
    "account_gone": t("the account was deleted"),
    "refunded": t("the payment was given back"),
    "salon_closing": t("nothing more is charged: the salon closes"),
    "salon_goes_on": t("the payments had ended, and the salon goes on"),
    "salon_closed": t("the salon was closed"),
    "plan_changed": t("changed the plan"),
    "disputed": t("the bank took a payment back"),
    "dispute_won": t("the bank decided for the salon"),
    "dispute_lost": t("the bank gave the payment back"),
    "pass_extended": t("paid ahead for more"),
    "pass_over": t("what was paid ahead was used up"),
}

AGES: dict[str, Text] = {
    "under_18": t("under 18"),
    "18_19": t("18 or 19"),
    "20_over": t("20 and older"),
}
"""Age bands, in words."""

POSTS: tuple[tuple[PostsChoice, Text, Text], ...] = (
    (
        "keep",
        t("Leave them as they are"),
        t("Everybody in the rooms can go on reading them, with your name."),
    ),
    (
        "anonymise",
        t("Take my name from them"),
        t("They stay. Your name and picture for this salon disappear from the rooms, also in the past."),
    ),
    (
        "delete",
        t("Delete them all"),
        t(
            "Everything you wrote, showed and answered here is deleted, and your name with it. Nobody can undo that."
        ),
    ),
)
"""What may become of one's posts on leaving: the choice, its words and what it means."""

TENURES: dict[Tenure, Text] = {
    "month": t("less than a month"),
    "quarter": t("one to three months"),
    "year": t("three months to a year"),
    "longer": t("longer than a year"),
}
"""About how long somebody was a member."""

PAID_FOR: dict[PaidFor, Text] = {
    "begun": t("first payment"),
    "renewed": t("renewal"),
    "changed": t("change of plan, for the rest of the time"),
    "unknown": t("membership"),
}
"""What a payment was for, in words."""

YES_NO: dict[str, Text] = {"yes": t("yes"), "no": t("no")}

_BY: dict[str, Text] = {"payment": t("payment"), "clock": t("by itself"), "guardian": t("parent or guardian")}


def cause_words(cause: str) -> Text:
    """Why a standing changed."""
    return next((words for known, words in _CAUSES.items() if known == cause), Text(cause))


def by_words(by: str) -> Text:
    """Who or what changed a standing: an account, or a word for what acted by itself."""
    return _BY.get(by, Text(by))


def standing_kind(standing: Standing) -> str:
    """The colour of a standing's badge."""
    return _KINDS.get(standing, "plain")


def standing_words(standing: Standing) -> Text:
    """A standing in a person's words."""
    return _STANDING[standing]
