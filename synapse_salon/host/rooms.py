# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is where, and names of rooms."""

from collections.abc import Iterable, Mapping
from typing import Any

from synapse.api.errors import SynapseError
from synapse.types import RoomAlias, UserID, create_requester

from synapse_salon.host.held import Held


class Memberships(Held):
    """Who is where, and names of rooms."""

    async def set_membership(
        self, sender: str, user_id: str, room_id: str, membership: str, content: Mapping[str, Any]
    ) -> None:
        """Change a membership as this local sender, past the limits on joins and invites.

        The public `update_room_membership` counts the house's moves as if each person had made them at once,
        and asks other homeservers for profiles even when somebody is put out.

        Synapse changes memberships of a room one after the other, and has all of them wait while another
        homeserver signs an invitation, which one that hangs may take minutes for. Those go past that queue.
        """
        handler = self._hs.get_room_member_handler()
        waits_elsewhere = membership == "invite" and not self._api.is_mine(user_id)
        change = handler.update_membership_locked if waits_elsewhere else handler.update_membership
        await change(
            create_requester(sender),
            UserID.from_string(user_id),
            room_id,
            membership,
            content=dict(content),
            ratelimit=False,
        )

    async def memberships(self, user_id: str) -> dict[str, str]:
        """Every room that knows this user as joined, invited or knocking, local or not: room id to membership.

        The public API lists no rooms of a user of another server. Reads `current_state_events`, by its index
        on the state key of member events.
        """

        def ask(cursor: Any) -> dict[str, str]:
            cursor.execute(
                "SELECT room_id, membership FROM current_state_events"
                " WHERE type = 'm.room.member' AND state_key = ? AND membership IN ('join', 'invite', 'knock')",
                (user_id,),
            )
            return dict(cursor.fetchall())

        return await self._api.run_db_interaction("salon_memberships", ask)

    async def present(self, room_id: str, memberships: Iterable[str] = ("join",)) -> dict[str, str]:
        """Who has one of these memberships in a room: user id to membership. One query, for staff and repair."""
        wanted = tuple(memberships)
        marks = ", ".join("?" for _ in wanted)

        def ask(cursor: Any) -> dict[str, str]:
            cursor.execute(
                "SELECT state_key, membership FROM current_state_events"
                f" WHERE type = 'm.room.member' AND room_id = ? AND membership IN ({marks})",
                (room_id, *wanted),
            )
            return dict(cursor.fetchall())

        return await self._api.run_db_interaction("salon_present", ask)

    async def names_present(self, room_id: str, memberships: Iterable[str] = ("join",)) -> dict[str, str]:
        """Who has one of these memberships in a room, and what they are called there; "" for no name. One query."""
        wanted = tuple(memberships)
        marks = ", ".join("?" for _ in wanted)

        def ask(cursor: Any) -> dict[str, str]:
            cursor.execute(
                "SELECT c.state_key, COALESCE(m.display_name, '') FROM current_state_events c"
                " JOIN room_memberships m ON m.event_id = c.event_id"
                f" WHERE c.type = 'm.room.member' AND c.room_id = ? AND c.membership IN ({marks})",
                (room_id, *wanted),
            )
            return dict(cursor.fetchall())

        return await self._api.run_db_interaction("salon_names_present", ask)

    async def had_memberships(self, user_id: str, room_id: str) -> frozenset[str]:
        """Every membership that somebody ever had in a room, as far as this server knows, also where all have left.

        The public API reads the present state of rooms that this server is in.
        """

        def ask(cursor: Any) -> frozenset[str]:
            cursor.execute(
                "SELECT DISTINCT membership FROM room_memberships WHERE user_id = ? AND room_id = ?",
                (user_id, room_id),
            )
            return frozenset(row[0] for row in cursor.fetchall())

        return await self._api.run_db_interaction("salon_had_memberships", ask)

    async def joined_count(self, room_id: str) -> int:
        """How many people are in a room. Cached by Synapse; the public API would read all of them."""
        return await self._hs.get_datastores().main.get_number_joined_users_in_room(room_id)  # type: ignore[call-arg,arg-type,misc]  # Synapse's types forget `self`

    async def people_in(self, room_id: str, most: int) -> list[str] | None:
        """Who is in a room, None for more than so many people. Cached by Synapse, on the path of every message in
        rooms that are not ours; the public API would read their profiles too, and all of a large room.
        """
        if await self.joined_count(room_id) > most:
            return None
        return list(await self._hs.get_datastores().main.get_users_in_room(room_id))  # type: ignore[call-arg,arg-type,misc]  # Synapse's types forget `self`

    async def invitations(self, user_id: str) -> list[tuple[str, str]]:
        """The rooms that a local user is asked into, and by whom, the newest first. The public API lists none."""
        main = self._hs.get_datastores().main
        found = await main.get_invited_rooms_for_local_user(user_id)  # type: ignore[call-arg,arg-type,misc]  # Synapse's types forget `self`
        newest = sorted(found, key=lambda one: one.event_pos.stream, reverse=True)
        return [(one.room_id, one.sender) for one in newest]

    async def server_in_room(self, server: str, room_id: str) -> bool:
        """Whether another homeserver has somebody joined in a room. Cached by Synapse; no public method."""
        return bool(await self._hs.get_datastores().main.is_host_joined(room_id, server))  # type: ignore[call-arg]  # Synapse's types forget `self`

    async def delete_room(self, room_id: str) -> None:
        """Have the homeserver delete a room from its database, in a task of its own that outlives a restart. Asked
        again meanwhile it does nothing, as the public method says of itself, which raises.
        """
        try:
            await self._api.delete_room(room_id)
        except SynapseError as refusal:
            if refusal.code != 400:
                raise

    async def alias_owner(self, alias: str) -> str | None:
        """Who made a local room alias, or None where there is none of that name. The public lookup does not say."""
        try:
            return await self._hs.get_datastores().main.get_room_alias_creator(alias)
        except SynapseError as refusal:
            if refusal.code == 404:
                return None
            raise

    async def drop_alias(self, user_id: str, alias: str) -> None:
        """Free an alias that this local user made. The public API makes aliases and does not take them back."""
        await self._hs.get_directory_handler().delete_association(
            create_requester(user_id), RoomAlias.from_string(alias)
        )
