# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's pages for rooms, staff and settings."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field

from modules.salons.domain.themes import THEMES, Theme
from modules.salons.service.house import SalonsHouse
from modules.salons.service.rooms import FIXED, RoomChange
from modules.salons.web.running import Accent
from modules.salons.web.words import access_words, act_words, role_words, who_writes
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import Language, Text, t
from synapse_salon.people import PERMISSIONS, STAFF, Act, Role, may
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.web import Body, Call, OneLine, Page, Prose, Redirect, Routes, Who, WholeNumber

GIVEN = (Role.OPERATOR, Role.COMMUNITY_MANAGER, Role.MODERATOR, Role.EVENT_STAFF, Role.SELLER)
TABLED = (Role.OWNER, *GIVEN, Role.MEMBER)
_NOT_SHOWN = {Act.REVIEW_PAGES}


class RoomForm(Body):
    """A room to change."""

    name: OneLine
    topic: Annotated[Prose, Field(max_length=500)] = ""
    plans: list[str] = Field(default=[])
    default: bool = False
    order: Annotated[WholeNumber, Field(ge=0, le=9999)] = 0


class NewRoomForm(Body):
    """A room to open."""

    name: OneLine
    key: str = Field(min_length=1, max_length=40)
    topic: Annotated[Prose, Field(max_length=500)] = ""
    kind: Literal["announce", "chat"] = "chat"
    access: Literal["members", "staff", "public"] = "members"
    plans: list[str] = Field(default=[])
    default: bool = False


class ArchiveForm(Body):
    """Whether a room is archived, brought back, or shut to everybody but members."""

    act: Literal["archive", "back", "members"]


class StaffForm(Body):
    """Whose roles these shall be; none takes them all."""

    user_id: str = Field(min_length=1, max_length=255)
    roles: list[Role] = Field(default=[])


class OfferForm(Body):
    """Whom the owner asks to become the owner."""

    owner: str = Field(min_length=1, max_length=255)


class AnswerForm(Body):
    """What the one who is asked says, or the owner who asks no longer."""

    act: Literal["accept", "withdraw"]


class SettingsForm(Body):
    """Facts that need no review."""

    minimum_age: Annotated[WholeNumber, Field(ge=0, le=120)]
    accent: Accent
    language: Language
    timezone: Annotated[str, Field(min_length=1, max_length=100)]
    theme: Theme | None = None


