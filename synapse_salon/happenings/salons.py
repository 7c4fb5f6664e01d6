# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a salon: its founding, page, staff and end."""

import attrs

from synapse_salon.happenings.kind import Happening


@attrs.frozen(kw_only=True)
class SalonFounded(Happening):
    """A salon was begun; its Space and rooms are still to be made. `asks_first`: its founder wants the staff to
    answer everybody who asks to join."""

    salon_id: str
    asks_first: bool = False


@attrs.frozen(kw_only=True)
class SalonOpened(Happening):
    """A salon's page was approved for the first time: it may be joined."""

    salon_id: str


@attrs.frozen(kw_only=True)
class SalonChanged(Happening):
    """Facts of a salon changed that need no review: its colour, language, time zone or minimum age."""

    salon_id: str


@attrs.frozen(kw_only=True)
class PageReviewed(Happening):
    """A landing page was approved or refused; `reason` is the reviewer's, empty on approval."""

    salon_id: str
    review_id: str
    approved: bool
    reason: str


@attrs.frozen(kw_only=True)
class InquiryReceived(Happening):
    """Somebody wrote to a salon from its page."""

    salon_id: str
    inquiry_id: str


@attrs.frozen(kw_only=True)
class InquiryAnswered(Happening):
    """The staff wrote an answer to somebody who had written to their salon from its page."""

    salon_id: str
    inquiry_id: str


@attrs.frozen(kw_only=True)
class SampleAsked(Happening):
    """Staff would like to show somebody's post to people outside, and ask them."""

    salon_id: str
    user_id: str
    sample_id: str


@attrs.frozen(kw_only=True)
class RoleChanged(Happening):
    """A person was given or lost a role in a salon."""

    salon_id: str
    user_id: str


@attrs.frozen(kw_only=True)
class ReviewerChanged(Happening):
    """A person reviews pages for the house from now on, or no longer."""

    user_id: str


@attrs.frozen(kw_only=True)
class OwnershipOffered(Happening):
    """The owner of a salon asks somebody to become its owner."""

    salon_id: str
    user_id: str
    offer_id: str


@attrs.frozen(kw_only=True)
class OwnerChanged(Happening):
    """A salon was handed over to somebody else."""

    salon_id: str
    owner: str


@attrs.frozen(kw_only=True)
class SalonClosing(Happening):
    """The end of a salon was announced: it takes nobody in any more, and closes at `closes_ms`."""

    salon_id: str
    closing_id: str
    closes_ms: int


@attrs.frozen(kw_only=True)
class SalonClosingUndone(Happening):
    """The announced end of a salon was taken back."""

    salon_id: str
    closing_id: str


@attrs.frozen(kw_only=True)
class SalonClosed(Happening):
    """A salon was closed for good; told a second time when the room of its staff is shut too."""

    salon_id: str
    closing_id: str


@attrs.frozen(kw_only=True)
class ClosingReached(Happening):
    """The end of a salon, announced, taken back or come, is to reach one of the people whom it concerns."""

    salon_id: str
    user_id: str
    closing_id: str
