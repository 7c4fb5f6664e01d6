# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the salons' pages are filled in with."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from modules.salons.domain.claims import in_page
from modules.salons.domain.evidence import claims_in
from modules.salons.domain.links import MOST_LINKS
from modules.salons.domain.pages import PageContent
from modules.salons.web.link_forms import EvidenceBody, LinkRow, links_of
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.ports.salons import Interval
from synapse_salon.web import Body, OneLine, Prose, TypedMoney, WholeNumber, typed_money

WORDS_LIMIT = 512 * 1024
"""Bytes of a form that brings pages of Japanese: nine for each character."""

MOST = 99_999_999
"""The most that a plan may cost, in minor units."""

MOST_BENEFITS = 20
LONGEST_BENEFIT = 200


def one_a_line(value: str) -> str:
    """What members get, one a line. Raises ValueError: too many lines, or too long ones."""
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    if len(lines) > MOST_BENEFITS:
        raise ValueError(t("At most {most} lines fit; these are {n}.", most=MOST_BENEFITS, n=len(lines)))
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_BENEFIT:
            problem = t(
                "Line {number} has {n} characters; at most {most} fit.",
                number=number,
                n=len(line),
                most=LONGEST_BENEFIT,
            )
            raise ValueError(problem)
    return "\n".join(lines)


class PageForm(Body):
    """A landing page's words, benefits one a line; links and evidence by the number of their row."""

    title: OneLine
    purpose: Annotated[Prose, Field(min_length=1, max_length=2000)]
    lead: Prose = ""
    benefits: Annotated[Prose, AfterValidator(one_a_line)] = ""
    body: Prose = ""
    links: Annotated[dict[str, LinkRow], Field(max_length=MOST_LINKS)] = Field(default={})
    evidence: Annotated[dict[str, EvidenceBody], Field(max_length=50)] = Field(default={})
    act: Literal["save", "submit"] = "save"

    def asks_more(self, rules: str) -> bool:
        """Whether words were noticed for which the author was not asked yet what shows them to be true."""
        asked = {one.words for one in self.evidence.values()}
        return not asked.issuperset(claims_in(in_page(self.content, rules)))

    @property
    def content(self) -> PageContent:
        """The page's words."""
        rows = [self.links[number] for number in sorted(self.links)]
        return PageContent(
            self.title,
            self.purpose,
            self.lead,
            tuple(self.benefits.splitlines()),
            self.body,
            links_of(rows),
        )


class WritingQuery(Body):
    """Whether the page was not handed in because its author is asked something first."""

    asked: bool = False


class DecisionForm(Body):
    """A reviewer's decision."""

    decision: Literal["approved", "refused"]
    reason: Annotated[Prose, Field(max_length=2000)] = ""


class NoteForm(Body):
    """How a step stands that people take before a salon opens."""

    step: str
    done: bool = False
    note: Annotated[Prose, Field(max_length=5000)] = ""
    held_on: Annotated[str, Field(max_length=10)] = ""


class PlanForm(Body):
    """A plan to offer; `amount` as people write money."""

    name: OneLine
    description: Annotated[Prose, Field(max_length=2000)] = ""
    interval: Interval
    amount: TypedMoney = "0"
    trial_days: Annotated[WholeNumber, Field(ge=0, le=365)] = 0

    def price(self, currency: str) -> Money:
        """The price in minor units. Raises BadInput: it is none of this currency, or more than a plan may cost."""
        price = typed_money(self.amount, currency, "amount", t("This plan cannot be offered as it is."))
        if price.minor > MOST:
            most = t("This must be {bound} or less.", bound=str(Money(MOST, currency)))
            raise BadInput(t("This plan cannot be offered as it is."), {"amount": most})
        return price


class RulesForm(Body):
    """The next version of the rules."""

    rules: Annotated[Prose, Field(min_length=1)]
