# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What requests bring, and what the API answers."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from modules.people.domain import profile as limits
from modules.people.domain.profile import Level, Part, Profile, Words, labels, listed_in
from modules.people.domain.search import Search, Show
from modules.people.service.directory import Person
from synapse_salon.i18n import t
from synapse_salon.people import Role
from synapse_salon.web import Body, ListQuery, Prose, View


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError(t("One line of text would work here, without line breaks or control characters."))
    return value


Line = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_one_line)]
"""One line, which may be empty."""

Region = Annotated[Line, Field(max_length=limits.LONGEST_REGION)]
About = Annotated[Prose, Field(max_length=limits.LONGEST_ABOUT)]
Label = Annotated[str, Field(max_length=100)]
Labels = Annotated[list[Label], Field(max_length=limits.MOST_OFFERED)]
Typed = Annotated[str, Field(max_length=1000)]


class PeopleQuery(ListQuery):
    """What to look for: `q` are words, all of which must be found; `interest` is one of the interests; `show` narrows
    the list to newcomers (`new`), or to those with whom one has most in common (`like`)."""

    q: Annotated[str, Field(max_length=100)] = ""
    interest: Annotated[str, Field(max_length=100)] = ""
    show: Show = "all"
    from_: str | None = Field(default=None, alias="from", max_length=2000)
    """The `next_batch` of the page before; left out for the first."""

    @property
    def search(self) -> Search:
        """The same for the list."""
        return Search.of(self.show, self.q, self.interest)


class ShownBody(Body):
    """Who sees what: `salon` every member, `group` those in a group with one, `nobody`. What is left out stays."""

    interests: Level | None = None
    skills: Level | None = None
    region: Level | None = None
    about: Level | None = None


class AboutChange(Body):
    """What one says of oneself in a salon; what is left out stays as it is."""

    interests: Labels | None = None
    skills: Labels | None = None
    region: Region | None = None
    about: About | None = None
    shown: ShownBody | None = None
    listed: bool | None = None

    def words(self, before: Words) -> Words:
        """What is said from now on. Raises BadInput."""
        shown = dict(before.shown)
        if self.shown is not None:
            said: dict[Part, Level] = self.shown.model_dump(exclude_none=True)  # type: ignore[assignment]  # its fields are the parts
            shown |= said
        return Words(
            before.interests if self.interests is None else labels(self.interests, "interests"),
            before.skills if self.skills is None else labels(self.skills, "skills"),
            before.region if self.region is None else self.region,
            before.about if self.about is None else self.about,
            shown,
            before.is_listed if self.listed is None else self.listed,
        )


class AboutForm(Body):
    """The same from the page: interests are chosen, and others typed; commas stand between those typed."""

    chosen: Labels = Field(default=[])
    interests: Typed = ""
    skills: Typed = ""
    region: Region = ""
    about: About = ""
    interests_for: Level = "salon"
    skills_for: Level = "salon"
    region_for: Level = "salon"
    about_for: Level = "salon"
    listed: bool = False

    def words(self) -> Words:
        """What is said from now on. Raises BadInput."""
        return Words(
            labels([*self.chosen, *listed_in(self.interests)], "interests"),
            labels(listed_in(self.skills), "skills"),
            self.region,
            self.about,
            {
                "interests": self.interests_for,
                "skills": self.skills_for,
                "region": self.region_for,
                "about": self.about_for,
            },
            self.listed,
        )


class ShownView(View):
    """Who sees what."""

    interests: Level
    skills: Level
    region: Level
    about: Level


class AboutView(View):
    """What the person who asks says of themself in a salon."""

    community_name: str
    interests: list[str]
    skills: list[str]
    region: str
    about: str
    shown: ShownView
    listed: bool

    @classmethod
    def of(cls, profile: Profile) -> "AboutView":
        """As the API shows it."""
        words = profile.words
        shown: Any = dict(words.shown)
        return cls(
            community_name=profile.name,
            interests=list(words.interests),
            skills=list(words.skills),
            region=words.region,
            about=words.about,
            shown=ShownView(**shown),
            listed=words.is_listed,
        )


class CommonView(View):
    """Why somebody may be worth knowing: interests that both have, and skills of theirs in what interests one."""

    interests: list[str]
    skills: list[str]


class PersonView(View):
    """A member as the person who asks sees them."""

    user_id: str
    community_name: str
    newcomer: bool
    interests: list[str]
    skills: list[str]
    region: str
    about: str
    common: CommonView | None = None
    role: Role | None = None

    @classmethod
    def of(cls, person: Person) -> "PersonView":
        """As the API shows it."""
        profile, words, common = person.profile, person.profile.words, person.common
        both = CommonView(interests=list(common.interests), skills=list(common.skills))
        return cls(
            user_id=profile.user_id,
            community_name=profile.name,
            newcomer=person.is_new,
            interests=list(words.interests),
            skills=list(words.skills),
            region=words.region,
            about=words.about,
            common=None if common.is_empty else both,
            role=person.role,
        )


class PeopleView(View):
    """People of a salon. A page may hold fewer than were asked for and yet have a next one. `staff` are those who run
    it, members or not, on the first page."""

    people: list[PersonView]
    staff: list[PersonView]
    next_batch: str | None = None


class InterestView(View):
    """An interest, and how many members tell everybody that they have it; none where the staff offer it only."""

    interest: str
    count: int


class InterestsView(View):
    """What most members of a salon are interested in, and behind it what its staff offer to choose from."""

    interests: list[InterestView]
