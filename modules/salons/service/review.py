# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a draft to a public page: written by the salon, approved by somebody else."""

from typing import Literal

from modules.salons.domain.claims import in_page
from modules.salons.domain.evidence import kept
from modules.salons.domain.pages import Evidence, PageContent, Review, check_complete, check_reviewer
from modules.salons.service.disclosures import Disclosures
from modules.salons.service.lookups import SalonLookups
from modules.salons.service.opening import Openings
from modules.salons.store import pages
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotAllowed, NotFound
from synapse_salon.happenings import PageReviewed, SalonOpened
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon


class Reviews:
    """Pages, their drafts and their reviews."""

    def __init__(
        self, platform: Platform, lookups: SalonLookups, disclosures: Disclosures, openings: Openings
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._disclosures = disclosures
        self._openings = openings

    async def draft(self, salon: Salon, by: str) -> PageContent:
        """The page as it is being written."""
        await self._lookups.allow(salon, by, Act.EDIT_PAGE)
        return (await self._draft(salon))[0]

    async def evidence(self, salon: Salon, by: str) -> tuple[Evidence, ...]:
        """What the author can show for words of the draft that were noticed."""
        await self._lookups.allow(salon, by, Act.EDIT_PAGE)
        return (await self._draft(salon))[2]

    async def _draft(self, salon: Salon) -> tuple[PageContent, str, tuple[Evidence, ...]]:
        found = await self._db.run("salon_page_draft", pages.draft, salon.id)
        return found or (PageContent(salon.title, salon.purpose, "", (), ""), salon.owner, ())

    async def save(
        self, salon: Salon, by: str, content: PageContent, evidence: tuple[Evidence, ...] = ()
    ) -> None:
        """Keep the page's words, and the evidence for those of them that are noticed. What the public sees
        does not change."""
        await self._lookups.allow(salon, by, Act.EDIT_PAGE)
        shown = kept(evidence, in_page(content, salon.rules))
        await self._db.run("salon_page_save", pages.save_draft, salon.id, content, shown, by, self._now())

    async def submit(self, salon: Salon, by: str) -> Review:
        """Hand the draft in.

        Raises:
            BadInput: the page says nothing that members get, or the seller's disclosure lacks something.
            Conflict: one waits for its decision already.
        """
        await self._lookups.allow(salon, by, Act.EDIT_PAGE)
        content, author, evidence = await self._draft(salon)
        check_complete(content)
        await self._disclosures.check_page(salon)
        review = Review(
            ids.new_id(), salon.id, content, author, by, self._now(), None, None, None, None, evidence
        )
        if not await self._db.run("salon_page_submit", pages.submit, review):
            raise Conflict(
                t("This page is being reviewed; it can be handed in again after that."), "in_review"
            )
        return review

    async def waiting(self, by: str) -> list[tuple[Review, Salon]]:
        """Reviews to decide, oldest first, with their salons."""
        await self._check_reviewer(by)
        found = []
        for review in await self._db.run("salon_page_waiting", pages.waiting):
            salon = await self._lookups.by_id(review.salon_id)
            if salon is not None:
                found.append((review, salon))
        return found

    async def one(self, by: str, review_id: str) -> tuple[Review, Salon, PageContent | None]:
        """A review, its salon, and the words that are public now."""
        await self._check_reviewer(by)
        review = await self._db.run("salon_page_review", pages.review, review_id)
        salon = await self._lookups.by_id(review.salon_id) if review is not None else None
        if review is None or salon is None:
            raise NotFound(t("There is no such review."), "no_such_review")
        return review, salon, await self.published(salon.id)

    async def decide(
        self, by: str, review_id: str, decision: Literal["approved", "refused"], reason: str
    ) -> Review:
        """Approve or refuse. The first approval opens the salon.

        Raises:
            NotAllowed: not a reviewer, or one who works for the salon or wrote the page.
            Conflict: it was decided already, or a step before the opening is not done.
            BadInput: approved, but the seller's disclosure lacks something.
        """
        review, salon, _ = await self.one(by, review_id)
        check_reviewer(review, by, await self._lookups.roles(salon.id, by))
        if decision == "approved":
            await self._disclosures.check_page(salon)
            await self._openings.check(salon)
        if not await self._db.run("salon_page_decide", self._decide, review, decision, reason, by):
            raise Conflict(t("This page has been decided already."), "already_decided")
        await self._lookups.forget_salon(salon.id)
        return review

    def _decide(
        self, txn: Txn, review: Review, decision: Literal["approved", "refused"], reason: str, by: str
    ) -> bool:
        if not pages.decide(txn, review.id, decision, reason, by, self._now()):
            return False
        approved = decision == "approved"
        txn.say(PageReviewed(salon_id=review.salon_id, review_id=review.id, approved=approved, reason=reason))
        if approved:
            pages.take_name(txn, review.salon_id, review.content)
        if approved and pages.open_salon(txn, review.salon_id, self._now()):
            txn.say(SalonOpened(salon_id=review.salon_id))
        return True

    async def public(self, salon_id: str) -> tuple[str, PageContent] | None:
        """What the public sees, and the id of the review that approved it."""
        return await self._db.run("salon_page_public", pages.public, salon_id)

    async def published(self, salon_id: str) -> PageContent | None:
        """What the public sees."""
        return await self._db.run("salon_page_published", pages.published, salon_id)

    async def latest(self, salon_id: str) -> Review | None:
        """The newest review of a salon's page."""
        return await self._db.run("salon_page_latest", pages.latest, salon_id)

    async def is_reviewer(self, user_id: str) -> bool:
        """Whether this person reviews pages here."""
        return may(await self._lookups.platform_roles(user_id), Act.REVIEW_PAGES)

    async def _check_reviewer(self, by: str) -> None:
        if not await self.is_reviewer(by):
            raise NotAllowed(t("Pages are reviewed by the reviewers of this server."), "not_a_reviewer")

    def _now(self) -> int:
        return self._platform.clock.now_ms()
