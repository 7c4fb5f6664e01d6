# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Examples to begin from, for each kind of salon: the words of a page, a plan, and what to say in the first month.

Each gives a page that may be handed in as it is: complete, and without claims that nobody can show to be true.
"""

import attrs

from synapse_salon.i18n import Text, t
from synapse_salon.ports.salons import Interval, Kind


@attrs.frozen
class ExamplePlan:
    """A plan; `yen` is its price in JPY, and what is usual elsewhere follows from it."""

    name: Text
    description: Text
    interval: Interval
    yen: int
    trial_days: int


@attrs.frozen
class ExamplePost:
    """Something to say: in which room (its key), when, and the words."""

    room: str
    when: Text
    words: Text


@attrs.frozen
class Example:
    """What a salon of a kind may begin with."""

    purpose: Text
    lead: Text
    benefits: tuple[Text, ...]
    body: Text
    plan: ExamplePlan
    posts: tuple[ExamplePost, ...]


_FIRST_DAY, _EACH_WEEK, _HALFWAY, _MONTHS_END = (
    t("On the first day"),
    t("Every week, on the same day"),
    t("In the middle of the month"),
    t("At the end of the month"),
)
_MONTHLY = t("Monthly")

EXAMPLES: dict[Kind, Example] = {
    "fan_club": Example(
        purpose=t(
            "A place where people who like the same work can follow it closely, and enjoy it together."
        ),
        lead=t("A little nearer than usual."),
        benefits=(
            t("News before it is told elsewhere"),
            t("Pictures and stories from behind the scenes, every week"),
            t("An evening in the live room once a month"),
            t("A lounge to talk with others who like the same"),
        ),
        body=t(
            "In this salon I show what does not fit anywhere else: drafts, mistakes, and what I am working on now.\n\n"
            "Each week there are pictures from behind the scenes, and once a month we meet in the live room.\n\n"
            "You may also just read. Nobody has to introduce themselves, and you can leave at any time."
        ),
        plan=ExamplePlan(_MONTHLY, t("All rooms, every week something new."), "month", 980, 0),
        posts=(
            ExamplePost(
                "news",
                _FIRST_DAY,
                t(
                    "Welcome, and thank you for coming. Here you read news first."
                    " On Fridays there are pictures in the room Off-shots."
                ),
            ),
            ExamplePost("lounge", _FIRST_DAY, t("How did you find your way here? One line is enough.")),
            ExamplePost("off-shots", _EACH_WEEK, t("This week's picture, and what happened just before it.")),
            ExamplePost(
                "live",
                _HALFWAY,
                t("We meet here this month. Which evening suits you? Write the days on which you can."),
            ),
            ExamplePost(
                "news",
                _MONTHS_END,
                t(
                    "What was new this month, what comes next month, and one question to you: what was missing?"
                ),
            ),
        ),
    ),
    "lesson": Example(
        purpose=t("A place to learn step by step, with somebody to ask when something does not work out."),
        lead=t("A little every week, and nobody is left behind."),
        benefits=(
            t("A new lesson every week, in order"),
            t("Answers to your questions, usually within two days"),
            t("A seminar once a month, to try things together"),
            t("Material to keep in the library"),
        ),
        body=t(
            "The lessons begin with what you need first. You go through them at your own pace.\n\n"
            "Whatever does not work out goes into the room Questions; others usually wonder about the same.\n\n"
            "Once a month we meet in a seminar and work on one thing together. Beginners are welcome."
        ),
        plan=ExamplePlan(_MONTHLY, t("All lessons, questions and the monthly seminar."), "month", 2980, 0),
        posts=(
            ExamplePost(
                "lessons",
                _FIRST_DAY,
                t(
                    "Lesson 1: what we shall be able to do in three months, and what you need for it. Ask below."
                ),
            ),
            ExamplePost(
                "hello",
                _FIRST_DAY,
                t(
                    "What would you like to be able to do? Say it in one line, so that I can plan the lessons by it."
                ),
            ),
            ExamplePost("lessons", _EACH_WEEK, t("This week's lesson, a small task, and how long it takes.")),
            ExamplePost("questions", _EACH_WEEK, t("Which part of this week's lesson was hard?")),
            ExamplePost(
                "seminars",
                _HALFWAY,
                t("The seminar of this month: day, time, what we do, and what to bring along."),
            ),
            ExamplePost(
                "library", _MONTHS_END, t("The material of this month in one place, with a short summary.")
            ),
        ),
    ),
    "project": Example(
        purpose=t("A group that makes something together: from the idea to the day it is done."),
        lead=t("Come with an idea, or with your hands."),
        benefits=(
            t("A say in what we make next"),
            t("Tasks of every size, also for half an hour"),
            t("A meeting every month, where those who can see each other"),
            t("Your name among those who made it, if you like"),
        ),
        body=t(
            "We have one goal at a time. What it is stands in Announcements, and how far we are is told every week.\n\n"
            "Ideas are collected in their own room. Once a month we choose what comes next.\n\n"
            "You take on as much as suits you. It is fine to watch for a while."
        ),
        plan=ExamplePlan(_MONTHLY, t("Everything the group does."), "month", 500, 0),
        posts=(
            ExamplePost(
                "news",
                _FIRST_DAY,
                t("Our goal, by when we want to reach it, and the three things that come first."),
            ),
            ExamplePost("ideas", _FIRST_DAY, t("What should we make? One idea in one message, please.")),
            ExamplePost(
                "tasks",
                _EACH_WEEK,
                t("Open tasks of this week, with how long each may take. Answer below if you take one."),
            ),
            ExamplePost("work", _EACH_WEEK, t("What was done, what is in the way, what comes next.")),
            ExamplePost("meets", _HALFWAY, t("When and where we meet this month. Who comes?")),
            ExamplePost(
                "news", _MONTHS_END, t("What we reached this month, and who helped with it. Thank you.")
            ),
        ),
    ),
}
