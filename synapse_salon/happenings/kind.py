# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every happening is."""

from typing import ClassVar

import attrs

KINDS: dict[str, type["Happening"]] = {}
"""Every kind of happening, by its name."""


@attrs.frozen(kw_only=True)
class Happening:
    """A fact, in the past tense. Fields are text, integers or booleans."""

    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__
        KINDS[cls.kind] = cls
