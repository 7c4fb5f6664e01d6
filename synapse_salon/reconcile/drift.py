# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a comparison speaks of: pure values."""

import json
from collections.abc import Awaitable, Callable
from typing import Literal

import attrs

from synapse_salon.i18n import Text, t
from synapse_salon.ports.payments import Movement, Payments, Ref, SubscriptionState

Kind = Literal[
    "member_without_payment",
    "payer_without_access",
    "news_missed",
    "live_after_leaving",
    "live_account_gone",
    "live_salon_closed",
    "live_unknown",
    "subscription_not_found",
    "payment_untold",
    "payment_in_vain",
    "ledger_missing",
    "hold_of_dead_checkout",
]
WORDS: dict[Kind, Text] = {
    "member_without_payment": t("Is a member, and the payment it rests on failed, ended or was given back."),
    "payer_without_access": t("Paid, and did not have the access that was paid for."),
    "news_missed": t("The membership did not show what the payment service has."),
    "live_after_leaving": t("Is no member any more, and a subscription went on taking money."),
    "live_account_gone": t("Deleted the account, and a subscription went on taking money."),
    "live_salon_closed": t("The salon is closed, and a subscription went on taking money."),
    "live_unknown": t(
        "A subscription takes money for an order that this house does not know. A person must look."
    ),
    "subscription_not_found": t(
        "The payment service does not know this member's subscription. A person must look."
    ),
    "payment_untold": t("The payment service had other news of a payment than the house."),
    "payment_in_vain": t("Was paid for a membership that was refused or had ended, and not given back."),
    "ledger_missing": t("Money moved, and was not in the books."),
    "hold_of_dead_checkout": t("A payment page is closed, and what it held was still held."),
}
"""What each kind means. Where a person must look, nothing is changed and it is told again each time."""


@attrs.frozen
class Drift:
    """Something that the house and a provider do not agree on. `ref` is the provider's, or the house's own id where
    there is none; `salon` the salon's slug and `user` the person, "" where nobody knows."""

    kind: Kind
    ref: str
    salon: str = ""
    user: str = ""


@attrs.frozen
class Found:
    """A drift, and what mends it: harmless to do twice. None where a person must look."""

    drift: Drift
    mend: Callable[[], Awaitable[object]] | None = None


@attrs.frozen
class Compared:
    """What a comparer looked at: how many things, and what it found."""

    checked: int
    found: tuple[Found, ...] = ()


@attrs.frozen
class Remote:
    """What a provider has: its subscriptions, all of them, and what moved since `since_ms`, a moment of its own clock.
    `asked_ms` is when that was asked, by the house's clock."""

    provider: Payments
    subscriptions: tuple[SubscriptionState, ...]
    moved: tuple[Movement, ...]
    since_ms: int
    asked_ms: int

    @property
    def live(self) -> tuple[SubscriptionState, ...]:
        """Subscriptions that may take money."""
        return tuple(state for state in self.subscriptions if state.status != "ended")

    @property
    def paid(self) -> frozenset[Ref]:
        """The payments that moved."""
        return frozenset(one.payment for one in self.moved if one.payment is not None)


@attrs.frozen
class Report:
    """What came of a comparison. `repaired` counts the drift that a second look did not find any more."""

    checked: int
    repaired: int
    drift: tuple[Drift, ...]

    def as_json(self) -> str:
        """As it is kept."""
        return json.dumps(attrs.asdict(self), sort_keys=True)

    @classmethod
    def of_json(cls, kept: str) -> "Report":
        """As it was kept."""
        said = json.loads(kept)
        return cls(said["checked"], said["repaired"], tuple(Drift(**one) for one in said["drift"]))
