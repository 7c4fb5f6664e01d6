# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters to several members: looked at before they go, each person told once, in their language, if they want it."""

import logging
from collections.abc import Mapping, Sequence

import attrs
from synapse.module_api.errors import SynapseError

from modules.membership.domain.changes import Member
from modules.membership.domain.circular import (
    Circular,
    PersonState,
    Recipient,
    Words,
    token,
    version_for,
)
from modules.membership.service.records import Records
from modules.membership.store import circulars as store
from modules.membership.store.narrowing import EVERYBODY, Filter
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotFound, SalonError, TooMany
from synapse_salon.happenings import CircularGoesOn
from synapse_salon.i18n import Language, t
from synapse_salon.mail import Sender
from synapse_salon.people import Act, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

logger = logging.getLogger(__name__)
BATCH = 5
"""How many are told before others who wait for the house have their turn."""
MOST_LISTED = 100
INSIDE = tuple(standing for standing in Standing if standing.is_inside)


@attrs.frozen
class Aim:
    """Whom a letter is for: everybody in the salon, or those of one standing, of a filter, or named."""

    standing: Standing | None = None
    only: Filter = EVERYBODY
    user_ids: tuple[str, ...] = ()


@attrs.frozen
class Look:
    """A letter before it goes: who gets it, how many of those chosen want none, and the token that lets it go."""

    id: str
    token: str
    people: tuple[Recipient, ...]
    unwanted: int


@attrs.frozen
class Sent:
    """A letter, and how many were told or not, by why."""

    circular: Circular
    counts: Mapping[PersonState, int]


