# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a salon: its record first, then its Space and rooms."""

from modules.salons.domain import presets
from modules.salons.domain.slugs import check_slug
from modules.salons.service.lookups import SalonLookups
from modules.salons.settings import SalonsSettings
from modules.salons.store import policies
from modules.salons.store import salons as store
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotAllowed, SalonError
from synapse_salon.happenings import RoleChanged, SalonFounded
from synapse_salon.i18n import Language, t
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Kind, Salon
from synapse_salon.rooms import RoomOrder

DEFAULT_ACCENT = "#7a3e9d"


class Founding:
    """What founders do."""

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
        most = await self.check_founder(by)
        salon = self.begin(by, slug, title, purpose, kind, language, minimum_age, this_server_only)
        if not await self._db.run_contended("salon_found", self.insert, salon, most):
            raise Conflict(t("The short name {slug} is taken.", slug=slug), "slug_taken")
        await self.forget(salon)
        return salon

    def begin(
        self,
        by: str,
        slug: str,
        title: str,
        purpose: str,
        kind: Kind,
        language: Language,
        minimum_age: int,
        this_server_only: bool,
        rules: str = "",
    ) -> Salon:
        """A salon as it will be when it is inserted. Raises BadInput: the short name cannot be used."""
        check_slug(slug)
        return Salon(
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
            rules=rules or self._platform.texts.say(presets.FIRST_RULES, language),
            minimum_age=minimum_age,
            this_server_only=this_server_only,
            currency=self._settings.currency,
            accent=DEFAULT_ACCENT,
        )

    async def forget(self, salon: Salon) -> None:
        """A salon was inserted a moment ago."""
        await self._lookups.forget_slug(salon.slug)
        await self._lookups.forget_roles(salon.id, salon.owner)

    def insert(self, txn: Txn, salon: Salon, most: int | None, asks_first: bool = False) -> bool:
        """Write a salon down, with the policies of its kind; False where its short name is taken.

        Raises Conflict: its owner has as many salons as one may.
        """
        if most is not None and store.owned_by_one_at_a_time(txn, salon.owner) >= most:
            raise _too_many(most)
        now_ms = self._platform.clock.now_ms()
        if not store.insert(txn, salon, now_ms):
            return False
        policies.set_policies(txn, salon.id, presets.PRESETS[salon.kind].policies, salon.owner, now_ms)
        txn.say(SalonFounded(salon_id=salon.id, asks_first=asks_first))
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

    async def may_found(self, person: str | None) -> bool:
        """Whether this person may open one more salon."""
        if person is None:
            return False
        try:
            await self.check_founder(person)
        except SalonError:
            return False
        return True

    async def furnish(self, salon_id: str) -> None:
        """Make a salon's Space and the rooms of its preset, whichever are not there yet."""
        salon = await self._lookups.by_id(salon_id)
        if salon is None:
            return
        frame = await self._lookups.frame(salon)
        space = await self._platform.rooms.open_space(frame)
        for place, room in enumerate(presets.PRESETS[salon.kind].rooms):
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


def _too_many(most: int) -> Conflict:
    return Conflict(t("One account may own {most} salons.", most=most), "too_many_salons")
