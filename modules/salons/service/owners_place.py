# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the owners of open salons meet, and those who review for the house: three rooms of the house's own.

They are no salon: nobody joins or pays, and no membership opens them.
"""

from typing import Any

import attrs

from modules.salons.service.lookups import SalonLookups
from modules.salons.settings import SalonsSettings
from modules.salons.store import owners_place as store
from synapse_salon.events import RoomKind
from synapse_salon.happenings import PageReviewed, ReviewerChanged, RoleChanged, SalonClosed, SalonOpened
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, Role, power_needed
from synapse_salon.platform import Platform
from synapse_salon.rooms import RoomOrder, SalonFrame
from synapse_salon.rooms.opening import Opening, State
from synapse_salon.rooms.rules import child_of_space, join_rules, power_levels
from synapse_salon.watch import Seen

PLACE = "owners"


@attrs.frozen
class _Room:
    key: str
    kind: RoomKind
    name: Text
    topic: Text


_NAME = t("Owners")
_ROOMS = (
    _Room("space", "space", _NAME, t("For everybody who runs a salon here.")),
    _Room(
        "news",
        "announce",
        t("News for owners"),
        t("From those who run this service. Talk about it in the other room."),
    ),
    _Room("talk", "chat", t("Among owners"), t("Ask, tell, and learn from each other.")),
)
_GUIDE = t(
    "Welcome to everybody who has opened a salon. How to begin, step by step: {url}\n"
    "1. Greet those who come, in Announcements, on the first day.\n"
    "2. Say something every week, on the same day.\n"
    "3. Answer the first questions yourself, within two days.\n"
    "4. Give somebody a role, so that you are not alone.\n"
    "Ask in the other room whatever you would like to know."
)


def _door(room: _Room, found: dict[str, str]) -> dict[str, Any]:
    """Who may enter: those in the first room the others, and nobody the first whom the house does not bring."""
    return join_rules(room.kind, "members", [found["space"]] if room.kind != "space" else [])


def _changes_doors(seen: Seen) -> bool:
    return seen.type in ("m.room.power_levels", "m.room.join_rules")


class OwnersPlace:
    """Brings people in and out; asked again it changes nothing. Who leaves on their own is not brought back."""

    def __init__(self, platform: Platform, lookups: SalonLookups, settings: SalonsSettings) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._opening = Opening(platform)
        if not settings.owners_place:
            return
        platform.at_start(self.look)
        when = platform.outbox.when
        when(SalonOpened, "salons.owners_place_opened", self.opened)
        when(SalonClosed, "salons.owners_place_closed", self._closed)
        when(RoleChanged, "salons.owners_place_role", self._role_changed)
        when(ReviewerChanged, "salons.owners_place_reviewer", self._reviewer_changed)
        platform.watch.when("salons.owners_place", _changes_doors, self._put_right)

    async def look(self) -> None:
        """Bring in owners who were not yet: their salons opened before there was such a place."""
        for user_id in await self._db.run("salon_owners_unseated", store.unseated):
            await self.keep(user_id)

    async def opened(self, opened: SalonOpened) -> None:
        """A salon opened: its owner is brought in, and told how to begin."""
        salon = await self._lookups.by_id(opened.salon_id)
        if salon is None:
            return
        await self.keep(salon.owner)
        text = t(
            "Your salon {title} is open: {url}\nHow to begin, step by step: {guide}\n"
            "You are also in {place} now, where everybody meets who runs a salon here.",
            title=salon.title,
            url=self._platform.web.url(f"s/{salon.slug}"),
            guide=self._platform.web.url("staff/guide"),
            place=_NAME,
        )
        await self._platform.bot.tell(salon.owner, text, f"opened:{salon.id}", salon.language)

    async def _closed(self, closed: SalonClosed) -> None:
        salon = await self._lookups.by_id(closed.salon_id)
        if salon is not None:
            await self.keep(salon.owner)

    async def _role_changed(self, changed: RoleChanged) -> None:
        await self.keep(changed.user_id)

    async def _reviewer_changed(self, changed: ReviewerChanged) -> None:
        await self.keep(changed.user_id)

    async def keep(self, user_id: str) -> None:
        """Bring one person in or out, as they belong there or not."""
        belongs = await self._db.run("salon_owners_belongs", store.belongs, user_id)
        seated = await self._db.run("salon_owners_seated", store.is_seated, user_id)
        if belongs and not seated:
            for room_id in (await self.furnish()).values():
                await self._bring_in(room_id, user_id)
            now_ms = self._platform.clock.now_ms()
            await self._db.run("salon_owners_seat", store.seat, user_id, now_ms)
        elif seated and not belongs:
            rooms = await self.furnish()
            for room_id in reversed(list(rooms.values())):
                if await self._membership(room_id, user_id) in ("join", "invite", "knock"):
                    await self._move(self._platform.house, user_id, room_id, "leave")
            await self._db.run("salon_owners_unseat", store.unseat, user_id)

    async def _put_right(self, seen: Seen) -> None:
        """Powers or a door changed in some room."""
        if seen.room_id in (await self._db.run("salon_owners_rooms", store.rooms)).values():
            await self.furnish()

    async def furnish(self) -> dict[str, str]:
        """The rooms by key, made where they are missing, with the powers of those who review now."""
        made = await self._db.run("salon_owners_rooms", store.rooms)
        reviewers = await self._db.run("salon_owners_reviewers", store.reviewers)
        roles = {user_id: frozenset({Role.COMMUNITY_MANAGER}) for user_id in reviewers}
        found: dict[str, str] = {}
        for place, room in enumerate(_ROOMS):
            powers = power_levels(room.kind, roles, frozenset(), self._platform.house)
            if room.kind == "announce":  # nobody is asked here whether a message answers another one
                powers["events"]["m.room.message"] = power_needed(Act.ANNOUNCE)
            if room.key not in made:
                order, state = self._order(room, place), self._state(room, found, powers)
                made[room.key] = await self._make(order, state)
                await self._db.run("salon_owners_room", store.keep_room, room.key, made[room.key])
            room_id = found[room.key] = made[room.key]
            await self._platform.rooms.say_state(room_id, "m.room.power_levels", powers)
            await self._platform.rooms.say_state(room_id, "m.room.join_rules", _door(room, found))
            if room.kind != "space":
                child = child_of_space(self._platform.api.server_name, True, place)
                await self._platform.rooms.say_state(found["space"], "m.space.child", child, room_id)
        await self._pin_guide(found["news"])
        return found

    def _order(self, room: _Room, place: int) -> RoomOrder:
        name, topic = self._said(room.name), self._said(room.topic)
        return RoomOrder(PLACE, room.key, room.kind, "members", name, topic, order=place)

    def _state(self, room: _Room, found: dict[str, str], powers: dict[str, object]) -> State:
        return {
            ("m.room.topic", ""): {"topic": self._said(room.topic)},
            ("m.room.name", ""): {"name": self._said(room.name)},
            ("m.room.join_rules", ""): _door(room, found),
            ("m.room.history_visibility", ""): {"history_visibility": "shared"},
            ("m.room.guest_access", ""): {"guest_access": "forbidden"},
            ("m.room.power_levels", ""): powers,
        }

    async def _make(self, order: RoomOrder, state: State) -> str:
        frame = SalonFrame(
            id=PLACE,
            slug="salon-owners",
            title=order.name,
            purpose=order.topic,
            kind=PLACE,
            language=self._platform.bot.default_language,
            url=self._platform.web.url("staff/guide"),
            this_server_only=True,
            roles={},
        )
        await self._opening.hold(order)
        try:
            return await self._opening.make(frame, order, state, mark="m.room.topic")
        finally:
            await self._opening.release(order)

    async def _pin_guide(self, room_id: str) -> None:
        """Say how to begin, in both languages, and pin it; what was pinned by hand since stays."""
        if await self._platform.rooms.state(room_id, "m.room.pinned_events") is not None:
            return
        guide = attrs.evolve(_GUIDE, values={"url": self._platform.web.url("staff/guide")})
        text = "\n\n".join(self._platform.texts.say(guide, language) for language in ("ja", "en"))
        event_id = await self._platform.bot.say(room_id, text, "owners-guide")
        await self._platform.rooms.say_state(room_id, "m.room.pinned_events", {"pinned": [event_id]})

    async def _bring_in(self, room_id: str, user_id: str) -> None:
        account = await self._platform.api.get_userinfo_by_id(user_id)
        membership = await self._membership(room_id, user_id)
        if account is None or account.is_deactivated or membership in ("join", "ban"):
            return
        if membership != "invite":
            await self._move(self._platform.house, user_id, room_id, "invite")
        await self._move(user_id, user_id, room_id, "join")

    async def _membership(self, room_id: str, user_id: str) -> str:
        member = await self._platform.rooms.state(room_id, "m.room.member", user_id)
        return str((member or {}).get("membership", "leave"))

    async def _move(self, sender: str, user_id: str, room_id: str, membership: str) -> None:
        await self._platform.host.set_membership(sender, user_id, room_id, membership, {})

    def _said(self, text: Text) -> str:
        return self._platform.texts.say(text, self._platform.bot.default_language)


async def tell_refusal(platform: Platform, lookups: SalonLookups, reviewed: PageReviewed) -> None:
    """Tell the owner, once, that the page was sent back, and why."""
    salon = await lookups.by_id(reviewed.salon_id)
    if reviewed.approved or salon is None:
        return
    text = t(
        "The page of {title} was sent back: {reason}\nChange it and hand it in again here: {url}",
        title=salon.title,
        reason=reviewed.reason,
        url=platform.web.url(f"s/{salon.slug}/desk/page"),
    )
    await platform.bot.tell(salon.owner, text, f"refused:{reviewed.review_id}", salon.language)
