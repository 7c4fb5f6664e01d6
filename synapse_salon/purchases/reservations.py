# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sales in the database, each with what it holds of the stock. A change of state answers whether it happened, so that
of two who want the same one does it."""

import json
from typing import Any

import attrs

from synapse_salon.database import Txn
from synapse_salon.database.txn import places
from synapse_salon.money import Money
from synapse_salon.ports.payments import Ref
from synapse_salon.purchases import stock
from synapse_salon.purchases.sales import UNPAID, Bought, Sale, SaleState

_SALE = (
    "order_id, salon_id, user_id, purpose, lines, language, page, state, made_ms, expires_ms, due_ms,"
    " checkout, pay_url, payment, provider"
)


def insert(txn: Txn, new: Sale, key: str, content: str) -> bool:
    """Write a new sale; False where this key of this person has one."""
    wrote = txn.run(
        f"INSERT INTO salon_sales ({_SALE}, key, content) VALUES ({', '.join('?' * 17)})"
        " ON CONFLICT (purpose, user_id, key) DO NOTHING",
        new.order_id,
        new.salon_id,
        new.user_id,
        new.purpose,
        json.dumps([attrs.asdict(line) for line in new.lines], ensure_ascii=False),
        new.language,
        new.page,
        new.state,
        new.made_ms,
        new.expires_ms,
        new.due_ms,
        new.checkout,
        new.pay_url,
        new.payment,
        new.provider,
        key,
        content,
    )
    return wrote == 1


def by_key(txn: Txn, purpose: str, user_id: str, key: str) -> tuple[Sale, str] | None:
    """The sale of a key, and the content it came with."""
    row = txn.row(
        f"SELECT {_SALE}, content FROM salon_sales WHERE purpose = ? AND user_id = ? AND key = ?",
        purpose,
        user_id,
        key,
    )
    return None if row is None else (_sale(row[:-1]), row[-1])


def get(txn: Txn, order_id: str) -> Sale | None:
    """A sale."""
    row = txn.row(f"SELECT {_SALE} FROM salon_sales WHERE order_id = ?", order_id)
    return None if row is None else _sale(row)


def of_person(txn: Txn, purpose: str, user_id: str, limit: int) -> list[Sale]:
    """What a person ordered of one purpose, the newest first."""
    rows = txn.rows(
        f"SELECT {_SALE} FROM salon_sales WHERE user_id = ? AND purpose = ? ORDER BY made_ms DESC, order_id LIMIT ?",
        user_id,
        purpose,
        limit,
    )
    return [_sale(row) for row in rows]


def due(txn: Txn, now_ms: int, limit: int) -> list[Sale]:
    """The sales to look after by now, those that wait longest first."""
    rows = txn.rows(
        f"SELECT {_SALE} FROM salon_sales WHERE due_ms <= ? ORDER BY due_ms, order_id LIMIT ?", now_ms, limit
    )
    return [_sale(row) for row in rows]


def waiting(txn: Txn) -> list[Sale]:
    """The sales that wait for their payment at a page of the provider's."""
    rows = txn.rows(
        f"SELECT {_SALE} FROM salon_sales WHERE state IN {places(UNPAID)} AND checkout IS NOT NULL ORDER BY order_id",
        *UNPAID,
    )
    return [_sale(row) for row in rows]


def move(
    txn: Txn, order_id: str, before: tuple[SaleState, ...], after: SaleState, due_ms: int | None = None
) -> bool:
    """Bring a sale from one of these states to another; False where it is in none of them."""
    changed = txn.run(
        f"UPDATE salon_sales SET state = ?, due_ms = ? WHERE order_id = ? AND state IN {places(before)}",
        after,
        due_ms,
        order_id,
        *before,
    )
    return changed == 1


def look_later(txn: Txn, order_id: str, due_ms: int) -> None:
    """Look after an unpaid sale again at a moment."""
    txn.run("UPDATE salon_sales SET due_ms = ? WHERE order_id = ? AND due_ms IS NOT NULL", due_ms, order_id)


def set_checkout(txn: Txn, order_id: str, provider: str, ref: str, pay_url: str) -> None:
    """Where the person pays."""
    txn.run(
        "UPDATE salon_sales SET provider = ?, checkout = ?, pay_url = ? WHERE order_id = ? AND checkout IS NULL",
        provider,
        ref,
        pay_url,
        order_id,
    )


def set_payment(txn: Txn, order_id: str, ref: str) -> None:
    """What it was paid with."""
    txn.run("UPDATE salon_sales SET payment = ? WHERE order_id = ?", ref, order_id)


def free(txn: Txn, sale: Sale) -> None:
    """What was promised can be bought by others."""
    for line in in_order(sale.lines):
        stock.let_go(txn, line.item, sale.user_id, line.quantity)
        stock.free(txn, line.item, line.quantity)


def sell(txn: Txn, sale: Sale) -> None:
    """What was promised is paid for."""
    for line in in_order(sale.lines):
        stock.sell(txn, line.item, line.quantity)


def give_back(txn: Txn, sale: Sale) -> None:
    """What was paid for can be bought by others."""
    for line in in_order(sale.lines):
        stock.let_go(txn, line.item, sale.user_id, line.quantity)
        stock.give_back(txn, line.item, line.quantity)


def hold_again(txn: Txn, sale: Sale) -> bool:
    """Promise all of it once more; where there is not so much any more, nothing of it."""
    done: list[Bought] = []
    for line in in_order(sale.lines):
        known = stock.stock(txn, line.item)
        limit = known.per_person if known is not None else None
        if not stock.take(txn, line.item, sale.user_id, line.quantity, limit):
            break
        if not stock.hold(txn, line.item, line.quantity):
            stock.let_go(txn, line.item, sale.user_id, line.quantity)
            break
        done.append(line)
    else:
        return True
    free(txn, attrs.evolve(sale, lines=tuple(done)))
    return False


def in_order(lines: tuple[Bought, ...]) -> list[Bought]:
    """Lines in the order in which everybody takes them, so that nobody waits for each other."""
    return sorted(lines, key=lambda line: line.item)


def customer(txn: Txn, salon_id: str, user_id: str, fresh: str) -> str:
    """What the provider knows a buyer by in a salon; `fresh` becomes it where there is none."""
    txn.run(
        "INSERT INTO salon_buyers (salon_id, user_id, customer) VALUES (?, ?, ?)"
        " ON CONFLICT (salon_id, user_id) DO NOTHING",
        salon_id,
        user_id,
        fresh,
    )
    row = txn.row("SELECT customer FROM salon_buyers WHERE salon_id = ? AND user_id = ?", salon_id, user_id)
    assert row is not None, "written a line above"
    return str(row[0])


def _sale(row: tuple[Any, ...]) -> Sale:
    values = dict(zip(_SALE.split(", "), row, strict=True))
    values["lines"] = tuple(
        Bought(**{**line, "price": Money(**line["price"])}) for line in json.loads(values["lines"])
    )
    for name in ("checkout", "payment"):
        values[name] = Ref(values[name]) if values[name] is not None else None
    return Sale(**values)
