# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one person said and showed in rooms, and taking it away."""

from typing import Any

from synapse_salon.host.events import Events

_REDACTED = (
    "EXISTS (SELECT 1 FROM redactions r JOIN events b ON b.event_id = r.event_id"
    " WHERE r.redacts = e.event_id AND b.sender IN (?, ?))"
)
"""Whether the house, or the person, has redacted an event; another's redaction may have had no power to."""


class Posts(Events):
    """What one person said and showed in rooms, and taking it away."""

    async def posts_by(
        self, user_id: str, room_id: str, after: int, most: int, house: str
    ) -> list[tuple[int, str]]:
        """What a person sent into a room and nobody took away yet, reactions among it and state not: positions and
        event ids in the order in which they came, from behind the position `after`.

        The public API reads state only. A scan of the room by its index on the order of events.
        """

        def ask(cursor: Any) -> list[tuple[int, str]]:
            cursor.execute(
                "SELECT e.stream_ordering, e.event_id FROM events e WHERE e.room_id = ? AND e.sender = ?"
                " AND e.stream_ordering > ? AND e.state_key IS NULL AND e.type <> 'm.room.redaction'"
                f" AND e.rejection_reason IS NULL AND NOT e.outlier AND NOT {_REDACTED}"
                " ORDER BY e.stream_ordering LIMIT ?",
                (room_id, user_id, after, house, user_id, most),
            )
            return list(cursor.fetchall())

        return await self._api.run_db_interaction("salon_posts_by", ask)

    async def names_of(self, user_id: str, room_id: str, house: str) -> list[str]:
        """The member events of a room in which a person's name or picture still stands, event ids.

        Those with which the house puts somebody out are left aside. The public API reads the present state only.
        """

        def ask(cursor: Any) -> list[str]:
            cursor.execute(
                "SELECT e.event_id FROM room_memberships m JOIN events e ON e.event_id = m.event_id"
                " WHERE m.room_id = ? AND m.user_id = ?"
                " AND (m.display_name IS NOT NULL OR m.avatar_url IS NOT NULL)"
                " AND NOT (m.sender = ? AND m.membership = 'leave')"
                f" AND e.rejection_reason IS NULL AND NOT e.outlier AND NOT {_REDACTED}"
                " ORDER BY e.stream_ordering",
                (room_id, user_id, house, house, user_id),
            )
            return [row[0] for row in cursor.fetchall()]

        return await self._api.run_db_interaction("salon_names_of", ask)

    async def redact_once(self, sender: str, room_id: str, event_id: str, device_id: str) -> None:
        """Redact an event as a local sender, once however often it is called within a day. The public API cannot be
        called twice without a second redaction. For rooms of version 11 and later.

        Raises SynapseError: the sender has no power to.
        """
        event = {
            "type": "m.room.redaction",
            "room_id": room_id,
            "sender": sender,
            "content": {"redacts": event_id},
        }
        await self.say_once(event, f"redact:{event_id}", device_id)

    async def uploads_by(self, user_id: str) -> list[str]:
        """The media ids of everything a local user uploaded. No public name."""

        def ask(cursor: Any) -> list[str]:
            cursor.execute(
                "SELECT media_id FROM local_media_repository WHERE user_id = ? ORDER BY media_id", (user_id,)
            )
            return [row[0] for row in cursor.fetchall()]

        return await self._api.run_db_interaction("salon_uploads_by", ask)

    async def delete_uploads(self, media_ids: list[str], by: str) -> None:
        """Delete uploads of this server, file and thumbnails. Where this process does not keep them they are
        quarantined instead, which shuts them to everybody. No public name for either."""
        if self._hs.config.media.can_load_media_repo:
            await self._hs.get_media_repository().delete_local_media_ids(media_ids)
            return
        store = self._hs.get_datastores().main
        for media_id in media_ids:
            await store.quarantine_media_by_id(self._api.server_name, media_id, by)
