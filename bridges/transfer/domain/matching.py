# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which transfer that is awaited a bank's line may be: suggestions, which a person confirms."""

from collections.abc import Sequence
from typing import Literal

import attrs

from bridges.transfer.domain.codes import codes_in
from bridges.transfer.domain.names import is_same
from bridges.transfer.domain.statement import BankLine
from synapse_salon.money import Money

Why = Literal["code", "amount", "name"]
_WEIGHT: dict[Why, int] = {"code": 4, "amount": 2, "name": 1}
SURE = _WEIGHT["code"] + _WEIGHT["amount"]


@attrs.frozen
class Expected:
    """A transfer that is awaited, or was until not long ago. `names` are those its payer is known by."""

    ref: str
    code: str
    left: Money
    names: tuple[str, ...]
    is_open: bool


@attrs.frozen
class Suggestion:
    """That a line may be this transfer, and what speaks for it."""

    ref: str
    why: tuple[Why, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(_WEIGHT[reason] for reason in self.why)

    @property
    def is_sure(self) -> bool:
        """Whether both code and amount are right."""
        return self.weight >= SURE


def suggestions(line: BankLine, expected: Sequence[Expected]) -> tuple[Suggestion, ...]:
    """The transfers that a line may be, the likeliest first.

    What has its code; where none has, what has both amount and name; else what has the name, or alone has the amount.
    """
    codes = codes_in(line.payer)
    found = []
    for one in expected:
        why: list[Why] = []
        if one.code in codes:
            why.append("code")
        if one.left == line.amount:
            why.append("amount")
        if any(is_same(line.payer, name) for name in one.names):
            why.append("name")
        if why and (one.is_open or "code" in why):
            found.append(Suggestion(one.ref, tuple(why)))
    found.sort(key=lambda one: (-one.weight, one.ref))
    with_code = tuple(one for one in found if "code" in one.why)
    if with_code:
        return with_code
    with_both = tuple(one for one in found if len(one.why) == 2)
    if with_both:
        return with_both
    by_amount = tuple(one for one in found if one.why == ("amount",))
    by_name = tuple(one for one in found if one.why == ("name",))
    return by_name or (by_amount if len(by_amount) == 1 else ())
