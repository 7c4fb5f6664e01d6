# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Landing pages in the database: drafts, reviews, and what the public sees.

The three are three tables. What is served is read from `salon_pages` only, and the one statement that
writes there takes its words from a review that the same transaction approves.
"""

import json
from typing import Any, Literal

import attrs

from modules.salons.domain.links import PageLink
from modules.salons.domain.pages import Evidence, PageContent, Review
from modules.salons.domain.searching import words_of
from synapse_salon.database import Txn

_REVIEW = (
    "SELECT id, salon_id, content, author, submitted_by, submitted_ms, decision, reason, decided_by, decided_ms,"
    " evidence FROM salon_page_reviews"
)


def _written(content: PageContent) -> str:
    return json.dumps(attrs.asdict(content), ensure_ascii=False)


def read(text: str) -> PageContent:
    """A page's words, as they are stored."""
    stored = json.loads(text)
    links = tuple(PageLink(**link) for link in stored.get("links", ()))
    return PageContent(**{**stored, "benefits": tuple(stored["benefits"]), "links": links})


def _shown(evidence: tuple[Evidence, ...]) -> str:
    return json.dumps([attrs.asdict(one) for one in evidence], ensure_ascii=False)


def _evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(**one) for one in json.loads(text))


def _review(row: tuple[Any, ...]) -> Review:
    return Review(
        id=row[0],
        salon_id=row[1],
        content=read(row[2]),
        author=row[3],
        submitted_by=row[4],
        submitted_ms=row[5],
        decision=row[6],
        reason=row[7],
        decided_by=row[8],
        decided_ms=row[9],
        evidence=_evidence(row[10]),
    )


def save_draft(
    txn: Txn, salon_id: str, content: PageContent, evidence: tuple[Evidence, ...], author: str, now_ms: int
) -> None:
    """Keep a page's words while they are written, and what its author can show for them."""
    txn.run(
        "INSERT INTO salon_page_drafts (salon_id, content, evidence, author, written_ms) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (salon_id) DO UPDATE SET content = excluded.content, evidence = excluded.evidence,"
        " author = excluded.author, written_ms = excluded.written_ms",
        salon_id,
        _written(content),
        _shown(evidence),
        author,
        now_ms,
    )


def draft(txn: Txn, salon_id: str) -> tuple[PageContent, str, tuple[Evidence, ...]] | None:
    """The draft, who wrote it last, and what they can show for it."""
    row = txn.row("SELECT content, author, evidence FROM salon_page_drafts WHERE salon_id = ?", salon_id)
    return (read(row[0]), row[1], _evidence(row[2])) if row else None


def submit(txn: Txn, review: Review) -> bool:
    """Hand a page in; False where one of this salon waits already."""
    return bool(
        txn.run(
            "INSERT INTO salon_page_reviews (id, salon_id, content, evidence, author, submitted_by, submitted_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            review.id,
            review.salon_id,
            _written(review.content),
            _shown(review.evidence),
            review.author,
            review.submitted_by,
            review.submitted_ms,
        )
    )


def review(txn: Txn, review_id: str) -> Review | None:
    """One review."""
    row = txn.row(f"{_REVIEW} WHERE id = ?", review_id)
    return _review(row) if row else None


def waiting(txn: Txn) -> list[Review]:
    """Reviews to decide, oldest first."""
    return [_review(row) for row in txn.rows(f"{_REVIEW} WHERE decision IS NULL ORDER BY submitted_ms, id")]


def latest(txn: Txn, salon_id: str) -> Review | None:
    """A salon's newest review."""
    row = txn.row(f"{_REVIEW} WHERE salon_id = ? ORDER BY submitted_ms DESC, id DESC LIMIT 1", salon_id)
    return _review(row) if row else None


def decide(
    txn: Txn, review_id: str, decision: Literal["approved", "refused"], reason: str, by: str, now_ms: int
) -> bool:
    """Record a decision; an approval publishes the words that were reviewed. False: it was decided already."""
    decided = txn.run(
        "UPDATE salon_page_reviews SET decision = ?, reason = ?, decided_by = ?, decided_ms = ?"
        " WHERE id = ? AND decision IS NULL",
        decision,
        reason,
        by,
        now_ms,
        review_id,
    )
    if decided and decision == "approved":
        txn.run(
            "INSERT INTO salon_pages (salon_id, review_id, content, published_ms)"
            " SELECT salon_id, id, content, decided_ms FROM salon_page_reviews WHERE id = ? AND decision = 'approved'"
            " ON CONFLICT (salon_id) DO UPDATE SET review_id = excluded.review_id, content = excluded.content,"
            " published_ms = excluded.published_ms",
            review_id,
        )
        row = txn.row("SELECT content FROM salon_pages WHERE review_id = ?", review_id)
        assert row is not None, "published a line above"
        txn.run("UPDATE salon_pages SET words = ? WHERE review_id = ?", words_of(read(row[0])), review_id)
    return bool(decided)


def take_name(txn: Txn, salon_id: str, content: PageContent) -> None:
    """The salon is called everywhere as its public page says."""
    txn.run(
        "UPDATE salon_salons SET title = ?, purpose = ? WHERE id = ?",
        content.title,
        content.purpose,
        salon_id,
    )


def open_salon(txn: Txn, salon_id: str, now_ms: int) -> bool:
    """Open a salon whose page is public; True the first time."""
    return bool(
        txn.run(
            "UPDATE salon_salons SET state = 'open', opened_ms = ? WHERE id = ? AND state = 'draft'"
            " AND EXISTS (SELECT 1 FROM salon_pages WHERE salon_id = ?)",
            now_ms,
            salon_id,
            salon_id,
        )
    )


def public(txn: Txn, salon_id: str) -> tuple[str, PageContent] | None:
    """What the public sees of a salon, and which review approved it."""
    row = txn.row("SELECT review_id, content FROM salon_pages WHERE salon_id = ?", salon_id)
    return (row[0], read(row[1])) if row else None


def published(txn: Txn, salon_id: str) -> PageContent | None:
    """What the public sees of a salon."""
    row = txn.row("SELECT content FROM salon_pages WHERE salon_id = ?", salon_id)
    return read(row[0]) if row else None
