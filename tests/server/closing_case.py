# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the stories of a salon that closes share."""

from typing import Any

from synapse_salon.platform import Platform
from tests.support.homeserver import Homeserver
from tests.support.letters import letters
from tests.support.people import Person
from tests.support.salon import Salon, SalonCase
from tests.support.waiting import eventually

LIVE = "SELECT ref FROM salon_sandbox_subscriptions WHERE status != 'ended'"


class ClosingCase(SalonCase):
    """What these stories share."""

    async def offer(self, salon: Salon, plan: dict[str, Any]) -> str:
        """Another plan."""
        return str((await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", plan))["id"])

    async def announce(self, salon: Salon, **wish: Any) -> dict[str, Any]:
        """The owner announces the end."""
        return dict(await salon.owner.ask("POST", f"v1/salons/{salon.slug}/close", wish))

    def subjects(self, salon: Salon, person: Person, words: str) -> list[str]:
        """Subjects of somebody's letters with these words."""
        found = letters(salon.server, f"{person.name}@example.org", words)
        return [str(letter["Subject"]) for letter in found]

    async def rests(self, server: Homeserver) -> None:
        """Wait until whatever follows has been done."""

        async def nothing_waits() -> bool:
            return not await server.rows(
                "SELECT happening_id FROM salon_outbox_deliveries UNION ALL SELECT id FROM salon_crowd"
                " UNION ALL SELECT event_id FROM salon_payment_events WHERE state = 'new'"
                " UNION ALL SELECT key FROM salon_mail_queue WHERE state = 'waiting'"
            )

        await eventually(nothing_waits, "the house rests")

    async def refunds(self, salon: Salon, person: Person) -> list[int]:
        """What somebody got back at the provider, in yen."""
        rows = await salon.server.rows(
            "SELECT r.amount FROM salon_sandbox_refunds r JOIN salon_sandbox_payments p ON p.ref = r.payment"
            " JOIN salon_applications a ON a.id = p.order_id WHERE a.user_id = ? AND a.salon_id ="
            " (SELECT id FROM salon_salons WHERE slug = ?)",
            person.user_id,
            salon.slug,
        )
        return [row[0] for row in rows]

    def now_ms(self, salon: Salon) -> int:
        """The house's clock."""
        return Platform.of(salon.server.module_api).clock.now_ms()
