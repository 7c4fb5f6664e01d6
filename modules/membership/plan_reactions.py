# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When members change their plan, or who they are in a salon, membership does this."""

from modules.membership.service.house import MembershipHouse
from synapse_salon.happenings import (
    MailAsked,
    MailChanged,
    PictureChosen,
    PictureDropped,
    PlanChangeAsked,
    PlanChanged,
    PlanChangeSettled,
    ProfileChanged,
)
from synapse_salon.platform import Platform


def register_plan_changes(platform: Platform, house: MembershipHouse) -> None:
    """Follow changes of plans and profiles."""
    outbox = platform.outbox
    outbox.when(PlanChangeAsked, "membership.change_plan", house.changing.carry_out, urgent=True)
    outbox.when(PlanChanged, "membership.place_plan", house.plan_news.place, urgent=True)
    outbox.when(PlanChangeSettled, "membership.tell_plan_change", house.plan_news.tell_settled)
    outbox.when(PlanChanged, "membership.tell_plan_begun", house.plan_news.tell_begun)
    outbox.when(ProfileChanged, "membership.spread_profile", house.profiles.spread)
    outbox.when(PictureChosen, "membership.keep_picture", house.profiles.keep)
    outbox.when(PictureDropped, "membership.drop_picture", house.profiles.drop)
    outbox.when(MailAsked, "membership.write_mail", house.mails.write)
    outbox.when(MailChanged, "membership.tell_mail", house.mails.tell)
