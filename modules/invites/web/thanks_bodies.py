# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thanks for bringing people, as requests and answers have them. Nothing can be set but what stands here."""

from typing import Annotated, Literal

from pydantic import Field

from modules.invites.domain.thanks import LONGEST_DAYS, MOST_PER_YEAR, MOST_SIGNS, Gift, Thanks
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.web import Body, ListQuery, OneLine, View, WholeNumber

What = Annotated[OneLine, Field(max_length=MOST_SIGNS)]


class ThanksBody(Body):
    """What the salon gives to whoever brings somebody, or `{"off": true}`: nothing."""

    what: What | None = None
    """In kind, in the words of the salon. Money, discounts and what stands for them are refused (`thanks_money`)."""

    after_days: Annotated[int, Field(ge=0, le=LONGEST_DAYS)] = 30
    """For so many days whoever was brought has been there."""

    most_per_year: Annotated[int, Field(ge=1, le=MOST_PER_YEAR)] = 3
    """So often within 365 days one person is thanked."""

    off: bool = False

    def thanks(self) -> Thanks | None:
        """What is given from now on. Raises BadInput: it says neither what, nor that it is nothing."""
        if self.off and self.what is None:
            return None
        if self.off or self.what is None:
            words = t("Say what the salon gives, or that it gives nothing.")
            raise BadInput(words, {"what": words})
        return Thanks(self.what, self.after_days, self.most_per_year)


class ThanksForm(Body):
    """The same as it is filled in."""

    act: Literal["save", "off"] = "save"
    what: What | None = None
    after_days: Annotated[WholeNumber, Field(ge=0, le=LONGEST_DAYS)] = 30
    most_per_year: Annotated[WholeNumber, Field(ge=1, le=MOST_PER_YEAR)] = 3

    def thanks(self) -> Thanks | None:
        """What is given from now on. Raises BadInput."""
        if self.act == "off":
            return None
        if self.what is None:
            words = t("Say what the salon gives, or that it gives nothing.")
            raise BadInput(words, {"what": words})
        return Thanks(self.what, self.after_days, self.most_per_year)


class GiftForm(Body):
    """What was handed over."""

    gift: Annotated[str, Field(max_length=40)]


class GiftQuery(ListQuery):
    """Which ones: to be handed over, or handed over already."""

    state: Literal["owed", "given"] = "owed"

    @property
    def after(self) -> tuple[int, str]:
        """The place in the list. Raises BadInput."""
        if self.from_ is None:
            return (0, "")
        ms, _, gift = self.from_.partition("_")
        if not ms.isdecimal() or not ms.isascii() or len(ms) > 15 or not gift:
            raise BadInput(t("This is not a place in the list."), {"from": t("the next_batch of an answer")})
        return int(ms), gift


class ThanksView(View):
    """What the salon gives; `on` is false where it gives nothing."""

    on: bool
    what: str | None = None
    after_days: int | None = None
    most_per_year: int | None = None

    @classmethod
    def of(cls, thanks: Thanks | None) -> "ThanksView":
        """As answers show it."""
        if thanks is None:
            return cls(on=False)
        return cls(
            on=True, what=thanks.what, after_days=thanks.after_days, most_per_year=thanks.most_per_year
        )


class GiftView(View):
    """What somebody has coming, or was given. Times in ms."""

    id: str
    user_id: str
    name: str
    what: str
    state: str
    since_ms: int
    given_by: str | None = None
    given_ms: int | None = None

    @classmethod
    def of(cls, gift: Gift, name: str) -> "GiftView":
        """As answers show it; `name` is what the person is called in the salon."""
        return cls(
            id=gift.id,
            user_id=gift.inviter,
            name=name,
            what=gift.what,
            state=gift.state,
            since_ms=gift.owed_ms or 0,
            given_by=gift.given_by,
            given_ms=gift.given_ms,
        )


class GiftList(View):
    """What is to be handed over, or was, the oldest first."""

    gifts: list[GiftView]
    next_batch: str | None = None
