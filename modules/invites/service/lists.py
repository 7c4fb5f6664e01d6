# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of people whom the staff invite: each row its own code for one, once."""

import attrs

from modules.invites.domain.invite import QUOTA_MS, Invite, check_quota, normal, spent
from modules.invites.domain.lists import Row, read
from modules.invites.service.codes import Codes
from modules.invites.service.terms import SalonTerms
from modules.invites.service.tokens import Tokens
from modules.invites.settings import InvitesSettings
from modules.invites.store import codes
from modules.invites.store import lists as rows
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import Act, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.ports.mail import Mailer

AGAIN_MS = 30 * DAY_MS
"""For so long nobody is invited to the same salon by a list twice."""
KEPT_MS = 90 * DAY_MS
MOST_BATCHES = 50


class Lists:
    """Lists of people whom the staff invite."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        members: Members,
        terms: SalonTerms,
        made: Codes,
        tokens: Tokens,
        settings: InvitesSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self._terms = terms
        self._codes = made
        self._tokens = tokens
        self._settings = settings

    async def allowed(self, slug: str, by: str) -> Salon:
        """The salon, for those who invite many. Raises NotAllowed, NotFound."""
        salon = await self._salons.by_slug(slug)
        if salon is None:
            raise NotFound(t("There is no salon at {slug}.", slug=slug), "no_such_salon")
        await self._salons.allow(salon, by, Act.INVITE_MANY)
        return salon

    async def invite(self, salon: Salon, by: str, text: str) -> tuple[str, list[Row]]:
        """Invite everybody on a list; answers its id, and what becomes of each row.

        Raises BadInput, Conflict (`invite_quota`: more people than are left; nobody is invited then).
        """
        if not salon.takes_members:
            raise Conflict(t("This salon takes nobody in at present."), "closing")
        found = [await self._looked_at(salon, row) for row in read(text)]
        batch_id, now_ms = ids.new_id(), self._platform.clock.now_ms()
        quota = await self._terms.quota(salon, by)
        await self._tokens.settle(salon.id, by)
        found = await self._db.run_contended(
            "salon_invite_list", self._insert, salon.id, by, batch_id, found, quota, now_ms
        )
        for row in found:
            made = await self._codes.look_up(row.code) if row.code is not None else None
            if made is not None:
                await self._tokens.keep(made)
        self._platform.wake()
        return batch_id, found

    async def _looked_at(self, salon: Salon, row: Row) -> Row:
        if row.state != "queued":
            return row
        if row.kind == "mail":
            return row if self._platform.want(Mailer) is not None else _refused(row, "no_mail")
        if row.sent_to == self._platform.house:
            return _refused(row, "bad_address")
        card = await self._members.card(salon.id, row.sent_to)
        if card is not None and card.standing.is_inside:
            return _refused(row, "already_member")
        if card is not None and card.standing in (Standing.REMOVED, Standing.BANNED):
            return _refused(row, "barred")
        if salon.this_server_only and not self._platform.api.is_mine(row.sent_to):
            return _refused(row, "this_server_only")
        if self._platform.api.is_mine(row.sent_to):
            account = await self._platform.api.get_userinfo_by_id(row.sent_to)
            if account is None or account.is_deactivated:
                return _refused(row, "no_account")
        return row

    def _insert(
        self, txn: Txn, salon_id: str, by: str, batch_id: str, found: list[Row], quota: int, now_ms: int
    ) -> list[Row]:
        codes.hold_inviter(txn, salon_id, "")  # one list of a salon after the other
        codes.hold_inviter(txn, salon_id, by)
        before = rows.written_to(txn, salon_id, now_ms - AGAIN_MS)
        done: list[Row] = []
        for row in found:
            if row.state == "queued" and row.box in before:
                row = _refused(row, "already_invited")
            if row.state == "queued" and rows.unwanted(txn, row.box):
                row = _refused(row, "unwanted")
            if row.state == "queued":
                row = attrs.evolve(row, code=ids.new_id(), stop_word=ids.new_id())
            done.append(row)
        numbers = [row.code for row in done if row.code is not None]
        made = codes.made_by(txn, salon_id, by, now_ms - QUOTA_MS, 100_000)
        check_quota(len(numbers), spent(made, now_ms), quota)
        lasts_ms = self._settings.most_days * DAY_MS
        for code in numbers:
            codes.insert(txn, Invite(code, salon_id, by, 1, 0, 0, now_ms, now_ms + lasts_ms, None), code)
        for row in done:
            rows.insert(txn, batch_id, salon_id, by, row, now_ms)
        return done

    async def of_batch(self, salon: Salon, batch_id: str) -> list[Row]:
        """What became of a list. Raises NotFound."""
        found = await self._db.run("salon_invite_batch", rows.of_batch, salon.id, batch_id)
        if not found:
            raise NotFound(t("There is no such list."), "no_such_list")
        return found

    async def batches(self, salon: Salon) -> list[tuple[str, int, int, int]]:
        """The newest lists: id, when, how many rows, how many sent."""
        return await self._db.run("salon_invite_batches", rows.batches, salon.id, MOST_BATCHES)

    async def came_by_list(self, word: str) -> bool:
        """Whether a word was sent by a list, so that whoever has it can stop that."""
        return await self._db.run("salon_invite_listed", rows.came_by_list, normal(word))

    async def stop(self, word: str) -> bool:
        """Whoever got this word wants no invitations of any salon here any more."""
        now_ms = self._platform.clock.now_ms()
        return await self._db.run("salon_invite_stop", rows.stop, normal(word), now_ms)

    async def forget(self) -> None:
        """Forget whom lists were for. By the clock."""
        before_ms = self._platform.clock.now_ms() - KEPT_MS
        await self._db.run("salon_invite_lists_forget", rows.forget, before_ms)


def _refused(row: Row, reason: str) -> Row:
    return attrs.evolve(row, state="refused", reason=reason)
