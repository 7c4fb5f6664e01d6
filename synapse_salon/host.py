# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only file that touches what Synapse keeps to itself.

One function per need, each with what it does, why the public module API is not enough, and the version
it was checked on. `tests/server/test_host.py` runs each on a real homeserver, so that an upgrade of
Synapse fails there first. Checked on Synapse 1.163.2.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs
from synapse.api.errors import Codes, LoginError, SynapseError
from synapse.appservice import ApplicationService
from synapse.events import EventBase
from synapse.logging.context import make_deferred_yieldable
from synapse.module_api import ModuleApi
from synapse.storage.engines._base import IsolationLevel
from synapse.types import RoomAlias, UserID, create_requester
from synapse.util.async_helpers import Linearizer
from twisted.internet.defer import Deferred

from synapse_salon.checks import SERVICE_ID, HomeserverSettings, read_settings

R = TypeVar("R")


@attrs.frozen
class Related:
    """An event as far as others relate to it; `relation` is its own `rel_type`, None for one of its own."""

    room_id: str
    sender: str
    type: str
    relation: str | None


class Host:
    """What we need of the homeserver beside its public module API."""

    def __init__(self, api: ModuleApi) -> None:
        self._api = api
        self._hs = api._hs

    @property
    def clock(self) -> Any:
        """The homeserver's own clock. Synapse's `@cached` and web resources ask for it; no public name."""
        return self._hs.get_clock()

    @property
    def reactor(self) -> Any:
        """The homeserver's reactor, for a bridge that opens connections of its own. No public name."""
        return self._hs.get_reactor()

    @property
    def is_going_down(self) -> bool:
        """Whether the homeserver is being shut down and takes no new background work. No public name."""
        return self._hs._is_shutdown

    @property
    def has_other_processes(self) -> bool:
        """Whether other processes share the database and may write down work for this one. No public name."""
        return bool(self._hs.config.redis.redis_enabled)

    def background(self, name: str, work: Callable[..., Awaitable[object]], *args: object) -> None:
        """Do something aside, with a log context of its own; nothing is begun while the homeserver goes down.

        The public `run_as_background_process` raises then, in whoever came last.
        """
        if not self.is_going_down:
            self._api.run_as_background_process(name, work, *args)

    async def sleep_ms(self, ms: int) -> None:
        """Wait by the machine's time."""
        await self._api.sleep(ms / 1000)

    async def yieldable(self, deferred: "Deferred[R]") -> R:
        """Wait for a deferred that something else fires, keeping Synapse's log context."""
        return await make_deferred_yieldable(deferred)

    async def interact(self, name: str, function: Callable[[Any], R], contended: bool) -> R:
        """Run `function(cursor)` in a transaction; `contended` runs it at READ COMMITTED.

        The public method passes `isolation_level` on, but its types do not say so.
        """
        if contended:
            return await self._api.run_db_interaction(
                name,
                function,
                isolation_level=IsolationLevel.READ_COMMITTED,  # type: ignore[call-arg]  # passed on to runInteraction
            )
        return await self._api.run_db_interaction(name, function)

    async def check_password(self, user_id: str, password: str) -> str | None:
        """The canonical user id if the password is right, else None; rate-limited as at `/login`.

        No public method checks a password, and pages sign people in without a device of their own.
        """
        submission = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user_id},
            "password": password,
        }
        try:
            canonical, _ = await self._hs.get_auth_handler().validate_login(submission, ratelimit=True)
        except LoginError:
            return None
        except SynapseError as refusal:
            if refusal.code in (400, 403, 404):
                return None
            raise
        return canonical

    async def use_login_token(self, token: str) -> str | None:
        """The user id of a one-time login token that the homeserver's single sign-on handed out, or None."""
        try:
            return (await self._hs.get_auth_handler().consume_login_token(token)).user_id
        except SynapseError:
            return None

    async def register(self, localpart: str, password: str, address: str | None) -> str:
        """Open an account with a password; answers its user id.

        The public `register_user` sets no password. Raises SynapseError: the name is taken or not allowed.
        """
        hashed = await self._hs.get_auth_handler().hash(password)
        return await self._hs.get_registration_handler().register_user(
            localpart=localpart, password_hash=hashed, address=address, approved=True
        )

    async def open_id_user(self, token: str) -> str | None:
        """The local user whose OpenID token this is, or None. No public method asks for it."""
        now_ms = self._hs.get_clock().time_msec()
        return await self._hs.get_datastores().main.get_user_id_for_open_id_token(token, now_ms)

    async def open_id_user_elsewhere(self, server: str, token: str) -> str | None:
        """The user whose OpenID token this is on another homeserver, asked over federation, or None.

        Only federation requests resolve a server's name the way Matrix does; the public HTTP client does not.
        """
        client = self._hs.get_federation_http_client()
        try:
            answer = await client.get_json(
                server, "/_matrix/federation/v1/openid/userinfo", args={"access_token": token}, timeout=10_000
            )
        except Exception:
            return None
        user_id: object = answer.get("sub")
        return user_id if isinstance(user_id, str) and user_id.endswith(f":{server}") else None

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

    async def set_membership(
        self, sender: str, user_id: str, room_id: str, membership: str, content: Mapping[str, Any]
    ) -> None:
        """Change a membership as this local sender, past the limits on joins and invites.

        The public `update_room_membership` counts the house's moves as if each person had made them at once,
        and asks other homeservers for profiles even when somebody is put out.
        """
        await self._hs.get_room_member_handler().update_membership(
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

    async def joined_count(self, room_id: str) -> int:
        """How many people are in a room. Cached by Synapse; the public API would read all of them."""
        return await self._hs.get_datastores().main.get_number_joined_users_in_room(room_id)  # type: ignore[call-arg,arg-type,misc]  # Synapse's types forget `self`

    def application_service(self, service_id: str) -> ApplicationService | None:
        """The registered application service of this id. Modules are not told which are registered."""
        for service in self._hs.get_datastores().main.get_app_services():
            if service.id == service_id:
                return service
        return None

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

    @property
    def settings(self) -> HomeserverSettings:
        """What of homeserver.yaml matters to a salon, in this process."""
        return read_settings(self._hs.config)

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

    async def register_house(self, localpart: str) -> None:
        """Open the account of our application service's sender.

        The public `register_user` refuses it, as everybody but the service itself.
        """
        service = self.application_service(SERVICE_ID)
        assert service is not None, "the foundation refuses to start without one"
        await self._hs.get_registration_handler().appservice_register(localpart, service.token)

    async def keep_device(self, user_id: str, device_id: str, name: str) -> None:
        """See that a local user has this device. The public `register_device` makes an access token each time."""
        await self._hs.get_device_handler().check_device_registered(user_id, device_id, name)

    @property
    def sign_in_ways(self) -> frozenset[str]:
        """`password`, `sso`: what the homeserver's own login offers. Pages sign people in by the same."""
        ways = set()
        if "m.login.password" in self._hs.get_auth_handler().get_supported_login_types():
            ways.add("password")
        config = self._hs.config
        if config.oidc.oidc_enabled or config.saml2.saml2_enabled or config.cas.cas_enabled:
            ways.add("sso")
        return frozenset(ways)

    async def server_in_room(self, server: str, room_id: str) -> bool:
        """Whether another homeserver has somebody joined in a room. Cached by Synapse; no public method."""
        return bool(await self._hs.get_datastores().main.is_host_joined(room_id, server))  # type: ignore[call-arg]  # Synapse's types forget `self`

    async def uploader(self, media_id: str) -> str | None:
        """Who uploaded a file of this server. No public name."""
        media = await self._hs.get_datastores().main.get_local_media(media_id)
        return media.user_id if media is not None else None

    def guard_joins(self, why_not: Callable[[str, str, bool], Awaitable[str | None]]) -> None:
        """Ask `why_not(user_id, room_id, is_current)` before a join that another server hands in is taken; it
        answers the words of a refusal, or None.

        Synapse asks modules about joins of its own users only. Those of others it holds against the room as it
        was at a moment that their server names, also one long ago, and signs them. `is_current` is false for a
        join that does not build on the person's latest membership here. One at a time for each person and room,
        so that no two build on the same.
        """
        handler = self._hs.get_federation_event_handler()
        plain = handler.on_send_membership_event
        turns = Linearizer(name="salon_joins", clock=self._hs.get_clock())

        async def guarded(origin: str, event: EventBase) -> Any:
            if event.membership != "join":
                return await plain(origin, event)
            async with turns.queue((event.room_id, event.sender)):
                key = ("m.room.member", event.sender)
                latest = (await self._api.get_room_state(event.room_id, [key])).get(key)
                is_current = latest is None or latest.event_id in event.auth_event_ids()
                said = await why_not(event.sender, event.room_id, is_current)
                if said is not None:
                    raise SynapseError(403, said, Codes.FORBIDDEN)
                return await plain(origin, event)

        handler.on_send_membership_event = guarded  # type: ignore[method-assign]  # see above

    def guard_media(self, may_fetch: Callable[[str, str | None, str | None], Awaitable[bool]]) -> None:
        """Ask `may_fetch(media_id, user_id, server)` before this process hands out an upload of this server.

        Synapse has no hook for downloads (modules are asked about uploads only), so the one method that every
        way of fetching goes through, downloads and thumbnails, for clients and for other servers, is wrapped
        on its instance. Who asks is in the request, because each way authenticates first; on the old paths
        without authentication nobody is known. Refused is answered like missing: 404.
        """
        if not self._hs.config.media.can_load_media_repo:
            return
        repository = self._hs.get_media_repository()
        plain = repository.get_local_media_info

        async def guarded(request: Any, media_id: str, *args: Any, **kwargs: Any) -> Any:
            who = request.requester
            user_id = who.user.to_string() if who is not None and not isinstance(who, str) else None
            server = who if isinstance(who, str) else None
            if not await may_fetch(media_id, user_id, server):
                raise SynapseError(404, "Not found", Codes.NOT_FOUND)
            return await plain(request, media_id, *args, **kwargs)

        repository.get_local_media_info = guarded  # type: ignore[method-assign]  # see above
