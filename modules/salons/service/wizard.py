# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a salon step by step: kept between the steps, founded and handed in at once with the last one."""

from collections.abc import Callable

import attrs

from modules.salons.domain.examples import EXAMPLES
from modules.salons.domain.pages import Review, check_complete
from modules.salons.domain.presets import FIRST_RULES
from modules.salons.domain.slugs import check_slug
from modules.salons.domain.wizard import Draft, DraftPlan, is_done, next_step, steps
from modules.salons.service.disclosures import Disclosures
from modules.salons.service.founding import Founding
from modules.salons.service.lookups import SalonLookups
from modules.salons.settings import SalonsSettings
from modules.salons.store import disclosures, owners, pages, plans
from modules.salons.store import wizard as store
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import Language, t
from synapse_salon.money import EXPONENTS, Money
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Plan, Salon

KEPT_MS = 90 * DAY_MS


class Wizard:
    """What somebody who opens a salon does."""

    def __init__(
        self,
        platform: Platform,
        lookups: SalonLookups,
        founding: Founding,
        seller: Disclosures,
        settings: SalonsSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._founding = founding
        self._seller = seller
        self.currency = settings.currency
        self._founders = settings.founders
        platform.timers.every(DAY_MS, "salons.forget_openings", self._forget)

    @property
    def opens_accounts(self) -> bool:
        """Whether somebody without an account opens one here: everybody may found a salon, and passwords work."""
        return self._founders == "anyone" and "password" in self._platform.host.sign_in_ways

    async def begun(self, by: str) -> Draft | None:
        """What this person began to fill in, or None."""
        return await self._db.run("salon_wizard", store.draft, by)

    async def draft(self, by: str, language: Language = "ja") -> Draft:
        """What this person filled in so far. Raises NotAllowed, Conflict: they may not open a salon."""
        await self._founding.check_founder(by)
        return await self._db.run("salon_wizard", store.draft, by) or Draft(language=language)

    async def change(self, by: str, language: Language, fill_in: Callable[[Draft], Draft]) -> Draft:
        """Fill in more. `fill_in` is pure: it may be called twice. Raises NotAllowed, Conflict."""
        await self._founding.check_founder(by)
        first = Draft(language=language)
        return await self._db.run("salon_wizard_change", store.change, by, fill_in, first, self._now())

    async def drop(self, by: str) -> None:
        """Begin anew."""
        await self._db.run("salon_wizard_drop", store.drop, by)

    async def check_name(self, slug: str) -> None:
        """Raises BadInput: this short name cannot be used, or is taken."""
        check_slug(slug)
        if await self._lookups.by_slug(slug) is not None:
            raise _taken(slug)

    def needs_seller(self, draft: Draft) -> bool:
        """Whether the salon cannot be handed in before it is said who sells."""
        return draft.sells and self._seller.is_wanted_of_founders()

    def with_example(self, draft: Draft) -> Draft:
        """The draft, with the example of its kind where nothing is written yet."""
        if draft.kind is None:
            return draft
        example, say = EXAMPLES[draft.kind], self._platform.texts.say
        return attrs.evolve(
            draft,
            purpose=draft.purpose or say(example.purpose, draft.language),
            lead=draft.lead or say(example.lead, draft.language),
            benefits=draft.benefits or tuple(say(words, draft.language) for words in example.benefits),
            body=draft.body or say(example.body, draft.language),
        )

    def example_plan(self, draft: Draft) -> DraftPlan | None:
        """The plan of the kind's example, in the house's currency."""
        if draft.kind is None:
            return None
        plan, say = EXAMPLES[draft.kind].plan, self._platform.texts.say
        minor = plan.yen if self.currency == "JPY" else round(plan.yen / 100) * 10 ** EXPONENTS[self.currency]
        return DraftPlan(
            say(plan.name, draft.language),
            say(plan.description, draft.language),
            plan.interval,
            minor,
            plan.trial_days,
        )

    def first_rules(self, language: Language) -> str:
        """Rules to begin with."""
        return self._platform.texts.say(FIRST_RULES, language)

    async def submit(self, by: str) -> Salon | None:
        """Found the salon, with its plans and rules, and hand its page in: all of it or nothing.

        None where there is nothing to hand in (any more). Raises:
            BadInput: a step is not filled in, or the short name was taken meanwhile.
            Conflict, NotAllowed: this person may not open one more salon.
        """
        most = await self._founding.check_founder(by)
        draft = await self._db.run("salon_wizard", store.draft, by)
        if draft is None or draft.kind is None:
            return None
        if next_step(draft, self.needs_seller(draft)) != "look":
            missing = [step for step in steps(self.needs_seller(draft)) if not is_done(draft, step)]
            raise BadInput(t("Something is still to be filled in."), {missing[0]: t("Please fill this in.")})
        check_complete(draft.page)
        salon = self._founding.begin(
            by,
            draft.slug,
            draft.title,
            draft.purpose,
            draft.kind,
            draft.language,
            draft.minimum_age,
            draft.this_server_only,
            draft.rules,
        )
        if not await self._db.run_contended("salon_wizard_submit", self._submit, salon, most, draft):
            return None
        await self._founding.forget(salon)
        await self._lookups.forget_plans(salon.id)
        return await self._founding.furnished(salon.id)

    def _submit(self, txn: Txn, salon: Salon, most: int | None, draft: Draft) -> bool:
        if not store.drop(txn, salon.owner, draft):
            return False
        if not self._founding.insert(txn, salon, most, draft.asks_first):
            raise _taken(salon.slug)
        now_ms = self._now()
        facts = salon.minimum_age, salon.accent, salon.language, salon.timezone, draft.theme
        owners.set_facts(txn, salon.id, *facts)
        for place, wish in enumerate(draft.plans):
            price = Money(wish.minor, self.currency)
            plan = Plan(
                ids.new_id(),
                salon.id,
                wish.name,
                wish.description,
                price,
                wish.interval,
                wish.trial_days,
                True,
            )
            plans.add(txn, plan, now_ms + place)  # in the order in which they were filled in
        if draft.seller is not None:
            disclosures.save(txn, salon.id, draft.seller, salon.owner, now_ms)
        pages.save_draft(txn, salon.id, draft.page, (), salon.owner, now_ms)
        page = Review(
            ids.new_id(), salon.id, draft.page, salon.owner, salon.owner, now_ms, None, None, None, None
        )
        if not pages.submit(txn, page):
            raise Conflict(
                t("This page is being reviewed; it can be handed in again after that."), "in_review"
            )
        return True

    async def _forget(self) -> None:
        await self._db.run("salon_wizard_forget", store.forget, self._now() - KEPT_MS)

    def _now(self) -> int:
        return self._platform.clock.now_ms()


def _taken(slug: str) -> BadInput:
    words = t("The short name {slug} is taken.", slug=slug)
    return BadInput(words, {"slug": words}, "slug_taken")
