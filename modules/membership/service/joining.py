# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining: prepared, confirmed, paid. Each step is recorded before it is taken, and may be taken twice."""

import hashlib

import attrs

from modules.membership.domain import ages, changes, conditions
from modules.membership.domain.application import Application, WaitsFor, goes_on
from modules.membership.domain.changes import Member
from modules.membership.domain.coupons import Coupon, effective
from modules.membership.domain.passes import at_once, may_extend
from modules.membership.domain.trials import marks
from modules.membership.service.asking import Asking, Fit, Wishes
from modules.membership.service.checkouts import Checkouts
from modules.membership.service.coupons import Coupons
from modules.membership.service.entrance import Entrance
from modules.membership.service.guardians import Guardians
from modules.membership.service.invited import Invited
from modules.membership.service.records import Records
from modules.membership.service.settlement import Settlement
from modules.membership.service.withdrawing import Withdrawing
from modules.membership.settings import MembershipSettings
from modules.membership.store import applications, members, trials
from modules.membership.store.traces import note as note_trace
from synapse_salon import ids
from synapse_salon.clock import MINUTE_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.happenings import RulesAccepted
from synapse_salon.i18n import t
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.ports.invites import Invitation


@attrs.frozen
class Outcome:
    """Where joining stands: who they are now, where to pay if something is due, and what is waited for."""

    standing: Standing
    pay_url: str | None
    waits_for: WaitsFor | None = None


