# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Test cards that are kept, and the pages where they are given."""

from typing import Any

from bridges.sandbox.domain.cards import Behaviour, Card
from bridges.sandbox.domain.kept import CardPage, KeptCard
from synapse_salon.database import Txn
from synapse_salon.ports.payments import Ref

_CARD = "ref, customer, card, last4, saved_ms"
_PAGE = "ref, page_key, customer, subscription, success_url, cancel_url, expires_ms, card"


def keep(txn: Txn, kept: KeptCard) -> None:
    """Keep a card; one that does the same and ends in the same digits is the same, and is kept anew."""
    behaviour, last4 = kept.card.behaviour.value, kept.card.last4
    txn.run(
        "DELETE FROM salon_sandbox_cards WHERE customer = ? AND card = ? AND last4 = ?",
        kept.customer,
        behaviour,
        last4,
    )
    txn.run(
        f"INSERT INTO salon_sandbox_cards ({_CARD}) VALUES (?, ?, ?, ?, ?)",
        kept.ref,
        kept.customer,
        behaviour,
        last4,
        kept.saved_ms,
    )


def card(txn: Txn, ref: str) -> KeptCard | None:
    """A card that is kept."""
    return _card(txn.row(f"SELECT {_CARD} FROM salon_sandbox_cards WHERE ref = ?", ref))


def of_customer(txn: Txn, customer: str) -> list[KeptCard]:
    """The cards kept for a customer, the newest first."""
    rows = txn.rows(
        f"SELECT {_CARD} FROM salon_sandbox_cards WHERE customer = ? ORDER BY saved_ms DESC, ref", customer
    )
    return [found for row in rows if (found := _card(row))]


def forget(txn: Txn, ref: str) -> None:
    """Keep a card no longer."""
    txn.run("DELETE FROM salon_sandbox_cards WHERE ref = ?", ref)


def open_page(txn: Txn, page: CardPage) -> None:
    """Write a page down."""
    txn.run(
        f"INSERT INTO salon_sandbox_card_pages ({_PAGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        page.ref,
        page.page_key,
        page.customer,
        page.subscription,
        page.success_url,
        page.cancel_url,
        page.expires_ms,
        page.card,
    )


def page(txn: Txn, ref: str) -> CardPage | None:
    """The page of this ref."""
    return _page(txn.row(f"SELECT {_PAGE} FROM salon_sandbox_card_pages WHERE ref = ?", ref))


def page_of_key(txn: Txn, page_key: str) -> CardPage | None:
    """The page with this key in its address."""
    return _page(txn.row(f"SELECT {_PAGE} FROM salon_sandbox_card_pages WHERE page_key = ?", page_key))


def given(txn: Txn, page: CardPage, card: Ref) -> bool:
    """A card was given on a page; False where one was before."""
    wrote = txn.run(
        "UPDATE salon_sandbox_card_pages SET card = ? WHERE ref = ? AND card IS NULL", card, page.ref
    )
    return wrote == 1


def _card(row: tuple[Any, ...] | None) -> KeptCard | None:
    if row is None:
        return None
    ref, customer, behaviour, last4, saved_ms = row
    return KeptCard(Ref(ref), customer, Card(Behaviour(behaviour), last4), saved_ms)


def _page(row: tuple[Any, ...] | None) -> CardPage | None:
    if row is None:
        return None
    values = dict(zip(_PAGE.split(", "), row, strict=True))
    return CardPage(**values)
