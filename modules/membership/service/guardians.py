# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asks guardians: who under 18 needs one's consent takes no plan before it is there."""

from modules.membership.domain import guardian_notices, guardians
from modules.membership.domain.ages import ADULT
from modules.membership.domain.application import Application
from modules.membership.domain.guardians import LETTERS_A_DAY, Consent
from modules.membership.domain.notices import Notice
from modules.membership.store import ages, applications, entry
from modules.membership.store import consents as store
from synapse_salon import ids
from synapse_salon.clock import HOUR_MS
from synapse_salon.database import Txn
from synapse_salon.errors import NotAllowed, TooMany
from synapse_salon.happenings import ConsentAsked
from synapse_salon.i18n import t
from synapse_salon.mail import Sender
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.ports.mail import Mailer


class Guardians:
    """Guardians who are asked by mail."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons

    def check_reachable(self) -> None:
        """Whether letters can be sent from here. Raises NotAllowed."""
        if self._platform.want(Mailer) is None:
            raise NotAllowed(
                t(
                    "A plan that costs money is for people of {age} years and older: we cannot write to guardians.",
                    age=ADULT,
                ),
                "adults_only",
            )

    def check_limit_in(self, txn: Txn, application: Application) -> None:
        """Whether one more letter may go out. Raises TooMany."""
        mail = application.guardian_mail
        if mail is None:
            return
        now_ms = self._platform.clock.now_ms()
        counts = store.asked_lately(txn, application.salon_id, application.user_id, mail, now_ms)
        if max(counts) >= LETTERS_A_DAY:
            raise TooMany(
                t("Guardians were written to several times today. Please try again tomorrow."), 12 * HOUR_MS
            )

    def ask_in(self, txn: Txn, application: Application, plan: Plan) -> None:
        """Ask the guardian of an application that waits for one, once for each address."""
        before = store.asked_for(txn, application.id)
        if application.state != "consent" or application.guardian_mail is None:
            return
        if before is not None and (before.guardian_mail, before.plan_id) == (
            application.guardian_mail,
            plan.id,
        ):
            return
        new = Consent(
            id=ids.new_id(),
            salon_id=application.salon_id,
            user_id=application.user_id,
            application_id=application.id,
            plan_id=plan.id,
            price=plan.price,
            interval=plan.interval,
            guardian_mail=application.guardian_mail,
            language=application.language,
            ask_key=ids.new_secret(),
            stop_key=ids.new_secret(),
            state="asked",
            asked_ms=self._platform.clock.now_ms(),
        )
        store.insert(txn, new)
        txn.say(ConsentAsked(salon_id=new.salon_id, user_id=new.user_id, consent_id=new.id))

    def consents_in(self, txn: Txn, application: Application, plan: Plan) -> bool:
        """Whether a guardian consented to this plan at this price before."""
        return store.covering(txn, application.salon_id, application.user_id, plan) is not None

    def check_in(self, txn: Txn, application: Application) -> None:
        """Whether what an application needs of a guardian is there. Raises NotAllowed."""
        if application.needs_consent and not store.is_given(txn, application):
            raise _not_there()

    async def lacks(self, salon: Salon, user_id: str, plan_id: str | None) -> bool:
        """Whether somebody needs a guardian's consent for a plan that they have or want, and it is not there."""
        plan = next((plan for plan in await self._salons.plans(salon.id) if plan.id == plan_id), None)
        return plan is not None and await self._db.run("salon_consent_lacks", _lacks, salon.id, user_id, plan)

    async def check(self, salon: Salon, user_id: str, plan_id: str | None) -> None:
        """As `lacks`, for somebody who wants to pay on, or for another plan. Raises NotAllowed."""
        if await self.lacks(salon, user_id, plan_id):
            raise _not_there()

    async def asked(self, happening: ConsentAsked) -> None:
        """Write to a guardian; one who is asked no more is not written to."""
        found = await self._db.run("salon_consent", store.get, happening.consent_id)
        salon = await self._salons.by_id(happening.salon_id)
        if found is None or found.state != "asked" or salon is None:
            return
        application = await self._db.run("salon_application", applications.get, found.application_id)
        plan = next((plan for plan in await self._salons.plans(salon.id) if plan.id == found.plan_id), None)
        if application is None or plan is None:
            return
        url = f"guardian/{found.ask_key}"
        notice = guardian_notices.asked(salon, application.community_name, found, plan, self._url(salon, url))
        await self.write(salon, found, notice, "guardian")

    async def write(self, salon: Salon, consent: Consent, notice: Notice, kind: str) -> None:
        """Send a guardian a letter, once of each kind."""
        await self._platform.letters.send(
            to=consent.guardian_mail,
            template="membership/notice",
            language=consent.language,
            key=f"membership.{kind}:{consent.id}",
            subject=notice.subject,
            values={"paragraphs": notice.paragraphs, "action": notice.action, "url": notice.url},
            sender=Sender(salon.title, self._platform.web.url(f"s/{salon.slug}")),
            why=guardian_notices.WHY,
        )

    def _url(self, salon: Salon, path: str) -> str:
        return self._platform.web.url(f"s/{salon.slug}/{path}")


def _lacks(txn: Txn, salon_id: str, user_id: str, plan: Plan) -> bool:
    told = ages.told(txn, salon_id, user_id)
    minors = entry.entry(txn, salon_id).minors
    if told is None or not guardians.needs_consent(minors, told.band, plan):
        return False
    found = store.of_person(txn, salon_id, user_id)
    return not any(one.state == "given" and one.is_enough_for(plan) for one in found)


def _not_there() -> NotAllowed:
    return NotAllowed(
        t("The consent of your parent or guardian is not there, or was withdrawn."), "guardian_needed"
    )