def running_page_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """`s/{slug}/desk/rooms`, `…/staff` and `…/settings`."""
    routes = Routes("running_pages")

    async def base(call: Call[Any], act: Act) -> Salon:
        return await house.lookups.allowed(call.path["slug"], call.person, act)

    @routes.page("s/{slug}/desk/rooms", who=Who.SIGNED_IN)
    async def rooms(call: Call[Any]) -> Page:
        salon = await base(call, Act.EDIT_ROOMS)
        found = [room for room in await house.rooms.of(salon) if room.kind not in ("space", "tier")]
        values = {
            "salon": salon,
            "rooms": found,
            "renamed": await house.rooms.names_in_chat(salon),
            "plans": await house.lookups.plans(salon.id),
            "access_words": access_words,
            "who_writes": who_writes,
        }
        return Page("salons/rooms.html", t("Rooms of {title}", title=salon.title), values, salon=salon)

    async def rooms_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await rooms(call)

    @routes.form("s/{slug}/desk/rooms", body=NewRoomForm, who=Who.SIGNED_IN, again=rooms_again)
    async def add(call: Call[NewRoomForm]) -> Redirect:
        new = call.body
        await house.rooms.add(
            call.path["slug"],
            call.person,
            new.key,
            new.name,
            new.topic,
            new.kind,
            new.access,
            tuple(new.plans),
            new.default,
        )
        return Redirect(f"s/{call.path['slug']}/desk/rooms")

    @routes.page("s/{slug}/desk/rooms/{key}", who=Who.SIGNED_IN)
    async def room(call: Call[Any]) -> Page:
        salon = await base(call, Act.EDIT_ROOMS)
        facts, order = await house.rooms.one(salon, call.path["key"])
        values = {
            "salon": salon,
            "room": facts,
            "order": order,
            "is_fixed": facts.kind in FIXED,
            "renamed": (await house.rooms.names_in_chat(salon)).get(facts.room_id),
            "plans": await house.lookups.plans(salon.id),
            "access_words": access_words,
            "who_writes": who_writes,
        }
        return Page("salons/room.html", t("The room {name}", name=facts.name), values, salon=salon)

    async def room_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await room(call)

    @routes.form("s/{slug}/desk/rooms/{key}", body=RoomForm, who=Who.SIGNED_IN, again=room_again)
    async def change(call: Call[RoomForm]) -> Redirect:
        salon = await base(call, Act.EDIT_ROOMS)
        facts, _ = await house.rooms.one(salon, call.path["key"])
        new = call.body
        is_fixed = facts.kind in FIXED
        wish = RoomChange(
            name=new.name,
            topic=new.topic,
            plans=None if is_fixed else tuple(new.plans),
            is_default=None if is_fixed else new.default,
            order=new.order,
        )
        await house.rooms.change(salon.slug, call.person, facts.key, wish)
        return Redirect(f"s/{salon.slug}/desk/rooms", saved=True)

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("s/{slug}/desk/rooms/{key}/archive", who=Who.SIGNED_IN)
    async def back_to_room(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/desk/rooms/{quote(call.path['key'], safe='')}")

    @routes.form("s/{slug}/desk/rooms/{key}/archive", body=ArchiveForm, who=Who.SIGNED_IN)
    async def archive(call: Call[ArchiveForm]) -> Redirect:
        act = call.body.act
        wish = RoomChange(access="members") if act == "members" else RoomChange(is_archived=act == "archive")
        await house.rooms.change(call.path["slug"], call.person, call.path["key"], wish)
        return Redirect(f"s/{call.path['slug']}/desk/rooms", saved=True)

    @routes.page("s/{slug}/desk/staff", who=Who.SIGNED_IN)
    async def staff(call: Call[Any]) -> Page:
        salon = await base(call, Act.ENTER_STAFF_ROOM)
        people = await house.lookups.staff(salon.id)
        values = {
            "salon": salon,
            "staff": dict(sorted(people.items(), key=lambda held: (Role.OWNER not in held[1], held[0]))),
            "heirs": [(user, user) for user, held in sorted(people.items()) if held & STAFF - {Role.OWNER}],
            "offered_to": await house.owners.offered_to(salon),
            "you": call.person,
            "may_give": may(people.get(call.person, frozenset()), Act.EDIT_ROLES),
            "roles_given": GIVEN,
            "tabled": TABLED,
            "heads": [role_words(role) for role in TABLED],
            "acts": [act for act in Act if act not in _NOT_SHOWN],
            "permissions": PERMISSIONS,
            "act_words": act_words,
            "role_words": role_words,
        }
        return Page("salons/people.html", t("Staff of {title}", title=salon.title), values, salon=salon)

    async def staff_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await staff(call)

    @routes.form("s/{slug}/desk/staff", body=StaffForm, who=Who.SIGNED_IN, again=staff_again)
    async def give(call: Call[StaffForm]) -> Redirect:
        user_id = call.body.user_id.strip()
        if ":" not in user_id:  # a name here, as one signs in with it
            user_id = platform.api.get_qualified_user_id(user_id.removeprefix("@").lower())
        try:
            await house.roles.give(call.path["slug"], call.person, user_id, frozenset(call.body.roles))
        except NotFound as refusal:
            if refusal.reason != "no_such_account":
                raise
            raise BadInput(refusal.text, {"user_id": refusal.text}) from None
        return Redirect(f"s/{call.path['slug']}/desk/staff")

    @routes.page("s/{slug}/desk/staff/owner", who=Who.SIGNED_IN)
    @routes.page("s/{slug}/desk/staff/owner/answer", who=Who.SIGNED_IN)
    async def back_to_staff(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/desk/staff")

    @routes.form("s/{slug}/desk/staff/owner", body=OfferForm, who=Who.SIGNED_IN, again=staff_again)
    async def offer(call: Call[OfferForm]) -> Redirect:
        await house.owners.offer(call.path["slug"], call.person, call.body.owner)
        return Redirect(f"s/{call.path['slug']}/desk/staff")

    @routes.form("s/{slug}/desk/staff/owner/answer", body=AnswerForm, who=Who.SIGNED_IN, again=staff_again)
    async def answer(call: Call[AnswerForm]) -> Redirect:
        if call.body.act == "accept":
            await house.owners.accept(call.path["slug"], call.person)
        else:
            await house.owners.withdraw(call.path["slug"], call.person)
        return Redirect(f"s/{call.path['slug']}/desk/staff")

    @routes.page("s/{slug}/desk/settings", who=Who.SIGNED_IN)
    async def settings(call: Call[Any]) -> Page:
        salon = await base(call, Act.EDIT_PAGE)
        return Page(
            "salons/settings.html",
            t("Settings of {title}", title=salon.title),
            {"salon": salon, "themes": THEMES},
            salon=salon,
        )

    async def settings_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await settings(call)

    @routes.form("s/{slug}/desk/settings", body=SettingsForm, who=Who.SIGNED_IN, again=settings_again)
    async def set_facts(call: Call[SettingsForm]) -> Redirect:
        new = call.body
        slug = call.path["slug"]
        await house.facts.change(
            slug, call.person, new.minimum_age, new.accent, new.language, new.timezone, new.theme or ""
        )
        return Redirect(f"s/{slug}/desk/settings")

    return routes
