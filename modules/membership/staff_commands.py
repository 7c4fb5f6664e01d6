# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands for the staff of a salon, in its staff room."""

from modules.membership.domain.application import Application
from modules.membership.domain.words import standing_words
from modules.membership.service.house import MembershipHouse
from synapse_salon.bot import Said
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons


def add_staff_commands(platform: Platform, salons: Salons, house: MembershipHouse) -> None:
    """!members, !member, !remove, !ban, !readmit, !applications, !approve, !refuse."""

    async def here(said: Said) -> Salon:
        """The salon in whose staff room this was said."""
        room = await platform.rooms.facts(said.room_id)
        salon = await salons.by_id(room.salon_id) if room is not None and room.kind == "staff" else None
        if salon is None:
            raise BadInput(t("This works in the staff's room of a salon."))
        return salon

    def whom(said: Said) -> tuple[str, str]:
        """An account, and what was said after it."""
        account, _, rest = said.rest.partition(" ")
        if not account.startswith("@") or ":" not in account:
            raise BadInput(
                t("Say who is meant: !{word} {account}", word=said.word, account="@aiko:example.org")
            )
        return account, rest.strip()

    @platform.bot.command(
        "members", also=("会員一覧",), says=t("for staff: how many members there are"), for_staff=True
    )
    async def members(said: Said) -> Text:
        salon = await here(said)
        counts = await house.care.counts(salon, said.user_id)
        lines = t("Members of {title}:", title=salon.title)
        for standing, count in counts.items():
            line = t("・{standing}: {count}", standing=standing_words(standing), count=count)
            lines = t("{before}\n{after}", before=lines, after=line)
        url = platform.web.url(f"s/{salon.slug}/desk/members")
        return t("{before}\n{after}", before=lines, after=url)

    @platform.bot.command(
        "member",
        also=("会員",),
        says=t("for staff: how somebody stands"),
        for_staff=True,
        usage=t("<account>"),
    )
    async def member(said: Said) -> Text:
        salon = await here(said)
        account, _ = whom(said)
        history = await house.care.history(salon, said.user_id, account)
        found = await house.records.get(salon.id, account)
        if found is None or not history:
            raise NotFound(t("There is no such member."), "no_such_member")
        return t(
            "{name} ({account}): {standing}",
            name=found.community_name or account,
            account=account,
            standing=standing_words(found.standing),
        )

    @platform.bot.command(
        "remove",
        also=("退会させる",),
        says=t("for staff: remove somebody from the salon"),
        for_staff=True,
        usage=t("<account> <reason>"),
    )
    async def remove(said: Said) -> Text:
        salon = await here(said)
        account, reason = whom(said)
        if not reason:
            raise BadInput(
                t("Say why, for the salon's books: !{word} {account} …", word=said.word, account=account)
            )
        await house.care.do(salon, said.user_id, account, "remove", reason)
        return t(
            "{account} is removed from {title}. To take it back: !readmit {account}",
            account=account,
            title=salon.title,
        )

    @platform.bot.command(
        "ban",
        also=("入会禁止",),
        says=t("for staff: bar somebody from the salon"),
        for_staff=True,
        usage=t("<account> <reason>"),
    )
    async def ban(said: Said) -> Text:
        salon = await here(said)
        account, reason = whom(said)
        if not reason:
            raise BadInput(
                t("Say why, for the salon's books: !{word} {account} …", word=said.word, account=account)
            )
        await house.care.do(salon, said.user_id, account, "ban", reason)
        return t(
            "{account} is barred from {title}. To take it back: !readmit {account}",
            account=account,
            title=salon.title,
        )

    @platform.bot.command(
        "readmit",
        also=("再入会を許可",),
        says=t("for staff: let somebody who was removed join again"),
        for_staff=True,
        usage=t("<account>"),
    )
    async def readmit(said: Said) -> Text:
        salon = await here(said)
        account, reason = whom(said)
        await house.care.do(salon, said.user_id, account, "readmit", reason)
        return t("{account} may join {title} again.", account=account, title=salon.title)

    async def waiting(salon: Salon, by: str, account: str) -> Application:
        """Somebody's application that waits for the staff."""
        for application in await house.entrance.asked(salon, by):
            if application.user_id == account:
                return application
        raise NotFound(
            t("No application of {account} waits for an answer.", account=account), "no_such_application"
        )

    @platform.bot.command(
        "applications", also=("申し込み一覧",), says=t("for staff: who waits for your answer"), for_staff=True
    )
    async def applications(said: Said) -> Text:
        salon = await here(said)
        lines = t("Applications that wait for your answer:")
        asked = await house.entrance.asked(salon, said.user_id)
        for application in asked:
            line = t("・{name} ({account})", name=application.community_name, account=application.user_id)
            lines = t("{before}\n{after}", before=lines, after=line)
        if not asked:
            return t("No application waits for your answer.")
        url = platform.web.url(f"s/{salon.slug}/desk/applications")
        return t("{before}\n{after}", before=lines, after=url)

    @platform.bot.command(
        "approve",
        also=("承認",),
        says=t("for staff: let an applicant go on"),
        for_staff=True,
        usage=t("<account>"),
    )
    async def approve(said: Said) -> Text:
        salon = await here(said)
        account, _ = whom(said)
        found = await waiting(salon, said.user_id, account)
        await house.entrance.answer(salon, said.user_id, found.id, True, "")
        return t("{account} was told that they can go on.", account=account)

    @platform.bot.command(
        "refuse",
        also=("見送り",),
        says=t("for staff: do not let an applicant in"),
        for_staff=True,
        usage=t("<account> [what they are told]"),
    )
    async def refuse(said: Said) -> Text:
        salon = await here(said)
        account, reason = whom(said)
        found = await waiting(salon, said.user_id, account)
        await house.entrance.answer(salon, said.user_id, found.id, False, reason)
        return t("{account} was told that it does not work out.", account=account)
