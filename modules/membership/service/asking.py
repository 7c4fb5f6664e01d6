# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holds what a person filled in against what the salon asks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import attrs

from modules.membership.domain import ages, conditions, guardians, passes, plan_changes
from modules.membership.domain.ages import Band, Told
from modules.membership.domain.means import Chosen
from modules.membership.domain.questions import check_answers
from modules.membership.service.entrance import Entrance
from modules.membership.service.guardians import Guardians
from modules.membership.service.means import MeansOfPaying
from modules.membership.service.names import Names
from modules.membership.settings import MembershipSettings
from modules.membership.store import ages as store
from modules.membership.store import applications, members
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, NotAllowed
from synapse_salon.i18n import Language, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.web import Trace


@attrs.frozen
class Wishes:
    """What a person fills in to join."""

    plan_id: str
    rules_version: int
    birth_date: str
    community_name: str
    mail: str | None
    language: Language
    answers: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    guardian_mail: str | None = None
    trace: Trace | None = None
    coupon: str | None = None
    means: str | None = None
    months: int | None = None
    invite: str | None = None
    invite_named: bool = False


@attrs.frozen
class Fit:
    """What a person filled in, found to be what the salon asks. `guardian_mail` is there where one is asked."""

    plan: Plan
    age: int
    answers: Mapping[str, str] = attrs.field(hash=False)
    needs_consent: bool
    guardian_mail: str | None
    paid: Chosen


class Asking:
    """What a salon asks of those who join."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        entrance: Entrance,
        guardians: Guardians,
        names: Names,
        means: MeansOfPaying,
        settings: MembershipSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._entrance = entrance
        self._guardians = guardians
        self._names = names
        self._means = means
        self._settings = settings

    async def check(self, salon: Salon, user_id: str | None, wishes: Wishes) -> Fit:
        """Whether somebody may join like this; `user_id` is None for whoever has no account yet.

        Who is turned away for their age is remembered with it. Raises BadInput, Conflict, NotAllowed.
        """
        plan = conditions.check_plan(await self._salons.plans(salon.id), wishes.plan_id)
        conditions.check_rules(salon, wishes.rules_version)
        conditions.check_community_name(wishes.community_name)
        mail = conditions.check_mail(wishes.mail)
        birth = conditions.read_birth_date(wishes.birth_date)
        age = conditions.read_age(birth, self._today(salon))
        entry = await self._entrance.entry(salon.id)
        band = ages.band_of(age)
        needs = guardians.needs_consent(entry.minors, band, plan)
        guardian = conditions.check_guardian_mail(wishes.guardian_mail) if needs else None
        try:
            conditions.check_age(salon, age)
            guardians.check_guardian(entry.minors, band, plan, guardian, mail)
        except NotAllowed as refusal:
            below = salon.minimum_age if refusal.reason == "too_young" else None
            if user_id is not None:
                await self._db.run("salon_age_told", self._turned_away, salon.id, user_id, age, below)
            raise
        if needs:
            self._guardians.check_reachable()
        if mail is not None and plan.trial_days and user_id is not None:
            # Whose address had a trial here is not to be found out by trying many.
            self._platform.web.limiter.take("guess", f"trial:{user_id}")
        paid = await self._means.chosen(salon.id, plan, wishes.means, wishes.months)
        await self.check_cap(user_id, band, passes.at_once(plan, paid.months), salon)
        answers = check_answers(entry.questions, wishes.answers)
        await self._names.check(salon, user_id, wishes.community_name)
        if needs and paid.months is not None:
            words = t("People under 18 pay month by month: that is what is asked of their guardian.")
            raise BadInput(words, {"means": words})
        return Fit(plan, age, answers, needs, guardian, paid)

    def told(self, salon: Salon, wishes: Wishes, reason: str) -> Told:
        """The age that somebody gave who was turned away for this reason."""
        age = conditions.read_age(conditions.read_birth_date(wishes.birth_date), self._today(salon))
        return Told(ages.band_of(age), salon.minimum_age if reason == "too_young" else None)

    async def remember(self, salon: Salon, user_id: str, before: Told) -> None:
        """Keep the age that somebody gave before they had an account, if none is known."""
        await self._db.run("salon_age_before", self._remember, salon.id, user_id, before)

    def _remember(self, txn: Txn, salon_id: str, user_id: str, before: Told) -> None:
        if store.told(txn, salon_id, user_id) is None:
            store.keep(txn, salon_id, user_id, before, self._platform.clock.now_ms())

    def _turned_away(self, txn: Txn, salon_id: str, user_id: str, age: int, below: int | None) -> None:
        before = store.told(txn, salon_id, user_id)
        if before is None or not ages.is_older(before, age):
            told = Told(ages.band_of(age), below if before is None or below else before.turned_away_below)
            store.keep(txn, salon_id, user_id, told, self._platform.clock.now_ms())

    def tell_in(self, txn: Txn, salon_id: str, user_id: str, age: int) -> Band | None:
        """Keep the age that somebody gives. Where it makes them older than the one they gave before, that one is
        answered and stays until the staff have decided."""
        before = store.told(txn, salon_id, user_id)
        if before is not None and ages.is_older(before, age):
            return before.band
        below = before.turned_away_below if before is not None else None
        told = Told(ages.band_of(age), below)
        if told != before:
            store.keep(txn, salon_id, user_id, told, self._platform.clock.now_ms())
        return None

    async def check_change(self, salon: Salon, user_id: str, band: Band, before: Plan, after: Plan) -> None:
        """Whether somebody of this age may go on from one plan to another. Raises NotAllowed."""
        if await self._guardians.lacks(salon, user_id, after.id):
            plan_changes.check_age(band, before, after)
        await self.check_cap(user_id, band, after, salon)

    async def check_cap(self, user_id: str | None, band: Band, plan: Plan, salon: Salon) -> None:
        """Whether a plan is within what people of this age may spend here in a month. Raises NotAllowed."""
        cap = self._settings.monthly_caps.get(band)
        if cap is None:
            return
        has: set[tuple[str, str | None]] = set()
        if user_id is not None:
            found = await self._db.run("salon_person", members.of_person, user_id)
            has = {(member.salon_id, member.plan_id) for member in found if member.standing.is_inside}
            has |= set(await self._db.run("salon_person_pays", applications.being_paid, user_id))
        others: list[Plan] = []
        for salon_id, plan_id in has:
            if salon_id != salon.id:
                offered = await self._salons.plans(salon_id)
                others += [one for one in offered if one.id == plan_id and one.interval != "once"]
        guardians.check_cap(cap, plan, others)

    def _today(self, salon: Salon) -> date:
        now = datetime.fromtimestamp(self._platform.clock.now_ms() / 1000, UTC)
        return now.astimezone(ZoneInfo(salon.timezone)).date()
