# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining, renewing, failing to pay, coming back and leaving: one person's stories, told over the API."""

from tests.support.people import refused
from tests.support.salon import DECLINED_CARD, FAILS_AT_RENEWAL, GOOD_CARD, MONTHLY, SalonCase
from tests.support.waiting import eventually

FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
ONCE = {**MONTHLY, "name": "買い切り", "price": {"amount": 9800, "currency": "JPY"}, "interval": "once"}
TRIAL = {**MONTHLY, "name": "お試しつき", "trial_days": 7}
ROOMS = ("space", "news", "lounge")


class APaidMembership(SalonCase):
    """Aiko joins a salon at ¥1,980 a month."""

    async def test_paying_opens_the_rooms(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        self.assertEqual((await salon.me(aiko))["status"], "visitor")
        answer = await salon.apply(aiko)
        self.assertEqual(answer["status"], "applied")
        self.assertEqual(await aiko.joined_rooms(), [])
        await salon.pay(answer["pay_url"])
        await salon.becomes(aiko, "active")
        await salon.is_in(aiko, *ROOMS)
        await aiko.join(await salon.room("hello"))
        await aiko.say(await salon.room("hello"), "はじめまして")
        again = await refused(salon.apply(aiko))
        self.assertEqual((again.status, again.reason), (409, "already_member"))

    async def test_a_declined_card_changes_nothing_and_another_one_works(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        url = (await salon.apply(aiko))["pay_url"]
        self.assertEqual(await salon.pay(url, DECLINED_CARD), 402)
        self.assertEqual((await salon.me(aiko))["status"], "applied")
        self.assertEqual((await salon.apply(aiko))["pay_url"], url)
        await salon.pay(url)
        await salon.becomes(aiko, "active")

    async def test_a_failed_renewal_is_eased_out_and_paying_brings_everything_back(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), FAILS_AT_RENEWAL)
        hello = await salon.room("hello")
        await aiko.join(hello)
        await salon.server.advance(days=31)
        await salon.becomes(aiko, "past_due")
        await aiko.say(hello, "まだ話せる")
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "read_only")
        self.assertEqual((await refused(aiko.say(hello, "もう書けない"))).errcode, "M_FORBIDDEN")
        self.assertTrue(await aiko.messages(hello))
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "lapsed")
        await salon.is_out_of(aiko, *ROOMS, "hello")
        await salon.is_in(aiko, "lobby")
        self.assertEqual((await refused(aiko.join(hello))).errcode, "M_FORBIDDEN")
        await salon.joins(aiko, GOOD_CARD)
        await salon.is_in(aiko, *ROOMS, "hello")
        await salon.is_out_of(aiko, "lobby")
        await aiko.say(hello, "ただいま")

    async def test_a_new_card_during_the_grace_ends_it(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), FAILS_AT_RENEWAL)
        await salon.server.advance(days=31)
        await salon.becomes(aiko, "past_due")
        due = await refused(salon.apply(aiko))
        self.assertEqual((due.status, due.reason), (409, "payment_due"))
        await salon.pay((await salon.me(aiko))["pay_url"])
        await salon.becomes(aiko, "active")
        await salon.server.advance(days=20)
        self.assertEqual((await salon.me(aiko))["status"], "active")

    async def test_thirteen_renewals_in_one_jump(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        before = (await salon.me(aiko))["paid_through_ms"]
        await salon.server.advance(days=400)

        async def renewed() -> bool:
            return int((await salon.me(aiko))["paid_through_ms"]) > before + 365 * 86_400_000

        await eventually(renewed, "the renewals of a year arrive")
        self.assertEqual((await salon.me(aiko))["status"], "active")
        history = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members/{aiko.user_id}/history")
        self.assertEqual([row["after"] for row in history["transitions"]], ["applied", "active"])

    async def test_leaving_keeps_what_was_paid_and_can_be_taken_back(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        for _ in range(2):
            left = await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
            self.assertEqual((left["status"], left["leaving"]), ("cancelling", True))
        await aiko.say(await salon.room("lounge"), "まだいます")
        self.assertEqual((await aiko.ask("POST", f"v1/salons/{salon.slug}/stay", {}))["status"], "active")
        self.assertEqual(
            (await refused(aiko.ask("POST", f"v1/salons/{salon.slug}/stay", {}))).reason, "not_leaving"
        )
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.server.advance(days=32)
        await salon.becomes(aiko, "lapsed")
        await salon.is_out_of(aiko, *ROOMS, "lobby")

    async def test_the_staff_see_every_change_with_its_cause(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), FAILS_AT_RENEWAL)
        await salon.server.advance(days=31)
        await salon.becomes(aiko, "past_due")
        path = f"v1/salons/{salon.slug}/members"
        listed = await salon.owner.ask("GET", f"{path}?status=past_due")
        self.assertEqual([row["user_id"] for row in listed["members"]], [aiko.user_id])
        self.assertEqual((await salon.owner.ask("GET", f"{path}?status=active"))["members"], [])
        history = await salon.owner.ask("GET", f"{path}/{aiko.user_id}/history")
        self.assertEqual(
            [(row["before"], row["after"], row["cause"], row["by"]) for row in history["transitions"]],
            [
                ("visitor", "applied", "applied", aiko.user_id),
                ("applied", "active", "joined", "payment"),
                ("active", "past_due", "dues_failed", "payment"),
            ],
        )
        for person in (aiko, await salon.server.person("ben")):
            self.assertEqual((await refused(person.ask("GET", path))).status, 403)

    async def test_removed_people_are_out_at_once_and_barred_ones_cannot_come_back(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        path = f"v1/salons/{salon.slug}/members/{aiko.user_id}"
        await salon.owner.ask("POST", f"{path}/ban", {"reason": "勧誘"})
        await salon.is_out_of(aiko, *ROOMS)
        self.assertEqual((await refused(salon.apply(aiko))).reason, "banned")
        await salon.server.advance(days=40)
        self.assertEqual((await salon.me(aiko))["status"], "banned")
        await salon.owner.ask("POST", f"{path}/readmit", {"reason": "話し合った"})
        await salon.joins(aiko)


class OtherPlans(SalonCase):
    """Plans that do not renew, and trials."""

    async def test_a_free_plan_opens_at_once_and_closes_at_once(self) -> None:
        salon = await self.salon(plan=FREE)
        aiko = await salon.server.person("aiko")
        self.assertEqual((await salon.apply(aiko))["status"], "active")
        await salon.is_in(aiko, *ROOMS)
        self.assertEqual((await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {}))["status"], "lapsed")
        await salon.is_out_of(aiko, *ROOMS, "lobby")

    async def test_what_is_paid_once_stays_open(self) -> None:
        salon = await self.salon(plan=ONCE)
        aiko = await salon.joins(await salon.server.person("aiko"))
        await salon.server.advance(days=3000)
        self.assertEqual((await salon.me(aiko))["status"], "active")

    async def test_one_trial_a_person(self) -> None:
        salon = await self.salon(plan=TRIAL)
        aiko = await salon.joins(await salon.server.person("aiko"))
        self.assertEqual((await salon.me(aiko))["status"], "trial")
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.server.advance(days=9)
        await salon.becomes(aiko, "lapsed")
        await salon.joins(aiko)
        self.assertEqual((await salon.me(aiko))["status"], "active")

    async def test_a_trial_becomes_a_membership(self) -> None:
        salon = await self.salon(plan=TRIAL)
        aiko = await salon.joins(await salon.server.person("aiko"))
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "active")

    async def test_a_plan_opens_its_rooms_and_only_they(self) -> None:
        salon = await self.salon()
        gold = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", {**MONTHLY, "name": "ゴールド"})
        room = {"key": "gold", "name": "金の間", "plans": [gold["id"]]}
        room_id = (await salon.owner.ask("POST", f"v1/salons/{salon.slug}/rooms", room))["room_id"]
        aiko = await salon.joins(await salon.server.person("aiko"))
        ben = await salon.joins(await salon.server.person("ben"), plan=gold["id"])
        self.assertEqual((await refused(aiko.join(room_id))).errcode, "M_FORBIDDEN")

        async def enters() -> bool:
            return (await ben.api("POST", f"/_matrix/client/v3/join/{room_id}", {}))[0] == 200

        await eventually(enters, "Ben's plan opens the room")


