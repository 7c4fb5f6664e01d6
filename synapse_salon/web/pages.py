# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages from templates.

Every template has, beside the values of its Page:

    _("Hello {name}", name=…)  ngettext("{n} seat", "{n} seats", n)     words, escaped, in the reader's language
    {{ text }}                  a Text or Money is said as the reader reads it
    money, date(tz), month(tz), datetime(tz), clock(tz), iso            filters; times are ms
    path("s/x")  url("s/x")  static("floor/salon.css")                  addresses: on this server, complete, of a file
    csrf_field()  typed(name, otherwise)  problem_with(name)            forms
    here.language  here.person  here.is_admin  here.title …             what the shell shows (see Here)
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from synapse_salon.compiled import Compiled
from synapse_salon.i18n import Language, Text, Texts
from synapse_salon.ids import new_id
from synapse_salon.money import Money
from synapse_salon.ports.salons import Salon
from synapse_salon.web import written
from synapse_salon.web.menus import DeskLinks, Link
from synapse_salon.web.paths import quoted
from synapse_salon.web.shelf import Shelf

_LABEL = re.compile("\x02([^\x03]*)\x03")
"""Where the label of a field goes that is only met further down."""


@attrs.frozen(kw_only=True)
class Here:
    """What the shell knows about a page and its reader."""

    language: Language
    title: str
    site: str
    path: str
    """The page's own path below our prefix, for the language switch."""

    person: str | None = None
    name: str = ""
    """The reader's account, short where it is of this server."""

    is_admin: bool = False
    accent: str | None = None
    moves_money: bool = True
    menu: tuple[Link, ...] = ()
    salon: Salon | None = None
    places: tuple[Link, ...] = ()
    foot: tuple[Link, ...] = ()
    desk: DeskLinks = ()
    form_token: Callable[[], str] = lambda: ""
    problems: Mapping[str, Text] = attrs.field(factory=dict)
    given: Mapping[str, str] = attrs.field(factory=dict)
    saved: bool = False
    """Whether a form sent a moment ago was saved."""


_COMPILED = Compiled()


class Pages:
    """Renders templates. Rendering never waits, so one page at a time is `here`."""

    def __init__(self, texts: Texts, shelf: Shelf, prefix: str, base: str) -> None:
        self._texts = texts
        self._prefix = prefix
        self._folders: dict[str, FileSystemLoader] = {}
        self._here: Here | None = None
        self._labels: dict[str, str] = {}
        self.environment = Environment(
            loader=PrefixLoader(self._folders),
            autoescape=lambda name: name is None or not name.endswith(".txt"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=self._finalize,
            bytecode_cache=_COMPILED,
        )
        self.environment.filters.update(
            money=written.money,
            date=lambda ms, tz=written.TOKYO: written.date(ms, self.here.language, tz),
            month=lambda ms, tz=written.TOKYO: written.month(ms, self.here.language, tz),
            datetime=lambda ms, tz=written.TOKYO: written.moment(ms, self.here.language, tz),
            clock=lambda ms, tz=written.TOKYO: written.time_of_day(ms, self.here.language, tz),
            iso=written.iso,
        )
        self.environment.globals.update(
            here=_Now(self),
            _=self._gettext,
            ngettext=self._ngettext,
            path=self.path,
            url=lambda path: base + quoted(path),
            static=lambda plain: self.path(shelf.path(plain)),
            csrf_field=self._csrf_field,
            csrf_token=lambda: self.here.form_token(),
            typed=lambda name, otherwise="": self.here.given.get(name, otherwise),
            problem_with=self.problem_with,
            labelled=self._labelled,
            label_of=lambda name: Markup(f"\x02{name}\x03"),
        )

    def add(self, name: str, folder: Path) -> None:
        """Take up the templates of a folder under `name/`."""
        self._folders[name] = FileSystemLoader(folder)

    def render(self, template: str, here: Here, values: Mapping[str, Any]) -> str:
        """The page's HTML (or, of a `.txt` template, its text)."""
        before, self._here = self._here, here
        labels, self._labels = self._labels, {}
        try:
            said = self.environment.get_template(template).render(**values)
            return _LABEL.sub(lambda match: self._labels.get(match[1], ""), said)
        finally:
            self._here, self._labels = before, labels

    @property
    def here(self) -> Here:
        """The page that is being rendered."""
        assert self._here is not None, "only templates ask"
        return self._here

    def path(self, path: str) -> str:
        """The address on this server of one of our paths."""
        return self._prefix + quoted(path)

    def problem_with(self, name: str) -> str:
        """What would work instead of what was typed into a field, or ""."""
        problem = self.here.problems.get(name)
        return self._texts.say(problem, self.here.language) if problem is not None else ""

    def _finalize(self, value: object) -> object:
        return self._texts.say(value, self.here.language) if isinstance(value, Text) else value

    def _gettext(self, words: str | Text, **values: object) -> Markup:
        if isinstance(words, Text):
            return escape(self._texts.say(words, self.here.language))
        return self._filled(self._texts.gettext(self.here.language, words), values)

    def _ngettext(self, one: str, many: str, n: int, **values: object) -> Markup:
        said = self._texts.gettext(self.here.language, one)
        if said == one and n != 1:
            said = many
        return self._filled(said, {"n": n, **values})

    def _filled(self, said: str, values: Mapping[str, object]) -> Markup:
        language = self.here.language
        ready = {
            name: self._texts.say(value, language) if isinstance(value, Text) else _plain(value)
            for name, value in values.items()
        }
        return escape(said).format(**ready) if ready else escape(said)

    def _labelled(self, name: str, label: object) -> str:
        """Note a field's label, for the list of problems that stands above the fields."""
        self._labels[name] = f"{escape(label)}: "
        return ""

    def _csrf_field(self) -> Markup:
        return Markup(
            '<input type="hidden" name="csrf" value="{}"><input type="hidden" name="once" value="{}">'
        ).format(self.here.form_token(), new_id())


class _Now:
    """`here` in templates: also macros, which see no values, can ask it."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def __getattr__(self, name: str) -> object:
        return getattr(self._pages.here, name)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Money) else value
