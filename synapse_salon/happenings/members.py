# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of members, of their plan and of what they tell of themselves."""

import attrs

from synapse_salon.happenings.kind import Happening


@attrs.frozen(kw_only=True)
class StandingChanged(Happening):
    """A person's standing in a salon changed; `cause` is a stable word (paid, dues_failed, left …)."""

    salon_id: str
    user_id: str
    before: str
    after: str
    cause: str
    transition_id: str


@attrs.frozen(kw_only=True)
class ProfileChanged(Happening):
    """A member goes by another name, or shows another picture or none, in one salon."""

    salon_id: str
    user_id: str


@attrs.frozen(kw_only=True)
class PictureChosen(Happening):
    """A member chose a picture for one salon; the homeserver is to keep it."""

    salon_id: str
    user_id: str
    picture_id: str


@attrs.frozen(kw_only=True)
class PictureDropped(Happening):
    """A picture is shown no more."""

    mxc: str


@attrs.frozen(kw_only=True)
class MailAsked(Happening):
    """A member gave a mail address that is to be confirmed by a letter."""

    change_id: str


@attrs.frozen(kw_only=True)
class MailChanged(Happening):
    """A member's letters go to another address."""

    change_id: str


@attrs.frozen(kw_only=True)
class PlanChangeAsked(Happening):
    """A member confirmed that their plan shall become another one, and the provider is to be asked."""

    salon_id: str
    user_id: str
    change_id: str


@attrs.frozen(kw_only=True)
class PlanChangeSettled(Happening):
    """What came of it is known."""

    salon_id: str
    user_id: str
    change_id: str


@attrs.frozen(kw_only=True)
class PlanChanged(Happening):
    """A member is on another plan than before; `was_planned`: they had asked for it to begin with a paid time."""

    salon_id: str
    user_id: str
    change_id: str
    was_planned: bool


@attrs.frozen(kw_only=True)
class TrialEnds(Happening):
    """Somebody's free days end at `ends_ms`, and the first payment is made then."""

    salon_id: str
    user_id: str
    ends_ms: int


@attrs.frozen(kw_only=True)
class PassEnds(Happening):
    """What somebody paid ahead ends at `ends_ms`, in so many days or fewer."""

    salon_id: str
    user_id: str
    ends_ms: int
    days: int


@attrs.frozen(kw_only=True)
class PassExtended(Happening):
    """A member's payment for more time is there; they have paid until `ends_ms`."""

    salon_id: str
    user_id: str
    ends_ms: int


@attrs.frozen(kw_only=True)
class DoneByHand(Happening):
    """Staff put somebody out of a room, barred them or let them in again in their own app."""

    salon_id: str
    hand_id: str


@attrs.frozen(kw_only=True)
class CircularGoesOn(Happening):
    """The next of those whom the staff of a salon wrote to are to be told."""

    salon_id: str
    circular_id: str


@attrs.frozen(kw_only=True)
class PostsCleared(Happening):
    """What somebody who left had wished for their posts is done."""

    salon_id: str
    user_id: str
    parting_id: str
