# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells members what happened to their membership, by direct message and by mail, once each."""

import contextlib

import attrs

from modules.membership.domain import (
    dispute_notices,
    guardian_notices,
    notices,
    parting_notices,
    trial_notices,
)
from modules.membership.domain.application import Application
from modules.membership.domain.changes import Member
from modules.membership.domain.coupons import effective
from modules.membership.domain.notices import Notice, Owed
from modules.membership.service.coupons import Coupons
from modules.membership.service.records import Records
from modules.membership.store import applications, consents, partings
from synapse_salon.happenings import (
    ApplicationAnswered,
    ApplicationAsks,
    DuesFailed,
    PlaceOffered,
    PostsCleared,
    StandingChanged,
    TrialEnds,
    TrialRefused,
)
from synapse_salon.i18n import Text, t
from synapse_salon.mail import Sender
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.payments import PaymentFailure, Ref
from synapse_salon.ports.receipts import ReceiptPages
from synapse_salon.web import written

# What the feature that greets says in chat itself; here it goes by mail alone.
_GREETED = ("joined", "trial_began")
# With these somebody goes, or is about to, and is told what becomes of their posts.
_LEAVES = ("cancelled", "left", "removed", "banned")
# From these somebody comes back by paying.
_OVERDUE = (Standing.PAST_DUE, Standing.READ_ONLY)
# What is told with the amount that a closing salon gives back.
_TOLD_ELSEWHERE = ("salon_closing", "salon_goes_on", "salon_closed")


