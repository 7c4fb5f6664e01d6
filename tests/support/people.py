# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People of the stories: a Matrix account with a matrix-nio client and plain authenticated calls."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

import attrs
import nio

from tests.support.waiting import aio, eventually
from tests.support.web import Wire

_CLIENT = "/_matrix/client/v3"


class Refused(Exception):
    """The server said no to something a helper asked; `status`, `errcode`, our `reason` and `body` tell how."""

    def __init__(self, what: str, status: int, body: Any) -> None:
        super().__init__(f"{what}: {status} {body}")
        self.status = status
        self.body = body
        self.errcode = body.get("errcode", "") if isinstance(body, dict) else ""
        self.reason = (body.get("salon") or {}).get("reason", "") if isinstance(body, dict) else ""


async def refused(wish: Coroutine[Any, Any, Any]) -> Refused:
    """The refusal that a person's wish met; fails when it was granted."""
    try:
        granted = await wish
    except Refused as refusal:
        return refusal
    raise AssertionError(f"this should have been refused, and answered {granted!r}")


@attrs.frozen
class Said:
    """One message: who, what, and the whole event."""

    sender: str
    body: str
    event: dict[str, Any] = attrs.field(repr=False)


class Person:
    """Somebody signed in. Everything is for Twisted coroutines: `await aiko.say(room, "hello")`.

    `client` is the nio client; its coroutines are asyncio's: `await aio(aiko.client.room_typing(room))`.
    """

    def __init__(self, wire: Wire, user_id: str, token: str, device_id: str, password: str) -> None:
        self._wire, self.homeserver = wire, wire.base_url
        self.user_id, self.token, self.device_id, self.password = user_id, token, device_id, password
        settings = nio.AsyncClientConfig(encryption_enabled=False, max_limit_exceeded=0, max_timeouts=2)
        self.client = nio.AsyncClient(wire.base_url.rstrip("/"), user_id, device_id, config=settings)
        self.client.restore_login(user_id, device_id, token)
        self._elsewhere: list[Person] = []
        self._sent = 0

    def __repr__(self) -> str:
        return f"<{self.user_id}>"

    @property
    def name(self) -> str:
        """The local part of the user id."""
        return self.user_id[1:].split(":", 1)[0]

    async def api(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """An authenticated call: (status, parsed JSON or text). Without leading slash: the salon's own."""
        authorized = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        answer = await self._wire.send(method, path, body=body, headers=authorized)
        return answer.status, answer.value

    async def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Any:
        """`api` for what should work: the parsed answer, or Refused when it is not a success."""
        status, value = await self.api(method, path, body, headers)
        if not 200 <= status < 300:
            raise Refused(f"{self.user_id} {method} {path}", status, value)
        return value

    async def create_room(self, **wishes: Any) -> str:
        """Create a room with /createRoom's own words and return its id."""
        return str((await self.ask("POST", f"{_CLIENT}/createRoom", wishes))["room_id"])

    async def join(self, room: str, via: str | None = None, **body: Any) -> str:
        """Join by id or alias, over the server `via`, and return the room's id."""
        query = f"?via={quote(via, safe='')}&server_name={quote(via, safe='')}" if via else ""
        return str((await self.ask("POST", f"{_CLIENT}/join/{quote(room, safe='')}{query}", body))["room_id"])

    async def knock(self, room: str, via: str | None = None, reason: str = "") -> str:
        """Knock on a room and return its id."""
        query = f"?via={quote(via, safe='')}&server_name={quote(via, safe='')}" if via else ""
        path = f"{_CLIENT}/knock/{quote(room, safe='')}{query}"
        return str((await self.ask("POST", path, {"reason": reason}))["room_id"])

    async def invite(self, room: str, whom: "Person | str") -> None:
        """Invite somebody."""
        user_id = whom if isinstance(whom, str) else whom.user_id
        await self.ask("POST", f"{_room(room)}/invite", {"user_id": user_id})

    async def leave(self, room: str) -> None:
        """Leave a room, or decline its invitation."""
        await self.ask("POST", f"{_room(room)}/leave", {})

    async def say(self, room: str, text: str, **more: Any) -> str:
        """Send a text message and return its event id; `more` is laid over the content."""
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    async def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        """Send a timeline event of any type and return its id."""
        self._sent += 1
        path = f"{_room(room)}/send/{kind}/{id(self)}-{self._sent}"
        return str((await self.ask("PUT", path, content))["event_id"])

    async def react(self, room: str, event_id: str, key: str) -> str:
        """React to an event with an emoji."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return await self.send(room, "m.reaction", {"m.relates_to": relation})

    async def set_state(self, room: str, kind: str, content: dict[str, Any], key: str = "") -> str:
        """Set a piece of room state and return the event's id."""
        path = f"{_room(room)}/state/{kind}/{quote(key, safe='')}"
        return str((await self.ask("PUT", path, content))["event_id"])

    async def state(self, room: str, kind: str, key: str = "") -> Any:
        """The content of a piece of room state; Refused (404) when there is none."""
        return await self.ask("GET", f"{_room(room)}/state/{kind}/{quote(key, safe='')}")

    async def events(self, room: str, limit: int = 100) -> list[dict[str, Any]]:
        """The room's last events as this person may see them, oldest first."""
        page = await self.ask("GET", f"{_room(room)}/messages?dir=b&limit={limit}")
        return list(reversed(page["chunk"]))

    async def messages(self, room: str, limit: int = 100) -> list[Said]:
        """The room's last messages as this person may see them, oldest first."""
        return [
            Said(event["sender"], event["content"].get("body", ""), event)
            for event in await self.events(room, limit)
            if event["type"] == "m.room.message"
        ]

    async def hears(self, room: str, text: str) -> Said:
        """Wait until a message that contains `text` stands in the room."""

        async def heard() -> Said | None:
            return next((said for said in await self.messages(room) if text in said.body), None)

        found: Said = await eventually(heard, f"{self.user_id} reads {text!r} in {room}")
        return found

    async def members(self, room: str) -> dict[str, str]:
        """user id → membership, of everybody the room ever knew."""
        page = await self.ask("GET", f"{_room(room)}/members")
        return {event["state_key"]: event["content"]["membership"] for event in page["chunk"]}

    async def rooms(self) -> dict[str, str]:
        """room id → join | invite | knock, from a fresh sync."""
        quiet = quote('{"room":{"timeline":{"limit":1}},"presence":{"types":[]}}')
        found = (await self.ask("GET", f"{_CLIENT}/sync?timeout=0&filter={quiet}")).get("rooms", {})
        return {room: kind for kind in ("join", "invite", "knock") for room in found.get(kind, {})}

    async def joined_rooms(self) -> list[str]:
        """The rooms this person is in."""
        return list((await self.ask("GET", f"{_CLIENT}/joined_rooms"))["joined_rooms"])

    async def invited_rooms(self) -> list[str]:
        """The rooms this person is invited to."""
        return [room for room, membership in (await self.rooms()).items() if membership == "invite"]

    async def sync_until(self, check: Callable[[nio.AsyncClient], Any], why: str) -> Any:
        """Sync the nio client until `check(client)` is truthy, and return what it gave."""

        async def once() -> Any:
            answer = await aio(self.client.sync(timeout=500))
            if isinstance(answer, nio.SyncError):
                raise Refused(
                    f"{self.user_id} syncs", 0, {"errcode": answer.status_code, "error": answer.message}
                )
            return check(self.client)

        return await eventually(once, why)

    def at(self, base_url: str) -> "Person":
        """The same person, same device, at another address: a worker's, say."""
        there = Person(Wire(base_url), self.user_id, self.token, self.device_id, self.password)
        self._elsewhere.append(there)
        return there

    async def close(self) -> None:
        """Close the client's connections; the account stays signed in."""
        await aio(self.client.close())
        for there in self._elsewhere:
            await there.close()
            await there._wire.close()


def _room(room: str) -> str:
    return f"{_CLIENT}/rooms/{quote(room, safe='')}"
