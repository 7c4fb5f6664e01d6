# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When this happens, membership does that."""

from modules.membership.plan_reactions import register_plan_changes
from modules.membership.service.house import MembershipHouse
from synapse_salon.clock import HOUR_MS
from synapse_salon.happenings import (
    ApplicationAnswered,
    ApplicationAsks,
    ConsentAnswered,
    ConsentAsked,
    ConsentWithdrawn,
    DuesFailed,
    PassEnds,
    PassExtended,
    PaymentAwaited,
    PaymentNotMade,
    PaymentUnwanted,
    PlaceOffered,
    PostsCleared,
    RoleChanged,
    RoomChanged,
    RoomOpened,
    SalonFounded,
    StandingChanged,
    SubscriptionUnwanted,
    TrialEnds,
    TrialRefused,
)
from synapse_salon.platform import Platform
from synapse_salon.ports.awaited import AwaitedPayments


def register_reactions(platform: Platform, house: MembershipHouse) -> None:
    """Follow payments, standings, roles, rooms and applications."""
    register_plan_changes(platform, house)
    inbox, outbox = platform.payments_inbox, platform.outbox
    platform.reconciliation.add(house.comparing.compare)
    inbox.when("checkout", house.settlement.checkout)
    inbox.when("subscription", house.closing.subscription)
    inbox.when("payment", house.dues.payment)
    inbox.when("payment", house.disputes.payment)
    outbox.when(StandingChanged, "membership.place", house.placement.standing_changed, urgent=True)
    outbox.when(SalonFounded, "membership.ask_first", house.entrance.founded)
    outbox.when(RoleChanged, "membership.place_role", house.placement.role_changed)
    outbox.when(RoomOpened, "membership.place_room", house.placement.room_opened)
    outbox.when(RoomChanged, "membership.place_room_changed", house.placement.room_changed)
    outbox.when(SubscriptionUnwanted, "membership.end_subscription", house.unwanted.end_subscription)
    outbox.when(PaymentUnwanted, "membership.give_back", house.unwanted.give_back)
    outbox.when(StandingChanged, "membership.part", house.partings.standing_changed)
    outbox.when(PostsCleared, "membership.tell_posts", house.notices.posts_cleared)
    outbox.when(StandingChanged, "membership.tell", house.notices.standing_changed)
    outbox.when(DuesFailed, "membership.tell_dues", house.notices.dues_failed)
    outbox.when(TrialEnds, "membership.tell_trial", house.notices.trial_ends)
    platform.timers.every(HOUR_MS, "membership.passes", house.passes.warn)
    outbox.when(PassEnds, "membership.tell_pass_ends", house.pass_news.ends)
    outbox.when(PassExtended, "membership.tell_pass_extended", house.pass_news.extended)
    platform.provide(AwaitedPayments, house.awaiting)
    outbox.when(PaymentAwaited, "membership.tell_awaited", house.awaiting.began)
    outbox.when(PaymentNotMade, "membership.tell_not_made", house.awaiting.ended)
    outbox.when(TrialRefused, "membership.tell_no_trial", house.notices.trial_refused)
    outbox.when(ApplicationAsks, "membership.ask_staff", house.notices.application_asks)
    outbox.when(ApplicationAnswered, "membership.tell_answer", house.notices.application_answered)
    outbox.when(ConsentAsked, "membership.ask_guardian", house.guardians.asked)
    outbox.when(ConsentAnswered, "membership.tell_consent", house.consents.answered)
    outbox.when(ConsentWithdrawn, "membership.end_consent", house.consents.withdrawn)
    outbox.when(PlaceOffered, "membership.tell_place", house.notices.place_offered)
