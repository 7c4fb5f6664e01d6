# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody asks about salons, from caches that all processes forget together."""

from modules.salons.domain.presets import PRESETS
from modules.salons.store import plans, policies, roles, salons
from synapse_salon.caching import forget, register, remembered
from synapse_salon.errors import NotAllowed
from synapse_salon.i18n import t
from synapse_salon.people import Act, Role, may
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Plan, Policies, Salon, no_such_salon
from synapse_salon.rooms import SalonFrame

PLATFORM = ""


class SalonLookups:
    """Fulfils the port Salons."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._db = platform.database
        self.server_name = platform.api.server_name  # Synapse's @cached asks for these two
        self.clock = platform.host.clock
        register(
            platform.api,
            self.salon_by_id,
            self.salon_id_of_slug,
            self.salon_plans,
            self.salon_roles,
            self.salons_served,
            self.salon_policies,
        )

    @remembered(max_entries=2000)
    async def salon_by_id(self, salon_id: str) -> Salon | None:
        """See `Salons.by_id`."""
        return await self._db.run("salon_by_id", salons.by_id, salon_id)

    @remembered(max_entries=2000)
    async def salon_id_of_slug(self, slug: str) -> str | None:
        """The id behind a short name."""
        return await self._db.run("salon_id_of_slug", salons.id_of_slug, slug)

    @remembered(max_entries=2000)
    async def salon_plans(self, salon_id: str) -> tuple[Plan, ...]:
        """See `Salons.plans`."""
        return await self._db.run("salon_plans", plans.of_salon, salon_id)

    @remembered(max_entries=2000)
    async def salon_policies(self, salon_id: str) -> Policies | None:
        """What was set last; None for salons of which only their kind tells."""
        return await self._db.run("salon_policies", policies.current, salon_id)

    @remembered(max_entries=20000)
    async def salon_roles(self, salon_id: str, user_id: str) -> frozenset[Role]:
        """Roles as stored; salon_id '' asks for the platform's."""
        return await self._db.run("salon_roles", roles.of_person, salon_id, user_id)

    @remembered(max_entries=20000)
    async def salons_served(self, user_id: str) -> tuple[str, ...]:
        """The ids of the salons that a person works for."""
        return tuple(await self._db.run("salon_served_by", roles.salons_served_by, user_id))

    async def by_id(self, salon_id: str) -> Salon | None:
        """See `Salons.by_id`."""
        return await self.salon_by_id(salon_id)

    async def by_slug(self, slug: str) -> Salon | None:
        """See `Salons.by_slug`."""
        salon_id = await self.salon_id_of_slug(slug)
        return await self.by_id(salon_id) if salon_id is not None else None

    async def plans(self, salon_id: str) -> tuple[Plan, ...]:
        """See `Salons.plans`."""
        return await self.salon_plans(salon_id)

    async def frame(self, salon: Salon) -> SalonFrame:
        """See `Salons.frame`."""
        return SalonFrame(
            id=salon.id,
            slug=salon.slug,
            title=salon.title,
            purpose=salon.purpose,
            kind=salon.kind,
            language=salon.language,
            url=self._platform.web.url(f"s/{salon.slug}"),
            this_server_only=salon.this_server_only,
            roles=await self.staff(salon.id),
        )

    async def policies(self, salon: Salon) -> Policies:
        """See `Salons.policies`: as set last, or as its kind begins."""
        return await self.salon_policies(salon.id) or PRESETS[salon.kind].policies

    async def served(self, user_id: str) -> tuple[str, ...]:
        """See `Salons.served`."""
        return await self.salons_served(user_id)

    async def roles(self, salon_id: str, user_id: str) -> frozenset[Role]:
        """See `Salons.roles`."""
        return await self.salon_roles(salon_id, user_id)

    async def platform_roles(self, user_id: str) -> frozenset[Role]:
        """A person's roles on the platform; the homeserver's administrators are its administrators."""
        found = await self.salon_roles(PLATFORM, user_id)
        if self._platform.api.is_mine(user_id) and await self._platform.api.is_user_admin(user_id):
            return found | {Role.PLATFORM_ADMIN}
        return found

    async def staff(self, salon_id: str) -> dict[str, frozenset[Role]]:
        """See `Salons.staff`."""
        return await self._db.run("salon_staff", roles.staff, salon_id)

    async def allow(self, salon: Salon, user_id: str, act: Act) -> None:
        """See `Salons.allow`."""
        roles = await self.roles(salon.id, user_id)
        if may(roles, act):
            return
        if not salon.is_open and not roles:
            raise no_such_salon(salon.slug)
        raise NotAllowed(t("Your role in this salon does not include this."), "role")

    async def find(self, slug: str) -> Salon:
        """See `Salons.find`."""
        salon = await self.by_slug(slug)
        if salon is None:
            raise no_such_salon(slug)
        return salon

    async def visible(self, slug: str, viewer: str | None) -> Salon:
        """See `Salons.visible`."""
        salon = await self.find(slug)
        if salon.is_open:
            return salon
        if viewer is not None and (await self.roles(salon.id, viewer) or await self.platform_roles(viewer)):
            return salon
        raise no_such_salon(slug)

    async def known(self, slug: str, viewer: str | None) -> Salon:
        """As `visible`; a closed salon too, whose customers may still ask who sold to them. Raises NotFound."""
        salon = await self.find(slug)
        return salon if salon.is_closed else await self.visible(slug, viewer)

    async def allowed(self, slug: str, by: str, act: Act) -> Salon:
        """See `Salons.allowed`."""
        salon = await self.find(slug)
        await self.allow(salon, by, act)
        return salon

    async def forget_salon(self, salon_id: str) -> None:
        """A salon changed."""
        await forget(self._platform.api, self.salon_by_id, salon_id)

    async def forget_slug(self, slug: str) -> None:
        """A short name was taken; it may have been remembered as free."""
        await forget(self._platform.api, self.salon_id_of_slug, slug)

    async def forget_plans(self, salon_id: str) -> None:
        """A salon's plans changed."""
        await forget(self._platform.api, self.salon_plans, salon_id)

    async def forget_policies(self, salon_id: str) -> None:
        """A salon's policies changed."""
        await forget(self._platform.api, self.salon_policies, salon_id)

    async def forget_roles(self, salon_id: str, user_id: str) -> None:
        """A person's roles changed."""
        await forget(self._platform.api, self.salons_served, user_id)
        await forget(self._platform.api, self.salon_roles, salon_id, user_id)
