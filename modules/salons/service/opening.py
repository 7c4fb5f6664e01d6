# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is looked at before a salon opens, and what reviewers write down of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from modules.salons.domain.claims import in_page
from modules.salons.domain.opening import (
    HUMAN,
    MachineStep,
    Note,
    Step,
    check_note,
    check_ready,
    checklist,
    is_complete,
)
from modules.salons.service.disclosures import Disclosures
from modules.salons.service.lookups import SalonLookups
from modules.salons.settings import SalonsSettings
from modules.salons.store import opening as store
from modules.salons.store import pages
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import STAFF, Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon


class Openings:
    """The checklist of each salon that is to open."""

    def __init__(
        self,
        platform: Platform,
        lookups: SalonLookups,
        disclosures: Disclosures,
        settings: SalonsSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._disclosures = disclosures
        self._needed = settings.opening_needs

    async def steps(self, salon: Salon) -> tuple[Step, ...]:
        """How each step stands now."""
        review = await self._db.run("salon_page_latest", pages.latest, salon.id)
        content = review.content if review is not None else None
        rooms = await self._platform.rooms.of_salon(salon.id)
        checked: dict[MachineStep, bool] = {
            "page": review is not None and review.decision != "refused" and is_complete(review.content),
            "plan": any(plan.is_offered for plan in await self._lookups.plans(salon.id)),
            "seller": await self._names_seller(salon),
            "rules": bool(salon.rules.strip()),
            "rooms": salon.space is not None and len(rooms) > 1,
            "claims": content is not None and not in_page(content, salon.rules),
            "helper": await self._has_helper(salon),
        }
        notes = await self._db.run("salon_opening_notes", store.latest, salon.id)
        return checklist(checked, notes, self._needed)

    async def seen_by(self, slug: str, person: str) -> tuple[Salon, tuple[Step, ...], bool]:
        """The checklist of a salon, and whether this person may read what reviewers wrote.

        For those who write its page, and for reviewers. Raises NotAllowed, NotFound.
        """
        salon = await self._lookups.visible(slug, person)
        reviews = await self._reviews(person)
        if not reviews:
            await self._lookups.allow(salon, person, Act.EDIT_PAGE)
        works_here = bool(await self._lookups.roles(salon.id, person))
        return salon, await self.steps(salon), reviews and not works_here

    async def write(
        self, slug: str, by: str, step: str, is_done: bool, note: str, held_on: str
    ) -> tuple[Step, ...]:
        """Write down how a step stands. The same again changes nothing.

        Raises:
            BadInput: a day or a note is missing.
            Conflict: the salon is open or closed already.
            NotAllowed: not a reviewer, or one who works for the salon.
            NotFound: no such salon, or no such step.
        """
        if not await self._reviews(by):
            raise NotAllowed(t("Pages are reviewed by the reviewers of this server."), "not_a_reviewer")
        salon = await self._lookups.find(slug)
        if await self._lookups.roles(salon.id, by):
            raise NotAllowed(t("A page is reviewed by somebody who does not work for its salon."), "own_page")
        if salon.is_open or salon.is_closed:
            raise Conflict(t("This salon has been opened already."), "already_open")
        key = next((known for known in HUMAN if known == step), None)
        if key is None:
            raise NotFound(t("There is no such step."), "no_such_step")
        now_ms = self._platform.clock.now_ms()
        today = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(salon.timezone)).date()
        check_note(key, is_done, note, held_on, today)
        written = Note(key, is_done, note, held_on, by, now_ms)
        await self._db.run_contended("salon_opening_note", store.write, salon.id, written)
        return await self.steps(salon)

    async def check(self, salon: Salon) -> None:
        """Raises Conflict: the salon is about to open, and something that is needed is not done."""
        if not salon.is_open and not salon.is_closed:
            check_ready(await self.steps(salon))

    async def _names_seller(self, salon: Salon) -> bool:
        try:
            await self._disclosures.check_page(salon)
        except BadInput:
            return False
        return True

    async def _has_helper(self, salon: Salon) -> bool:
        staff = await self._lookups.staff(salon.id)
        return any(held & STAFF for user_id, held in staff.items() if user_id != salon.owner)

    async def _reviews(self, person: str) -> bool:
        return may(await self._lookups.platform_roles(person), Act.REVIEW_PAGES)