class Joining:
    """From a form to a payment page. What comes of the payment is settled by `Settlement`."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        checkouts: Checkouts,
        records: Records,
        settlement: Settlement,
        withdrawing: Withdrawing,
        asking: Asking,
        entrance: Entrance,
        guardians: Guardians,
        coupons: Coupons,
        invited: Invited,
        settings: MembershipSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._checkouts = checkouts
        self._records = records
        self._settlement = settlement
        self._withdrawing = withdrawing
        self._asking = asking
        self._entrance = entrance
        self._guardians = guardians
        self._coupons = coupons
        self._invited = invited
        self._settings = settings

    async def check(self, salon: Salon, user_id: str) -> None:
        """Whether this person may begin to join. Raises NotFound, NotAllowed, Conflict."""
        conditions.check_open(salon, user_id, self._platform.api.is_mine(user_id))
        if user_id == self._platform.house:
            raise NotAllowed(t("The house account joins no salon."), "house")
        member = await self._records.get(salon.id, user_id)
        if member is not None:
            conditions.check_standing(member.standing, member.pay_url)

    async def prepare(self, salon: Salon, user_id: str, wishes: Wishes) -> Application:
        """Check what a person filled in, and keep it until they confirm.

        Someone who has an open application for the same plan goes on with that one; one for another plan is
        closed first. Raises BadInput, Conflict, NotAllowed, NotFound.
        """
        await self.check(salon, user_id)
        fit = await self._asking.check(salon, user_id, wishes)
        plan = fit.plan
        coupon = await self._coupons.find(salon, user_id, plan, wishes.coupon)
        _check_coupon(fit, coupon)
        invitation = await self._invited.find(salon, user_id, wishes.invite)
        new = Application(
            id=ids.new_id(),
            salon_id=salon.id,
            user_id=user_id,
            plan_id=plan.id,
            rules_version=wishes.rules_version,
            community_name=wishes.community_name,
            language=wishes.language,
            mail=wishes.mail or None,
            age_band=ages.band_of(fit.age),
            answers=fit.answers,
            trial_days=plan.trial_days if fit.paid.months is None and not fit.paid.provider else 0,
            created_ms=self._now(),
            expires_ms=self._now() + self._settings.checkout_minutes * MINUTE_MS,
            needs_consent=fit.needs_consent,
            guardian_mail=fit.guardian_mail,
            provider=fit.paid.provider,
            pass_months=fit.paid.months,
        )
        if await self._db.run(
            "salon_trial_had", trials.had, salon.id, user_id, marks(salon.id, new.mail, None)
        ):
            new = attrs.evolve(new, trial_days=0)
        open_one = await self._db.run("salon_application_open", applications.open_one, salon.id, user_id)
        if open_one is not None and not (
            goes_on(open_one, new) and await self._keeps_coupon(open_one, coupon)
        ):
            await self._withdrawing.withdraw(open_one, user_id)
        application = await self._db.run_contended(
            "salon_application_prepare", self._prepare, new, fit, wishes, coupon, invitation
        )
        if application.waits:
            await self._records.forget(salon.id, user_id)
        return application

    async def _keeps_coupon(self, present: Application, coupon: Coupon | None) -> bool:
        """Whether a payment page that is open already is one with this coupon."""
        if present.state != "paying":
            return True
        return await self._db.run("salon_coupon_is_of", self._coupons.is_of_in, present, coupon)

    def _prepare(
        self,
        txn: Txn,
        new: Application,
        fit: Fit,
        wishes: Wishes,
        coupon: Coupon | None,
        invitation: Invitation | None,
    ) -> Application:
        if trials.had(txn, new.salon_id, new.user_id, marks(new.salon_id, new.mail, None)):
            new = attrs.evolve(new, trial_days=0)
        present = applications.hold_open(txn, new.salon_id, new.user_id)
        if present is None:
            self._guardians.check_limit_in(txn, new)
            older_than = self._asking.tell_in(txn, new.salon_id, new.user_id, fit.age)
            new = self._entrance.begin_in(txn, attrs.evolve(new, age_before=older_than), fit.plan)
        if present is None and applications.insert(txn, new):
            if new.waits:
                self._apply(txn, new)
            self._entrance.began_in(txn, new, fit.plan)
        else:
            present = applications.hold_open(txn, new.salon_id, new.user_id)
            if present is None or (present.plan_id, present.age_band) != (new.plan_id, new.age_band):
                raise conditions.applying()
            if present.state == "paying" and not (
                goes_on(present, new) and self._coupons.is_of_in(txn, present, coupon)
            ):  # confirmed, in this very moment, as it was
                raise conditions.applying()
            new = attrs.evolve(
                present,
                community_name=new.community_name,
                mail=new.mail,
                answers=new.answers,
                rules_version=new.rules_version,
                trial_days=present.trial_days
                if present.state == "paying"
                else min(present.trial_days, new.trial_days),
                needs_consent=new.needs_consent,
                guardian_mail=new.guardian_mail,
                provider=present.provider if present.state == "paying" else new.provider,
                pass_months=present.pass_months if present.state == "paying" else new.pass_months,
            )
            if new.guardian_mail != present.guardian_mail:
                self._guardians.check_limit_in(txn, new)
            applications.change_details(txn, new)
            new = self._entrance.changed_in(txn, new, fit.plan)
            if new.waits and not present.waits:
                self._apply(txn, new)
        note_trace(txn, new, wishes.trace, self._now())
        self._coupons.choose_in(txn, new, coupon)
        self._invited.note_in(txn, new, invitation, wishes.invite_named)
        txn.say(RulesAccepted(salon_id=new.salon_id, user_id=new.user_id, version=new.rules_version))
        return new

    async def check_wishes(self, salon: Salon, wishes: Wishes, address: str) -> None:
        """Whether somebody who has no account yet may join like this, from an IP address: before one is opened for
        them."""
        conditions.check_open(salon, "", True)
        fit = await self._asking.check(salon, None, wishes)
        _check_coupon(fit, await self._coupons.find(salon, None, fit.plan, wishes.coupon, address))
        await self._invited.find(salon, None, wishes.invite, address)

    async def arrived(self, application: Application) -> Standing:
        """How the person stands after paying; waits some seconds for the payment's news, if any may come."""
        for _ in range(50):
            standing = (await self._outcome(application)).standing
            stored = await self._stored(application.id)
            if standing.is_inside or stored.state != "paying" or stored.is_awaited:
                break
            await self._platform.host.sleep_ms(100)
        return standing

    async def confirm(self, application: Application, confirmation: str) -> Outcome:
        """The person confirmed what they saw; begin the payment, or let them in where nothing is due.

        `confirmation` is the page they saw, word for word (特定商取引法 12条の6). Confirming again answers the same.

        Raises:
            Conflict: the application has ended, or conditions changed meanwhile.
            Unavailable: the payment provider cannot be reached; confirming again goes on from here.
        """
        if application.waits:
            return await self._outcome(application)
        salon, plan = await self._of(application)
        once = at_once(plan, application.pass_months)
        if application.state == "prepared":
            if not await self._is_more(application):
                await self.check(salon, application.user_id)
            conditions.check_plan(await self._salons.plans(salon.id), plan.id)
            conditions.check_rules(salon, application.rules_version)
            await self._asking.check_cap(application.user_id, application.age_band, once, salon)
        elif application.state == "paying":
            await self._check_barred(application)
        elif application.state != "paid":
            raise conditions.ended()
        await self._db.run_contended(
            "salon_application_confirm", self._begin, application, confirmation, plan
        )
        await self._records.forget(salon.id, application.user_id)
        stored = await self._stored(application.id)
        if stored.waits:
            return await self._outcome(application)
        if stored.state not in ("paying", "paid"):  # ended in this very moment
            raise conditions.ended()
        if stored.checkout is None and stored.state == "paying":
            await self._check_cap_again(stored, once, salon)
        redeemed = await self._coupons.of(application.id)
        discount = redeemed.coupon.discount(plan) if redeemed is not None and redeemed.is_kept else None
        if effective(plan, discount).interval == "free":
            await self._settlement.free(application)
            return await self._outcome(application)
        if application.pay_url is not None or application.state == "paid":
            return await self._outcome(application)
        await self._checkouts.start(salon, plan, application.id, discount=discount)
        return await self._outcome(application)

    async def _check_cap_again(self, application: Application, once: Plan, salon: Salon) -> None:
        """Somebody may have confirmed in two salons at once: now each of them sees the other."""
        try:
            await self._asking.check_cap(application.user_id, application.age_band, once, salon)
        except NotAllowed:
            await self._settlement.give_up(application, application.user_id)
            raise

    async def _is_more(self, application: Application) -> bool:
        """Whether it is a member's, who pays ahead for more."""
        member = await self._records.get(application.salon_id, application.user_id)
        return (
            application.pass_months is not None
            and member is not None
            and may_extend(member, application.plan_id)
        )

    async def _check_barred(self, application: Application) -> None:
        member = await self._records.get(application.salon_id, application.user_id)
        if member is not None and member.standing in (Standing.REMOVED, Standing.BANNED):
            conditions.check_standing(member.standing, None)

    def _begin(self, txn: Txn, application: Application, confirmation: str, plan: Plan) -> None:
        digest = hashlib.sha256(confirmation.encode()).hexdigest()
        expires_ms = self._now() + self._settings.checkout_minutes * MINUTE_MS
        if application.state == "prepared":
            self._guardians.check_in(txn, application)
        if application.state == "prepared" and not self._entrance.lets_in(txn, application):
            self._apply(txn, application)
            self._invited.hold_in(txn, application.id)
            return
        if applications.begin_paying(txn, application.id, confirmation, digest, expires_ms):
            self._apply(txn, application)
            self._coupons.hold_in(txn, application, plan)
            self._invited.hold_in(txn, application.id)

    def _apply(self, txn: Txn, application: Application) -> None:
        before = members.hold(txn, application.salon_id, application.user_id)
        if before is None:
            before = Member(
                application.salon_id,
                application.user_id,
                Standing.VISITOR,
                application.community_name,
                application.language,
                self._now(),
            )
        self._records.save_in(txn, before, changes.applied(before, self._now()), application.user_id)

    async def application(self, application_id: str, salon: Salon, user_id: str) -> Application:
        """A person's own application to a salon. Raises NotFound for anybody else's, and in another salon."""
        found = await self._db.run("salon_application", applications.get, application_id)
        if found is None or (found.salon_id, found.user_id) != (salon.id, user_id):
            raise NotFound(t("There is no such application."), "no_such_application")
        return found

    async def open_application(self, salon: Salon, user_id: str) -> Application | None:
        """What a person began to fill in, or to pay."""
        return await self._db.run("salon_application_open", applications.open_one, salon.id, user_id)

    async def _stored(self, application_id: str) -> Application:
        found = await self._db.run("salon_application", applications.get, application_id)
        assert found is not None, "applications are not deleted while they are open"
        return found

    async def _of(self, application: Application) -> tuple[Salon, Plan]:
        salon = await self._salons.by_id(application.salon_id)
        plans = await self._salons.plans(application.salon_id)
        plan = next((plan for plan in plans if plan.id == application.plan_id), None)
        if salon is None or plan is None:
            raise conditions.ended()
        return salon, plan

    async def _outcome(self, application: Application) -> Outcome:
        stored = await self._stored(application.id)
        member = await self._records.get(application.salon_id, application.user_id)
        standing = member.standing if member is not None else Standing.VISITOR
        return Outcome(standing, stored.pay_url if stored.is_open else None, stored.waits_for)

    def _now(self) -> int:
        return self._platform.clock.now_ms()


def _check_coupon(fit: Fit, coupon: Coupon | None) -> None:
    """What is paid ahead has its one price. Raises BadInput."""
    if coupon is not None and fit.paid.months is not None:
        words = t("Coupons are for payments that renew, and not for paying ahead.")
        raise BadInput(words, {"coupon": words})