class Notices:
    """What members are told."""

    def __init__(self, platform: Platform, salons: Salons, records: Records, coupons: Coupons) -> None:
        self._platform = platform
        self._salons = salons
        self._records = records
        self._coupons = coupons

    async def standing_changed(self, changed: StandingChanged) -> None:
        """Tell a person how they stand now. A change that another one overtook is not told of."""
        salon = await self._salons.by_id(changed.salon_id)
        member = await self._records.get(changed.salon_id, changed.user_id)
        if salon is None or member is None or member.standing != changed.after:
            return
        if changed.cause in ("account_gone", *_TOLD_ELSEWHERE):
            return
        notice = notices.of_change(salon, member, Standing(changed.before), changed.cause, self._pages(salon))
        if changed.cause in ("cancelled", "left") and await self._guardian_withdrew(member):
            notice = guardian_notices.ended(salon, member, self._pages(salon))
        if changed.cause in dispute_notices.CAUSES:
            notice = dispute_notices.of_change(salon, changed.cause, self._pages(salon))
        if notice is not None and changed.cause in _GREETED and member.application_id is not None:
            confirmed = await self._application(member.application_id)
            terms = (confirmed.confirmation if confirmed is not None else None) or ""
            notice = attrs.evolve(notice, terms=terms)
        if notice is not None:
            if changed.cause in _LEAVES:
                wish = await self._platform.database.run(
                    "salon_parting", partings.latest, member.salon_id, member.user_id
                )
                notice = parting_notices.with_wish(notice, member, wish, self._pages(salon))
            paid_up = changed.before in _OVERDUE and member.standing is Standing.ACTIVE
            paid_up = paid_up and changed.cause != "dispute_won"
            await self._tell(
                salon,
                member,
                notice,
                f"standing:{changed.transition_id}",
                in_chat=changed.cause not in _GREETED,
                in_mail=not (
                    paid_up and self._makes_receipts
                ),  # the receipt's own letter says that it was paid
                paid=changed.cause == "joined",
            )

    async def _guardian_withdrew(self, member: Member) -> bool:
        found = await self._platform.database.run(
            "salon_consents", consents.of_person, member.salon_id, member.user_id
        )
        return bool(found) and (found[0].withdrawn_ms or 0) >= (member.joined_ms or 1)

    async def tell(
        self, salon: Salon, member: Member | Application, notice: Notice, key: str, paid: bool = False
    ) -> None:
        """Tell a member something in chat and by mail, once for each `key`; of what they `paid` for the letter says
        where the receipt is."""
        await self._tell(salon, member, notice, key, True, paid=paid)

    async def dues_failed(self, failed: DuesFailed) -> None:
        """Tell a person that a renewal was not paid: once for each reminder, until it is."""
        salon = await self._salons.by_id(failed.salon_id)
        member = await self._records.get(failed.salon_id, failed.user_id)
        if salon is None or member is None or member.standing not in (Standing.PAST_DUE, Standing.READ_ONLY):
            return
        if member.disputed_from is not None:
            return
        pay_url = member.pay_url or failed.pay_url
        since_ms = failed.since_ms or member.paid_through_ms
        owed = await self._owed(salon, member, since_ms or 0)
        notice = notices.dues_failed(salon, member, failed.attempt, pay_url, self._pages(salon), owed)
        key = f"dues:{member.salon_id}:{member.user_id}:{since_ms}:{failed.attempt}"
        await self._tell(salon, member, notice, key, True)

    async def _owed(self, salon: Salon, member: Member, since_ms: int) -> Owed:
        plans = {plan.id: plan for plan in await self._salons.plans(salon.id)}
        plan = plans[member.next_plan_id or member.plan_id or ""]
        redeemed = await self._coupons.of(member.application_id)
        price = redeemed.due(plan, since_ms) if redeemed is not None else plan.price
        retry_ms, provider = None, self._platform.providers.main
        if provider is not None and member.subscription is not None:
            with contextlib.suppress(PaymentFailure):  # then nothing is said of it
                retry_ms = (await provider.fetch_subscription(Ref(member.subscription))).retry_ms
        is_later = retry_ms is not None and retry_ms > self._platform.clock.now_ms()
        return Owed(written.money(price), plan.name, retry_ms if is_later else None)

    async def trial_ends(self, ends: TrialEnds) -> None:
        """Tell somebody on free days when the first payment is made, and of how much."""
        salon = await self._salons.by_id(ends.salon_id)
        member = await self._records.get(ends.salon_id, ends.user_id)
        if salon is None or member is None or member.standing is not Standing.TRIAL:
            return
        plan = next((plan for plan in await self._salons.plans(salon.id) if plan.id == member.plan_id), None)
        if plan is None or member.paid_through_ms != ends.ends_ms:
            return
        redeemed = await self._coupons.of(member.application_id)
        price = written.money(redeemed.due(plan, ends.ends_ms) if redeemed is not None else plan.price)
        notice = notices.trial_ends(salon, member, ends.ends_ms, price, self._pages(salon))
        key = f"trial:{salon.id}:{member.user_id}:{ends.ends_ms}"
        await self._tell(salon, member, notice, key, True)

    async def trial_refused(self, happening: TrialRefused) -> None:
        """Tell somebody that they get no free days, what it costs without, and how they go on."""
        salon = await self._salons.by_id(happening.salon_id)
        application = await self._application(happening.application_id)
        if salon is None or application is None or application.state != "prepared":
            return
        plans = await self._salons.plans(salon.id)
        plan = next(plan for plan in plans if plan.id == application.plan_id)
        redeemed = await self._coupons.of(application.id)
        plan = effective(plan, redeemed.coupon.discount(plan)) if redeemed is not None else plan
        notice = trial_notices.refused(salon, application, plan, self._pages(salon))
        await self._tell(salon, application, notice, f"no_trial:{application.id}", True)

    async def application_asks(self, asks: ApplicationAsks) -> None:
        """Tell the staff, in their room, that somebody waits for their answer."""
        salon = await self._salons.by_id(asks.salon_id)
        rooms = await self._platform.rooms.of_salon(asks.salon_id)
        staff = next((room for room in rooms if room.kind == "staff" and not room.is_archived), None)
        application = await self._application(asks.application_id)
        if salon is None or staff is None or application is None or application.state != "asked":
            return
        said = t(
            "{name} would like to join. The application waits for your answer: {url}",
            name=application.community_name,
            url=f"{self._pages(salon)}/desk/applications",
        )
        text = self._platform.texts.say(said, salon.language)
        await self._platform.bot.say(staff.room_id, text, f"application:{application.id}")

    async def application_answered(self, answered: ApplicationAnswered) -> None:
        """Tell somebody what the staff decided about their application."""
        salon = await self._salons.by_id(answered.salon_id)
        application = await self._application(answered.application_id)
        if salon is None or application is None or application.state in ("asked", "expired"):
            return
        notice = notices.application_answered(salon, application, answered.reason, self._pages(salon))
        await self._tell(salon, application, notice, f"answered:{application.id}", True)

    async def place_offered(self, offered: PlaceOffered) -> None:
        """Tell somebody on the waiting list that a place is kept for them."""
        salon = await self._salons.by_id(offered.salon_id)
        application = await self._application(offered.application_id)
        if salon is None or application is None or application.state != "prepared":
            return
        notice = notices.place_offered(salon, application, self._pages(salon))
        await self._tell(salon, application, notice, f"place:{application.id}", True)

    async def posts_cleared(self, cleared: PostsCleared) -> None:
        """Tell somebody that what they wished for their posts is done."""
        salon = await self._salons.by_id(cleared.salon_id)
        member = await self._records.get(cleared.salon_id, cleared.user_id)
        parting = await self._platform.database.run("salon_parting_get", partings.get, cleared.parting_id)
        if salon is not None and member is not None and parting is not None:
            notice = parting_notices.cleared(salon, member, parting, self._pages(salon))
            await self._tell(salon, member, notice, f"posts:{parting.id}", True)

    async def _application(self, application_id: str) -> Application | None:
        return await self._platform.database.run("salon_application", applications.get, application_id)

    async def _tell(
        self,
        salon: Salon,
        member: Member | Application,
        notice: Notice,
        key: str,
        in_chat: bool,
        in_mail: bool = True,
        paid: bool = False,
    ) -> None:
        if in_chat:
            await self._platform.bot.tell(member.user_id, notice.as_chat, key, member.language)
        if member.mail is not None and in_mail:
            where = await self._receipts(salon, member) if paid else ()
            await self._platform.letters.send(
                to=member.mail,
                template="membership/notice",
                language=member.language,
                key=f"membership.{key}",
                subject=notice.subject,
                values={
                    "paragraphs": (*notice.paragraphs, *where),
                    "action": notice.action,
                    "url": notice.url,
                    "terms": notice.terms,
                },
                sender=Sender(salon.title, self._pages(salon)),
                why=t("You get this letter because you joined {title}, or asked to.", title=salon.title),
            )

    async def _receipts(self, salon: Salon, member: Member | Application) -> tuple[Text, ...]:
        plans = await self._salons.plans(salon.id)
        ref = member.id if isinstance(member, Application) else member.application_id
        redeemed = await self._coupons.of(ref)
        now_ms = self._platform.clock.now_ms()
        costs = any(
            plan.id == member.plan_id and (redeemed.due(plan, now_ms) if redeemed is not None else plan.price)
            for plan in plans
        )
        if not costs or not self._makes_receipts:
            return ()
        url = self._platform.web.url("me/receipts")
        return (t("The receipt is on this page a moment after the payment: {url}", url=url),)

    @property
    def _makes_receipts(self) -> bool:
        return self._platform.want(ReceiptPages) is not None

    def _pages(self, salon: Salon) -> str:
        return self._platform.web.url(f"s/{salon.slug}")
