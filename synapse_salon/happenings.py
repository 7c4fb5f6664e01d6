# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Typed facts that features tell each other: the only common tongue of features.

A happening is written in the same transaction as the change it tells of (`txn.say(…)`) and reaches
each handler that asked for its kind at least once, after the commit (synapse_salon/outbox).
Handlers are therefore idempotent: they look at what is so now, not only at what is told.
"""

from typing import ClassVar

import attrs

KINDS: dict[str, type["Happening"]] = {}


@attrs.frozen(kw_only=True)
class Happening:
    """A fact, in the past tense. Fields are text, integers or booleans."""

    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__
        KINDS[cls.kind] = cls


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


@attrs.frozen(kw_only=True)
class RefundOwed(Happening):
    """A closed salon owes a part of a payment to its member."""

    salon_id: str
    user_id: str
    payment: str


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
class QuestionAsked(Happening):
    """A member asked those who run their salon something; its room is to be opened."""

    salon_id: str
    ask_id: str


@attrs.frozen(kw_only=True)
class QuestionClosed(Happening):
    """A member's question was closed; its room is to be shut."""

    salon_id: str
    ask_id: str


@attrs.frozen(kw_only=True)
class RulesPublished(Happening):
    """A salon's rules have a new version, to be accepted before the next message."""

    salon_id: str
    version: int


@attrs.frozen(kw_only=True)
class RulesAccepted(Happening):
    """A person accepted a version of a salon's rules."""

    salon_id: str
    user_id: str
    version: int


@attrs.frozen(kw_only=True)
class RoomOpened(Happening):
    """A room of a salon exists, is gated and is in the Space."""

    salon_id: str
    room_id: str


@attrs.frozen(kw_only=True)
class EtiquetteWritten(Happening):
    """Staff wrote down what they ask of those who write in a room, or took it away."""

    salon_id: str
    room_id: str
    version: int


@attrs.frozen(kw_only=True)
class RoomChanged(Happening):
    """A room of a salon is for others than before, or was archived or brought back."""

    salon_id: str
    room_id: str


@attrs.frozen(kw_only=True)
class ChatEnded(Happening):
    """A chat that was opened for a while came to its end: its room is archived."""

    salon_id: str
    room_id: str


@attrs.frozen(kw_only=True)
class SalonChanged(Happening):
    """Facts of a salon changed that need no review: its colour, language, time zone or minimum age."""

    salon_id: str


@attrs.frozen(kw_only=True)
class OwnershipOffered(Happening):
    """The owner of a salon asks somebody to become its owner."""

    salon_id: str
    user_id: str
    offer_id: str


@attrs.frozen(kw_only=True)
class SampleAsked(Happening):
    """Staff would like to show somebody's post to people outside, and ask them."""

    salon_id: str
    user_id: str
    sample_id: str


@attrs.frozen(kw_only=True)
class OwnerChanged(Happening):
    """A salon was handed over to somebody else."""

    salon_id: str
    owner: str


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
class DuesFailed(Happening):
    """A renewal was not paid, and its member is to be reminded: for the `attempt`th time, from 1, of what they owe
    since `since_ms`."""

    salon_id: str
    user_id: str
    attempt: int
    pay_url: str
    since_ms: int = 0


@attrs.frozen(kw_only=True)
class ApplicationAsks(Happening):
    """Somebody wants to join a salon whose staff decide about it."""

    salon_id: str
    user_id: str
    application_id: str


@attrs.frozen(kw_only=True)
class ApplicationAnswered(Happening):
    """The staff let somebody go on with joining, or did not; `reason` is theirs, and may be empty."""

    salon_id: str
    user_id: str
    application_id: str
    is_approved: bool
    reason: str


@attrs.frozen(kw_only=True)
class PlaceOffered(Happening):
    """A place became free, and is kept for somebody who waited for it."""

    salon_id: str
    user_id: str
    application_id: str


@attrs.frozen(kw_only=True)
class ConsentAsked(Happening):
    """A parent or guardian is to be asked whether somebody may join."""

    salon_id: str
    user_id: str
    consent_id: str


@attrs.frozen(kw_only=True)
class ConsentAnswered(Happening):
    """A parent or guardian said yes or no."""

    salon_id: str
    user_id: str
    consent_id: str
    application_id: str
    is_given: bool


@attrs.frozen(kw_only=True)
class ConsentWithdrawn(Happening):
    """A parent or guardian withdrew their consent: nothing more is charged."""

    salon_id: str
    user_id: str
    consent_id: str


@attrs.frozen(kw_only=True)
class InviteTaken(Happening):
    """Somebody whom a member had invited became a member."""

    salon_id: str
    application_id: str


@attrs.frozen(kw_only=True)
class TrialRefused(Happening):
    """Somebody began free days with a card or a mail address that had some before: nothing was charged, and
    `application_id` is how they go on without."""

    salon_id: str
    user_id: str
    application_id: str


@attrs.frozen(kw_only=True)
class PaymentAwaited(Happening):
    """Somebody decided to pay in a way that takes days: until then an application waits for the money."""

    application_id: str


@attrs.frozen(kw_only=True)
class PaymentNotMade(Happening):
    """Money that an application waited for did not come in time: it has ended."""

    application_id: str


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
class PostsCleared(Happening):
    """What somebody who left had wished for their posts is done."""

    salon_id: str
    user_id: str
    parting_id: str


@attrs.frozen(kw_only=True)
class SubscriptionUnwanted(Happening):
    """A subscription shall take no more money: its member is out, or has another one."""

    ref: str
    order_id: str
    reason: str


@attrs.frozen(kw_only=True)
class RefundAsked(Happening):
    """Staff give money back; the provider is to be asked for it, under the refund's id."""

    refund_id: str


@attrs.frozen(kw_only=True)
class PaymentTold(Happening):
    """The provider told something new of a payment of ours: that it went through or failed, or that another amount of
    it was given back. `price_key` is the line it was made for, and `from_ms` to `through_ms` the time (0: untold)."""

    provider: str
    payment: str
    price_key: str
    from_ms: int
    through_ms: int


@attrs.frozen(kw_only=True)
class ReceiptIssued(Happening):
    """A receipt or credit note was made; `is_news`: whom it is for is to be told."""

    receipt_id: str
    is_news: bool


@attrs.frozen(kw_only=True)
class PaymentDisputed(Happening):
    """A payer's bank took a payment of ours back (`open`), or decided about it (`won` by the salon, or `lost`)."""

    provider: str
    payment: str
    state: str


@attrs.frozen(kw_only=True)
class PaymentUnwanted(Happening):
    """A payment came for which there is nothing to give: it is to be given back whole."""

    ref: str
    order_id: str
    reason: str


@attrs.frozen(kw_only=True)
class ChargeEnded(Happening):
    """A charge of a kept card came to its end: it succeeded, or nothing was taken."""

    order_id: str
    succeeded: bool


@attrs.frozen(kw_only=True)
class PurchasePaid(Happening):
    """Something that is sold once was paid for; the feature that sells it is to hand it over."""

    order_id: str


@attrs.frozen(kw_only=True)
class PurchaseReturned(Happening):
    """Something that had been handed over was given back; the feature that sold it is to take its part back."""

    order_id: str


@attrs.frozen(kw_only=True)
class PurchaseUnwanted(Happening):
    """A purchase's payment is to be given back whole: it came when there was nothing left (`is_late`), or the feature
    does not hand it over after all."""

    order_id: str
    is_late: bool
