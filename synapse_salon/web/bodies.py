# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What requests and answers are made of: the models that routes declare."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

OneLine = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
"""Text of one line: a name, a title."""

Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
"""Text of many lines, which may be empty."""


class Body(BaseModel):
    """What a request brings: a JSON body (strict), a form (lax: "500" is 500, "on" is true) or a query."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True, allow_inf_nan=False
    )


class View(BaseModel):
    """What an API route answers. A field without a value is left out of the JSON."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, use_attribute_docstrings=True)


class ListQuery(Body):
    """How lists are paged: `from` is the `next_batch` of the answer before."""

    from_: str | None = Field(default=None, alias="from", max_length=500)
    """The `next_batch` of the page before; left out for the first."""

    limit: int = Field(default=50, ge=1, le=200)
    """How many at the most."""
