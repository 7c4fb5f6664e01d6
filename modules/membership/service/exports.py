# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes along what is kept: a salon's members and payments for its owner, and for each person what is theirs."""

import io
import zipfile
from typing import Any

from modules.membership.domain import export
from modules.membership.domain.changes import Member
from modules.membership.service.invited import Invited
from modules.membership.store import applications, consents, endings, exits, members, partings, plan_changes
from modules.membership.store.members import Transition
from modules.membership.store.traces import of_person as ways_of_person
from synapse_salon.database import Txn
from synapse_salon.people import Act, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

_MEMBER = (
    "user_id",
    "status",
    "community_name",
    "language",
    "plan",
    "joined_ms",
    "paid_through_ms",
    "changed_ms",
)
_PAYMENT = ("payment", "user_id", "made_ms", "amount", "refunded", "currency")
_BEGAN = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a zip file knows: the same data make the same file."""


class Exports:
    """What can be downloaded."""

    def __init__(self, platform: Platform, salons: Salons, invited: Invited) -> None:
        self._db = platform.database
        self._keeping = platform.keeping
        self._salons = salons
        self._invited = invited

    async def of_salon(self, salon: Salon, by: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Members and payments of a salon. For its owner. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.CLOSE_SALON)
        plans = {plan.id: plan for plan in await self._salons.plans(salon.id)}
        found = [export.member_row(member, plans) for member in await self._members(salon)]
        dues = await self._db.run("salon_dues", endings.dues_of_salon, salon.id)
        return found, [export.payment_row(due) for due in dues]

    async def zipped(self, salon: Salon, by: str) -> bytes:
        """A zip file with both, each as CSV and JSON. Raises NotAllowed."""
        found, paid = await self.of_salon(salon, by)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
            for name, text in (
                ("members.csv", export.as_csv(found, _MEMBER)),
                ("members.json", export.as_json(found)),
                ("payments.csv", export.as_csv(paid, _PAYMENT)),
                ("payments.json", export.as_json(paid)),
            ):
                files.writestr(zipfile.ZipInfo(f"{salon.slug}/{name}", _BEGAN), text)
        return packed.getvalue()

    async def _members(self, salon: Salon) -> list[Member]:
        found: list[Member] = []
        while True:
            after = (found[-1].joined_ms or 0, found[-1].user_id) if found else None
            part = await self._db.run("salon_members", members.page, salon.id, tuple(Standing), after, 200)
            found += part
            if len(part) < 200:
                return found

    async def of_person(self, salon: Salon, user_id: str) -> dict[str, Any]:
        """What is kept about one person in one salon. Nothing of other people, and not what they wrote in
        rooms: that is in their chat app."""
        plans = {plan.id: plan for plan in await self._salons.plans(salon.id)}
        member, moves, rest = await self._db.run("salon_export_person", _of_person, salon.id, user_id)
        return {
            "salon": salon.slug,
            "title": salon.title,
            "user_id": user_id,
            "member": None if member is None else {**export.member_row(member, plans), "mail": member.mail},
            "changes": [
                {"at_ms": move.at_ms, "from": move.before, "to": move.after, "cause": move.cause}
                for move in moves
            ],
            "invitations": await self._invited.kept_of(salon.id, user_id),
            **rest,
            **await self._keeping.of_person(salon.id, user_id),
        }


def _of_person(
    txn: Txn, salon_id: str, user_id: str
) -> tuple[Member | None, list[Transition], dict[str, list[dict[str, Any]]]]:
    forms = [export.application_row(found) for found in applications.of_member(txn, salon_id, user_id)]
    dues = [export.payment_row(due) for due in endings.dues_of_member(txn, salon_id, user_id)]
    member = members.get(txn, salon_id, user_id)
    wishes = [export.parting_row(wish) for wish in partings.of_member(txn, salon_id, user_id)]
    said = exits.of_person(txn, salon_id, user_id)
    why = [{"question": one.label, "answer": one.answer} for one in said.answers] if said is not None else []
    rest = {"applications": forms, "payments": dues, "posts": wishes, "exit_answers": why}
    rest["details"] = [
        export.detail_row(one.what, one.before, one.after, one.at_ms)
        for one in plan_changes.details(txn, salon_id, user_id)
    ]
    rest["came_from"] = [export.trace_row(*kept) for kept in ways_of_person(txn, salon_id, user_id)]
    rest["consents"] = [export.consent_row(one) for one in consents.of_person(txn, salon_id, user_id)]
    return member, members.transitions(txn, salon_id, user_id), rest
