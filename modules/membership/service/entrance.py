# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a salon lets people in: its questions, the staff's answer, its places and the waiting list."""

import attrs

from modules.membership.domain import changes
from modules.membership.domain.ages import Told
from modules.membership.domain.application import Application
from modules.membership.domain.entry import APPROVED_MS, ASKED_MS, OFFERED_MS, QUEUED_MS, Entry
from modules.membership.domain.guardians import CONSENT_MS
from modules.membership.domain.questions import check_questions
from modules.membership.service.guardians import Guardians
from modules.membership.service.invited import Invited
from modules.membership.service.records import Records
from modules.membership.store import ages, applications
from modules.membership.store import entry as store
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotAllowed, NotFound
from synapse_salon.happenings import ApplicationAnswered, ApplicationAsks, PlaceOffered, SalonFounded
from synapse_salon.i18n import t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons

MOST_LISTED = 200


class Entrance:
    """What applications wait for before they are confirmed and paid."""

    def __init__(
        self, platform: Platform, salons: Salons, records: Records, guardians: Guardians, invited: Invited
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._records = records
        self._guardians = guardians
        self._invited = invited

    async def entry(self, salon_id: str) -> Entry:
        """What a salon asks of those who join."""
        return await self._db.run("salon_entry", store.entry, salon_id)

    async def check_editor(self, salon: Salon, by: str) -> None:
        """Whether this person decides what is asked. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.EDIT_ENTRY)

    async def change(self, salon: Salon, by: str, new: Entry) -> Entry:
        """Ask this of those who join from now on. Raises BadInput, NotAllowed."""
        await self.check_editor(salon, by)
        check_questions(new.questions)
        await self._db.run("salon_entry_save", store.save, salon.id, new, by, self._now())
        return new

    async def founded(self, founded: SalonFounded) -> None:
        """A salon was begun; its founder may want an answer to come before each membership."""
        salon = await self._salons.by_id(founded.salon_id)
        if founded.asks_first and salon is not None:
            await self._db.run("salon_entry_first", store.ask_first, salon.id, salon.owner, self._now())

    def begin_in(self, txn: Txn, new: Application, plan: Plan) -> Application:
        """What a new application begins with: the staff's answer, a guardian's, a place, or nothing. The staff are
        asked too where somebody is older now than they said before."""
        if store.entry(txn, new.salon_id).approval or new.age_before is not None:
            return attrs.evolve(new, state="asked", expires_ms=self._now() + ASKED_MS)
        return self._onward_in(txn, new, plan)

    def _onward_in(self, txn: Txn, ready: Application, plan: Plan) -> Application:
        """What an application waits for that is ready as far as the staff are concerned: a guardian, a place, or
        nothing any more."""
        if ready.needs_consent and not self._guardians.consents_in(txn, ready, plan):
            return attrs.evolve(ready, state="consent", is_held=False, expires_ms=self._now() + CONSENT_MS)
        if store.hold_places(txn, ready.salon_id).is_full:
            return attrs.evolve(ready, state="queued", is_held=False, expires_ms=self._now() + QUEUED_MS)
        return ready

    def changed_in(self, txn: Txn, application: Application, plan: Plan) -> Application:
        """The form was filled in again: another guardian may have been named, or none be needed any more."""
        if application.state == "consent" and not application.needs_consent:
            return self.consented_in(txn, application) or application
        if application.state == "prepared" and application.needs_consent:
            after = self._onward_in(txn, application, plan)
            if after.state == "consent" and store.move(txn, application, after):
                application = after
        self._guardians.ask_in(txn, application, plan)
        return application

    def consented_in(self, txn: Txn, application: Application) -> Application | None:
        """An application that waited for a guardian goes on; None where it waits no more."""
        after = attrs.evolve(
            application, state="prepared", is_held=True, expires_ms=self._now() + APPROVED_MS
        )
        if store.hold_places(txn, application.salon_id).is_full:
            after = attrs.evolve(after, state="queued", is_held=False, expires_ms=self._now() + QUEUED_MS)
        return after if store.move(txn, application, after) else None

    def began_in(self, txn: Txn, application: Application, plan: Plan) -> None:
        """Ask those whom a new application asks."""
        self._guardians.ask_in(txn, application, plan)
        if application.state == "asked":
            txn.say(
                ApplicationAsks(
                    salon_id=application.salon_id,
                    user_id=application.user_id,
                    application_id=application.id,
                )
            )

    def lets_in(self, txn: Txn, application: Application) -> bool:
        """Whether there is a place for somebody who pays now; one without a place waits for it instead."""
        if application.is_held or not store.hold_places(txn, application.salon_id).is_full:
            return True
        queued = attrs.evolve(application, state="queued", expires_ms=self._now() + QUEUED_MS)
        store.move(txn, application, queued)
        return False

    async def place_in_queue(self, application: Application) -> int:
        """How many stand before this application on the waiting list."""
        return await self._db.run("salon_entry_ahead", store.ahead, application)

    async def waiting(self, salon_id: str) -> int:
        """How many applications wait for the staff's answer, up to the length of their list."""
        return len(await self._db.run("salon_entry_asked", store.asked, salon_id, MOST_LISTED))

    async def asked(self, salon: Salon, by: str) -> list[Application]:
        """Applications that wait for the staff's answer, oldest first."""
        await self._salons.allow(salon, by, Act.ADMIT)
        return await self._db.run("salon_entry_asked", store.asked, salon.id, MOST_LISTED)

    async def at_guardians(self, salon: Salon, by: str) -> list[Application]:
        """Applications that wait for a guardian, oldest first."""
        await self._salons.allow(salon, by, Act.ADMIT)
        return await self._db.run("salon_entry_consent", store.at_guardians, salon.id, MOST_LISTED)

    async def queued(self, salon: Salon, by: str) -> list[Application]:
        """Applications that wait for a place, in their order."""
        await self._salons.allow(salon, by, Act.ADMIT)
        return await self._db.run("salon_entry_queued", store.first_queued, salon.id, MOST_LISTED)

    async def answer(
        self, salon: Salon, by: str, application_id: str, is_approved: bool, reason: str
    ) -> Application:
        """Let somebody go on, or not.

        Raises:
            Conflict: it was answered already, or given up.
            NotAllowed: their role does not include this, or it is their own.
            NotFound: there is no such application to this salon.
        """
        await self._salons.allow(salon, by, Act.ADMIT)
        found = await self._db.run("salon_application", applications.get, application_id)
        if found is None or found.salon_id != salon.id:
            raise NotFound(t("There is no such application."), "no_such_application")
        if found.user_id == by:
            raise NotAllowed(t("Somebody else decides about your own application."), "own_application")
        plans = await self._salons.plans(salon.id)
        plan = next(plan for plan in plans if plan.id == found.plan_id)
        after = await self._db.run_contended(
            "salon_application_answer", self._answer, found, plan, by, is_approved, reason
        )
        if after is None:
            raise Conflict(t("This application does not wait for an answer any more."), "already_decided")
        await self._records.forget(salon.id, found.user_id)
        return after

    def _answer(
        self, txn: Txn, asked: Application, plan: Plan, by: str, is_approved: bool, reason: str
    ) -> Application | None:
        if asked.state != "asked":
            return None
        if not is_approved:
            after = attrs.evolve(asked, state="refused")
        else:
            ready = attrs.evolve(
                asked, state="prepared", approved_by=by, is_held=True, expires_ms=self._now() + APPROVED_MS
            )
            after = self._onward_in(txn, ready, plan)
        if not store.move(txn, asked, after):
            return None
        if is_approved and asked.age_before is not None:
            ages.keep(txn, asked.salon_id, asked.user_id, Told(asked.age_band), self._now(), by)
        self._guardians.ask_in(txn, after, plan)
        if not is_approved:
            self._invited.let_go_in(txn, asked.id)
            self._records.change_in(
                txn, asked.salon_id, asked.user_id, lambda at: changes.refused(at, self._now()), by, reason
            )
        txn.say(
            ApplicationAnswered(
                salon_id=asked.salon_id,
                user_id=asked.user_id,
                application_id=asked.id,
                is_approved=is_approved,
                reason=reason,
            )
        )
        return after

    async def offer_places(self) -> None:
        """Offer places that became free to those who wait, in their order. By the clock."""
        for salon_id in await self._db.run("salon_entry_with_queue", store.with_queue):
            await self._db.run_contended("salon_entry_offer", self._offer, salon_id)

    def _offer(self, txn: Txn, salon_id: str) -> None:
        free = store.hold_places(txn, salon_id).free
        for queued in store.first_queued(txn, salon_id, free):
            offered = attrs.evolve(
                queued, state="prepared", is_held=True, expires_ms=self._now() + OFFERED_MS
            )
            if store.move(txn, queued, offered):
                txn.say(PlaceOffered(salon_id=salon_id, user_id=queued.user_id, application_id=queued.id))

    def _now(self) -> int:
        return self._platform.clock.now_ms()
