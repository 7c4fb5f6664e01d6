# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much there is of what is sold.

Each change is one conditional UPDATE, for transactions at READ COMMITTED: whoever comes second waits for the first, and
is then counted against what that one left.
"""

from synapse_salon.database import Txn
from synapse_salon.purchases.sales import Offer, Stock

ANY = 2**62


def offer(txn: Txn, new: Offer) -> None:
    """Say how much there is of an item; what is held and sold stays, also where it is more than there is now."""
    txn.run(
        "INSERT INTO salon_stock (item, capacity, per_person, held, sold) VALUES (?, ?, ?, 0, 0)"
        " ON CONFLICT (item) DO UPDATE SET capacity = excluded.capacity, per_person = excluded.per_person",
        new.item,
        new.capacity,
        new.per_person,
    )


def stock(txn: Txn, item: str) -> Stock | None:
    """How much there is of an item."""
    row = txn.row("SELECT item, capacity, per_person, held, sold FROM salon_stock WHERE item = ?", item)
    return None if row is None else Stock(*row)


def take(txn: Txn, item: str, user_id: str, count: int, per_person: int | None) -> bool:
    """Count so many more for a person; False where that is more than one person may have."""
    txn.run(
        "INSERT INTO salon_stock_people (item, user_id, taken) VALUES (?, ?, 0) ON CONFLICT (item, user_id) DO NOTHING",
        item,
        user_id,
    )
    changed = txn.run(
        "UPDATE salon_stock_people SET taken = taken + ? WHERE item = ? AND user_id = ? AND taken + ? <= ?",
        count,
        item,
        user_id,
        count,
        ANY if per_person is None else per_person,
    )
    return changed == 1


def let_go(txn: Txn, item: str, user_id: str, count: int) -> None:
    """Count so many fewer for a person."""
    txn.run(
        "UPDATE salon_stock_people SET taken = taken - ? WHERE item = ? AND user_id = ?", count, item, user_id
    )


def hold(txn: Txn, item: str, count: int) -> bool:
    """Promise so many to somebody who is going to pay; False where there are not so many."""
    changed = txn.run(
        "UPDATE salon_stock SET held = held + ? WHERE item = ? AND held + sold + ? <= COALESCE(capacity, ?)",
        count,
        item,
        count,
        ANY,
    )
    return changed == 1


def free(txn: Txn, item: str, count: int) -> None:
    """So many are promised no longer."""
    txn.run("UPDATE salon_stock SET held = held - ? WHERE item = ?", count, item)


def sell(txn: Txn, item: str, count: int) -> None:
    """So many that were promised are paid for."""
    txn.run("UPDATE salon_stock SET held = held - ?, sold = sold + ? WHERE item = ?", count, count, item)


def give_back(txn: Txn, item: str, count: int) -> None:
    """So many that were paid for can be sold again."""
    txn.run("UPDATE salon_stock SET sold = sold - ? WHERE item = ?", count, item)
