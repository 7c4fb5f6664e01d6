# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's direct rooms with people."""

from typing import TYPE_CHECKING

from synapse_salon.bot import store
from synapse_salon.bot.store import DirectRoom
from synapse_salon.database import Txn
from synapse_salon.errors import NotFound
from synapse_salon.i18n import t
from synapse_salon.people import HOUSE_ONLY, MEMBER_POWER
from synapse_salon.rooms.rules import ROOM_VERSION

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class DirectRooms:
    """One room per person, unencrypted, with nobody else in it.

    Rooms that people opened with the house are kept as well, for as long as they are alone with it there.
    """

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self.known: set[str] = set()
        """Room ids, for watchers that must answer at once; at most a minute behind other processes."""

    async def load(self) -> None:
        """Read which rooms are direct ones."""
        self.known = set(await self._platform.database.run("salon_bot_dms", store.direct_rooms))

    async def partner(self, room_id: str) -> str | None:
        """Whose direct room this is, None for other rooms."""
        return await self._platform.database.run("salon_bot_partner", store.partner, room_id)

    async def room_with(self, user_id: str) -> str:
        """The direct room with a person, made if there is none; who left it is invited again.

        People of this server are brought in at the first time, others are invited; the crowd sees to both,
        so the room is there before they are. Raises NotFound: the person has no account here any more.
        """
        run = self._platform.database.run
        room = await run("salon_bot_dm", store.direct_room, user_id)
        if room is not None and not room.is_ours and not await self._are_alone(room.room_id, user_id):
            await run("salon_bot_drop", store.drop_direct_room, user_id, room.room_id)
            room = None
        if room is None:
            await self._check_account(user_id)
            return await self._make(user_id)
        member = await self._platform.rooms.state(room.room_id, "m.room.member", user_id) or {}
        if member.get("membership") not in ("join", "invite"):
            await self._check_account(user_id)
            was_here = bool(member)  # else an earlier try broke off before they were brought in
            await run("salon_bot_invite", self._want, room.room_id, user_id, not was_here)
        return room.room_id

    async def adopt(self, user_id: str, room_id: str) -> bool:
        """Keep a room that a person opened with the house; answers False where they have another one."""
        before = await self._platform.database.run("salon_bot_dm", store.direct_room, user_id)
        if before is not None and before.room_id != room_id:
            member = await self._platform.rooms.state(before.room_id, "m.room.member", user_id) or {}
            if member.get("membership") == "join":
                return False
            await self._platform.database.run(
                "salon_bot_drop", store.drop_direct_room, user_id, before.room_id
            )
        self.known.add(room_id)
        kept = await self._keep(user_id, DirectRoom(room_id, False))
        return kept.room_id == room_id

    async def drop(self, user_id: str, room_id: str) -> None:
        """Do not use this room any more."""
        self.known.discard(room_id)
        await self._platform.database.run("salon_bot_drop", store.drop_direct_room, user_id, room_id)

    async def drop_adopted(self, user_id: str, room_id: str) -> bool:
        """Stop using a room that this person had opened; answers False for others, and for the house's own."""
        room = await self._platform.database.run("salon_bot_dm", store.direct_room, user_id)
        if room is None or room.is_ours or room.room_id != room_id:
            return False
        await self.drop(user_id, room_id)
        return True

    async def _are_alone(self, room_id: str, user_id: str) -> bool:
        present = await self._platform.host.present(room_id, ("join", "invite"))
        return set(present) == {user_id, self._platform.house} and set(present.values()) == {"join"}

    async def _check_account(self, user_id: str) -> None:
        if not self._platform.api.is_mine(user_id):
            return
        about = await self._platform.api.get_userinfo_by_id(user_id)
        if about is None or about.is_deactivated:
            raise NotFound(t("This account is not there any more."), "no_account")

    async def _make(self, user_id: str) -> str:
        # Until the row is written nobody but the house knows of the room: one lost to a crash stays empty.
        room_id, _ = await self._platform.api.create_room(
            self._platform.house,
            {
                "room_version": ROOM_VERSION,
                "preset": "private_chat",
                "visibility": "private",
                "is_direct": True,
                "initial_state": [
                    {"type": kind, "state_key": "", "content": content}
                    for kind, content in (
                        ("m.room.power_levels", _POWERS),
                        ("m.room.guest_access", {"guest_access": "forbidden"}),
                        ("m.room.history_visibility", {"history_visibility": "shared"}),
                    )
                ],
            },
            ratelimit=False,
        )
        self.known.add(room_id)
        kept = await self._keep(user_id, DirectRoom(room_id, True))
        if self._platform.api.is_mine(user_id):
            await self._mark_direct(user_id, kept.room_id)
        return kept.room_id

    async def _keep(self, user_id: str, room: DirectRoom) -> DirectRoom:
        def keep(txn: Txn) -> DirectRoom:
            kept = store.keep_direct_room(txn, user_id, room, self._platform.clock.now_ms())
            if kept.is_ours and kept.room_id == room.room_id:
                self._want(txn, room.room_id, user_id, True)
            return kept

        return await self._platform.database.run("salon_bot_keep", keep)

    def _want(self, txn: Txn, room_id: str, user_id: str, at_once: bool) -> None:
        self._platform.crowd.want(txn, room_id, user_id, "in" if at_once else "invited", "direct_room")

    async def _mark_direct(self, user_id: str, room_id: str) -> None:
        """Let the person's clients show the room among their direct messages."""
        accounts = self._platform.api.account_data_manager
        before = await accounts.get_global(user_id, "m.direct") or {}
        rooms = {
            person: list(listed) for person, listed in before.items() if isinstance(listed, (list, tuple))
        }
        mine = rooms.setdefault(self._platform.house, [])
        if room_id not in mine:
            mine.append(room_id)
            await accounts.put_global(user_id, "m.direct", rooms)


_POWERS = {
    "users": {},
    "users_default": MEMBER_POWER,
    "events": {"m.room.encrypted": HOUSE_ONLY},
    "events_default": MEMBER_POWER,
    "state_default": HOUSE_ONLY,
    "invite": HOUSE_ONLY,
    "kick": HOUSE_ONLY,
    "ban": HOUSE_ONLY,
    "redact": HOUSE_ONLY,
}
