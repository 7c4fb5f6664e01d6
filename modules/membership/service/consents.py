# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What guardians answer, and what comes of it."""

import hashlib

import attrs

from modules.membership.domain import changes, conditions, guardian_notices, guardians
from modules.membership.domain.ages import Band
from modules.membership.domain.application import Application
from modules.membership.domain.changes import Member
from modules.membership.domain.guardians import Consent, State
from modules.membership.service.entrance import Entrance
from modules.membership.service.guardians import Guardians
from modules.membership.service.invited import Invited
from modules.membership.service.leaving import Leaving
from modules.membership.service.notices import Notices
from modules.membership.service.records import Records
from modules.membership.store import ages, applications
from modules.membership.store import consents as store
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.happenings import ConsentAnswered, ConsentWithdrawn
from synapse_salon.i18n import t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons


@attrs.frozen
class Asked:
    """What a guardian's address leads to: `application` is what they are asked for, with the plan they are asked about.
    `stops` where the address is the one for withdrawing."""

    consent: Consent
    application: Application | None
    stops: bool
    is_open: bool
    """Whether it can be answered now."""


class Consents:
    """Guardians' answers."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        records: Records,
        guardians: Guardians,
        entrance: Entrance,
        leaving: Leaving,
        notices: Notices,
        invited: Invited,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._records = records
        self._guardians = guardians
        self._entrance = entrance
        self._leaving = leaving
        self._notices = notices
        self._invited = invited

    async def look(self, salon: Salon, key: str) -> Asked:
        """What stands at a guardian's address. Raises NotFound."""
        found = await self._db.run("salon_consent_look", self._look, salon.id, key)
        if found is None:
            raise NotFound(
                t("This address leads nowhere. Please open it as it stands in the letter."), "no_such_consent"
            )
        return found

    def _look(self, txn: Txn, salon_id: str, key: str) -> Asked | None:
        found = store.by_key(txn, key)
        if found is None or found.salon_id != salon_id:
            return None
        application = applications.get(txn, found.application_id)
        stops = found.stop_key == key
        is_open = found.is_for(application, self._now()) and not stops
        if application is not None and application.state == "paid" and application.plan_id != found.plan_id:
            application = attrs.evolve(application, plan_id=found.plan_id, trial_days=0)
        return Asked(found, application, stops, is_open)

    async def answer(self, salon: Salon, key: str, is_given: bool, name: str, said: str) -> None:
        """Keep a guardian's answer, once; `said` is the page they saw, word for word.

        Raises:
            Conflict: it was answered before, or the application has ended.
            NotFound: there is no such address.
        """
        asked = await self.look(salon, key)
        state: State = "given" if is_given else "refused"
        digest = hashlib.sha256(said.encode()).hexdigest()
        answered = attrs.evolve(
            asked.consent, state=state, said=said, said_hash=digest, guardian_name=name or None
        )
        if not asked.is_open or not await self._db.run_contended(
            "salon_consent_answer", self._answer, answered, salon.rules_version
        ):
            raise Conflict(t("This was answered already, or the application has ended."), "already_answered")
        await self._records.forget(salon.id, asked.consent.user_id)

    def _answer(self, txn: Txn, answered: Consent, rules_version: int) -> bool:
        application = applications.get(txn, answered.application_id)
        asked = store.get(txn, answered.id)
        if application is None or asked is None or not asked.is_for(application, self._now()):
            return False
        if not store.answer(txn, answered, rules_version, self._now()):
            return False
        if application.state == "paid":  # a member's, who wants another plan
            pass
        elif answered.state == "given":
            self._entrance.consented_in(txn, application)
        elif applications.close(txn, application.id, "refused"):
            self._invited.let_go_in(txn, application.id)
            self._records.change_in(
                txn,
                application.salon_id,
                application.user_id,
                lambda at: attrs.evolve(changes.gave_up(at, self._now()), cause="consent_refused"),
                "guardian",
            )
        txn.say(
            ConsentAnswered(
                salon_id=answered.salon_id,
                user_id=answered.user_id,
                consent_id=answered.id,
                application_id=application.id,
                is_given=answered.state == "given",
            )
        )
        return True

    async def withdraw(self, salon: Salon, key: str) -> None:
        """A guardian takes their consent back: nothing is charged any more. Withdrawing twice is withdrawing.

        Raises:
            Conflict: no consent was given.
            NotFound: there is no such address, or it is not the one for withdrawing.
        """
        asked = await self.look(salon, key)
        if not asked.stops:
            raise NotFound(
                t("This address leads nowhere. Please open it as it stands in the letter."), "no_such_consent"
            )
        if asked.consent.state == "withdrawn":
            return
        if not await self._db.run_contended("salon_consent_withdraw", self._withdraw, asked.consent):
            raise Conflict(t("There is no consent that could be withdrawn."), "not_given")

    def _withdraw(self, txn: Txn, consent: Consent) -> bool:
        if not store.withdraw(txn, consent, self._now()):
            return False
        txn.say(ConsentWithdrawn(salon_id=consent.salon_id, user_id=consent.user_id, consent_id=consent.id))
        return True

    async def ask_for_change(self, salon: Salon, user_id: str, plan_id: str, mail: str | None) -> None:
        """Ask a guardian whether a member may go on to another plan; the same one about the same is asked once.

        Raises BadInput, Conflict, NotAllowed, TooMany.
        """
        member = await self._records.get(salon.id, user_id)
        if member is None or not member.standing.is_inside:
            raise Conflict(t("You are not a member of this salon."), "not_a_member")
        plan = conditions.check_plan(await self._salons.plans(salon.id), plan_id)
        told = await self._db.run("salon_age", ages.told, salon.id, user_id)
        minors = (await self._entrance.entry(salon.id)).minors
        guardian = conditions.check_guardian_mail(mail)
        guardians.check_guardian(
            minors, told.band if told is not None else "20_over", plan, guardian, member.mail
        )
        if guardian is None or not await self._guardians.lacks(salon, user_id, plan.id):
            raise Conflict(t("No consent is needed for this plan."), "no_consent_needed")
        self._guardians.check_reachable()
        await self._db.run("salon_consent_ask", self._ask_for_change, member, plan, guardian)

    def _ask_for_change(self, txn: Txn, member: Member, plan: Plan, mail: str) -> None:
        last = applications.get(txn, member.application_id or "")
        if last is not None:
            asking = attrs.evolve(last, state="consent", guardian_mail=mail)
            before = store.asked_for(txn, last.id)
            if before is None or (before.plan_id, before.guardian_mail) != (plan.id, mail):
                self._guardians.check_limit_in(txn, asking)
                self._guardians.ask_in(txn, asking, plan)

    async def asked_of(self, salon: Salon, user_id: str) -> Consent | None:
        """The guardian whose answer a person waits for."""
        found = await self._db.run("salon_consents", store.of_person, salon.id, user_id)
        return next((one for one in found if one.state == "asked"), None)

    async def of_person(self, salon: Salon, by: str, user_id: str) -> list[Consent]:
        """What guardians of a person said, the latest first, for staff."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        return await self._db.run("salon_consents", store.of_person, salon.id, user_id)

    async def age_of(self, salon: Salon, by: str, user_id: str) -> Band | None:
        """The age that a person gave, for staff."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        told = await self._db.run("salon_age", ages.told, salon.id, user_id)
        return told.band if told is not None else None

    async def answered(self, happening: ConsentAnswered) -> None:
        """Tell the person what their guardian said, and give the guardian a receipt with the way to withdraw."""
        salon = await self._salons.by_id(happening.salon_id)
        consent = await self._db.run("salon_consent", store.get, happening.consent_id)
        application = await self._db.run("salon_application", applications.get, happening.application_id)
        if salon is None or consent is None or application is None:
            return
        pages = self._platform.web.url(f"s/{salon.slug}")
        if application.state == "paid" and application.plan_id != consent.plan_id:
            plans = {plan.id: plan for plan in await self._salons.plans(salon.id)}
            notice = guardian_notices.answered_change(
                salon, plans[consent.plan_id], happening.is_given, pages
            )
        else:
            notice = guardian_notices.answered(salon, application, happening.is_given, pages)
        await self._notices.tell(salon, application, notice, f"guardian_answered:{consent.id}")
        if happening.is_given:
            await self._write(salon, consent, application, guardian_notices.receipt, "receipt")

    async def withdrawn(self, happening: ConsentWithdrawn) -> None:
        """End what rests on a consent that is there no more: renewals, and applications on their way."""
        salon = await self._salons.by_id(happening.salon_id)
        consent = await self._db.run("salon_consent", store.get, happening.consent_id)
        if salon is None or consent is None:
            return
        if await self._rests_on_consent(salon, consent.user_id):
            await self._end(salon, consent.user_id)
        application = await self._db.run("salon_application", applications.get, consent.application_id)
        if application is not None:
            await self._write(salon, consent, application, guardian_notices.withdrawn, "withdrawn")

    async def _rests_on_consent(self, salon: Salon, user_id: str) -> bool:
        begun = await self._db.run("salon_application_open", applications.open_one, salon.id, user_id)
        if begun is not None and begun.needs_consent:
            return True
        member = await self._records.get(salon.id, user_id)
        if member is None or not member.standing.is_inside:
            return False
        return await self._guardians.lacks(salon, user_id, member.plan_id)

    async def _end(self, salon: Salon, user_id: str) -> None:
        try:
            await self._leaving.leave(salon, user_id, by="guardian")
        except Conflict as refusal:
            if refusal.reason == "already_paid":  # it is settled now; a member leaves all the same
                member = await self._records.get(salon.id, user_id)
                if member is not None and member.standing.is_inside:
                    await self._leaving.leave(salon, user_id, by="guardian")
            elif refusal.reason != "not_a_member":
                raise

    async def _write(
        self,
        salon: Salon,
        consent: Consent,
        application: Application,
        words: guardian_notices.Words,
        kind: str,
    ) -> None:
        plan = next((plan for plan in await self._salons.plans(salon.id) if plan.id == consent.plan_id), None)
        if plan is not None:
            url = self._platform.web.url(f"s/{salon.slug}/guardian/{consent.stop_key}")
            notice = words(salon, application, plan, url)
            await self._guardians.write(salon, consent, notice, f"guardian_{kind}")

    def _now(self) -> int:
        return self._platform.clock.now_ms()
