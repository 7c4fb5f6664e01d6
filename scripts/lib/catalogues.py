# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keep the Japanese catalogues complete: everything the code says has its words, and nothing else has.

    python scripts/lib/catalogues.py update [folder …]   write what the code says into the catalogues, keep translations
    python scripts/lib/catalogues.py check  [folder …]   exit 1 and name what is missing, untranslated, fuzzy or unused

What is said in a folder (the floor, a feature, a bridge) lies in that folder's own
`locales/ja/LC_MESSAGES/messages.po`. In Python it is said by `t("English sentence with {name}", name=…)`, in
templates by `_("…")` or `{% trans %}…{% endtrans %}`. English is the language of the keys and needs no catalogue.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, TemplateSyntaxError

LANGUAGE = "ja"
HEADER = """\
# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
msgid ""
msgstr ""
"Language: ja\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
TEMPLATES = {".html", ".txt", ".xml", ".jinja", ".svg"}
FIELD = re.compile(
    r"(?<!\{)\{([a-z_][a-z0-9_]*)(?:[!:][^}]*)?\}(?!\})|%\(([a-z_][a-z0-9_]*)\)s", re.IGNORECASE
)

Key = str | tuple[str, str]
"""A msgid, or singular and plural."""


@attrs.frozen
class Said:
    """A sentence that the code says, and where."""

    key: Key
    file: Path
    line: int


class NotReadable(Exception):
    """Code that cannot be searched for sentences."""


def folders_of(root: Path) -> list[Path]:
    """The folders that have a catalogue of their own."""
    features = [
        folder
        for side in ("modules", "bridges")
        for folder in sorted((root / side).glob("*/"))
        if (folder / "__init__.py").exists()
    ]
    return [root / "synapse_salon", *features]


def catalogue_file(folder: Path) -> Path:
    """Where a folder's Japanese lies."""
    return folder / "locales" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def said_in(folder: Path) -> list[Said]:
    """Everything a folder says, in the order of its files."""
    found: list[Said] = []
    for file in sorted(folder.rglob("*")):
        if "__pycache__" in file.parts or not file.is_file():
            continue
        if file.suffix == ".py":
            found += said_in_python(file)
        elif file.suffix in TEMPLATES and "templates" in file.relative_to(folder).parts:
            found += said_in_template(file)
    return found


def said_in_python(file: Path) -> Iterator[Said]:
    """The sentences of `t(…)`: the first argument, and `plural` where there is one."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"), str(file))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "t"):
            continue
        plural = node.args[1] if len(node.args) > 1 else None
        for keyword in node.keywords:
            if keyword.arg == "plural":
                plural = keyword.value
        first = literal(node.args[0]) if node.args else None
        if first is None or (plural is not None and literal(plural) is None):
            raise NotReadable(
                f"{file}:{node.lineno}: t() takes its sentence as it is, not something computed"
            )
        other = literal(plural) if plural is not None else None
        yield Said((first, other) if other is not None else first, file, node.lineno)


def literal(node: ast.expr) -> str | None:
    """The text of a string literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def said_in_template(file: Path) -> Iterator[Said]:
    """The sentences of `_(…)` and `{% trans %}` in a Jinja template."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
    environment.policies["ext.i18n.trimmed"] = True
    try:
        found = list(environment.extract_translations(file.read_text("utf-8")))
    except TemplateSyntaxError as mistake:
        raise NotReadable(f"{file}:{mistake.lineno}: {mistake.message}") from None
    for line, _function, message in found:
        words = [part for part in ([message] if isinstance(message, str) else message) if part is not None]
        if words:
            yield Said((words[0], words[1]) if len(words) > 1 else words[0], file, line)


def read_catalogue(folder: Path) -> Catalog:
    """A folder's catalogue; an empty one where there is none."""
    file = catalogue_file(folder)
    if not file.exists():
        return Catalog(locale=LANGUAGE)
    with file.open("rb") as opened:
        return read_po(opened, locale=LANGUAGE)


def key_of(message: Message) -> Key:
    """A message's key as `Said` has it."""
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else str(message.id)


def translation(message: Message | None) -> str:
    """The Japanese of a message (which has one plural form), or ""."""
    if message is None:
        return ""
    said = message.string[0] if isinstance(message.string, (list, tuple)) else message.string
    return str(said or "")


def first_words(key: Key) -> str:
    """The msgid that gettext looks a key up by."""
    return key if isinstance(key, str) else key[0]


