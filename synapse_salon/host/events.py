# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events: said once, looked up, pushed."""

from collections.abc import Mapping
from typing import Any

import attrs
from synapse.types import create_requester

from synapse_salon.host.process import Process


@attrs.frozen
class Related:
    """An event as far as others relate to it; `relation` is its own `rel_type`, None for one of its own."""

    room_id: str
    sender: str
    type: str
    relation: str | None


class Events(Process):
    """Events: said once, looked up, pushed."""

    async def say_once(self, event: Mapping[str, Any], key: str, device_id: str) -> str:
        """Send an event as its local sender, once per `key` and room however often it is called; answers the event id.

        The public `create_and_send_event_into_room` takes no transaction id. Synapse keeps them for a day, in
        the same transaction as the event.
        """
        requester = create_requester(
            event["sender"], device_id=device_id, authenticated_entity=event["sender"]
        )
        sent, _ = await self._hs.get_event_creation_handler().create_and_send_nonmember_event(
            requester, dict(event), ratelimit=False, txn_id=key
        )
        return sent.event_id

    async def resend_pushes(self, service_id: str) -> None:
        """Have Synapse push again what it was pushing to an application service when it was killed.

        It writes each push down first, but looks for unfinished ones only after a failure, not at a start.
        Only the process that pushes can begin; in others nothing happens.
        """
        service = self.application_service(service_id)
        if service is None or not self._hs.config.worker.should_notify_appservices:
            return
        pushing = self._hs.get_application_service_scheduler().txn_ctrl
        unsent = await self._hs.get_datastores().main.get_oldest_unsent_txn(service)
        if unsent is not None and service.id not in pushing.recoverers:
            await pushing._on_txn_fail(service)

    async def newest_events(self, user_id: str, most: int) -> list[dict[str, Any]]:
        """Of the homeserver's `most` newest events those of rooms that this local user is in or invited to, oldest
        first, in the shape in which they are pushed.

        Between counting an event as pushed and writing the push down Synapse keeps it in memory only; a process
        that was killed in between has forgotten it.
        """

        def ask(cursor: Any) -> list[str]:
            cursor.execute(
                "SELECT event_id FROM events WHERE stream_ordering > (SELECT MAX(stream_ordering) FROM events) - ?"
                " AND room_id IN (SELECT room_id FROM local_current_membership"
                " WHERE user_id = ? AND membership IN ('join', 'invite')) ORDER BY stream_ordering",
                (most, user_id),
            )
            return [row[0] for row in cursor.fetchall()]

        event_ids = await self._api.run_db_interaction("salon_newest_events", ask)
        found = await self._hs.get_datastores().main.get_events_as_list(event_ids)
        return [
            {
                "event_id": event.event_id,
                "room_id": event.room_id,
                "sender": event.sender,
                "type": event.type,
                "content": event.get_dict()["content"],
                "origin_server_ts": event.origin_server_ts,
                **({"state_key": event.state_key} if event.is_state() else {}),
            }
            for event in found
            if not event.internal_metadata.is_soft_failed()
        ]

    async def relation_of(self, event_id: str) -> Related | None:
        """Where an event stands, who sent it and what it belongs to; None for events that are not here.

        The public API reads state only.
        """
        event = await self._hs.get_datastores().main.get_event(event_id, allow_none=True)
        if event is None:
            return None
        relation = event.content.get("m.relates_to")
        kind = relation.get("rel_type") if isinstance(relation, Mapping) else None
        return Related(event.room_id, event.sender, event.type, kind if isinstance(kind, str) else None)
