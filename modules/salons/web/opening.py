# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is looked at before a salon opens: its API, its page at the desk, its forms at the review; and how to begin."""

from typing import Annotated, Any, cast, get_args

from pydantic import Field

from modules.salons.domain.examples import EXAMPLES
from modules.salons.domain.opening import HumanStep, MachineStep, Step
from modules.salons.domain.presets import PRESETS
from modules.salons.service.house import SalonsHouse
from modules.salons.web import views
from modules.salons.web.words import role_words
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Language, Text, t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Interval, Kind
from synapse_salon.web import Body, Call, Page, Prose, Routes, View, Who


class NoteWish(Body):
    """How a step stands that people take. `held_on` is the day it was done, or is agreed for: 2026-11-21."""

    done: bool = False
    note: Annotated[Prose, Field(max_length=5000)] = ""
    held_on: Annotated[str, Field(max_length=10)] = ""


class StepView(View):
    """A step. What reviewers wrote is told to reviewers only; `held_on` to the salon's staff too."""

    step: MachineStep | HumanStep
    name: str
    done: bool
    needed: bool
    held_on: str | None = None
    note: str | None = None
    written_by: str | None = None
    written_ms: int | None = None


class OpeningView(View):
    """What is looked at before a salon opens."""

    salon: str
    steps: list[StepView]


class LanguageQuery(Body):
    """Which language."""

    language: Language = "ja"


class PlanExample(View):
    """A plan; the price is in yen."""

    name: str
    description: str
    interval: Interval
    price: views.PriceView
    trial_days: int


class PostExample(View):
    """Something to say in the first month: in which room, and when."""

    room: str
    when: str
    words: str


class ExampleView(View):
    """Words to begin with. Page and plan can be handed in as they are."""

    kind: Kind
    language: Language
    purpose: str
    lead: str
    benefits: list[str]
    body: str
    plan: PlanExample
    posts: list[PostExample]


def opening_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """`…/opening`, `s/{slug}/desk/first-month`, `v1/examples/{kind}` and `staff/guide`."""
    routes = Routes("opening")

    def view(call: Call[Any], slug: str, steps: tuple[Step, ...], reads_notes: bool) -> OpeningView:
        def one(step: Step) -> StepView:
            note = step.note
            shown = StepView(
                step=step.key, name=call.say(step.name), done=step.is_done, needed=step.is_needed
            )
            if note is None:
                return shown
            told: dict[str, Any] = {"held_on": note.held_on or None}
            if reads_notes:
                told |= {"note": note.note, "written_by": note.written_by, "written_ms": note.written_ms}
            return shown.model_copy(update=told)

        return OpeningView(salon=slug, steps=[one(step) for step in steps])

    @routes.get(
        "v1/salons/{slug}/opening",
        says="Shows what is looked at before a salon opens, to those who write its page and to reviewers.",
        returns=OpeningView,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> OpeningView:
        salon, steps, reads_notes = await house.openings.seen_by(call.path["slug"], call.person)
        return view(call, salon.slug, steps, reads_notes)

    @routes.put(
        "v1/admin/salons/{slug}/opening/{step}",
        says="Writes down how a step stands that people take before a salon opens. For reviewers.",
        body=NoteWish,
        returns=OpeningView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def put(call: Call[NoteWish]) -> OpeningView:
        slug, step, wish = call.path["slug"], call.path["step"], call.body
        steps = await house.openings.write(slug, call.person, step, wish.done, wish.note, wish.held_on)
        return view(call, call.path["slug"], steps, True)

    @routes.page("s/{slug}/desk/opening", who=Who.SIGNED_IN)
    async def desk(call: Call[None]) -> Page:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.EDIT_PAGE)
        values = {
            "salon": salon,
            "steps": await house.openings.steps(salon),
            "review": await house.reviews.latest(salon.id),
            "helpers": [role_words(role) for role in PRESETS[salon.kind].helpers],
        }
        return Page(
            "salons/opening.html", t("The opening of {title}", title=salon.title), values, salon=salon
        )

    @routes.page("s/{slug}/desk/first-month", who=Who.SIGNED_IN)
    async def first_month(call: Call[None]) -> Page:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.EDIT_PAGE)
        names = {room.key: room.name for room in await house.rooms.of(salon)}
        say = platform.texts.say
        posts = [
            (names[post.room], post.when, say(post.words, salon.language))
            for post in EXAMPLES[salon.kind].posts
            if post.room in names
        ]
        title = t("The first month of {title}", title=salon.title)
        return Page("salons/first_month.html", title, {"salon": salon, "posts": posts}, salon=salon)

    @routes.get(
        "v1/examples/{kind}",
        says="Gives words to begin with for a kind of salon: a page, a plan, and what to say in the first month.",
        returns=ExampleView,
        query=LanguageQuery,
        errors=(NotFound,),
    )
    async def example(call: Call[None, LanguageQuery]) -> ExampleView:
        if call.path["kind"] not in get_args(Kind):
            raise NotFound(t("There is no such kind of salon."), "no_such_kind")
        kind, language = cast(Kind, call.path["kind"]), call.query.language
        found = EXAMPLES[kind]

        def say(text: Text) -> str:
            return platform.texts.say(text, language)

        plan = PlanExample(
            name=say(found.plan.name),
            description=say(found.plan.description),
            interval=found.plan.interval,
            price=views.PriceView(amount=found.plan.yen, currency="JPY"),
            trial_days=found.plan.trial_days,
        )
        return ExampleView(
            kind=kind,
            language=language,
            purpose=say(found.purpose),
            lead=say(found.lead),
            benefits=[say(words) for words in found.benefits],
            body=say(found.body),
            plan=plan,
            posts=[
                PostExample(room=post.room, when=say(post.when), words=say(post.words))
                for post in found.posts
            ],
        )

    @routes.page("staff/guide", who=Who.SIGNED_IN)
    async def guide(call: Call[None]) -> Page:
        served = [await house.lookups.by_id(salon_id) for salon_id in await house.lookups.served(call.person)]
        salons = [salon for salon in served if salon is not None and not salon.is_closed]
        return Page("salons/guide.html", t("How to begin with a salon"), {"salons": salons})

    return routes
