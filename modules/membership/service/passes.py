# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time that is paid ahead: more of it, its end, and what is said before."""

import attrs

from modules.membership.domain import passes
from modules.membership.domain.application import Application
from modules.membership.domain.changes import Member
from modules.membership.service.means import MeansOfPaying
from modules.membership.service.records import Records, Rule
from modules.membership.service.withdrawing import Withdrawing
from modules.membership.settings import MembershipSettings
from modules.membership.store import applications
from modules.membership.store import passes as store
from synapse_salon import ids
from synapse_salon.clock import MINUTE_MS
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict
from synapse_salon.happenings import PassEnds
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons

BATCH = 200


class Passes:
    """Paying ahead for more, and what happens before the end."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        records: Records,
        means: MeansOfPaying,
        withdrawing: Withdrawing,
        settings: MembershipSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._records = records
        self._means = means
        self._withdrawing = withdrawing
        self._settings = settings

    async def plan_of(self, salon: Salon, user_id: str) -> tuple[Member, Plan]:
        """Somebody who may pay ahead for more, and of what. Raises Conflict."""
        member = await self._records.get(salon.id, user_id)
        if member is None or not passes.is_one(member):
            raise Conflict(t("You have not paid ahead here; there is nothing to add to."), "no_pass")
        if not salon.takes_members:
            raise Conflict(t("This salon closes soon. Nothing more is paid for it."), "closing")
        plans = {plan.id: plan for plan in await self._salons.plans(salon.id)}
        plan = plans.get(member.plan_id or "")
        if plan is None or not plan.is_offered:
            raise Conflict(
                t("Your plan is not offered any more. When your time is over, you can choose another one."),
                "plan_not_offered",
            )
        return member, plan

    async def prepare(self, salon: Salon, user_id: str, means: str | None, months: int | None) -> Application:
        """Begin to pay ahead for more: confirmed and paid like any application. Raises BadInput, Conflict."""
        member, plan = await self.plan_of(salon, user_id)
        ahead = [one for one in await self._means.of_salon(salon.id) if not one.renews]
        key = means or (ahead[0].key if ahead else None)
        wanted = months if months is not None else member.pass_months
        chosen = await self._means.chosen(salon.id, plan, key, wanted)
        if chosen.months is None:
            raise Conflict(t("You can change to paying month by month when your time is over."), "no_pass")
        open_one = await self._db.run("salon_application_open", applications.open_one, salon.id, user_id)
        if open_one is not None:
            if (open_one.provider, open_one.pass_months) == (chosen.provider, chosen.months):
                return open_one
            await self._withdrawing.withdraw(open_one, user_id)
        last = await self._db.run("salon_application", applications.get, member.application_id or "")
        if last is None:
            raise Conflict(t("Something changed in between. Please look again."), "stale")
        now_ms = self._platform.clock.now_ms()
        new = attrs.evolve(
            last,
            id=ids.new_id(),
            state="prepared",
            rules_version=salon.rules_version,
            community_name=member.community_name,
            language=member.language,
            mail=member.mail,
            trial_days=0,
            checkout=None,
            pay_url=None,
            confirmation=None,
            confirmation_hash=None,
            awaited_ms=None,
            is_promised=False,
            created_ms=now_ms,
            expires_ms=now_ms + self._settings.checkout_minutes * MINUTE_MS,
            approved_by=None,
            is_held=True,
            age_before=None,
            needs_consent=False,
            guardian_mail=None,
            provider=chosen.provider,
            pass_months=chosen.months,
        )
        if not await self._db.run("salon_application_more", applications.insert, new):
            raise Conflict(t("Another application of yours is on its way. Please try again."), "applying")
        return new

    async def is_more(self, application: Application) -> bool:
        """Whether an application is a member's, for more time."""
        member = await self._records.get(application.salon_id, application.user_id)
        return application.pass_months is not None and member is not None and member.standing.is_inside

    async def leave(self, member: Member, by: str) -> Member:
        """Leave with the end of what was paid."""
        return await self._change(member, lambda at: passes.left(at, self._now()), by)

    async def stay(self, member: Member) -> Member:
        """Do not leave after all."""
        return await self._change(member, lambda at: passes.stays(at, self._now()), member.user_id)

    async def warn(self) -> None:
        """Remind those whose time ends soon, once for each of the days. Hourly."""
        for days in sorted(passes.NOTICE_DAYS):
            await self._db.run("salon_passes_warn", self._warn, days)

    def _warn(self, txn: Txn, days: int) -> None:
        for one in store.ending(txn, self._now(), days, BATCH):
            if store.reminded(txn, one, days):
                txn.say(
                    PassEnds(salon_id=one.salon_id, user_id=one.user_id, ends_ms=one.through_ms, days=days)
                )

    async def _change(self, member: Member, rule: Rule, by: str) -> Member:
        after = await self._records.change(member.salon_id, member.user_id, rule, by)
        assert after is not None, "members are not deleted"
        return after

    def _now(self) -> int:
        return self._platform.clock.now_ms()
