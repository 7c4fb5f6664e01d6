# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was asked under which order id: the same asked twice is done once."""

from bridges.sandbox.store import books as store
from synapse_salon.database import Txn
from synapse_salon.ports.payments import Ref, Rejected


def asked_before(txn: Txn, act: str, order_id: str, content: str, ref: Ref) -> Ref | None:
    """The ref this was asked with before, or None for the first time.

    Raises:
        Rejected: something else was asked under this order id.
    """
    before = store.first_asked(txn, act, order_id, content, ref)
    if before is None:
        return None
    if before[0] != content:
        raise Rejected(f"order {order_id} was asked before with other content")
    return Ref(before[1])
