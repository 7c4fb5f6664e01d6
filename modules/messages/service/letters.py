# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Private messages between members: asked for, taken, refused, reported. What is said in them nobody here reads."""

from collections.abc import Mapping
from typing import Any

import attrs

from modules.messages.domain.asks import Ask
from modules.messages.service.asks import Questions
from modules.messages.service.blocks import Blocks
from modules.messages.service.bonds import Bonds
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.turns import TurnsOf

ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


@attrs.frozen
class Request:
    """Somebody would like to talk to a person alone: who, by their name in a salon of both, and in which room."""

    room_id: str
    sender: str
    name: str
    salon: Salon | None


class Letters:
    """What a person of this server answers to those who would like to write to them; others answer in their client."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        members: Members,
        bonds: Bonds,
        blocks: Blocks,
        questions: Questions,
    ) -> None:
        self._platform = platform
        self._salons = salons
        self._members = members
        self._bonds = bonds
        self._blocks = blocks
        self._questions = questions
        self._writing = TurnsOf()

    async def encrypt(self, maker: str, config: dict[str, Any]) -> None:
        """A room that a member makes for another one is encrypted from its first event."""
        invited, state = config.get("invite"), config.get("initial_state")
        if not isinstance(invited, list) or len(invited) != 1 or not isinstance(invited[0], str):
            return
        if (await self._bonds.between(maker, invited[0])).kind != "members":
            return
        pieces = state if isinstance(state, list) else []
        if not any(isinstance(one, Mapping) and one.get("type") == "m.room.encryption" for one in pieces):
            event = {"type": "m.room.encryption", "state_key": "", "content": dict(ENCRYPTION)}
            config["initial_state"] = [*pieces, event]

    async def requests(self, person: str) -> list[Request]:
        """Who would like to talk to a person of this server alone, the newest first."""
        if not self._platform.api.is_mine(person):
            return []
        found = []
        for room_id, sender in await self._platform.host.invitations(person):
            is_ours = await self._platform.rooms.facts(room_id) is not None
            if not is_ours and sender != self._platform.house and await self._is_small(room_id):
                name, salon = await self.called(person, sender)
                found.append(Request(room_id, sender, name, salon))
        return found

    async def accept(self, person: str, room_id: str) -> None:
        """Enter the room. Raises NotFound: nobody asks this person into it."""
        await self._answer(person, room_id, "join")

    async def refuse(self, person: str, room_id: str) -> None:
        """Do not enter it; who asked is told no more than that. Raises NotFound."""
        await self._answer(person, room_id, "leave")

    async def block(self, person: str, whom: str) -> None:
        """Block somebody or a server, and refuse what they ask at present. Raises as `Blocks.block`."""
        await self._blocks.block(person, whom)
        for request in await self.requests(person):
            if await self._blocks.are_apart(person, request.sender):
                await self._answer(person, request.room_id, "leave")

    async def may_write(self, person: str, to: str) -> bool:
        """Whether a person of this server may open a private room with somebody."""
        if not self._platform.api.is_mine(person):
            return False
        bond = await self._bonds.between(person, to)
        return bond.kind in ("members", "staff") and not await self._blocks.are_apart(person, to)

    async def is_offered(self, salon: Salon, person: str, to: str) -> bool:
        """Whether the page of somebody in this salon offers a person to write to them: not where the salon wants no
        private messages, though the staff and its members may."""
        if not await self.may_write(person, to):
            return False
        bond = await self._bonds.between(person, to)
        return bond.kind == "members" or (await self._salons.policies(salon)).dm != "off"

    async def write(self, person: str, to: str) -> str:
        """Open an encrypted room with another member, whom it asks; answers its id, that of an earlier one again.

        Raises:
            BadInput: this is nobody to write to. Conflict: the person chats with an account from elsewhere.
            NotAllowed: no salon that both are in has its members write to each other, or one blocked the other.
        """
        if to == person or to == self._platform.house:
            problem = t("This is nobody to write to.")
            raise BadInput(problem, {"user_id": problem})
        if not self._platform.api.is_mine(person):
            raise Conflict(t("You chat with an account from elsewhere. Write in your chat app."), "elsewhere")
        if not await self.may_write(person, to):
            raise NotAllowed(t("You cannot write to this person privately."), "dm_off")
        async with self._writing.turn(person):  # who presses twice has one room
            return await self._known(person, to) or await self._open(person, to)

    async def _open(self, person: str, to: str) -> str:
        config = {
            "preset": "trusted_private_chat",
            "visibility": "private",
            "is_direct": True,
            "invite": [to],
            "initial_state": [{"type": "m.room.encryption", "state_key": "", "content": dict(ENCRYPTION)}],
        }
        room_id, _ = await self._platform.api.create_room(person, config)
        await self._keep(person, to, room_id)
        return room_id

    async def report(self, person: str, whom: str, words: str) -> Ask:
        """Bring something before the staff of a salon that both are in: what the one who reports chooses to tell.

        Raises:
            BadInput: it says nothing. NotFound: the two share no salon. TooMany: too many today.
        """
        if not words:
            problem = t("Please write what happened.")
            raise BadInput(problem, {"words": problem})
        inside = await self._members.inside(person)
        for salon_id in (await self._bonds.between(person, whom)).salons:
            salon = await self._salons.by_id(salon_id)
            if salon is not None and salon_id in inside and await self._questions.may_ask(salon, person):
                name = await self._questions.name_of(salon_id, whom)
                body = t("This is about {name} ({account}):\n\n{words}", name=name, account=whom, words=words)
                said = self._platform.texts.say(body, salon.language)
                return await self._questions.ask(salon.slug, person, said, None, is_report=True)
        raise NotFound(t("You share no salon with this person whose staff could act."), "no_shared_salon")

    async def called(self, person: str, other: str) -> tuple[str, Salon | None]:
        """What somebody is called in a salon that both are in, and which; else their account's name."""
        for salon_id in (await self._bonds.between(person, other)).salons:
            return await self._questions.name_of(salon_id, other), await self._salons.by_id(salon_id)
        return other, None

    async def _is_small(self, room_id: str) -> bool:
        return await self._platform.host.joined_count(room_id) <= 1  # 0: a room of another server

    async def _answer(self, person: str, room_id: str, membership: str) -> None:
        for request in await self.requests(person):
            if request.room_id == room_id:
                server = request.sender.partition(":")[2]
                await self._platform.api.update_room_membership(
                    person, person, room_id, membership, remote_room_hosts=[server]
                )
                if membership == "join":
                    await self._keep(person, request.sender, room_id)
                return
        raise NotFound(t("Nobody asks you into this room any more."), "no_such_request")

    async def _direct(self, person: str) -> dict[str, list[str]]:
        listed = await self._platform.api.account_data_manager.get_global(person, "m.direct") or {}
        return {
            who: [room for room in rooms if isinstance(room, str)]
            for who, rooms in listed.items()
            if isinstance(rooms, (list, tuple))
        }

    async def _known(self, person: str, to: str) -> str | None:
        for room_id in (await self._direct(person)).get(to, []):
            here = await self._platform.host.present(room_id, ("join", "invite"))
            is_theirs = set(here) == {person, to} and here[person] == "join"
            if is_theirs and await self._platform.rooms.state(room_id, "m.room.encryption"):
                return room_id
        return None

    async def _keep(self, person: str, other: str, room_id: str) -> None:
        """Have a person's clients show a room among their direct messages."""
        rooms = await self._direct(person)
        if room_id not in rooms.setdefault(other, []):
            rooms[other].append(room_id)
            await self._platform.api.account_data_manager.put_global(person, "m.direct", rooms)
