# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coupons and who uses them, in the database. Uses are counted by conditional UPDATEs, for READ COMMITTED."""

import json
from typing import Any

from modules.membership.domain.coupons import Coupon, Redeemed
from synapse_salon.database import Txn
from synapse_salon.money import Money

_COUPON = (
    "id, salon_id, code, percent, amount, currency, plans, lasts, months, uses, per_person, valid_until_ms, is_on,"
    " taken, made_by, made_ms"
)
_OF = ", ".join(f"c.{name.strip()}" for name in _COUPON.split(","))


def insert(txn: Txn, new: Coupon) -> bool:
    """Write a new coupon; False where the salon has one of this code."""
    wrote = txn.run(
        f"INSERT INTO salon_coupons ({_COUPON}, changed_by, changed_ms) VALUES ({', '.join('?' * 18)})"
        " ON CONFLICT (salon_id, code) DO NOTHING",
        new.id,
        new.salon_id,
        new.code,
        new.percent,
        new.amount.minor if new.amount is not None else None,
        new.currency,
        json.dumps(new.plans),
        new.lasts,
        new.months,
        new.uses,
        new.per_person,
        new.valid_until_ms,
        int(new.is_on),
        new.taken,
        new.made_by,
        new.made_ms,
        new.made_by,
        new.made_ms,
    )
    return wrote == 1


def switch(txn: Txn, salon_id: str, coupon_id: str, is_on: bool, by: str, now_ms: int) -> bool:
    """Switch a coupon on or off; False where the salon has none of this id."""
    changed = txn.run(
        "UPDATE salon_coupons SET is_on = ?, changed_by = ?, changed_ms = ? WHERE salon_id = ? AND id = ?",
        int(is_on),
        by,
        now_ms,
        salon_id,
        coupon_id,
    )
    return changed == 1


def of_salon(txn: Txn, salon_id: str, limit: int) -> list[Coupon]:
    """The coupons of a salon, the newest first."""
    rows = txn.rows(
        f"SELECT {_COUPON} FROM salon_coupons WHERE salon_id = ? ORDER BY made_ms DESC, id LIMIT ?",
        salon_id,
        limit,
    )
    return [_coupon(row) for row in rows]


def any_on(txn: Txn, salon_id: str, now_ms: int) -> bool:
    """Whether a salon has a coupon that somebody could use."""
    sql = "SELECT 1 FROM salon_coupons WHERE salon_id = ? AND is_on = 1 AND COALESCE(valid_until_ms, ?) > ? LIMIT 1"
    return txn.row(sql, salon_id, now_ms + 1, now_ms) is not None


def by_code(txn: Txn, salon_id: str, code: str) -> Coupon | None:
    """The coupon of a code."""
    row = txn.row(f"SELECT {_COUPON} FROM salon_coupons WHERE salon_id = ? AND code = ?", salon_id, code)
    return None if row is None else _coupon(row)


def by_id(txn: Txn, salon_id: str, coupon_id: str) -> Coupon | None:
    """A salon's coupon."""
    row = txn.row(f"SELECT {_COUPON} FROM salon_coupons WHERE salon_id = ? AND id = ?", salon_id, coupon_id)
    return None if row is None else _coupon(row)


def of_application(txn: Txn, application_id: str) -> Redeemed | None:
    """The coupon that an application gave."""
    row = txn.row(
        f"SELECT r.plan_id, r.state, r.from_ms, {_OF} FROM salon_redemptions r JOIN salon_coupons c"
        " ON c.id = r.coupon_id WHERE r.application_id = ?",
        application_id,
    )
    return None if row is None else Redeemed(_coupon(row[3:]), row[0], row[1], row[2])


def choose(
    txn: Txn, application_id: str, user_id: str, plan_id: str, coupon: Coupon | None, now_ms: int
) -> None:
    """Note the coupon that somebody filled in, or that they gave none. What is kept for them already stays."""
    txn.run(
        "DELETE FROM salon_redemptions WHERE application_id = ? AND state IN ('chosen', 'freed')",
        application_id,
    )
    if coupon is not None:
        txn.run(
            "INSERT INTO salon_redemptions (application_id, coupon_id, salon_id, user_id, plan_id, state, made_ms)"
            " VALUES (?, ?, ?, ?, ?, 'chosen', ?) ON CONFLICT (application_id) DO NOTHING",
            application_id,
            coupon.id,
            coupon.salon_id,
            user_id,
            plan_id,
            now_ms,
        )


def carry(txn: Txn, before: str, after: str) -> None:
    """Another application takes the place of one, with what was filled in there."""
    txn.run(
        "INSERT INTO salon_redemptions (application_id, coupon_id, salon_id, user_id, plan_id, state, made_ms)"
        " SELECT ?, coupon_id, salon_id, user_id, plan_id, 'chosen', made_ms FROM salon_redemptions"
        " WHERE application_id = ? ON CONFLICT (application_id) DO NOTHING",
        after,
        before,
    )


def take(txn: Txn, coupon_id: str) -> bool:
    """Count one use more; False where that is more than there are. Who takes one at the same time waits."""
    changed = txn.run(
        "UPDATE salon_coupons SET taken = taken + 1 WHERE id = ? AND (uses IS NULL OR taken < uses)",
        coupon_id,
    )
    return changed == 1


def times_of(txn: Txn, coupon_id: str, user_id: str) -> int:
    """How often a person uses a coupon already."""
    row = txn.row(
        "SELECT COUNT(*) FROM salon_redemptions WHERE coupon_id = ? AND user_id = ? AND state IN ('held', 'used')",
        coupon_id,
        user_id,
    )
    return int(row[0]) if row else 0


def set_state(
    txn: Txn, application_id: str, before: tuple[str, ...], after: str, from_ms: int | None = None
) -> bool:
    """Bring a use from one of these states to another; False where it is in none of them."""
    marks = ", ".join("?" for _ in before)
    changed = txn.run(
        "UPDATE salon_redemptions SET state = ?, from_ms = COALESCE(?, from_ms) WHERE application_id = ?"
        f" AND state IN ({marks})",  # marks only
        after,
        from_ms,
        application_id,
        *before,
    )
    return changed == 1


def free(txn: Txn, application_id: str) -> None:
    """An application ended unpaid: others can use what was kept for it."""
    if set_state(txn, application_id, ("held",), "freed"):
        txn.run(
            "UPDATE salon_coupons SET taken = taken - 1"
            " WHERE id = (SELECT coupon_id FROM salon_redemptions WHERE application_id = ?)",
            application_id,
        )


def take_again(txn: Txn, application_id: str) -> bool:
    """An application that had ended is paid after all: whether its coupon, if it had one, still counts."""
    row = txn.row("SELECT coupon_id, state FROM salon_redemptions WHERE application_id = ?", application_id)
    if row is None or row[1] != "freed":
        return True
    return take(txn, row[0]) and set_state(txn, application_id, ("freed",), "held")


def forget(txn: Txn) -> None:
    """What was filled in goes with its application."""
    txn.run(
        "DELETE FROM salon_redemptions WHERE state IN ('chosen', 'freed')"
        " AND NOT EXISTS (SELECT 1 FROM salon_applications a WHERE a.id = salon_redemptions.application_id)"
    )


def _coupon(row: tuple[Any, ...]) -> Coupon:
    values = dict(zip((name.strip() for name in _COUPON.split(",")), row, strict=True))
    amount = values["amount"]
    values["amount"] = Money(amount, values["currency"]) if amount is not None else None
    values["plans"] = tuple(json.loads(values["plans"]))
    values["is_on"] = bool(values["is_on"])
    return Coupon(**values)
