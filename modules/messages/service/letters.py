# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Private messages between members: asked for, taken, refused, reported. What is said in them nobody here reads."""

import logging
from collections.abc import Mapping
from typing import Any

import attrs

from modules.messages.domain.asks import Ask
from modules.messages.domain.blocks import is_blocked
from modules.messages.service.asks import Questions
from modules.messages.service.blocks import Blocks
from modules.messages.service.bonds import Bonds
from modules.messages.service.requests import Requests, Sent
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.happenings import MessageAsked
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.turns import TurnsOf

OFF = "dm_off"
NOT_NOW = t(
    "You cannot write to this person privately at present. If you asked them before, please wait for their answer."
)
"""To whoever is blocked, waits for an answer or was refused, and to whom a salon keeps apart: all the same."""
_ARRIVES_MS = 5_000
_PAUSE_MS = 100
logger = logging.getLogger(__name__)
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
        requests: Requests,
        questions: Questions,
    ) -> None:
        self._platform = platform
        self._salons = salons
        self._members = members
        self._bonds = bonds
        self._blocks = blocks
        self._requests = requests
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
        """Who would like to talk to a person of this server alone, the newest first, each once."""
        blocked = await self._blocks.of(person)
        found = [one for one in await self._all_requests(person) if not is_blocked(one.sender, blocked)]
        return list({one.sender: one for one in reversed(found)}.values())[::-1]

    async def _all_requests(self, person: str) -> list[Request]:
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
        blocked = await self._blocks.of(person)
        for request in await self._all_requests(person):
            if not is_blocked(request.sender, blocked):
                continue
            if self._platform.api.is_mine(request.sender):
                await self._enter_or_leave(person, request, "leave")
            else:  # whose server may let them wait
                self._platform.host.background("salon_refuse", self._leave_aside, person, request)

    async def _leave_aside(self, person: str, request: Request) -> None:
        try:
            await self._enter_or_leave(person, request, "leave")
        except Exception as refusal:  # it is off their list all the same
            logger.info("Cannot refuse what %s asks: %s", request.sender, refusal)

    async def unblock(self, person: str, whom: str) -> None:
        """Take somebody off the list: they may ask at once."""
        await self._blocks.unblock(person, whom)
        await self._requests.forget(whom, person)

    async def may_write(self, person: str, to: str) -> bool:
        """Whether a person of this server may ask somebody for a private room, as far as they know themself: that the
        other one blocked them is not told."""
        if not self._platform.api.is_mine(person):
            return False
        bond = await self._bonds.between(person, to)
        return bond.kind in ("members", "staff") and not is_blocked(to, await self._blocks.of(person))

    async def is_offered(self, salon: Salon, person: str, to: str) -> bool:
        """Whether the page of somebody in this salon offers a person to write to them: not where the salon wants no
        private messages, though the staff and its members may."""
        if not await self.may_write(person, to):
            return False
        bond = await self._bonds.between(person, to)
        return bond.kind == "members" or (await self._salons.policies(salon)).dm != "off"

    async def waiting(self, salon: Salon, person: str) -> int | None:
        """How many requests wait for a person; None where the pages of this salon have nothing to say of it to them:
        they are not inside, or nobody waits and the salon wants no private messages."""
        if salon.id not in await self._members.inside(person) and salon.id not in await self._salons.served(
            person
        ):
            return None
        count = len(await self.requests(person))
        return count if count or (await self._salons.policies(salon)).dm != "off" else None

    async def write(self, person: str, to: str) -> str:
        """Open an encrypted room with another member, whom it asks; answers its id, that of an earlier one again.

        Raises:
            BadInput: this is nobody to write to. Conflict: the person chats with an account from elsewhere.
            NotAllowed: no salon that both are in has its members write to each other, or one blocked the other: which
            is not told, and whoever was refused, or waits, is answered with the room of then.
        """
        if to == person or to == self._platform.house:
            problem = t("This is nobody to write to.")
            raise BadInput(problem, {"user_id": problem})
        if not self._platform.api.is_mine(person):
            raise Conflict(t("You chat with an account from elsewhere. Write in your chat app."), "elsewhere")
        kind = (await self._bonds.between(person, to)).kind
        is_apart = await self._blocks.are_apart(person, to)
        async with self._writing.turn(person):  # who presses twice has one room
            known = await self._known(person, to) or await self._requests.standing(person, to)
            if kind not in ("members", "staff") or (is_apart and known is None):
                raise NotAllowed(NOT_NOW, OFF, self._platform.web.url("me/messages"))
            return known or await self._open(person, to)

    async def sent(self, person: str) -> list[tuple[Sent, str]]:
        """Whom a person asked, the last one first, and what they are called."""
        return [
            (one, (await self.called(person, one.asked.asked))[0])
            for one in await self._requests.sent(person)
        ]

    async def tell_of(self, happening: MessageAsked) -> None:
        """Tell somebody of this server, in the house's direct room, that they are asked: once it is so. What waits for
        that holds up nothing else that happens: whoever may not invite asks too, and it never is so."""
        if not await self._is_told(happening):
            self._platform.host.background("salon_message_asked", self._tell_later, happening)

    async def _tell_later(self, happening: MessageAsked) -> None:
        for _ in range(_ARRIVES_MS // _PAUSE_MS):
            await self._platform.host.sleep_ms(_PAUSE_MS)
            if self._platform.host.is_going_down or await self._is_told(happening):
                return

    async def _is_told(self, happening: MessageAsked) -> bool:
        """Tell them if the invitation is there; whether there is nothing more to wait for."""
        person = happening.asked
        for request in await self.requests(person):
            if request.room_id == happening.room_id and not await self._blocks.are_apart(
                person, request.sender
            ):
                words = t(
                    "{name} asks you for a private conversation. Accept or refuse here: {url}",
                    name=request.name,
                    url=self._platform.web.url("me/messages"),
                )
                language = await self._platform.bot.language_of(person)
                await self._platform.bot.tell(person, words, f"message-asked:{request.room_id}", language)
                return True
        return await self._requests.is_settled(happening.asker, person, happening.room_id)

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
        salon = await self._reported_to(person, whom)
        if salon is None:
            raise NotFound(t("You share no salon with this person whose staff could act."), "no_shared_salon")
        name = await self._questions.name_of(salon.id, whom)
        body = t("This is about {name} ({account}):\n\n{words}", name=name, account=whom, words=words)
        said = self._platform.texts.say(body, salon.language)
        return await self._questions.ask(salon.slug, person, said, None, is_report=True)

    async def reads_reports(self, person: str, whom: str) -> bool:
        """Whether what somebody reports of a person reaches that person too, who is one of the staff."""
        salon = await self._reported_to(person, whom)
        return salon is not None and await self._questions.may_answer(salon, whom)

    async def _reported_to(self, person: str, whom: str) -> Salon | None:
        inside = await self._members.inside(person)
        for salon_id in (await self._bonds.between(person, whom)).salons:
            salon = await self._salons.by_id(salon_id)
            if salon is not None and salon_id in inside and await self._questions.may_ask(salon, person):
                return salon
        return None

    async def called(self, person: str, other: str) -> tuple[str, Salon | None]:
        """What somebody is called in a salon that both are in, and which; else their account's name."""
        for salon_id in (await self._bonds.between(person, other)).salons:
            return await self._questions.name_of(salon_id, other), await self._salons.by_id(salon_id)
        return other, None

    async def _is_small(self, room_id: str) -> bool:
        return await self._platform.host.joined_count(room_id) <= 1  # 0: a room of another server

    async def _answer(self, person: str, room_id: str, membership: str) -> None:
        found = await self._all_requests(person)
        chosen = next((one for one in found if one.room_id == room_id), None)
        if chosen is None:
            raise NotFound(t("Nobody asks you into this room any more."), "no_such_request")
        await self._enter_or_leave(person, chosen, membership)
        if membership == "join":
            await self._keep(person, chosen.sender, room_id)
        for other in found:  # whoever asked more than once is answered once
            if other.sender == chosen.sender and other.room_id != room_id:
                await self._enter_or_leave(person, other, "leave")

    async def _enter_or_leave(self, person: str, request: Request, membership: str) -> None:
        server = request.sender.partition(":")[2]
        await self._platform.api.update_room_membership(
            person, person, request.room_id, membership, remote_room_hosts=[server]
        )

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
