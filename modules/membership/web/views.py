# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What membership's API is asked and what it answers."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import Field

from modules.membership.domain.application import Application, WaitsFor
from modules.membership.domain.changes import Member
from modules.membership.domain.guardians import Consent
from modules.membership.store.members import Transition
from modules.membership.store.narrowing import Filter
from modules.membership.store.plan_changes import Detail
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Language, t
from synapse_salon.people import Standing
from synapse_salon.web import Body, ListQuery, OneLine, TraceBody, View

Question = Annotated[str, Field(max_length=200)]
Answer = Annotated[str, Field(max_length=2000)]


class JoinRequest(Body):
    """What a person fills in to join; sending it confirms the plan, its price and the rules of that version."""

    plan: str
    rules_version: Annotated[int, Field(ge=1, le=2**31)]
    birth_date: str
    community_name: OneLine
    answers: Annotated[dict[Question, Answer], Field(max_length=50)] = Field(default={})
    mail: str | None = None
    guardian_mail: str | None = None
    coupon: Annotated[str, Field(max_length=60)] | None = None
    """A code of the salon's, for a lower price."""
    invite_code: Annotated[str, Field(max_length=100)] | None = None
    """A code that somebody who is in the salon gave them."""
    invite_named: bool = False
    """Whether that one may know that they joined."""
    language: Language | None = None
    means: str | None = None
    """By which means it is paid: a key of `v1/salons/{slug}/means`; the first that fits where nothing is said."""
    months: int | None = None
    """For how many months it is paid ahead, by means that do not renew."""
    came_from: TraceBody | None = None
    """On which way they came to the salon's page, as far as whoever sends this knows it."""


class JoinView(View):
    """Where joining stands. `pay_url` is where to pay, if something is due; `waits_for` says what comes first: the
    answer of the salon's staff, a guardian's, or a place, before which `people_before` others wait for one.
    `trial_days` are this person's free days: 0 where the account, mail address or card had some before."""

    status: Standing
    pay_url: str | None = None
    waits_for: WaitsFor | None = None
    people_before: int | None = None
    trial_days: int | None = None


class PassRequest(Body):
    """How somebody pays ahead for more: as the last time, where nothing is said."""

    means: str | None = None
    months: int | None = None


class MeansView(View):
    """Means of paying: those that renew by themselves, and those that are paid ahead."""

    means: str
    words: str
    renews: bool


class MeansList(View):
    """By which means members pay."""

    means: list[MeansView]


class MyMembership(View):
    """How the person who asks stands with a salon. Times in ms."""

    salon: str
    title: str
    status: Standing
    plan: str | None = None
    community_name: str | None = None
    joined_ms: int | None = None
    paid_through_ms: int | None = None
    leaving: bool = False
    pay_url: str | None = None
    waits_for: WaitsFor | None = None
    next_plan: str | None = None
    paid_ahead_months: int | None = None


class Me(View):
    """Who asks, and the salons they ever applied to."""

    user_id: str
    salons: list[MyMembership]


class MembersQuery(ListQuery):
    """Which members: of one standing, on one plan, with these letters in their name, joined since a day.

    `since` is `YYYY-MM-DD` in the salon's time zone. What is empty does not narrow the list.
    """

    status: Standing | None = None
    plan: Annotated[str, Field(max_length=100)] = ""
    q: Annotated[str, Field(max_length=100)] = ""
    since: Annotated[str, Field(max_length=10)] = ""

    def only(self, timezone: str) -> Filter:
        """The same for the store. Raises BadInput: there is no such day."""
        since_ms = None
        if self.since:
            try:
                day = datetime.fromisoformat(self.since).replace(tzinfo=ZoneInfo(timezone))
                since_ms = int(day.timestamp() * 1000)
            except (ValueError, OverflowError):
                problem = t("Please give year, month and day, such as 2026-04-30.")
                raise BadInput(t("There is no such day."), {"since": problem}) from None
        return Filter(self.plan or None, self.q.strip(), since_ms)

    def without_place(self) -> str:
        """The same as a query, `from` aside."""
        said = {"status": self.status or "", "plan": self.plan, "q": self.q, "since": self.since}
        return urlencode({name: value for name, value in said.items() if value})


class MemberView(View):
    """A member, as staff see them. Times in ms."""

    user_id: str
    status: Standing
    plan: str | None
    community_name: str
    joined_ms: int | None
    paid_through_ms: int | None
    changed_ms: int


class MemberList(View):
    """Members, by when they joined."""

    members: list[MemberView]
    next_batch: str | None = None


class TransitionView(View):
    """A change of standing: from, to, why, by whom or what, when (ms)."""

    before: Standing
    after: Standing
    cause: str
    by: str
    note: str
    at_ms: int


class DetailView(View):
    """Something else of a member that changed: `what` is plan or name; from, to, by whom or what, when (ms)."""

    what: str
    before: str
    after: str
    by: str
    at_ms: int


class History(View):
    """Every change of a member's standing, and of their plan and name, oldest first, and who
    brought them."""

    transitions: list[TransitionView]
    details: list[DetailView]
    invited_by: str | None = None


class ConsentView(View):
    """What a parent or guardian said: `state` is asked, given, refused, withdrawn or replaced. Times in ms."""

    plan: str
    state: str
    guardian_name: str | None
    rules_version: int | None
    asked_ms: int
    answered_ms: int | None
    withdrawn_ms: int | None


class Reason(Body):
    """Why staff act."""

    reason: Annotated[str, Field(max_length=2000)] = ""


def mine(
    salon_slug: str, title: str, member: Member | None, begun: Application | None = None
) -> MyMembership:
    """How a person stands with a salon; `begun` is the application they have open."""
    if member is None:
        return MyMembership(salon=salon_slug, title=title, status=Standing.VISITOR)
    if member.standing.is_inside:
        begun = None  # what a member has open is for another plan
    return MyMembership(
        salon=salon_slug,
        title=title,
        status=member.standing,
        plan=begun.plan_id if begun is not None else member.plan_id,
        community_name=member.community_name,
        joined_ms=member.joined_ms,
        paid_through_ms=member.paid_through_ms,
        leaving=member.cancel_at_end,
        pay_url=begun.pay_url if begun is not None else member.pay_url,
        waits_for=begun.waits_for if begun is not None else None,
        next_plan=member.next_plan_id,
        paid_ahead_months=member.pass_months if member.standing.is_inside else None,
    )


def member_view(member: Member) -> MemberView:
    """A member as staff see them."""
    return MemberView(
        user_id=member.user_id,
        status=member.standing,
        plan=member.plan_id,
        community_name=member.community_name,
        joined_ms=member.joined_ms,
        paid_through_ms=member.paid_through_ms,
        changed_ms=member.changed_ms,
    )


def detail_view(row: Detail) -> DetailView:
    """Something of a member that changed, as staff see it."""
    return DetailView(what=row.what, before=row.before, after=row.after, by=row.by, at_ms=row.at_ms)


def transition_view(row: Transition) -> TransitionView:
    """A change of standing as staff see it."""
    return TransitionView(
        before=row.before, after=row.after, cause=row.cause, by=row.by, note=row.note, at_ms=row.at_ms
    )


def consent_view(found: Consent) -> ConsentView:
    """What a guardian was asked, and said."""
    return ConsentView(
        plan=found.plan_id,
        state=found.state,
        guardian_name=found.guardian_name,
        rules_version=found.rules_version,
        asked_ms=found.asked_ms,
        answered_ms=found.answered_ms,
        withdrawn_ms=found.withdrawn_ms,
    )
