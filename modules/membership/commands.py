# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands of membership."""

from modules.membership.domain import notices
from modules.membership.domain.confirmation import per_interval
from modules.membership.domain.parting import may_choose
from modules.membership.domain.words import standing_words
from modules.membership.service.charges import Membership
from modules.membership.service.house import MembershipHouse
from synapse_salon.bot import Said, salon_meant
from synapse_salon.i18n import Text, t
from synapse_salon.months import MONTHS
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web import written
from synapse_salon.web.paths import with_query


def add_commands(platform: Platform, salons: Salons, house: MembershipHouse) -> None:
    """!me, !plans, !join, !leave, !stay."""

    async def meant(said: Said) -> Salon:
        """The salon a command is about."""
        none = t("Say which salon, by the short name in its address: !{word} blue-lotus", word=said.word)
        salon, _ = await salon_meant(salons, said, await house.members.salons_of(said.user_id), none)
        return salon

    async def wanted(said: Said) -> tuple[Salon, str]:
        """The salon that somebody wants to join, by its name or by a code for it, and the code."""
        if len(said.words) == 1 and await salons.by_slug(said.words[0]) is None:
            invited_to = await house.invited.salon_of(said.user_id, said.words[0])
            salon = await salons.by_id(invited_to) if invited_to is not None else None
            if salon is not None:
                return salon, said.words[0]
        none = t("Say which salon, by the short name in its address: !{word} blue-lotus", word=said.word)
        return await salon_meant(salons, said, await house.members.salons_of(said.user_id), none)

    @platform.bot.command("me", also=("自分",), says=t("your memberships"), private=True)
    async def me(said: Said) -> Text:
        lines: Text | None = None
        for salon_id in await house.members.salons_of(said.user_id):
            salon = await salons.by_id(salon_id)
            card = await house.members.card(salon_id, said.user_id)
            if salon is None or card is None:
                continue
            line = t("{title}: {standing}", title=salon.title, standing=standing_words(card.standing))
            member = await house.records.get(salon_id, said.user_id)
            if member is not None and member.standing.is_inside:
                line = charged_line(line, await house.charges.of(salon, member))
            lines = line if lines is None else t("{before}\n{after}", before=lines, after=line)
        return lines or t("You are not a member of any salon here.")

    def charged_line(line: Text, membership: Membership) -> Text:
        """With the plan, and what is charged next."""
        salon, member, plan = membership.salon, membership.member, membership.plan
        if plan is None:
            return line
        line = t("{before}, {plan} ({price})", before=line, plan=plan.name, price=per_interval(plan))
        if membership.charges:
            charge = membership.charges[0]
            date = written.date(charge.at_ms, member.language, salon.timezone)
            if charge.is_due:
                return t("{before}; due: {price}", before=line, price=str(charge.amount))
            return t(
                "{before}; next payment on {date}: {price}", before=line, date=date, price=str(charge.amount)
            )
        if member.paid_through_ms is None:
            return line
        return t("{before}; access until {date}", before=line, date=notices.last_day(salon, member))

    @platform.bot.command(
        "plans", also=("プラン",), says=t("what a salon costs"), usage=t("[short name]"), private=True
    )
    async def plans(said: Said) -> Text:
        salon = await meant(said)
        lines = t("{title}:", title=salon.title)
        for plan in await salons.plans(salon.id):
            if plan.is_offered:
                line = t("・{name}: {price}", name=plan.name, price=per_interval(plan))
                if plan.trial_days and plan.interval in MONTHS:
                    line = t("{plan} (the first {n} days are free)", plan=line, n=plan.trial_days)
                lines = t("{before}\n{after}", before=lines, after=line)
        url = platform.web.url(f"s/{salon.slug}")
        return t("{before}\n{after}", before=lines, after=url)

    @platform.bot.command(
        "join",
        also=("入会",),
        says=t("join a salon"),
        usage=t("<short name> [invitation code]"),
        private=True,
    )
    async def join(said: Said) -> Text:
        salon, code = await wanted(said)
        await house.joining.check(salon, said.user_id)
        form = with_query(f"s/{salon.slug}/join", [("invite", code)] if code else [])
        link = await platform.web.one_time_link(said.user_id, next=form)
        return t("Here you join {title}: {url}", title=salon.title, url=link)

    @platform.bot.command(
        "leave", also=("退会",), says=t("leave a salon"), usage=t("[short name]"), private=True
    )
    async def leave(said_by: Said) -> Text:
        salon = await meant(said_by)
        member = await house.leaving.leave(salon, said_by.user_id)
        if member.standing is Standing.CANCELLING:
            said = t(
                "You are leaving {title}. Full access until {date}; nothing more is charged. To stay: !stay {slug}",
                title=salon.title,
                date=notices.last_day(salon, member),
                slug=salon.slug,
            )
        else:
            said = t("You have left {title}. Nothing more will be charged.", title=salon.title)
        if not may_choose(member):
            return said
        link = await platform.web.one_time_link(said_by.user_id, next=f"s/{salon.slug}/left")
        return t(
            "{said}\nWhat becomes of your posts, and why you leave, you can say here: {url}",
            said=said,
            url=link,
        )

    @platform.bot.command(
        "stay", also=("継続",), says=t("take back that you leave"), usage=t("[short name]"), private=True
    )
    async def stay(said: Said) -> None:
        salon = await meant(said)
        await house.leaving.undo(salon, said.user_id)  # the notice says that they stay
