# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The other server in bad hands: requests signed by it, and events made by hand that break its own rules.

It knows every event id there is, which is more than a stranger's server would.
"""

from typing import Any
from urllib.parse import quote

import attrs
from synapse.api.errors import HttpResponseException, SynapseError
from synapse.api.room_versions import RoomVersions
from synapse.crypto.event_signing import add_hashes_and_signatures, compute_event_reference_hash
from synapse.events import make_event_from_dict
from unpaddedbase64 import encode_base64

from tests.support.homeserver import Homeserver
from tests.support.waiting import eventually, reactor

_FEDERATION = "/_matrix/federation"
_VERSION = RoomVersions.V12
Event = dict[str, Any]


@attrs.define
class Moment:
    """A place in a room's history, for an event to be made at: what is before it and who is who."""

    prev: list[str]
    depth: int
    state: dict[tuple[str, str], str]


@attrs.define
class Hostile:
    """What somebody can do at `ours` who runs `theirs`. Times of events are the machine's."""

    theirs: Homeserver
    ours: Homeserver
    _sent: int = 0

    async def get(self, path: str, **args: Any) -> tuple[int, Any]:
        """A signed GET below /_matrix/federation: (status, answer)."""
        client = self.theirs.hs.get_federation_http_client()
        return await self._answer(
            client.get_json, self.ours.server_name, f"{_FEDERATION}/{path}", args=args, ignore_backoff=True
        )

    async def put(self, path: str, body: Any) -> tuple[int, Any]:
        """A signed PUT below /_matrix/federation."""
        client = self.theirs.hs.get_federation_http_client()
        return await self._answer(
            client.put_json, self.ours.server_name, f"{_FEDERATION}/{path}", data=body, ignore_backoff=True
        )

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        """A signed POST below /_matrix/federation."""
        client = self.theirs.hs.get_federation_http_client()
        return await self._answer(
            client.post_json, self.ours.server_name, f"{_FEDERATION}/{path}", data=body, ignore_backoff=True
        )

    async def moment(self, room: str) -> Moment:
        """The room as our server knows it now."""
        ends = await self.ours.rows(
            "SELECT event_id, depth FROM event_forward_extremities"
            " JOIN events USING (event_id) WHERE event_forward_extremities.room_id = ?",
            room,
        )
        state = await self.ours.rows(
            "SELECT type, state_key, event_id FROM current_state_events WHERE room_id = ?", room
        )
        return Moment(
            prev=[event_id for event_id, _ in ends],
            depth=max(depth for _, depth in ends) + 1,
            state={(kind, key): event_id for kind, key, event_id in state},
        )

    def event(
        self,
        room: str,
        at: Moment,
        sender: str,
        kind: str,
        content: dict[str, Any],
        state_key: str | None = None,
    ) -> Event:
        """An event signed by their server, with the auth events that are right for it at that moment."""
        wanted = [("m.room.power_levels", ""), ("m.room.member", sender)]
        if kind == "m.room.member" and state_key is not None:
            if content["membership"] in ("join", "invite", "knock"):
                wanted.append(("m.room.join_rules", ""))
            wanted.append(("m.room.member", state_key))
            wanted.append(("m.room.member", content.get("join_authorised_via_users_server", "")))
        event: Event = {
            "type": kind,
            "room_id": room,
            "sender": sender,
            "content": content,
            "prev_events": at.prev,
            "auth_events": sorted({at.state[key] for key in wanted if key in at.state}),
            "depth": at.depth,
            "origin_server_ts": int(reactor.seconds() * 1000),
        }
        if state_key is not None:
            event["state_key"] = state_key
        add_hashes_and_signatures(_VERSION, event, self.theirs.server_name, self.theirs.hs.signing_key)
        return event

    def join(self, room: str, at: Moment, user_id: str, authorised_by: str | None = None) -> Event:
        """A join made by hand."""
        content: dict[str, Any] = {"membership": "join"}
        if authorised_by is not None:
            content["join_authorised_via_users_server"] = authorised_by
        return self.event(room, at, user_id, "m.room.member", content, user_id)

    async def send_join(self, event: Event) -> tuple[int, Any]:
        """Ask our server to take a join."""
        room, event_id = quote(event["room_id"], safe=""), quote(id_of(event), safe="")
        return await self.put(f"v2/send_join/{room}/{event_id}", event)

    async def push(self, *events: Event) -> dict[str, Any]:
        """Push events in a transaction, as servers do for what is said; answers what became of each."""
        self._sent += 1
        body = {
            "origin": self.theirs.server_name,
            "origin_server_ts": int(reactor.seconds() * 1000),
            "pdus": list(events),
            "edus": [],
        }
        status, answer = await self.put(f"v1/send/hand-made-{id(self)}-{self._sent}", body)
        assert status == 200, answer

        async def taken_up() -> bool:
            return await self.ours.rows("SELECT COUNT(*) FROM federation_inbound_events_staging") == [(0,)]

        await eventually(taken_up, "our server has looked at what was pushed")
        return dict(answer["pdus"])

    async def _answer(self, call: Any, *args: Any, **kwargs: Any) -> tuple[int, Any]:
        try:
            return 200, await self.theirs.inside(call, *args, **kwargs)
        except HttpResponseException as refusal:
            return refusal.code, refusal.response.decode("utf-8", "replace")
        except SynapseError as refusal:
            return refusal.code, refusal.msg


def id_of(event: Event) -> str:
    """The event's id: the hash of what cannot be redacted."""
    _, digest = compute_event_reference_hash(make_event_from_dict(dict(event), _VERSION))
    return "$" + encode_base64(digest, urlsafe=True)
