# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doors that Synapse has no hook for."""

from collections.abc import Awaitable, Callable
from typing import Any

from synapse.api.errors import Codes, SynapseError
from synapse.events import EventBase
from synapse.types import UserID, create_requester
from synapse.util.async_helpers import Linearizer

from synapse_salon.host.held import Held


class Guards(Held):
    """Doors that Synapse has no hook for."""

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

    def guard_arrivals(self, why_not: Callable[[str, str], Awaitable[dict[str, Any] | None]]) -> None:
        """Ask `why_not(user_id, room_id)` before somebody of this server knocks, and before a join or a knock that
        another server hands in is taken; it answers the fields of a refusal, or None.

        Synapse asks modules about joins of its own users and about nobody's knocks.
        """
        members, arrivals = self._hs.get_room_member_handler(), self._hs.get_federation_event_handler()
        plain_change, plain_arrival = members.update_membership_locked, arrivals.on_send_membership_event

        async def change(requester: Any, target: UserID, room_id: str, action: str, **more: Any) -> Any:
            if action == "knock":
                _check(await why_not(target.to_string(), room_id))
            return await plain_change(requester, target, room_id, action, **more)

        async def arrival(origin: str, event: EventBase) -> Any:
            if event.membership in ("join", "knock"):
                _check(await why_not(event.sender, event.room_id))
            return await plain_arrival(origin, event)

        members.update_membership_locked = change  # type: ignore[method-assign,assignment]  # see above
        arrivals.on_send_membership_event = arrival  # type: ignore[method-assign]  # see above

    def guard_reasons(self, why_not: Callable[[str, str], Awaitable[dict[str, Any] | None]]) -> None:
        """Ask `why_not(user_id, room_id)` before somebody of this server changes a membership, theirs or another's, and
        adds something to it, a reason or a name; it answers the fields of a refusal, or None.

        Synapse asks modules about few memberships, and shows them nothing of what is in one.
        """
        handler = self._hs.get_room_member_handler()
        plain = handler.update_membership_locked

        async def change(requester: Any, target: UserID, room_id: str, action: str, **more: Any) -> Any:
            if (more.get("content") or {}).keys() - {"membership"}:
                _check(await why_not(requester.user.to_string(), room_id))
            return await plain(requester, target, room_id, action, **more)

        handler.update_membership_locked = change  # type: ignore[method-assign,assignment]  # see above

    def guard_events(self, is_ours: Callable[[str], Awaitable[bool]]) -> None:
        """Hold single events of the rooms that `is_ours(room_id)` names by the rule for their history: for who is
        there or was, and for all while everybody may read the room.

        Of an event that is asked for by its id, and of what is around it, Synapse looks at how the room was when it
        was said. What was said while everybody could read would stay open, for good, to whoever knows its id.
        """
        events, contexts = self._hs.get_event_handler(), self._hs.get_room_context_handler()
        plain_event, plain_context, auth = events.get_event, contexts.get_event_context, self._hs.get_auth()

        async def check(requester: Any, room_id: str) -> None:
            if await is_ours(room_id):
                await auth.check_user_in_room_or_world_readable(room_id, requester, allow_departed_users=True)

        async def event(user: UserID, room_id: str | None, event_id: str, show_redacted: bool = False) -> Any:
            found = await plain_event(user, room_id, event_id, show_redacted)
            if found is not None:
                await check(create_requester(user), found.event.room_id)
            return found

        async def context(requester: Any, room_id: str, event_id: str, *args: Any, **more: Any) -> Any:
            found = await plain_context(requester, room_id, event_id, *args, **more)
            if found is not None and not more.get("use_admin_priviledge"):
                await check(requester, found.event.event.room_id)
            return found

        events.get_event = event  # type: ignore[method-assign]  # see above
        contexts.get_event_context = context  # type: ignore[method-assign]  # see above

    def guard_profiles(
        self, profile_in: Callable[[str, str], Awaitable[dict[str, str | None] | None]]
    ) -> None:
        """Have people of this server enter rooms, and stay in them, under the `displayname` and `avatar_url` that
        `profile_in(user_id, room_id)` answers; None leaves them as they are.

        Synapse takes what is in somebody's profile, writes each change of it into every room they are in, and
        asks modules about neither.
        """
        handler = self._hs.get_room_member_handler()
        plain = handler.update_membership_locked

        async def named(requester: Any, target: UserID, room_id: str, action: str, **more: Any) -> Any:
            profile = await profile_in(target.to_string(), room_id) if action == "join" else None
            if profile is not None:
                more["content"] = {**(more.get("content") or {}), **profile}
            return await plain(requester, target, room_id, action, **more)

        handler.update_membership_locked = named  # type: ignore[method-assign,assignment]  # see above

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


def _check(refused: dict[str, Any] | None) -> None:
    if refused is not None:
        more = {key: value for key, value in refused.items() if key != "error"}
        raise SynapseError(403, str(refused.get("error", "")), Codes.FORBIDDEN, more)