class Circulars:
    """What staff write to several members."""

    def __init__(self, platform: Platform, salons: Salons, records: Records, per_day: int) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._records = records
        self._per_day = per_day

    async def check_writer(self, salon: Salon, by: str) -> None:
        """Whether this person writes to members. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.WRITE_TO_MEMBERS)

    async def look(
        self, salon: Salon, by: str, words: Mapping[Language, Words], aim: Aim, circular_id: str = ""
    ) -> Look:
        """Who would get a letter. Raises BadInput: it says nothing in the salon's language; Conflict."""
        await self.check_writer(salon, by)
        if salon.is_closed:
            raise Conflict(t("This salon is closed."), "closed")
        if salon.language not in words:
            raise BadInput(
                t("This letter cannot be sent yet."),
                {f"body_{salon.language}": t("The letter is needed in the salon's own language.")},
            )
        standings = INSIDE if aim.standing is None else tuple({aim.standing} & set(INSIDE))
        found = await self._db.run(
            "salon_circular_recipients", store.recipients, salon.id, standings, aim.only, aim.user_ids
        )
        people = tuple(
            attrs.evolve(person, language=version_for(words, person.language, salon.language)[0])
            for person, wants in found
            if wants
        )
        circular_id = circular_id or ids.new_id()
        return Look(
            circular_id, token(salon.id, by, circular_id, words, people), people, len(found) - len(people)
        )

    async def send(
        self,
        salon: Salon,
        by: str,
        words: Mapping[Language, Words],
        aim: Aim,
        circular_id: str,
        seen_token: str,
    ) -> Sent:
        """Send what was looked at; sent twice it is one letter.

        Raises:
            BadInput: nobody would get it.
            Conflict: other words, or other people, than those that were looked at.
            TooMany: the salon's staff wrote as often as they may within a day.
        """
        await self.check_writer(salon, by)
        before = await self._db.run("salon_circular", store.get, circular_id)
        if before is not None and before.salon_id == salon.id and before.author == by:
            return await self._with_counts(before)
        look = await self.look(salon, by, words, aim, circular_id)
        if before is not None or not circular_id or look.token != seen_token:
            raise Conflict(
                t("Something changed since you looked. Please look at it again."), "preview_changed"
            )
        if not look.people:
            raise BadInput(t("Nobody would get this letter."), reason="nobody")
        circular = Circular(circular_id, salon.id, by, words, self._now())
        await self._db.run_contended(
            "salon_circular_send", self._send, circular, [person.user_id for person in look.people]
        )
        return await self._with_counts(circular)

    def _send(self, txn: Txn, circular: Circular, user_ids: Sequence[str]) -> None:
        store.hold_desk(txn, circular.salon_id)
        if store.get(txn, circular.id) is not None:
            return
        recent = store.sent_since(txn, circular.salon_id, circular.sent_ms - DAY_MS)
        if len(recent) >= self._per_day:
            raise TooMany(
                t("The staff of a salon write to several members at most {n} times a day.", n=self._per_day),
                recent[-self._per_day] + DAY_MS - circular.sent_ms,
            )
        store.add(txn, circular, user_ids)
        txn.say(CircularGoesOn(salon_id=circular.salon_id, circular_id=circular.id))

    async def stop(self, salon: Salon, by: str, circular_id: str) -> Sent:
        """Let a letter reach nobody else. Raises NotFound."""
        sent = await self.one(salon, by, circular_id)
        await self._db.run("salon_circular_stop", store.stop, circular_id, self._now())
        return await self.one(salon, by, sent.circular.id)

    async def one(self, salon: Salon, by: str, circular_id: str) -> Sent:
        """A letter of the salon. Raises NotFound."""
        await self.check_writer(salon, by)
        circular = await self._db.run("salon_circular", store.get, circular_id)
        if circular is None or circular.salon_id != salon.id:
            raise NotFound(t("There is no such letter."), "no_such_letter")
        return await self._with_counts(circular)

    async def sent(self, salon: Salon, by: str) -> list[Sent]:
        """The salon's letters, newest first."""
        await self.check_writer(salon, by)
        found = await self._db.run("salon_circulars", store.of_salon, salon.id, MOST_LISTED)
        return [await self._with_counts(circular) for circular in found]

    async def _with_counts(self, circular: Circular) -> Sent:
        return Sent(circular, await self._db.run("salon_circular_counts", store.counts, circular.id))

    async def go_on(self, happening: CircularGoesOn) -> None:
        """Tell the next of those who wait, and let the others follow after whoever waits for the house."""
        salon = await self._salons.by_id(happening.salon_id)
        circular = await self._db.run("salon_circular", store.get, happening.circular_id)
        if salon is None or salon.is_closed or circular is None or circular.stopped_ms is not None:
            return
        states = {}
        for user_id in await self._db.run("salon_circular_waiting", store.waiting, circular.id, BATCH):
            states[user_id] = await self._tell(salon, circular, user_id)
        if states:
            await self._db.run("salon_circular_reached", self._reached, circular, states)

    def _reached(self, txn: Txn, circular: Circular, states: Mapping[str, PersonState]) -> None:
        store.reached(txn, circular.id, states)
        if store.waiting(txn, circular.id, 1):
            txn.say(CircularGoesOn(salon_id=circular.salon_id, circular_id=circular.id))

    async def _tell(self, salon: Salon, circular: Circular, user_id: str) -> PersonState:
        member = await self._records.get(salon.id, user_id)
        if member is None or not member.standing.is_inside:
            return "gone"
        secret, wants = await self._db.run(
            "salon_circular_choice", store.choice, salon.id, user_id, ids.new_secret()
        )
        if not wants:
            return "unwanted"
        try:
            await self._write(salon, circular, member, secret)
        except (SalonError, SynapseError) as refusal:
            logger.warning("%s does not get %s: %s", user_id, circular.id, refusal)
            return "unreached"
        return "told"

    async def _write(self, salon: Salon, circular: Circular, member: Member, secret: str) -> None:
        _, words = version_for(circular.words, member.language, salon.language)
        stop_url = self._platform.web.url(f"s/{salon.slug}/letters/{secret}")
        said = t(
            "From the staff of {title}: {subject}\n\n{body}\n\nNo more letters of this kind: {url}",
            title=salon.title,
            subject=words.subject,
            body=words.body,
            url=stop_url,
        )
        key = f"circular:{circular.id}"
        await self._platform.bot.tell(member.user_id, said, key, member.language)
        if member.mail is not None:
            await self._platform.letters.send(
                to=member.mail,
                template="membership/circular",
                language=member.language,
                key=f"membership.{key}:{member.user_id}",
                subject=t("{subject} ({title})", subject=words.subject, title=salon.title),
                values={"paragraphs": [part.split("\n") for part in words.body.split("\n\n")]},
                sender=Sender(salon.title, self._platform.web.url(f"s/{salon.slug}")),
                why=t("You get this letter because you are a member of {title}.", title=salon.title),
                unsubscribe_url=stop_url,
            )

    async def own_choice(self, salon: Salon, user_id: str) -> tuple[str, bool]:
        """The secret with which a member stops letters of a salon, and whether they want them. Raises Conflict."""
        member = await self._records.get(salon.id, user_id)
        if member is None or not member.standing.is_inside:
            raise Conflict(t("You are not a member of this salon."), "not_a_member")
        return await self._db.run("salon_circular_choice", store.choice, salon.id, user_id, ids.new_secret())

    async def choice(self, salon: Salon, secret: str) -> bool:
        """Whether whoever has this secret wants letters of the salon. Raises NotFound."""
        found = await self._db.run("salon_circular_chosen", store.chosen, secret)
        if found is None or found[0] != salon.id:
            raise NotFound(t("There is no such page."), "no_such_page")
        return found[1]

    async def choose(self, salon: Salon, secret: str, wanted: bool) -> None:
        """Want letters, or none. Raises NotFound."""
        await self.choice(salon, secret)
        await self._db.run("salon_circular_choose", store.choose, secret, wanted, self._now())

    async def forget(self) -> None:
        """Forget old letters. Daily."""
        await self._db.run("salon_circulars_forget", store.forget, self._now())

    def _now(self) -> int:
        return self._platform.clock.now_ms()
