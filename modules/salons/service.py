# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening and running a salon: load, decide, save, say what happened."""

from modules.salons import domain, presets, store
from modules.salons.accounts import check_account
from modules.salons.lookups import PLATFORM, SalonLookups, no_such_salon
from modules.salons.settings import SalonsSettings
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.happenings import RoleChanged, RoomOpened, RulesPublished, SalonFounded
from synapse_salon.i18n import Language, t
from synapse_salon.money import Money
from synapse_salon.people import STAFF, Act, Role
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Interval, Kind, Plan, Salon
from synapse_salon.rooms import Access, RoomFacts, RoomKind, RoomOrder, SalonFrame

DEFAULT_ACCENT = "#7a3e9d"


class SalonsService:
    """What founders and staff do with salons, plans, rules, rooms and roles."""

    def __init__(self, platform: Platform, lookups: SalonLookups, settings: SalonsSettings) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._settings = settings

    async def found(
        self,
        by: str,
        slug: str,
        title: str,
        purpose: str,
        kind: Kind,
        language: Language,
        minimum_age: int,
        this_server_only: bool,
    ) -> Salon:
        """Begin a salon; its rooms follow within a second, also over a crash.

        Raises:
            BadInput: the short name cannot be used.
            Conflict: it is taken, or this person owns as many salons as one may.
            NotAllowed: this person may not open salons here.
        """
        domain.check_slug(slug)
        most = await self.check_founder(by)
        salon = Salon(
            id=ids.new_id(),
            slug=slug,
            title=title,
            purpose=purpose,
            kind=kind,
            language=language,
            timezone=self._settings.timezone,
            owner=by,
            space=None,
            is_open=False,
            rules_version=1,
            rules=self._platform.texts.say(presets.FIRST_RULES, language),
            minimum_age=minimum_age,
            this_server_only=this_server_only,
            currency=self._settings.currency,
            accent=DEFAULT_ACCENT,
        )
        if not await self._db.run_contended("salon_found", self._insert, salon, most):
            raise Conflict(t("The short name {slug} is taken.", slug=slug), "slug_taken")
        await self._lookups.forget_slug(slug)
        await self._lookups.forget_roles(salon.id, by)
        return salon

    def _insert(self, txn: Txn, salon: Salon, most: int | None) -> bool:
        if most is not None and store.owned_by_one_at_a_time(txn, salon.owner) >= most:
            raise _too_many(most)
        if not store.insert(txn, salon, self._platform.clock.now_ms()):
            return False
        txn.say(SalonFounded(salon_id=salon.id))
        return True

    async def check_founder(self, by: str) -> int | None:
        """How many salons this person may own, None for any number. Raises NotAllowed, Conflict: not one more."""
        if not self._platform.api.is_mine(by):
            raise NotAllowed(t("Salons are opened with an account of this server."), "other_server")
        if await self._platform.api.is_user_admin(by):
            return None
        if self._settings.founders == "admins":
            raise NotAllowed(t("Salons are opened by the administrators of this server."), "founders")
        most = self._settings.salons_per_founder
        if await self._db.run("salon_owned_by", store.owned_by, by) >= most:
            raise _too_many(most)
        return most

    async def find(self, slug: str) -> Salon:
        """The salon with this short name. Raises NotFound."""
        salon = await self._lookups.by_slug(slug)
        if salon is None:
            raise no_such_salon(slug)
        return salon

    async def visible(self, slug: str, viewer: str | None) -> Salon:
        """The salon, if this viewer may know of it: it is open, they work for it, or they review. Raises NotFound."""
        salon = await self.find(slug)
        if salon.is_open:
            return salon
        if viewer is not None and (
            await self._lookups.roles(salon.id, viewer) or await self._lookups.platform_roles(viewer)
        ):
            return salon
        raise no_such_salon(slug)

    async def add_plan(
        self,
        slug: str,
        by: str,
        name: str,
        description: str,
        price: Money,
        interval: Interval,
        trial_days: int,
    ) -> Plan:
        """Offer a new plan. Prices never change: another price is another plan."""
        salon = await self._allowed(slug, by, Act.EDIT_PLANS)
        if price.currency != salon.currency:
            raise BadInput(
                t("This plan cannot be offered as it is."),
                {"price.currency": t("{currency}", currency=salon.currency)},
            )
        domain.check_price(interval, price, trial_days)
        plan = Plan(ids.new_id(), salon.id, name, description, price, interval, trial_days, True)
        await self._db.run("salon_add_plan", store.insert_plan, plan, self._platform.clock.now_ms())
        await self._lookups.forget_plans(salon.id)
        return plan

    async def withdraw_plan(self, slug: str, by: str, plan_id: str) -> None:
        """Offer a plan no longer; those who have it keep it."""
        salon = await self._allowed(slug, by, Act.EDIT_PLANS)
        if not await self._db.run("salon_withdraw_plan", store.withdraw_plan, salon.id, plan_id):
            raise NotFound(t("This salon has no such plan."), "no_such_plan")
        await self._lookups.forget_plans(salon.id)

    async def publish_rules(self, slug: str, by: str, body: str) -> int:
        """Publish the next version of the rules; members accept it before their next message."""
        salon = await self._allowed(slug, by, Act.EDIT_RULES)
        version = await self._db.run("salon_publish_rules", self._publish_rules, salon.id, body, by)
        await self._lookups.forget_salon(salon.id)
        return version

    def _publish_rules(self, txn: Txn, salon_id: str, body: str, by: str) -> int:
        version = store.publish_rules(txn, salon_id, body, by, self._platform.clock.now_ms())
        txn.say(RulesPublished(salon_id=salon_id, version=version))
        return version

    async def set_roles(self, slug: str, by: str, user_id: str, roles: frozenset[Role]) -> frozenset[Role]:
        """Make these the person's roles in the salon. The owner stays owner."""
        salon = await self._allowed(slug, by, Act.EDIT_ROLES)
        if not roles <= STAFF | {Role.SELLER}:
            raise BadInput(
                t("These roles cannot be given in a salon."), {"roles": t("roles of a salon's staff")}
            )
        if (Role.OWNER in roles) != (user_id == salon.owner):
            raise Conflict(t("A salon has one owner, who stays its owner."), "owner")
        if user_id == self._platform.house:
            raise Conflict(t("The house account has no role in a salon."), "house")
        if roles:
            await check_account(self._platform.api, user_id)
        await self._db.run("salon_set_roles", self._set_roles, salon.id, user_id, roles, by)
        await self._lookups.forget_roles(salon.id, user_id)
        return roles

    def _set_roles(self, txn: Txn, salon_id: str, user_id: str, roles: frozenset[Role], by: str) -> None:
        store.set_roles(txn, salon_id, user_id, roles, by, self._platform.clock.now_ms())
        if salon_id != PLATFORM:
            txn.say(RoleChanged(salon_id=salon_id, user_id=user_id))

    async def set_reviewer(self, by: str, user_id: str, is_reviewer: bool) -> None:
        """Let a person review pages, or no longer. For administrators of the server."""
        roles = frozenset({Role.REVIEWER}) if is_reviewer else frozenset()
        if is_reviewer:
            await check_account(self._platform.api, user_id)
        await self._db.run("salon_set_reviewer", self._set_roles, PLATFORM, user_id, roles, by)
        await self._lookups.forget_roles(PLATFORM, user_id)

    async def add_room(
        self,
        slug: str,
        by: str,
        key: str,
        name: str,
        topic: str,
        kind: RoomKind,
        access: Access,
        plans: tuple[str, ...],
        is_default: bool,
    ) -> str:
        """Open another room; `plans` limits it to members on these plans."""
        salon = await self._allowed(slug, by, Act.EDIT_ROOMS)
        domain.check_room_key(key)
        known = {plan.id for plan in await self._lookups.plans(salon.id)}
        if not set(plans) <= known:
            raise BadInput(
                t("This room cannot be opened as it is."), {"plans": t("ids of plans of this salon")}
            )
        if any(room.key == key for room in await self._platform.rooms.of_salon(salon.id)):
            raise Conflict(t("There is a room {key} already.", key=key), "room_exists")
        order = RoomOrder(
            salon_id=salon.id,
            key=key,
            kind=kind,
            access=access,
            name=name,
            topic=topic,
            plans=plans,
            is_default=is_default,
        )
        room_id = await self._platform.rooms.open_room(await self.frame(salon), order)
        await self._db.run("salon_room_opened", _say, RoomOpened(salon_id=salon.id, room_id=room_id))
        return room_id

    async def rooms(self, salon: Salon) -> tuple[RoomFacts, ...]:
        """The rooms of a salon."""
        return await self._platform.rooms.of_salon(salon.id)

    async def frame(self, salon: Salon) -> SalonFrame:
        """What the rooms tell of their salon."""
        return SalonFrame(
            id=salon.id,
            slug=salon.slug,
            title=salon.title,
            purpose=salon.purpose,
            kind=salon.kind,
            language=salon.language,
            url=self._platform.web.url(f"s/{salon.slug}"),
            this_server_only=salon.this_server_only,
            roles=await self._lookups.staff(salon.id),
        )

    async def furnish(self, salon_id: str) -> None:
        """Make a salon's Space and the rooms of its preset, whichever are not there yet."""
        salon = await self._lookups.by_id(salon_id)
        if salon is None:
            return
        frame = await self.frame(salon)
        space = await self._platform.rooms.open_space(frame)
        for place, room in enumerate(presets.PRESETS[salon.kind]):
            await self._platform.rooms.open_room(
                frame,
                RoomOrder(
                    salon_id=salon.id,
                    key=room.key,
                    kind=room.kind,
                    access=room.access,
                    name=self._platform.texts.say(room.name, salon.language),
                    topic=self._platform.texts.say(room.topic, salon.language),
                    is_default=room.is_default,
                    order=place,
                ),
            )
        await self._db.run("salon_furnished", self._furnished, salon, space)
        await self._lookups.forget_salon(salon.id)

    def _furnished(self, txn: Txn, salon: Salon, space: str) -> None:
        store.set_space(txn, salon.id, space)
        txn.say(RoleChanged(salon_id=salon.id, user_id=salon.owner))

    async def set_powers(self, salon_id: str) -> None:
        """Bring everybody's powers in every room of a salon to what roles and standings say now."""
        await self._platform.rooms.keep_powers(salon_id)

    async def furnished(self, salon_id: str) -> Salon:
        """The salon once its Space is there, or as it is after ten seconds."""
        for _ in range(100):
            found = await self._db.run("salon_by_id", store.by_id, salon_id)
            if found is not None and found.space is not None:
                break
            await self._platform.host.sleep_ms(100)
        await self._lookups.forget_salon(salon_id)
        assert found is not None, "it was founded a moment ago"
        return found

    async def _allowed(self, slug: str, by: str, act: Act) -> Salon:
        salon = await self.find(slug)
        await self._lookups.allow(salon, by, act)
        return salon


def _too_many(most: int) -> Conflict:
    return Conflict(t("One account may own {most} salons.", most=most), "too_many_salons")


def _say(txn: Txn, happening: RoomOpened) -> None:
    txn.say(happening)
