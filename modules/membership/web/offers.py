# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody is about to confirm, put together from what is stored."""

from modules.membership.domain.application import Application
from modules.membership.domain.confirmation import Offer, per_interval, reduced_line
from modules.membership.domain.coupons import Redeemed, effective
from modules.membership.domain.means import CARD
from modules.membership.web.coupon_page import off_words
from synapse_salon.clock import DAY_MS
from synapse_salon.i18n import Language, Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon
from synapse_salon.web import written


def offer_of(
    platform: Platform,
    salon: Salon,
    plans: tuple[Plan, ...],
    application: Application,
    language: Language,
    redeemed: Redeemed | None = None,
    paid_by: Text = CARD,
    within: tuple[tuple[Text, int], ...] = (),
) -> Offer:
    """The offer that an application is about, with the coupon that it gave; `paid_by` is by which means, and `within`
    how many days each of them may take."""
    plan = next(plan for plan in plans if plan.id == application.plan_id)
    discount = redeemed.coupon.discount(plan) if redeemed is not None else None
    ends_ms = platform.clock.now_ms() + application.trial_days * DAY_MS
    return Offer(
        salon=salon,
        plan=effective(plan, discount),
        trial_days=application.trial_days,
        trial_ends=written.date(ends_ms, language, salon.timezone),
        page=platform.web.url(f"s/{salon.slug}/me"),
        discount=discount,
        stands_until=written.moment(application.expires_ms, language, salon.timezone)
        if application.is_held
        else "",
        months=application.pass_months,
        paid_by=paid_by,
        paid_within=tuple(
            (means, days, written.date(platform.clock.now_ms() + days * DAY_MS, language, salon.timezone))
            for means, days in within
        ),
    )


def coupon_lines(offer: Offer, redeemed: Redeemed | None) -> list[Text]:
    """What a coupon does to the price, in short."""
    if redeemed is None:
        return []
    said = t("Coupon {name}: {off}", name=redeemed.coupon.code, off=off_words(redeemed.coupon))
    if not offer.is_reduced_for_a_time:
        return [said]
    return [said, reduced_line(offer), t("Then {price}.", price=per_interval(offer.plan))]
