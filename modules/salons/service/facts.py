# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts of a salon that its staff change without a review."""

from typing import Literal
from zoneinfo import available_timezones

from modules.salons.domain.themes import Theme
from modules.salons.service.lookups import SalonLookups
from modules.salons.store import owners as store
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.happenings import SalonChanged
from synapse_salon.i18n import Language, t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon


class Facts:
    """What staff set."""

    def __init__(self, platform: Platform, lookups: SalonLookups) -> None:
        self._db = platform.database
        self._lookups = lookups

    async def change(
        self,
        slug: str,
        by: str,
        minimum_age: int | None = None,
        accent: str | None = None,
        language: Language | None = None,
        timezone: str | None = None,
        theme: Theme | Literal[""] | None = None,
    ) -> Salon:
        """Change what is given. Who is a member stays one, whatever the minimum age becomes.

        Raises:
            BadInput: there is no such time zone.
            Conflict: the salon's last day is announced, in the time zone it has; or it is closed.
        """
        salon = await self._lookups.allowed(slug, by, Act.EDIT_PAGE)
        if salon.is_closed:
            raise Conflict(t("This salon is closed."), "closed")
        if timezone is not None and timezone not in available_timezones():
            problem = t("Please give a time zone such as Asia/Tokyo.")
            raise BadInput(t("There is no such time zone."), {"timezone": problem})
        if timezone not in (None, salon.timezone) and salon.closes_ms is not None:
            raise Conflict(t("The last day of this salon is announced; its time zone stays."), "closing")
        await self._db.run(
            "salon_set_facts",
            self._write,
            salon.id,
            salon.minimum_age if minimum_age is None else minimum_age,
            accent or salon.accent,
            language or salon.language,
            timezone or salon.timezone,
            salon.theme if theme is None else theme,
        )
        await self._lookups.forget_salon(salon.id)
        return await self._lookups.find(slug)

    @staticmethod
    def _write(
        txn: Txn, salon_id: str, minimum_age: int, accent: str, language: str, timezone: str, theme: str
    ) -> None:
        store.set_facts(txn, salon_id, minimum_age, accent, language, timezone, theme)
        txn.say(SalonChanged(salon_id=salon_id))
