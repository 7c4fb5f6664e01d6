# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What guardians answer, and what comes of it."""

import hashlib

import attrs

from modules.membership.domain import changes, guardian_notices
from modules.membership.domain.ages import Band
from modules.membership.domain.application import Application
from modules.membership.domain.guardians import Consent, State
from modules.membership.service.entrance import Entrance
from modules.membership.service.guardians import Guardians
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
from synapse_salon.ports import Salon, Salons


@attrs.frozen
class Asked:
    """What a guardian's address leads to. `stops` where it is the one for withdrawing."""

    consent: Consent
    application: Application | None
    stops: bool

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now."""
        waits = self.application is not None and self.application.state == "consent"
        return self.consent.state == "asked" and waits and not self.stops


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
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._records = records
        self._guardians = guardians
        self._entrance = entrance
        self._leaving = leaving
        self._notices = notices

    async def look(self, salon: Salon, key: str) -> Asked:
        """What stands at a guardian's address. Raises NotFound."""
        found = await self._db.run("salon_consent_look", self._look, salon.id, key)
        if found is None:
            raise NotFound(
                t("This address leads nowhere. Please open it as it stands in the letter."), "no_such_consent"
            )
        return found

    @staticmethod
    def _look(txn: Txn, salon_id: str, key: str) -> Asked | None:
        found = store.by_key(txn, key)
        if found is None or found.salon_id != salon_id:
            return None
        return Asked(found, applications.get(txn, found.application_id), found.stop_key == key)

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
        if application is None or application.state != "consent":
            return False
        if not store.answer(txn, answered, rules_version, self._now()):
            return False
        if answered.state == "given":
            self._entrance.consented_in(txn, application)
        elif applications.close(txn, application.id, "refused"):
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
        if not await self._db.run("salon_consent_withdraw", self._withdraw, asked.consent):
            raise Conflict(t("There is no consent that could be withdrawn."), "not_given")

    def _withdraw(self, txn: Txn, consent: Consent) -> bool:
        if not store.withdraw(txn, consent.id, self._now()):
            return False
        txn.say(ConsentWithdrawn(salon_id=consent.salon_id, user_id=consent.user_id, consent_id=consent.id))
        return True

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
            try:
                await self._leaving.leave(salon, consent.user_id, by="guardian")
            except Conflict as refusal:  # out already, or a payment that is being given back
                if refusal.reason not in ("not_a_member", "already_paid"):
                    raise
        application = await self._db.run("salon_application", applications.get, consent.application_id)
        if application is not None:
            await self._write(salon, consent, application, guardian_notices.withdrawn, "withdrawn")

    async def _rests_on_consent(self, salon: Salon, user_id: str) -> bool:
        begun = await self._db.run("salon_application_open", applications.open_one, salon.id, user_id)
        if begun is not None:
            return begun.needs_consent
        member = await self._records.get(salon.id, user_id)
        return member is not None and await self._guardians.lacks(salon, user_id, member.plan_id)

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
