# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings from homeserver.yaml into frozen models; anything unknown or mistyped stops the start with its path."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from synapse.module_api.errors import ConfigError

from synapse_salon.checks.findings import Finding


class Settings(BaseModel):
    """What every feature's settings share: frozen, strict about types, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    def findings(self) -> list[Finding]:
        """What `python -m synapse_salon check` says about them, beyond what is wrong."""
        return []


S = TypeVar("S", bound=Settings)


def parse_settings(kind: type[S], module: str, config: Any) -> S:
    """Read `config` (the `config:` of a module's entry) as `kind`.

    Raises:
        ConfigError: one line per wrong key, each with the key's path and what would work.
    """
    try:
        return kind.model_validate({} if config is None else config)
    except ValidationError as failure:
        lines = [
            f"{module}: config: {_path(problem['loc'])}: {_said(kind, problem)}"
            for problem in failure.errors(include_url=False)
        ]
        raise ConfigError("\n".join(lines)) from None


def _path(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in loc) or "(the whole)"


def _said(kind: type[Settings], problem: Any) -> str:
    if problem["type"] == "extra_forbidden":
        known = (
            ", ".join(sorted(field.alias or name for name, field in kind.model_fields.items())) or "nothing"
        )
        return f"there is no such setting here; known at the top are: {known}"
    return str(problem["msg"]).removeprefix("Value error, ").replace("Input", "it", 1)
