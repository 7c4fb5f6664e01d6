# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's rules that no ready-made tool knows. Called by `scripts/check house`; prints one line per breach.

Each rule is a function over the checkout that yields `file:line: rule: what to do`.
"""

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from module_list import modules_of

PACKAGES = ("synapse_salon", "modules", "bridges")
COPYRIGHT = "SPDX-FileCopyrightText: 2026 The synapse-salon authors"
LICENCE = "SPDX-License-Identifier: AGPL-3.0-or-later"
WITH_HEADER = {".py", ".sql", ".html", ".css", ".js", ".sh"}
EMPTY_WORDS = {"manager", "helper", "helpers", "util", "utils", "handler", "handlers", "base", "impl"}
HOST = Path("synapse_salon/host")
SWITCHED_OFF = re.compile(r"#\s*(noqa:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|type:\s*ignore\[[a-z, -]+\])(.*)")
NOT_PORTABLE = re.compile(
    r"\b(SERIAL|BIGSERIAL|BOOLEAN|AUTOINCREMENT|NOW\s*\(|CURRENT_TIMESTAMP|ROWID|JSONB?|DATETIME|TIMESTAMP|REAL|FLOAT)\b",
    re.IGNORECASE,
)
TABLE = re.compile(
    r"\bCREATE\s+(?:TABLE|(?:UNIQUE\s+)?INDEX)\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)", re.IGNORECASE
)

Rule = Callable[[Path, list[Path]], Iterator[str]]


def licence_headers(root: Path, files: list[Path]) -> Iterator[str]:
    """Every source file says whose it is and under which licence, in its first lines."""
    for file in files:
        is_script = file.parts[0] in ("scripts", ".ci") and not file.suffix
        if file.suffix not in WITH_HEADER and not is_script:
            continue
        lines = (root / file).read_text("utf-8").splitlines()
        if file.suffix == ".py":
            right = lines[:2] == [f"# {COPYRIGHT}", f"# {LICENCE}"]
        else:
            top = "\n".join(lines[:5])
            right = COPYRIGHT in top and LICENCE in top
        if not right:
            yield f"{file}:1: licence header: begin with the two SPDX lines of synapse_salon/ids.py"


def names_that_say_something(root: Path, files: list[Path]) -> Iterator[str]:
    """No Manager, Helper, Utils, Handler, Base, Impl: a name says what a thing is."""
    for file in packaged(files, ".py"):
        if EMPTY_WORDS & set(file.stem.split("_")):
            yield f"{file}:1: name: {file.stem} does not say what is in it"
        for node in ast.walk(parsed(root, file)):
            if isinstance(node, ast.ClassDef):
                words = {word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", node.name)}
                if empty := words & EMPTY_WORDS:
                    yield f"{file}:{node.lineno}: name: {node.name}: {', '.join(empty)} says nothing"


def private_names(root: Path, files: list[Path]) -> Iterator[str]:
    """Rule 4 where ruff's SLF001 does not look: getattr(x, "_y") and `from x import _y`."""
    for file in packaged(files, ".py"):
        if HOST in file.parents:
            continue
        for node in ast.walk(parsed(root, file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1:
                name = node.args[1]
                if (
                    node.func.id in ("getattr", "setattr", "hasattr", "delattr")
                    and isinstance(name, ast.Constant)
                    and is_private(str(name.value))
                ):
                    yield f"{file}:{node.lineno}: rule 4: only {HOST} touches private names, also by {node.func.id}"
            if isinstance(node, ast.ImportFrom):
                ours = node.module is not None and node.module.split(".")[0] in PACKAGES
                parts = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
                if not ours and node.module != "__future__" and any(is_private(part) for part in parts):
                    yield f"{file}:{node.lineno}: rule 4: only {HOST} imports private names of others"


def is_private(name: str) -> bool:
    """Whether a name begins with one underscore."""
    return name.startswith("_") and not name.startswith("__")


def only_its_bridge(root: Path, files: list[Path]) -> Iterator[str]:
    """Rule 4's doors, whatever a `noqa` says: a library of the outside is imported in its own bridge only."""
    doors = {"stripe": "bridges/stripe", "smtplib": "bridges/mail", "twisted.mail": "bridges/mail"}
    for file in packaged(files, ".py"):
        for node in ast.walk(parsed(root, file)):
            if isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            else:
                continue
            for library, door in doors.items():
                inside = file.as_posix().startswith(door + "/")
                if not inside and any(name == library or name.startswith(library + ".") for name in imported):
                    yield f"{file}:{node.lineno}: rule 4: only {door} imports {library}"


def entry_is_only_an_entry(root: Path, files: list[Path]) -> Iterator[str]:
    """Rule 5's top: a feature's `__init__` has at most 60 lines, and nothing inside the feature imports it."""
    for file in packaged(files, ".py"):
        if len(file.parts) < 3 or file.parts[0] not in ("modules", "bridges"):
            continue
        if file.name == "__init__.py" and len(file.parts) == 3:
            length = len((root / file).read_text("utf-8").splitlines())
            if length > 60:
                yield f"{file}:1: rule 5: a feature's entry has at most 60 lines, this one {length}"
            continue
        feature = ".".join(file.parts[:2])
        for node in ast.walk(parsed(root, file)):
            if isinstance(node, ast.ImportFrom) and node.module == feature:
                folder = root.joinpath(*file.parts[:2])
                for alias in node.names:
                    if not (folder / f"{alias.name}.py").exists() and not (folder / alias.name).is_dir():
                        yield f"{file}:{node.lineno}: rule 5: inside {feature} nothing imports its __init__"


def reasons(root: Path, files: list[Path]) -> Iterator[str]:
    """Rule 7: what switches a check off says why, on the same line."""
    for file in files:
        if file.suffix != ".py" or file.parts[0] not in (*PACKAGES, "tests", "scripts"):
            continue
        for number, line in enumerate((root / file).read_text("utf-8").splitlines(), 1):
            found = SWITCHED_OFF.search(line)
            if found and len(found[2].strip(" #-:—")) < 8 and "re.compile" not in line:
                yield f"{file}:{number}: rule 7: say why after `{found[1]}`"


def portable_sql(root: Path, files: list[Path]) -> Iterator[str]:
    """Migrations run on SQLite and PostgreSQL, and every table of ours is called salon_…"""
    for file in packaged(files, ".sql"):
        for number, line in enumerate((root / file).read_text("utf-8").splitlines(), 1):
            statement = line.split("--")[0]
            if found := NOT_PORTABLE.search(statement):
                yield (
                    f"{file}:{number}: portable SQL: {found[1]} differs between SQLite and PostgreSQL;"
                    " use TEXT, BIGINT, SMALLINT"
                )
            for name in TABLE.findall(statement):
                if not name.lower().startswith("salon_"):
                    yield f"{file}:{number}: portable SQL: {name} is to be called salon_{name}"


def modules_are_listed(root: Path, files: list[Path]) -> Iterator[str]:
    """homeserver.yaml names every folder, running or commented out: foundation, bridges, features."""
    settings = root / "homeserver.yaml"
    if not settings.exists():
        return
    listed = modules_of(settings.read_text("utf-8"))
    packages = [".".join(name.split(".")[:2]) for name in listed]
    folders = {
        f"{file.parts[0]}.{file.parts[1]}"
        for file in files
        if len(file.parts) == 3 and file.parts[0] in ("modules", "bridges") and file.name == "__init__.py"
    }
    for name in sorted(folders - set(packages)):
        yield f"homeserver.yaml:1: modules: {name} has a folder and no entry"
    for name in sorted(set(packages) - folders):
        yield f"homeserver.yaml:1: modules: {name} has an entry and no folder"
    rank = [
        0 if name == "modules.foundation" else 1 if name.startswith("bridges.") else 2 for name in packages
    ]
    if rank != sorted(rank):
        yield "homeserver.yaml:1: modules: the order is foundation, bridges, features"


def locks_name_no_place(root: Path, files: list[Path]) -> Iterator[str]:
    """A lock holds versions and hashes: no registry's address, no path of somebody's machine."""
    for file in files:
        if file.suffix == ".lock" and file.parent == Path():
            for number, line in enumerate((root / file).read_text("utf-8").splitlines(), 1):
                if "://" in line or line.startswith(("-", "/")) or " @ " in line:
                    yield f"{file}:{number}: lock: {line.strip()[:60]} names a place"


RULES: tuple[Rule, ...] = (
    licence_headers,
    names_that_say_something,
    private_names,
    only_its_bridge,
    entry_is_only_an_entry,
    reasons,
    portable_sql,
    modules_are_listed,
    locks_name_no_place,
)


def packaged(files: list[Path], suffix: str) -> Iterator[Path]:
    """The files of the three packages with this suffix."""
    return (file for file in files if file.suffix == suffix and file.parts[0] in PACKAGES)


def parsed(root: Path, file: Path) -> ast.AST:
    """A Python file's syntax; a file that is not Python is ruff's to report."""
    try:
        return ast.parse((root / file).read_text("utf-8"))
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def project_files(root: Path) -> list[Path]:
    """The project's files, committed or not yet, without what git ignores; all files where there is no git."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        names = [Path(name) for name in listing.stdout.decode().split("\0") if name]
    else:
        names = [file.relative_to(root) for file in root.rglob("*")]
        names = [name for name in names if not {".git", ".venv", "data", "node_modules"} & set(name.parts)]
    return sorted({name for name in names if (root / name).is_file()})


def main() -> int:
    """Print the breaches; answers the exit code."""
    parser = argparse.ArgumentParser(description="The house's rules that no ready-made tool knows.")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    root = parser.parse_args().root.resolve()
    files = project_files(root)
    breaches = [breach for rule in RULES for breach in rule(root, files)]
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
