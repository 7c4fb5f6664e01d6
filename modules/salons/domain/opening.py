# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is looked at before a salon opens: steps that a machine checks, and steps that people take. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import attrs

from modules.salons.domain.pages import PageContent, check_complete
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import Text, t

MachineStep = Literal["page", "plan", "seller", "rules", "rooms", "claims", "helper"]
HumanStep = Literal["meeting", "identity", "contents"]

NAMES: dict[MachineStep | HumanStep, Text] = {
    "page": t("The page is handed in, with a purpose and what members get"),
    "plan": t("A plan is on offer"),
    "seller": t("The seller's disclosure is complete, where money is taken"),
    "rules": t("Rules are in force"),
    "rooms": t("The rooms are there"),
    "claims": t("No words to look at twice"),
    "helper": t("Somebody helps the owner"),
    "meeting": t("A talk with the owner"),
    "identity": t("Who the owner is was checked"),
    "contents": t("What happens in the first month was looked at"),
}
_NEEDED: frozenset[MachineStep] = frozenset({"page", "plan", "seller"})
HUMAN: tuple[HumanStep, ...] = ("meeting", "identity", "contents")


@attrs.frozen
class Note:
    """What a reviewer wrote down of a step. `held_on` is its day (2026-11-21) or ""."""

    step: HumanStep
    is_done: bool
    note: str
    held_on: str
    written_by: str
    written_ms: int


@attrs.frozen
class Step:
    """A line of the checklist. A salon does not open without those that are needed; the others are advice."""

    key: MachineStep | HumanStep
    is_done: bool
    is_needed: bool
    note: Note | None = None

    @property
    def name(self) -> Text:
        """What it is called."""
        return NAMES[self.key]

    @property
    def is_human(self) -> bool:
        """Whether people take it."""
        return self.key in HUMAN


def checklist(
    checked: Mapping[MachineStep, bool], notes: Iterable[Note], needed: Iterable[HumanStep]
) -> tuple[Step, ...]:
    """Every step: what a machine found, then what people wrote down."""
    written = {note.step: note for note in notes}
    asked = frozenset(needed)
    machine = [Step(key, done, key in _NEEDED) for key, done in checked.items()]
    human = [
        Step(key, key in written and written[key].is_done, key in asked, written.get(key)) for key in HUMAN
    ]
    return (*machine, *human)


def is_complete(content: PageContent) -> bool:
    """Whether a page may be handed in as it is."""
    try:
        check_complete(content)
    except BadInput:
        return False
    return True


def check_ready(steps: Iterable[Step]) -> None:
    """Raises Conflict: the salon cannot open yet, with the steps that are needed and not done."""
    open_steps = [step for step in steps if step.is_needed and not step.is_done]
    if open_steps:
        raise Conflict(
            t("Before this salon can open, this is still to be done: {step}", step=open_steps[0].name),
            "opening_incomplete",
            extra={"steps": [step.key for step in open_steps]},
        )


def check_note(step: HumanStep, is_done: bool, note: str, held_on: str, today: date) -> None:
    """Raises BadInput: what is done has a day that is past, and of a talk something is written down."""
    problems = {}
    day = _day(held_on)
    if held_on and day is None:
        problems["held_on"] = t("Please give a day such as {example}.", example=today.isoformat())
    elif is_done and (day is None or day > today):
        problems["held_on"] = t("What is done was done on a day; please say which, up to today.")
    if is_done and step == "meeting" and not note:
        problems["note"] = t("Please write down in a sentence or two what was talked about.")
    if problems:
        raise BadInput(t("This cannot be written down as it is."), problems)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
