# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens until somebody is a member."""

import attrs

from synapse_salon.happenings.kind import Happening


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
class PaymentAwaited(Happening):
    """Somebody decided to pay in a way that takes days: until then an application waits for the money."""

    application_id: str


@attrs.frozen(kw_only=True)
class PaymentNotMade(Happening):
    """Money that an application waited for did not come in time: it has ended."""

    application_id: str


@attrs.frozen(kw_only=True)
class TrialRefused(Happening):
    """Somebody began free days with a card or a mail address that had some before: nothing was charged, and
    `application_id` is how they go on without."""

    salon_id: str
    user_id: str
    application_id: str


@attrs.frozen(kw_only=True)
class InviteTaken(Happening):
    """Somebody whom a member had invited became a member."""

    salon_id: str
    application_id: str


@attrs.frozen(kw_only=True)
class ThanksOwed(Happening):
    """Whom a member had invited is still there: the member has something coming, in kind."""

    salon_id: str
    gift_id: str