class TwoSalons(SalonCase):
    """One person in two salons."""

    async def test_nothing_of_one_is_known_in_the_other(self) -> None:
        lotus = await self.salon()
        pine = await self.salon(lotus.server, slug="old-pine", owner="pat")
        aiko = await lotus.joins(await lotus.server.person("aiko"), community_name="蓮の人")
        await pine.joins(aiko, community_name="松の人")
        mine = await aiko.ask("GET", "v1/me")
        self.assertEqual(
            {(row["salon"], row["community_name"]) for row in mine["salons"]},
            {("blue-lotus", "蓮の人"), ("old-pine", "松の人")},
        )
        for salon, name, other in ((lotus, "蓮の人", "松の人"), (pine, "松の人", "蓮の人")):
            listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members")
            self.assertEqual([row["community_name"] for row in listed["members"]], [name])
            lounge = await salon.room("lounge")

            async def named(salon=salon, lounge=lounge, name=name) -> bool:
                state = await salon.owner.state(lounge, "m.room.member", aiko.user_id)
                return bool(state["displayname"] == name)

            await eventually(named, "Aiko goes by her name in this salon")
            self.assertNotIn(
                other, str(await salon.owner.ask("GET", f"/_matrix/client/v3/rooms/{lounge}/state"))
            )
        await lotus.owner.ask("POST", f"v1/salons/blue-lotus/members/{aiko.user_id}/remove", {"reason": ""})
        await lotus.is_out_of(aiko, *ROOMS)
        self.assertEqual((await pine.me(aiko))["status"], "active")
