# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations: made by members, given by those who join, and kept for whoever waits or pays."""

from typing import Any

import attrs

from modules.invites import domain, store
from modules.invites.domain import Came, Invite, Terms
from modules.invites.settings import InvitesSettings
from modules.invites.tokens import Tokens
from synapse_salon import ids
from synapse_salon.clock import DAY_MS, MINUTE_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.happenings import InviteTaken, StandingChanged
from synapse_salon.i18n import t
from synapse_salon.people import STAFF, Act, Role, Standing, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.ports.invites import Invitation

MOST_LISTED = 200
UNUSED_MS = 90 * DAY_MS
GONE_MS = 365 * DAY_MS


class Invitations:
    """Fulfils the port Invites."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        members: Members,
        tokens: Tokens,
        settings: InvitesSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self._settings = settings
        self._tokens = tokens

    # --- Those who invite ---------------------------------------------------------------------------------------------

    async def salon(self, slug: str, by: str | None) -> Salon:
        """The salon of this name, open or run by the one who asks. Raises NotFound."""
        salon = await self._salons.by_slug(slug)
        if salon is None or not (salon.is_open or (by and await self._salons.roles(salon.id, by))):
            raise NotFound(t("There is no salon at {slug}.", slug=slug), "no_such_salon")
        return salon

    async def terms(self, salon_id: str) -> Terms:
        """What a salon wants."""
        said = await self._db.run("salon_invite_terms", store.terms, salon_id)
        return said or Terms("members", self._settings.quota)

    async def set_terms(self, salon: Salon, by: str, new: Terms) -> None:
        """Want this from now on."""
        await self._db.run("salon_invite_set", store.set_terms, salon.id, new, by, self._now())

    async def roles(self, salon_id: str, person: str) -> frozenset[Role]:
        """What somebody is in a salon, also a member who may write."""
        roles = await self._salons.roles(salon_id, person)
        card = await self._members.card(salon_id, person)
        return roles | {Role.MEMBER} if card is not None and card.standing.may_write else roles

    async def may_invite(self, salon: Salon, person: str) -> bool:
        """Whether codes of this person are good for anything."""
        card = await self._members.card(salon.id, person)
        if card is not None and card.standing in (Standing.REMOVED, Standing.BANNED):
            return False
        roles = await self.roles(salon.id, person)
        if (await self.terms(salon.id)).who == "staff":
            roles &= STAFF
        return may(roles, Act.INVITE)

    async def check_inviter(self, salon: Salon, person: str) -> None:
        """Raises NotAllowed, Conflict."""
        if not may(await self.roles(salon.id, person), Act.INVITE):
            raise NotAllowed(t("Members of the salon invite others to it."))
        if not await self.may_invite(salon, person):
            raise NotAllowed(t("In this salon the staff invite people."), "invites_off")
        if not salon.takes_members:
            raise Conflict(t("This salon takes nobody in at present."), "closing")

    async def make(
        self, salon: Salon, by: str, uses: int, expires_in_ms: int | None, made_for: str | None = None
    ) -> Invite:
        """Make a code for so many people; the same `made_for` by the same person is the same code.

        Raises BadInput, Conflict (`invite_quota`), NotAllowed.
        """
        await self.check_inviter(salon, by)
        longest_ms = self._settings.most_days * DAY_MS
        lasts_ms = longest_ms if expires_in_ms is None else expires_in_ms
        if not MINUTE_MS <= lasts_ms <= longest_ms:
            days = self._settings.most_days
            words = t("Please choose a time between a minute and {days} days.", days=days)
            raise BadInput(t("This invitation cannot be made."), {"expires_in_ms": words})
        if not 1 <= uses <= domain.MOST_USES:
            words = t("One invitation is for 1 to {most} people.", most=domain.MOST_USES)
            raise BadInput(t("This invitation cannot be made."), {"uses": words})
        now_ms = self._now()
        new = Invite(ids.new_id(), salon.id, by, uses, 0, 0, now_ms, now_ms + lasts_ms, None)
        made = await self._db.run_contended(
            "salon_invite_make", self._make, new, await self.quota(salon, by), made_for or new.code
        )
        await self._tokens.keep(made)
        return made

    async def quota(self, salon: Salon, person: str) -> int:
        """How many people somebody may invite within 30 days."""
        if await self._salons.roles(salon.id, person) & STAFF:
            return domain.MOST_USES
        return (await self.terms(salon.id)).quota

    def _make(self, txn: Txn, new: Invite, quota: int, made_for: str) -> Invite:
        store.hold_inviter(txn, new.salon_id, new.inviter)
        before = store.made_for(txn, new.salon_id, new.inviter, made_for)
        if before is not None:
            return before
        since_ms = new.made_ms - domain.QUOTA_MS
        made = store.made_by(txn, new.salon_id, new.inviter, since_ms, 100_000)
        domain.check_quota(new.uses, domain.spent(made, new.made_ms), quota)
        store.insert(txn, new, made_for)
        return new

    async def left(self, salon: Salon, person: str) -> int:
        """How many more people somebody may invite now."""
        made = await self._db.run(
            "salon_invites_made",
            store.made_by,
            salon.id,
            person,
            self._now() - domain.QUOTA_MS,
            100_000,
        )
        return max(0, await self.quota(salon, person) - domain.spent(made, self._now()))

    async def made_by(self, salon: Salon, person: str) -> list[Invite]:
        """Somebody's codes, newest first."""
        return await self._db.run("salon_invites_made", store.made_by, salon.id, person, 0, MOST_LISTED)

    async def came_by(self, salon: Salon, person: str) -> list[Came]:
        """Who joined by somebody's codes, newest first."""
        return await self._db.run("salon_invites_came", store.came_by, salon.id, person, MOST_LISTED)

    async def revoke(self, salon: Salon, by: str, code: str) -> Invite:
        """Take a code of one's own back, or as staff anybody's; twice is once. Raises NotFound."""
        found = await self._db.run("salon_invite", store.get, domain.normal(code))
        is_staff = may(await self._salons.roles(salon.id, by), Act.ADMIT)
        if found is None or found.salon_id != salon.id or not (found.inviter == by or is_staff):
            raise NotFound(t("There is no such invitation."), "no_such_invite")
        await self._db.run("salon_invite_revoke", store.revoke, found.code, self._now())
        await self._tokens.drop(found.code)
        return attrs.evolve(found, revoked_ms=found.revoked_ms or self._now())

    def url(self, code: str) -> str:
        """Where a code leads whoever follows it."""
        return self._platform.web.url(f"i/{code}")

    # --- Those who come -----------------------------------------------------------------------------------------------

    async def look_up(self, code: str) -> Invite | None:
        """A code, whatever has become of it."""
        return await self._db.run("salon_invite", store.get, domain.normal(code))

    async def find(self, salon: Salon, user_id: str | None, code: str, address: str = "") -> Invitation:
        """See `Invites.find`."""
        wanted = domain.normal(code)
        found = await self._db.run("salon_invite", store.get, wanted)
        if found is None or found.salon_id != salon.id:
            self._platform.web.limiter.take("guess", f"invite:{user_id or address}")
            raise domain.unknown()
        holds = user_id is not None and await self._db.run("salon_invite_holds", store.holds, wanted, user_id)
        if not holds:  # what is kept for somebody stays theirs
            domain.check_use(found, user_id, self._now())
            if not await self.may_invite(salon, found.inviter):
                raise domain.revoked()
        return await self._invitation(found.salon_id, found.code, found.inviter)

    async def _invitation(self, salon_id: str, code: str, inviter: str) -> Invitation:
        card = await self._members.card(salon_id, inviter)
        return Invitation(code, inviter, card.community_name if card is not None else "")

    async def admit_account(self, code: str | None) -> None:
        """See `Invites.admit_account`."""
        if not self._settings.accounts_need_codes:
            return
        if not code:
            raise Conflict(
                t("Accounts are opened here by invitation only. Please give the code of yours."),
                "invite_needed",
            )
        if not await self._db.run("salon_invite_account", store.open_account, domain.normal(code)):
            raise domain.used_up()

    async def account_failed(self, code: str | None) -> None:
        """See `Invites.account_failed`."""
        if self._settings.accounts_need_codes and code:
            await self._db.run("salon_invite_no_account", store.account_failed, domain.normal(code))

    async def given(self, application_id: str) -> Invitation | None:
        """See `Invites.given`."""
        found = await self._db.run("salon_invite_given", store.given, application_id)
        invite = await self.look_up(found[0]) if found is not None else None
        if found is None or invite is None:
            return None
        return await self._invitation(invite.salon_id, *found[:2])

    def note_in(
        self,
        txn: Txn,
        application_id: str,
        salon_id: str,
        user_id: str,
        invitation: Invitation | None,
        is_named: bool,
    ) -> None:
        """See `Invites.note_in`."""
        of = (invitation.code, salon_id, invitation.inviter) if invitation is not None else None
        store.note(txn, application_id, user_id, of, is_named, self._now())

    def hold_in(self, txn: Txn, application_id: str) -> None:
        """See `Invites.hold_in`."""
        found = store.given(txn, application_id)
        if found is None or not store.move(txn, application_id, ("chosen", "freed"), "held"):
            return
        if not store.take(txn, found[0], self._now()):
            invite = store.get(txn, found[0])
            if invite is not None:
                domain.check_use(invite, None, self._now())
            raise domain.used_up()

    def let_go_in(self, txn: Txn, application_id: str) -> None:
        """See `Invites.let_go_in`."""
        if store.move(txn, application_id, ("held",), "freed"):
            store.give_back(txn, application_id)

    def carry_in(self, txn: Txn, before: str, after: str) -> None:
        """See `Invites.carry_in`."""
        store.carry(txn, before, after)

    def joined_in(self, txn: Txn, application_id: str) -> None:
        """See `Invites.joined_in`."""
        found = store.given(txn, application_id)
        if found is None or found[3] == "used":
            return
        if found[3] != "held" and not store.take(txn, found[0], self._now()):
            return
        store.move(txn, application_id, ("chosen", "freed", "held"), "used")
        store.joined(txn, application_id, self._now())
        invite = store.get(txn, found[0])
        if invite is not None:
            txn.say(InviteTaken(salon_id=invite.salon_id, application_id=application_id))

    async def inviter_of(self, salon_id: str, user_id: str) -> str | None:
        """See `Invites.inviter_of`."""
        found = await self._db.run("salon_invited_by", store.last_of, salon_id, user_id)
        return found.inviter if found is not None else None

    async def kept_of(self, salon_id: str, user_id: str) -> list[dict[str, Any]]:
        """See `Invites.kept_of`."""
        return await self._db.run("salon_invites_kept", store.kept_of, salon_id, user_id)

    # --- What follows -------------------------------------------------------------------------------------------------

    async def taken(self, taken: InviteTaken) -> None:
        """Tell whoever invited somebody who came, if that one said they may know."""
        came = await self._db.run("salon_invite_came", store.came, taken.application_id)
        salon = await self._salons.by_id(taken.salon_id)
        if came is None or salon is None or not came.is_named:
            return
        card = await self._members.card(salon.id, came.user_id)
        name = card.community_name if card is not None else came.user_id
        language = await self._platform.bot.language_of(came.inviter, salon.id)
        text = t("{name} joined {title} by your invitation.", name=name, title=salon.title)
        await self._platform.bot.tell(came.inviter, text, f"invite:{taken.application_id}", language)

    async def standing_changed(self, changed: StandingChanged) -> None:
        """Who is out invites nobody any more, and is counted as gone by whoever invited them."""
        card = await self._members.card(changed.salon_id, changed.user_id)
        if card is None or card.standing.is_inside or card.standing is Standing.APPLIED:
            return
        barred = card.standing in (Standing.REMOVED, Standing.BANNED)
        serves = bool(await self._salons.roles(changed.salon_id, changed.user_id))
        await self._db.run("salon_invites_end", self._end, changed, barred or not serves)
        if barred or not serves:
            await self._tokens.drop_of(changed.salon_id, changed.user_id)

    def _end(self, txn: Txn, changed: StandingChanged, revokes: bool) -> None:
        if revokes:
            store.revoke_all(txn, changed.salon_id, changed.user_id, self._now())
        store.left(txn, changed.salon_id, changed.user_id, changed.cause, self._now())

    async def forget(self) -> None:
        """Drop what is over. By the clock."""
        now_ms = self._now()
        await self._db.run("salon_invites_forget", store.forget, now_ms - UNUSED_MS, now_ms - GONE_MS)

    def _now(self) -> int:
        return self._platform.clock.now_ms()
