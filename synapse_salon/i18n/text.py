# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words not yet said in a language."""

from collections.abc import Mapping
from typing import Literal

import attrs

Language = Literal["ja", "en"]


@attrs.frozen
class Text:
    """An English sentence (the catalogue's key) and the values that go into its braces.

    A value may be a Text itself, or anything whose `str()` reads the same in every language (a
    number, a name, Money). `plural` is the English plural form, chosen by `values["n"]`.
    """

    msgid: str
    values: Mapping[str, object] = attrs.field(factory=dict, hash=False)
    plural: str | None = None


def t(msgid: str, /, plural: str | None = None, **values: object) -> Text:
    """Mark an English sentence for translation; Babel finds it by this function's name."""
    return Text(msgid, values, plural)
