# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came in and went out: for the staff of a salon, and for who paid."""

import logging
from collections.abc import Collection, Sequence

import attrs

from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.ledger import Entry
from synapse_salon.naming import called_in
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.ports.members import Recovery
from synapse_salon.ports.payments import Disputed, PaymentFailure, Payments
from synapse_salon.ports.receipts import ReceiptPages
from synapse_salon.purchases import Listed, Paid, Wanted

logger = logging.getLogger(__name__)
RECOVERY_DAYS = 90
MOST_CALLED = 10_000
"""How many people with fitting names a search for payments is made for: all are named in its statement."""


@attrs.frozen
class Shown:
    """A payment, under the community name of who paid, and what it was for: the plan, if it was made for one."""

    paid: Paid
    name: str
    title: str
    disputed: Disputed = "no"
    tax_percent: int | None = None


class Money:
    """The money of salons."""

    def __init__(self, platform: Platform, salons: Salons, payments: Payments) -> None:
        self._platform = platform
        self._salons = salons
        self._payments = payments

    async def payments(
        self, salon: Salon, by: str, wanted: Wanted, after: tuple[int, str] | None, limit: int
    ) -> list[Shown]:
        """The payments of a salon that are looked for, the newest first; `wanted.account` is also a part of a name.

        Raises:
            BadInput: more people than anybody looks for are called that.
            NotAllowed.
        """
        await self._salons.allow(salon, by, Act.SEE_MONEY)
        members = self._platform.want(Members)
        if wanted.account and members is not None:
            people = await members.called(salon.id, wanted.account, MOST_CALLED + 1)
            if len(people) > MOST_CALLED:
                many = t("This fits very many names. Please give more of it.")
                raise BadInput(many, {"party": many})
            wanted = attrs.evolve(wanted, people=people)
        if wanted.title:
            fits = {
                plan.id: wanted.title.lower() in plan.name.lower()
                for plan in await self._salons.plans(salon.id)
            }
            wanted = attrs.evolve(
                wanted,
                price_keys=[plan for plan in fits if fits[plan]],
                other_keys=[plan for plan in fits if not fits[plan]],
            )
        return await self._named(salon.id, await self._platform.purchases.search(wanted, after, limit))

    async def one(self, paid: Paid) -> Shown:
        """A payment with its name."""
        listed = await self._platform.purchases.listed(paid.provider, paid.ref)
        assert listed is not None, "payments are not deleted"
        return (await self._named(paid.salon_id, [listed]))[0]

    async def _named(self, salon_id: str, listed: Sequence[Listed]) -> list[Shown]:
        """Payments with names; those of people whom no module knows as members have their account's."""
        members = self._platform.want(Members)
        people = {one.paid.user_id for one in listed}
        names = await members.names(salon_id, people) if members is not None and people else {}
        plans = await self._plans(salon_id)
        return [
            Shown(
                one.paid,
                names.get(one.paid.user_id, one.paid.user_id),
                plans.get(one.paid.price_key, one.title),
                one.disputed,
                one.tax_percent,
            )
            for one in listed
        ]

    async def called(self, salon_id: str, people: Collection[str]) -> dict[str, str]:
        """What staff are called."""
        return await called_in(self._platform, salon_id, people)

    async def _plans(self, salon_id: str) -> dict[str, str]:
        return {plan.id: plan.name for plan in await self._salons.plans(salon_id)}

    async def may_give_back(self, salon: Salon, person: str) -> bool:
        """Whether somebody may give money back."""
        return may(await self._salons.roles(salon.id, person), Act.GIVE_BACK)

    async def of_person(self, user_id: str, limit: int) -> list[tuple[Salon, Listed]]:
        """What a person paid in every salon, the newest first."""
        found = []
        for one in await self._platform.purchases.of_person(user_id, limit):
            salon = await self._salons.by_id(one.paid.salon_id)
            if salon is not None:
                plans = await self._plans(salon.id)
                found.append((salon, attrs.evolve(one, title=plans.get(one.paid.price_key, one.title))))
        return found

    async def receipts_of(self, user_id: str, payments: Collection[str]) -> dict[str, str]:
        """The pages with the receipts of a person's payments, by the payments' refs."""
        pages = self._platform.want(ReceiptPages)
        return await pages.pages(user_id, payments) if pages is not None else {}

    async def entries(
        self, salon: Salon, by: str, from_ms: int, to_ms: int, after: int, limit: int
    ) -> list[Entry]:
        """The rows of a salon's books. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.SEE_MONEY)
        return await self._platform.ledger.entries(salon.id, from_ms, to_ms, after, limit)

    async def held(self, salon: Salon, by: str, from_ms: int, to_ms: int) -> dict[str, dict[str, int]]:
        """What of it is with each payment provider: by currency, then by provider. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.SEE_MONEY)
        return await self._platform.ledger.held(salon.id, from_ms, to_ms)

    async def totals(self, salon: Salon, by: str, from_ms: int, to_ms: int) -> dict[str, dict[str, int]]:
        """What the accounts of a salon's books came to. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.SEE_MONEY)
        return await self._platform.ledger.totals(salon.id, from_ms, to_ms)

    async def recovery(self, salon: Salon) -> Recovery | None:
        """What came of the renewals that failed in the last ninety days; None where there are no members."""
        members, now_ms = self._platform.want(Members), self._platform.clock.now_ms()
        if members is None:
            return None
        return await members.recovery(salon.id, now_ms - RECOVERY_DAYS * DAY_MS, now_ms + 1)

    async def read_statement(self) -> None:
        """Book what moved since the last time, at every payment provider."""
        for provider in self._platform.providers:
            try:
                await self._platform.ledger.read(provider)
            except (
                PaymentFailure
            ) as failure:  # its own outage is no trouble of the house; the next time reads on
                logger.warning("%s cannot be asked what moved: %s", provider.name, failure)
