# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards that people have kept with a payment provider, so that they need not give them again.

What a payment bridge with `Cap.SAVED_CARD` provides besides `Payments`. People give a card at the provider's own page;
no number of one ever comes here.
"""

from typing import Literal, Protocol

import attrs

from synapse_salon.i18n import Language
from synapse_salon.money import Money
from synapse_salon.ports.payments import CheckoutStart, Ref


@attrs.frozen
class SavingOrder:
    """Somebody wants a card kept. `customer_key` is opaque: never a Matrix id or a name.

    Asked again under the same `order_id`, it must be the same in every field.
    """

    order_id: str
    customer_key: str
    expires_ms: int
    success_url: str
    cancel_url: str
    language: Language


@attrs.frozen
class SavedCard:
    """A card that is kept, as its holder knows it again. It is good to the end of the month `expires` (YYYY-MM)."""

    ref: Ref
    brand: str
    last4: str
    expires: str


@attrs.frozen
class ChargeOrder:
    """What is charged to a card that is kept, on its holder's word. They come back to `return_url` where their bank
    wants to hear it from them. Asked again under the same `order_id`, it must be the same in every field."""

    order_id: str
    salon_id: str
    customer_key: str
    card: Ref
    amount: Money
    return_url: str


@attrs.frozen
class ChargeResult:
    """What came of a charge. `needs_action`: the holder confirms it at `action_url`; `pending`: the provider tells
    later; `declined`: nothing was charged, and nothing will be, for the reason `code`. `unknown` calls for a person."""

    status: Literal["succeeded", "needs_action", "declined", "pending", "unknown"]
    ref: Ref | None = None
    action_url: str | None = None
    code: str | None = None


class Cards(Protocol):
    """Cards that are kept. Every method may raise what those of `Payments` do."""

    @property
    def name(self) -> str:
        """The bridge's name, as kept beside each ref."""

    async def start_saving(self, order: SavingOrder) -> CheckoutStart:
        """Begin a page where a card is given to be kept. The same order answers the same page."""

    async def saved(self, customer_key: str) -> list[SavedCard]:
        """The cards kept for a person, the newest first; the same card given twice is one."""

    async def forget(self, customer_key: str, card: Ref) -> None:
        """Keep a card no longer. One that is not there is forgotten already.

        Raises:
            Rejected: it is somebody else's.
        """

    async def charge(self, order: ChargeOrder) -> ChargeResult:
        """Charge a card that is kept, on its holder's word. The same order is charged once, also when two ask at once,
        and answers what came of it as it is now.

        Raises:
            Rejected: it is not a card of this customer's, or not an amount that can be charged.
        """

    async def end_charge(self, payment: Ref) -> ChargeResult:
        """Have a charge come to nothing that its holder did not confirm; answers what came of it, which may be that
        they did. On one that is over, nothing happens."""

    async def card_page(self, subscription: Ref, return_url: str, language: Language) -> str:
        """Where the payer of a subscription gives another card: what renews itself is charged to it from then on, and
        what is due is paid with it at once. The page is for them alone, and for a short while.

        Raises:
            Rejected: it has ended.
        """
