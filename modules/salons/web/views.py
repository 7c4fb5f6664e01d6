# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the salons' API is asked and what it answers."""

from typing import Annotated, Literal

from pydantic import Field

from modules.salons.domain.links import MOST_LINKS, LinkKind, PageLink
from modules.salons.domain.pages import Evidence, PageContent, Review
from modules.salons.web.forms import MOST
from modules.salons.web.link_forms import EvidenceBody, LinkBody
from synapse_salon.i18n import Language
from synapse_salon.money import Money
from synapse_salon.people import Role
from synapse_salon.ports.salons import Interval, Kind, Plan, Salon
from synapse_salon.rooms import RoomFacts
from synapse_salon.web import Amount, Body, OneLine, Prose, View


class NewSalon(Body):
    """A salon to open. `purpose` is what it is for, in a sentence or two."""

    slug: str
    title: OneLine
    purpose: Annotated[str, Field(min_length=1, max_length=2000)]
    kind: Kind
    language: Language = "ja"
    minimum_age: Annotated[int, Field(ge=0, le=120)] = 0
    this_server_only: bool = False


class Price(Amount):
    """Money in minor units, tax included: 1980 JPY is ¥1,980."""

    amount: int = Field(ge=0, le=MOST)


class NewPlan(Body):
    """A way to be a member."""

    name: OneLine
    description: Annotated[str, Field(max_length=2000)] = ""
    price: Price
    interval: Interval
    trial_days: Annotated[int, Field(ge=0, le=365)] = 0


class NewRules(Body):
    """The next version of the rules."""

    body: Annotated[str, Field(min_length=1, max_length=20000)]


class PageWords(Body):
    """The words of a landing page. What is left out is taken from the salon, or left empty."""

    title: OneLine | None = None
    purpose: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    lead: Prose = ""
    benefits: Annotated[list[OneLine], Field(max_length=20)] = Field(default=[])
    body: Prose = ""
    links: Annotated[list[LinkBody], Field(max_length=MOST_LINKS)] = Field(default=[])
    evidence: Annotated[list[EvidenceBody], Field(max_length=50)] = Field(default=[])
    """For words that the house noticed; what is given for other words is not kept."""


class NewRoom(Body):
    """A room to open. `plans` limits it to members on these plans; `default` places members there on arrival.
    A `public` one can be read by everybody: one of kind `announce` can be entered by everybody too, to read."""

    key: str
    name: OneLine
    topic: Annotated[str, Field(max_length=500)] = ""
    kind: Literal["announce", "chat", "forum", "project"] = "chat"
    access: Literal["members", "staff", "public"] = "members"
    plans: list[str] = Field(default=[])
    default: bool = False


class RolesGiven(Body):
    """The roles a person shall have in the salon; an empty list takes all."""

    roles: list[Role]


class Decision(Body):
    """A reviewer's reason, shown to the salon."""

    reason: Annotated[str, Field(max_length=2000)] = ""


class PriceView(View):
    """Money in minor units."""

    amount: int
    currency: str


class PlanView(View):
    """A plan."""

    id: str
    name: str
    description: str
    price: PriceView
    interval: Interval
    trial_days: int
    offered: bool

    @classmethod
    def of(cls, plan: Plan) -> "PlanView":
        """A plan as the API shows it."""
        return cls(
            id=plan.id,
            name=plan.name,
            description=plan.description,
            price=money(plan.price),
            interval=plan.interval,
            trial_days=plan.trial_days,
            offered=plan.is_offered,
        )


class RulesView(View):
    """The rules in force."""

    version: int
    body: str


class LinkView(View):
    """One of a salon's places elsewhere."""

    kind: LinkKind
    url: str
    label: str


class SalonView(View):
    """A salon. `title` and `purpose` are the approved ones, except to its own staff before the first approval."""

    id: str
    slug: str
    title: str
    purpose: str
    kind: Kind
    language: Language
    status: Literal["draft", "open", "closing", "closed"]
    minimum_age: int
    this_server_only: bool
    theme: str
    """What it is about, a word of the directory's list; empty for nothing of it."""

    links: list[LinkView]
    """Its places elsewhere, as its public page names them."""

    space: str | None
    rules: RulesView
    plans: list[PlanView]
    url: str


class SalonList(View):
    """Open salons, newest first."""

    salons: list[SalonView]
    next_batch: str | None = None


class RoomView(View):
    """A room of a salon."""

    room_id: str
    key: str
    name: str
    kind: str
    access: str
    plans: list[str]
    default: bool
    archived: bool

    @classmethod
    def of(cls, room: RoomFacts) -> "RoomView":
        """A room as the API shows it."""
        return cls(
            room_id=room.room_id,
            key=room.key,
            name=room.name,
            kind=room.kind,
            access=room.access,
            plans=list(room.plans),
            default=room.is_default,
            archived=room.is_archived,
        )


class RoomList(View):
    """The rooms of a salon."""

    rooms: list[RoomView]


class RoomMade(View):
    """A room that was opened."""

    room_id: str


class RolesView(View):
    """A person's roles in a salon."""

    user_id: str
    roles: list[Role]


class StaffList(View):
    """Everybody with a role in a salon."""

    staff: list[RolesView]


class EvidenceView(View):
    """What an author can show for words that were noticed."""

    words: str
    note: str


class PageView(View):
    """A page's words and where they stand."""

    title: str
    purpose: str
    lead: str
    benefits: list[str]
    body: str
    links: list[LinkView]
    evidence: list[EvidenceView]
    status: Literal["draft", "submitted", "approved", "refused"] = "draft"
    reason: str | None = None


class ReviewView(View):
    """A page that waits for its decision, or got it. Times in ms."""

    id: str
    salon: str
    page: PageView
    submitted_by: str
    submitted_ms: int
    status: Literal["submitted", "approved", "refused"]


class ReviewList(View):
    """Pages to decide, oldest first."""

    reviews: list[ReviewView]


def link_views(links: tuple[PageLink, ...]) -> list[LinkView]:
    """Places elsewhere as the API shows them."""
    return [LinkView(kind=link.kind, url=link.url, label=link.label) for link in links]


def status_of(salon: Salon) -> Literal["draft", "open", "closing", "closed"]:
    """Where a salon stands between its beginning and its end."""
    if salon.closes_ms is not None:
        return "closed" if salon.is_closed else "closing"
    return "open" if salon.is_open else "draft"


def money(price: Money) -> PriceView:
    """Money as the API shows it."""
    return PriceView(amount=price.minor, currency=price.currency)


def words(
    content: PageContent, review: Review | None = None, evidence: tuple[Evidence, ...] = ()
) -> PageView:
    """A page's words as the API shows them to staff and reviewers."""
    status = (review.decision or "submitted") if review is not None else "draft"
    return PageView(
        title=content.title,
        purpose=content.purpose,
        lead=content.lead,
        benefits=list(content.benefits),
        body=content.body,
        links=link_views(content.links),
        evidence=[EvidenceView(words=one.words, note=one.note) for one in evidence],
        status=status,
        reason=review.reason if review is not None else None,
    )


def review_view(review: Review, salon: Salon) -> ReviewView:
    """A review as the API shows it."""
    return ReviewView(
        id=review.id,
        salon=salon.slug,
        page=words(review.content, review, review.evidence),
        submitted_by=review.submitted_by,
        submitted_ms=review.submitted_ms,
        status=review.decision or "submitted",
    )
