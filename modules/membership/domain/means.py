# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""By which means a plan is paid: pure."""

from collections.abc import Sequence

import attrs

from modules.membership.domain import passes
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.months import MONTHS
from synapse_salon.ports import Plan

CARD = t("By card")
AHEAD = t("Paid ahead")


@attrs.frozen
class Means:
    """A payment bridge, as people see it: `renews` by itself, or is paid ahead."""

    provider: str
    words: Text
    renews: bool

    @property
    def key(self) -> str:
        """As it stands in forms and requests: the bridge's name, with what is paid ahead marked."""
        return self.provider if self.renews else f"{self.provider}-ahead"


@attrs.frozen
class Chosen:
    """How somebody pays: through which bridge ("" the one that takes renewals), and for how many months ahead."""

    provider: str = ""
    months: int | None = None
    words: Text = CARD


def fits(means: Means, plan: Plan) -> bool:
    """Whether a plan can be paid by these means."""
    if plan.interval == "free" or not plan.price:
        return False
    return means.renews or plan.interval == "once" or bool(passes.terms_of(plan))


def choose(plan: Plan, offered: Sequence[Means], key: str | None, months: int | None) -> Chosen:
    """What somebody chose; where they chose nothing, the first that fits.

    Raises:
        BadInput: by `means` or `months`: it does not fit this plan; says what would.
    """
    possible = [means for means in offered if fits(means, plan)]
    if plan.interval == "free" or (not plan.price and not key):
        return Chosen()
    if not possible:
        raise BadInput(t("This plan cannot be paid just now."), {"plan": t("Please choose another plan.")})
    found = possible[0] if not key else next((means for means in possible if means.key == key), None)
    if found is None:
        raise BadInput(
            t("This plan cannot be paid in this way."),
            {
                "means": t(
                    "One of these would work: {expected}.", expected=", ".join(one.key for one in possible)
                )
            },
        )
    if found.renews:
        return Chosen("", None, found.words)
    if plan.interval not in MONTHS:
        return Chosen(found.provider, None, found.words)
    terms = passes.terms_of(plan)
    wanted = months if months is not None else terms[0]
    if len(terms) == 1:
        wanted = terms[0]
    if wanted not in terms:
        raise BadInput(
            t("So many months cannot be paid ahead."),
            {
                "months": t(
                    "One of these would work: {expected}.", expected=", ".join(str(term) for term in terms)
                )
            },
        )
    return Chosen(found.provider, wanted, found.words)
