# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keep README.md's tables of settings true: they are read from the settings' own models.

python scripts/lib/settings_tables.py update    write the tables into README.md
python scripts/lib/settings_tables.py check     exit 1 where README.md says something else
"""

import argparse
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from module_list import modules_of
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

BEGIN = "<!-- settings: written by scripts/lib/settings_tables.py -->"
END = "<!-- end of settings -->"


def tables(root: Path) -> str:
    """A heading and a table for each module of homeserver.yaml, in its order."""
    parts = []
    for module in modules_of((root / "homeserver.yaml").read_text("utf-8")):
        package, _, name = module.rpartition(".")
        feature = getattr(importlib.import_module(package), name)
        model = feature.settings_model
        summary = (model.__doc__ or "").strip().splitlines()
        rows = list(rows_of(model, ""))
        parts.append(f"### `{module}`")
        if not rows:
            parts.append("Nothing to set.")
            continue
        parts.append("| setting | default | |\n|---|---|---|\n" + "\n".join(rows))
        assert summary, f"{model.__qualname__} has a docstring"
    return "\n\n".join(parts)


def rows_of(model: type[BaseModel], prefix: str, given: BaseModel | None = None) -> Iterator[str]:
    """A table row per setting; settings below settings are written `outer.inner`, `given` is the outer one."""
    for name, field in model.model_fields.items():
        shown = prefix + (field.alias or name)
        default = getattr(given, name) if given is not None else field.get_default(call_default_factory=True)
        inner = field.annotation
        words = " ".join((field.description or "").split()).replace("|", "\\|")
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield f"| `{shown}` | | {words} |"
            yield from rows_of(inner, shown + ".", default if isinstance(default, BaseModel) else None)
            continue
        yield f"| `{shown}` | {in_yaml(default)} | {words}{choices_of(inner)} |"


def in_yaml(default: Any) -> str:
    """A default as it would stand in homeserver.yaml."""
    if default is PydanticUndefined:
        return "**needed**"
    if default is None:
        return "–"
    if isinstance(default, (set, frozenset)):
        default = sorted(default)
    return f"`{json.dumps(default, ensure_ascii=False, default=str)}`"


def choices_of(annotation: Any) -> str:
    """What a Literal admits."""
    choices = [repr(choice).replace("'", '"') for choice in literal_values(annotation)]
    return f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""


def literal_values(annotation: Any) -> Iterator[Any]:
    """The values of a Literal, also inside an optional or a list."""
    if str(get_origin(annotation)) == "typing.Literal":
        yield from get_args(annotation)
        return
    for inner in get_args(annotation):
        yield from literal_values(inner)


def main() -> int:
    """Update or check; answers the exit code."""
    parser = argparse.ArgumentParser(description="Keep README.md's tables of settings true.")
    parser.add_argument("what", choices=("update", "check"))
    root = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root))
    readme = root / "README.md"
    text = readme.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    should = f"{before}{BEGIN}\n\n{tables(root)}\n\n{END}{after}"
    if parser.parse_args().what == "update":
        readme.write_text(should, "utf-8")
        return 0
    if text != should:
        print("README.md's tables of settings are not what the modules read:")
        print("`python scripts/lib/settings_tables.py update` writes them.")
    return 0 if text == should else 1


if __name__ == "__main__":
    sys.exit(main())
