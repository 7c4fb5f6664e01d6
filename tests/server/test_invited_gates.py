# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One table: every gate that somebody meets who joins, and every way to be invited. No way passes any gate."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import attrs

from tests.support.people import Person, Refused
from tests.support.salon import DECLINED_CARD, Salon, SalonCase

WHY = {"key": "why", "label": "なぜ", "kind": "long", "required": True}
FREE = {"name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}


@attrs.frozen
class Gate:
    """What a salon asks; what somebody fills in who does not fulfil it; and what becomes of that: why it is refused,
    or what is waited for, or "pays". `before` is done to the person first, `entry` is how the salon lets people in."""

    name: str
    becomes: str
    filled: Mapping[str, Any] = attrs.field(factory=dict)
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    entry: Mapping[str, Any] = attrs.field(factory=dict)
    before: str = ""


GATES = (
    Gate("payment", "pays"),
    Gate("age", "too_young", {"birth_date": "2010-04-01"}, facts={"minimum_age": 20}),
    Gate("adults pay", "guardian_needed", {"birth_date": "2010-04-01"}),
    Gate("rules", "rules_changed", {"rules_version": 2}),
    Gate("questions", "bad_input", entry={"questions": [WHY]}),
    Gate("a plan that is offered", "bad_input", {"plan": "x"}),
    Gate("approval", "staff", entry={"approval": True}),
    Gate("places", "place", entry={"capacity": 1}),
    Gate("a guardian", "guardian", {"birth_date": "2010-04-01", "guardian_mail": "mother@example.org"}),
    Gate("a ban", "banned", before="ban"),
    Gate("a removal", "removed", before="remove"),
)
"""In each a person meets this one gate, and no other but payment."""


class InvitedGates(SalonCase):
    """Aiko invites; those who come meet what everybody meets."""

    timeout = 300

    def ways(self) -> dict[str, Callable[[Salon, Person, Person], Awaitable[str | None]]]:
        """How somebody is invited, by what an inviter can do; what comes of it is the code they give, if any."""
        return {
            "uninvited": self._not_at_all,
            "a code": self._by_code,
            "a list": self._by_list,
            "a room": self._into_a_room,
        }

    async def _not_at_all(self, salon: Salon, aiko: Person, guest: Person) -> str | None:
        return None

    async def _by_code(self, salon: Salon, aiko: Person, guest: Person) -> str | None:
        return str((await aiko.ask("POST", f"v1/salons/{salon.slug}/invites", {}))["code"])

    async def _by_list(self, salon: Salon, aiko: Person, guest: Person) -> str | None:
        path = f"v1/salons/{salon.slug}/invites/bulk"
        (row,) = (await salon.owner.ask("POST", path, {"csv": guest.user_id}))["results"]
        return str(row["code"]) if row["state"] == "queued" else None

    async def _into_a_room(self, salon: Salon, aiko: Person, guest: Person) -> str | None:
        path = f"/_matrix/client/v3/rooms/{await salon.room('lounge')}/invite"
        self.assertEqual((await aiko.api("POST", path, {"user_id": guest.user_id}))[0], 403)
        return None

    async def test_no_way_passes_any_gate(self) -> None:
        salon = await self.salon()
        free = (await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", FREE))["id"]
        aiko = await salon.joins(await salon.server.person("aiko"))
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}", {"minimum_age": 0})
        terms = {"who": "members", "quota": 1000}
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/invites/terms", terms)
        wrong = []
        for number, gate in enumerate(GATES):
            await self._asks(salon, gate)
            for place, (way, invite) in enumerate(self.ways().items()):
                guest = await salon.server.person(f"guest{number}-{place}")
                if gate.before:
                    await self._asks(salon, GATES[0])
                    await salon.joins(guest, plan=free)
                    path = f"v1/salons/{salon.slug}/members/{guest.user_id}/{gate.before}"
                    await salon.owner.ask("POST", path, {"reason": "x"})
                    await salon.is_out_of(guest, "space", "news", "lounge")
                code = await invite(salon, aiko, guest)
                if "guardian_mail" in gate.filled:
                    gate = attrs.evolve(
                        gate, filled={**gate.filled, "guardian_mail": f"mother{place}@example.org"}
                    )
                found = await self._comes(
                    salon, guest, {**gate.filled, **({"invite_code": code} if code else {})}
                )
                if found != gate.becomes:
                    wrong.append(f"{gate.name} by {way}: {found}")
                if await self._is_in_any_room(salon, guest):
                    wrong.append(f"{gate.name} by {way}: is in a room")
        self.assertEqual(wrong, [])

    async def _asks(self, salon: Salon, gate: Gate) -> None:
        facts = {"minimum_age": 0, **gate.facts}
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}", facts)
        entry = {"questions": [], "approval": False, "minors": "paid", **gate.entry}
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", entry)

    async def _comes(self, salon: Salon, guest: Person, filled: dict[str, Any]) -> str:
        try:
            answer = await salon.apply(guest, **filled)
        except Refused as refusal:
            return str(refusal.reason)
        if "waits_for" in answer:
            return str(answer["waits_for"])
        if "pay_url" in answer:
            await salon.pay(answer["pay_url"], DECLINED_CARD)
            return "pays" if await salon.stands(guest, "applied") else "comes in without paying"
        return str(answer["status"])

    async def _is_in_any_room(self, salon: Salon, guest: Person) -> bool:
        present = await guest.rooms()
        rooms = [await salon.room(key) for key in ("space", "news", "lounge")]
        return any(present.get(room) in ("join", "invite") for room in rooms)
