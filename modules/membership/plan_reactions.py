# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When members change their plan, membership does this."""

from modules.membership.service.house import MembershipHouse
from synapse_salon.happenings import PlanChangeAsked, PlanChanged, PlanChangeSettled
from synapse_salon.platform import Platform


def register_plan_changes(platform: Platform, house: MembershipHouse) -> None:
    """Follow changes of plans."""
    outbox = platform.outbox
    outbox.when(PlanChangeAsked, "membership.change_plan", house.changing.carry_out, urgent=True)
    outbox.when(PlanChanged, "membership.place_plan", house.plan_news.place, urgent=True)
    outbox.when(PlanChangeSettled, "membership.tell_plan_change", house.plan_news.tell_settled)
    outbox.when(PlanChanged, "membership.tell_plan_begun", house.plan_news.tell_begun)
