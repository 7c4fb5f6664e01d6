# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The chat command for requests to write to one privately."""

from modules.messages.service.letters import Letters, Request
from synapse_salon.bot import Said
from synapse_salon.errors import BadInput, Conflict, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform

_ACCEPT, _REFUSE, _BLOCK = ("accept", "受け入れる"), ("refuse", "断る"), ("block", "ブロック", "ブロックする")


def add_request_command(platform: Platform, letters: Letters) -> None:
    """!requests: who asks to write to one privately, and what becomes of it, as on `me/messages`."""

    def line(request: Request) -> Text:
        if request.salon is None:
            return t("・{account}", account=request.sender)
        return t(
            "・{name} ({account}), of {title}",
            name=request.name,
            account=request.sender,
            title=request.salon.title,
        )

    def listed(said: Said, found: list[Request]) -> Text:
        url = platform.web.url("me/messages")
        if not found:
            return t("Nobody asks to write to you. Whom you take nothing from: {url}", url=url)
        lines = t("Who asks to write to you:")
        for request in found:
            lines = t("{before}\n{after}", before=lines, after=line(request))
        how = t(
            "Answer with !{word} accept, refuse or block, and the account behind it. Or here: {url}",
            word=said.word,
            url=url,
        )
        return t("{before}\n\n{after}", before=lines, after=how)

    def whom(said: Said, found: list[Request]) -> str:
        """The account or server that is named, or the one that alone asks."""
        if len(said.words) > 1:
            named = said.words[1]
            return f"{named}:{platform.api.server_name}" if named[0] == "@" and ":" not in named else named
        if len(found) > 1:
            example = f"!{said.word} {said.words[0]} {found[0].sender}"
            raise BadInput(t("Say whom you mean: {example}", example=example))
        return found[0].sender if found else ""

    @platform.bot.command(
        "requests",
        also=("メッセージ申請",),
        says=t("who asks to write to you privately; accept, refuse or block them"),
        usage=t("[accept|refuse|block <account>]"),
        private=True,
    )
    async def requests(said: Said) -> Text:
        person = said.user_id
        if not platform.api.is_mine(person):
            raise Conflict(
                t("You chat with an account from elsewhere. Your chat app shows who asks to write to you."),
                "elsewhere",
            )
        found, word = await letters.requests(person), said.words[0].lower() if said.words else ""
        if not word:
            return listed(said, found)
        if word not in _ACCEPT + _REFUSE + _BLOCK or len(said.words) > 2:
            return listed(said, found)
        account = whom(said, found)
        if word in _BLOCK and account:
            await letters.block(person, account)
            return t("You take nothing from {account} any more. They are not told.", account=account)
        request = next((one for one in found if one.sender == account), None)
        if request is None:
            raise NotFound(t("Nobody like this asks to write to you."), "no_such_request")
        if word in _ACCEPT:
            await letters.accept(person, request.room_id)
            return t("The room with {account} is in your chat app now. Go on there.", account=account)
        await letters.refuse(person, request.room_id)
        return t("You refused {account}.", account=account)
