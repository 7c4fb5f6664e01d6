# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes of payments for time ahead, in the transactions of who settles them."""

import attrs

from modules.membership.domain import passes
from modules.membership.domain.application import Application
from modules.membership.domain.changes import Change, Member
from modules.membership.domain.closing import Due
from modules.membership.store import endings
from modules.membership.store import passes as store
from synapse_salon.database import Txn
from synapse_salon.happenings import PassExtended


def settle_in(txn: Txn, application: Application, before: Member, change: Change, now_ms: int) -> Change:
    """What a member becomes by an application that is paid ahead; `change` is that they come in."""
    months = application.pass_months
    assert months is not None, "the caller looked"
    if before.standing.is_inside:
        change = passes.extended(before, application.id, months, now_ms)
        from_ms = max(now_ms, before.paid_through_ms or 0)
        through_ms = change.member.paid_through_ms or from_ms
        txn.say(PassExtended(salon_id=before.salon_id, user_id=before.user_id, ends_ms=through_ms))
    else:
        change, from_ms = passes.begun(change, months, now_ms), now_ms
    store.add(txn, application, from_ms, change.member.paid_through_ms or from_ms)
    return change


def taken_back_in(txn: Txn, application: Application, member: Member, now_ms: int) -> Change | None:
    """What a member becomes whose payment was given back whole; None where that was known."""
    times = store.times(txn, application.id)
    if times is None or not store.take_back(txn, application.id) or not passes.is_one(member):
        return None
    return passes.taken_back(member, times[1] - times[0], now_ms)


def dues_in(txn: Txn, member: Member) -> list[Due]:
    """What somebody paid for the time they have; with the time that each payment is for, where it was paid ahead."""
    if member.pass_months is None:
        return endings.dues_of_order(txn, member.application_id or "")
    found = []
    for order in store.orders(txn, member.salon_id, member.user_id, member.paid_from_ms or 0):
        times = store.times(txn, order) or (None, None)
        found += [
            attrs.evolve(due, from_ms=times[0], through_ms=times[1])
            for due in endings.dues_of_order(txn, order)
        ]
    return found
