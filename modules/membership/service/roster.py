# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The staff's roster: notes about people, and the same deed done to several at once after a look at who they are."""

import hashlib
import json
from collections.abc import Sequence

import attrs

from modules.membership.domain.application import Application
from modules.membership.domain.changes import Member
from modules.membership.domain.deeds import Deed, done
from modules.membership.service.care import NO_MEMBER, Care
from modules.membership.service.records import Records
from modules.membership.store import applications, members, notes
from modules.membership.store.notes import Note
from synapse_salon import ids
from synapse_salon.errors import Conflict, NotAllowed, NotFound, SalonError
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

MOST_AT_ONCE = 100


@attrs.frozen
class BulkRow:
    """One person of a deed done to several; `member` is None for somebody who never applied.

    `after` is how they will stand, or stand; `problem` says why nothing happens to them.
    """

    user_id: str
    member: Member | None
    after: Standing | None
    problem: Text | None = None


@attrs.frozen
class Bulk:
    """What will happen, with the token that lets exactly this happen; or what happened, without one."""

    rows: tuple[BulkRow, ...]
    token: str | None


class Roster:
    """What staff note, and do to several people."""

    def __init__(self, platform: Platform, salons: Salons, records: Records, care: Care) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._records = records
        self._care = care

    async def applications(self, salon: Salon, by: str, user_id: str) -> list[Application]:
        """What a person applied with, oldest first."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        return await self._db.run("salon_applications_of", applications.of_member, salon.id, user_id)

    async def notes(self, salon: Salon, by: str, user_id: str) -> list[Note]:
        """The staff's notes about a person, oldest first."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        return await self._db.run("salon_member_notes", notes.of_person, salon.id, user_id)

    async def note(self, salon: Salon, by: str, user_id: str, body: str) -> Note:
        """Note something about a person. Raises NotFound: nobody of that name ever applied."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        if await self._records.get(salon.id, user_id) is None:
            raise NotFound(NO_MEMBER, "no_such_member")
        note = Note(ids.new_id(), salon.id, user_id, by, body, self._platform.clock.now_ms())
        await self._db.run("salon_member_note_add", notes.add, note)
        return note

    async def delete_note(self, salon: Salon, by: str, user_id: str, note_id: str) -> None:
        """Delete a note: one's own, or the owner any. Raises NotAllowed, NotFound."""
        found = next((note for note in await self.notes(salon, by, user_id) if note.id == note_id), None)
        if found is None:
            raise NotFound(t("There is no such note."), "no_such_note")
        if not self.may_delete(salon, by, found):
            raise NotAllowed(
                t("A note is deleted by who wrote it, or by the owner of the salon."), "not_yours"
            )
        await self._db.run("salon_member_note_delete", notes.delete, salon.id, user_id, note_id)

    @staticmethod
    def may_delete(salon: Salon, by: str, note: Note) -> bool:
        """Whether somebody who sees a note may delete it."""
        return by in (note.author, salon.owner)

    async def preview(self, salon: Salon, by: str, deed: Deed, user_ids: Sequence[str]) -> Bulk:
        """Who they are and what will happen to each."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        await self._salons.allow(salon, by, Act.REMOVE_MEMBERS)
        rows = tuple([await self._row(salon, deed, user_id) for user_id in sorted(set(user_ids))])
        return Bulk(rows, _token(salon, by, deed, rows))

    async def do(
        self, salon: Salon, by: str, deed: Deed, user_ids: Sequence[str], token: str, reason: str
    ) -> Bulk:
        """Do it to each, and tell of each what came of it.

        Raises:
            Conflict: these are not the people of the preview, or one of them stands otherwise by now.
        """
        seen = await self.preview(salon, by, deed, user_ids)
        if seen.token != token:
            raise Conflict(
                t("Something changed since you looked. Please look at the list again."), "preview_changed"
            )
        return Bulk(tuple([await self._one(salon, by, deed, row, reason) for row in seen.rows]), None)

    async def _one(self, salon: Salon, by: str, deed: Deed, row: BulkRow, reason: str) -> BulkRow:
        if row.problem is not None:
            return row
        try:
            after = await self._care.do(salon, by, row.user_id, deed, reason)
        except SalonError as refusal:
            return attrs.evolve(row, after=None, problem=refusal.text)
        return attrs.evolve(row, member=after, after=after.standing)

    async def _row(self, salon: Salon, deed: Deed, user_id: str) -> BulkRow:
        member = await self._db.run("salon_member", members.get, salon.id, user_id)
        if member is None:
            return BulkRow(user_id, None, None, NO_MEMBER)
        problem = await self._care.why_not(salon, user_id, deed)
        after = done(deed, member, self._platform.clock.now_ms()).member.standing
        if problem is None and after is member.standing:
            problem = t("Nothing changes for this person.")
        return BulkRow(user_id, member, after if problem is None else None, problem)


def _token(salon: Salon, by: str, deed: Deed, rows: Sequence[BulkRow]) -> str:
    seen = [(row.user_id, row.member.standing.value if row.member else "") for row in rows]
    return hashlib.sha256(json.dumps([salon.id, by, deed, seen]).encode()).hexdigest()
