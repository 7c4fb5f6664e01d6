# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of Stripe once: written down before, and never asked anew as something else."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bridges.stripe.domain.orders import fingerprint
from bridges.stripe.store import asked
from synapse_salon.clock import Clock
from synapse_salon.database import Database
from synapse_salon.ports.payments import Declined, Ref, Rejected

logger = logging.getLogger(__name__)
Doing = Callable[[Any, bool], Awaitable[tuple[str, Mapping[str, Any]]]]
"""Asks Stripe with the parameters that were written down first, and whether that is for the first time; answers the
object's id and what shall be remembered of it."""


class Requests:
    """The house's own memory of what it asked: longer than Stripe's, which forgets idempotency keys after a day.

    Source: https://docs.stripe.com/api/idempotent_requests
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def once(
        self, act: str, order_id: str, content: tuple[Any, ...], params: Any, doing: Doing
    ) -> tuple[Ref, Any]:
        """Do something that was not done under this order id, or answer what came of it then.

        `content` is what makes it the same request. What Stripe refused was not done, and may be asked anew.

        Raises:
            Rejected: something else was asked under this order id; or as `doing` does.
        """
        said = await self._database.run_contended(
            "stripe_ask",
            asked.first,
            act,
            order_id,
            fingerprint(*content),
            json.dumps(params),
            self._clock.now_ms(),
        )
        if said.fingerprint != fingerprint(*content):
            raise Rejected(f"order {order_id} was asked before with other content")
        if said.ref is not None:
            return said.ref, json.loads(said.answer or "null")
        try:
            ref, answer = await doing(json.loads(said.params), said.is_new)
        except (Declined, Rejected):
            await self._database.run("stripe_refused", asked.refused, act, order_id)
            raise
        await self._database.run("stripe_answered", asked.answered, act, order_id, ref, json.dumps(answer))
        return Ref(ref), answer