def update(root: Path, folders: Iterable[Path]) -> None:
    """Rewrite the catalogues of `folders` from what they say."""
    known = {
        first_words(key_of(message)): translation(message)
        for folder in folders_of(root)
        for message in read_catalogue(folder)
        if message.id and translation(message)
    }
    for folder in folders:
        said = said_in(folder)
        before = {first_words(key_of(message)): message for message in read_catalogue(folder) if message.id}
        if not said and not before:
            continue
        after = Catalog(locale=LANGUAGE)
        for sentence in said:
            words = first_words(sentence.key)
            japanese = translation(before.get(words)) or known.get(words, "")
            before_it = before.get(words)
            after.add(
                sentence.key,
                japanese if isinstance(sentence.key, str) else (japanese,),
                locations=[(str(sentence.file.relative_to(root)), 0)],
                flags={"fuzzy"} & set(before_it.flags if before_it else ()),
            )
        dropped = before.keys() - {first_words(sentence.key) for sentence in said}
        text = io.BytesIO()
        write_po(text, after, omit_header=True, include_lineno=False, width=110, sort_by_file=False)
        file = catalogue_file(folder)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(HEADER + text.getvalue().decode("utf-8").strip() + "\n", "utf-8")
        missing = sum(1 for message in after if message.id and not translation(message))
        print(f"{file.relative_to(root)}: {len(after)} sentences, {missing} without Japanese")
        for words in sorted(dropped):
            print(f"  no longer said: {words!r} ({translation(before[words])})")


def problems_in(root: Path, folder: Path) -> Iterator[str]:
    """What is wrong between what a folder says and its catalogue."""
    file = catalogue_file(folder)
    name = file.relative_to(root)
    catalogue = {first_words(key_of(message)): message for message in read_catalogue(folder) if message.id}
    said: dict[str, Said] = {}
    for sentence in said_in(folder):
        said.setdefault(first_words(sentence.key), sentence)
    if said and not file.exists():
        yield f"{name} is missing: {folder.relative_to(root)} says {len(said)} sentences"
        return
    for words, sentence in said.items():
        where = f"{sentence.file.relative_to(root)}:{sentence.line}"
        message = catalogue.get(words)
        if message is None:
            yield f"{name}: missing {words!r} ({where})"
        elif message.fuzzy:
            yield f"{name}: fuzzy {words!r}: look at it and take the mark away"
        elif not translation(message).strip():
            yield f"{name}: untranslated {words!r} ({where})"
        else:
            yield from (
                f"{name}: {words!r} {wrong}" for wrong in wrong_fields(sentence.key, translation(message))
            )
    for words in catalogue.keys() - said.keys():
        yield f"{name}: no longer said: {words!r}"


def wrong_fields(key: Key, japanese: str) -> Iterator[str]:
    """Names in braces that a translation leaves out or invents; a plural may do without its number in words."""
    wanted = {name for words in ([key] if isinstance(key, str) else key) for name in fields(words)}
    given = fields(japanese)
    for name in sorted(given - wanted):
        yield f"has no {{{name}}} to give to its translation"
    for name in sorted(wanted - given):
        yield f"loses {{{name}}} in translation"


def fields(words: str) -> set[str]:
    """The names in `{name}` or `%(name)s`."""
    return {braces or percent for braces, percent in FIELD.findall(words)}


def said_twice(root: Path) -> Iterator[str]:
    """Sentences that two folders translate differently: the loaded catalogues are merged, so one would win."""
    first: dict[str, tuple[str, Path]] = {}
    for folder in folders_of(root):
        for message in read_catalogue(folder):
            words, japanese = first_words(key_of(message)) if message.id else "", translation(message)
            if not words or not japanese:
                continue
            earlier, where = first.setdefault(words, (japanese, folder))
            if earlier != japanese:
                yield (
                    f"{words!r} is {earlier!r} in {where.relative_to(root)} and {japanese!r} in"
                    f" {folder.relative_to(root)}: say it alike, or make the English sentences differ"
                )


def main() -> int:
    """Update or check; answers the exit code."""
    parser = argparse.ArgumentParser(description="Keep the Japanese catalogues complete.")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("what", choices=("update", "check"))
    parser.add_argument("folders", nargs="*", type=Path, help="modules/salons … (all)")
    options = parser.parse_args()
    root: Path = options.root.resolve()
    folders = [folder.resolve() for folder in options.folders] or folders_of(root)
    try:
        if options.what == "update":
            update(root, folders)
            return 0
        problems = [problem for folder in folders for problem in problems_in(root, folder)] + list(
            said_twice(root)
        )
    except NotReadable as failure:
        print(failure)
        return 1
    for problem in problems:
        print(problem)
    if problems:
        print(
            "`python scripts/lib/catalogues.py update` writes the sentences; the Japanese is for you to write."
        )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
