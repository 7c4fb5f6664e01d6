# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands of invites."""

from modules.invites.domain.events import EVENT, content
from modules.invites.domain.invite import people_meant
from modules.invites.service.house import InvitesHouse
from synapse_salon.bot import Said, salon_meant
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.qr_codes import as_png
from synapse_salon.web import written


def add_commands(platform: Platform, house: InvitesHouse) -> None:
    """!invite: a code, its link and its picture."""
    salons, members = house.salons, house.members

    @platform.bot.command(
        "invite",
        also=("招待",),
        says=t("a link with which others join"),
        usage=t("[short name] [for how many people]"),
        private=True,
    )
    async def invite(said: Said) -> Text:
        mine = {*await members.inside(said.user_id), *await salons.served(said.user_id)}
        none = t("Members of a salon invite others to it, and you are a member of none here.")
        salon, rest = await salon_meant(salons, said, mine, none, with_words=True)
        uses = people_meant(rest)
        if uses is None:
            raise BadInput(
                t(
                    "Say for how many people, and nothing else: !{word} {slug} 3",
                    word=said.word,
                    slug=salon.slug,
                )
            )
        made = await house.codes.make(salon, said.user_id, uses, None, said.event_id)
        url = house.codes.url(made.code)
        room_id = await platform.bot.dm_with(said.user_id)
        await platform.bot.voice.once(room_id, EVENT, content(made, salon, url), f"invite:{made.code}")
        picture, size = as_png(url)
        key = f"invite-picture:{made.code}"
        mxc = await platform.host.keep_upload(platform.house, "image/png", picture)
        shown = {
            "msgtype": "m.image",
            "body": f"{made.code}.png",
            "url": mxc,
            "info": {"mimetype": "image/png", "size": len(picture), "w": size, "h": size},
        }
        await platform.bot.voice.once(room_id, "m.room.message", shown, key)
        invitation = t(
            "Your invitation to {title}, for {uses} people until {date}:\n{url}\n"
            "Code: {code}\nWhoever comes by it joins as everybody does: with the same rules, age and payment.",
            title=salon.title,
            uses=made.uses,
            date=written.date(made.expires_ms, said.language, salon.timezone),
            url=url,
            code=made.code,
        )
        thanks = await house.thanks.promised(salon.id, said.user_id)
        if thanks is None:
            return invitation
        return t("{invitation}\n{thanks}", invitation=invitation, thanks=thanks.promise)
