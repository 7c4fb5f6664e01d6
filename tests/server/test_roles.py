# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles for impossible people and for impossible things, and more salons than one may own."""

from urllib.parse import quote

from tests.server.test_joining import together
from tests.support.people import refused
from tests.support.salon import awake
from tests.support.trespass import TrespassCase
from tests.support.waiting import eventually


class Roles(TrespassCase):
    """Roles for impossible people, and more salons than one may own."""

    async def test_only_somebody_who_can_be_there_gets_a_role(self) -> None:
        salon = await self.salon()
        for who, status in (
            ("nobody", 400),
            ("@x", 400),
            ("@a:b:c d", 400),
            ("!room:x.example", 400),
            ("@\u202e:x.example", 400),
            ("@" + "x" * 255 + ":x.example", 400),
            (salon.server.user_id("never-was"), 404),
        ):
            path = f"v1/salons/{salon.slug}/roles/{quote(who, safe='')}"
            refusal = await refused(salon.owner.ask("PUT", path, {"roles": ["moderator"]}))
            self.assertEqual(refusal.status, status, who)
            admin = await salon.server.admin()
            refusal = await refused(admin.ask("PUT", f"v1/admin/reviewers/{quote(who, safe='')}", {}))
            self.assertEqual(refusal.status, status, who)
        ben = await salon.server.person("ben")
        await salon.appoints(ben, "moderator")

        async def has_power() -> bool:
            levels = await salon.owner.state(await salon.room("lounge"), "m.room.power_levels")
            return bool(levels["users"].get(ben.user_id) == 50)

        await eventually(has_power, "the rooms still take powers")

    async def test_nobody_is_brought_into_rooms_by_a_role_they_never_asked_for(self) -> None:
        salon = await self.salon()
        ben, aiko = await salon.server.person("ben"), await salon.joins(await salon.server.person("aiko"))
        for person in (ben, aiko):
            path = f"v1/salons/{salon.slug}/roles/{person.user_id}"
            await salon.owner.ask("PUT", path, {"roles": ["moderator"]})
        await salon.is_invited_to(ben, "space")
        await salon.is_in(aiko, "space", "lounge", "staff")
        self.assertEqual(await ben.joined_rooms(), [])
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/roles/{ben.user_id}", {"roles": []})
        await salon.is_out_of(ben, "space", "lounge", "staff")

    async def test_no_role_makes_another_owner_or_reviews_for_the_platform(self) -> None:
        salon = await self.salon()
        ben, pat = await salon.server.person("ben"), await salon.server.person("pat")
        path = f"v1/salons/{salon.slug}/roles"
        await salon.owner.ask("PUT", f"{path}/{ben.user_id}", {"roles": ["operator", "moderator"]})
        for roles, who, by, status in (
            (["owner"], ben, salon.owner, 409),
            (["operator"], salon.owner, salon.owner, 409),
            ([], salon.owner, salon.owner, 409),
            (["reviewer"], ben, salon.owner, 400),
            (["platform_admin"], ben, salon.owner, 400),
            (["member"], ben, salon.owner, 400),
            (["god"], ben, salon.owner, 400),
            (["operator"], pat, ben, 403),
            (["owner"], ben, ben, 403),
            (["operator"], pat, pat, 403),
        ):
            answer = await by.api("PUT", f"{path}/{who.user_id}", {"roles": roles})
            self.assertEqual(answer[0], status, (roles, who, by))

    async def test_no_room_of_staffs_own_becomes_the_door_to_a_plans_rooms(self) -> None:
        salon = await self.salon()
        path = f"v1/salons/{salon.slug}/rooms"
        for key in ("space", "news", f"tier-{salon.plan}", "tier-x", "staff", "A", "-a", "a" * 41):
            answer = await salon.owner.api("POST", path, {"key": key, "name": "n"})
            self.assertIn(answer[0], (400, 409), key)

    async def test_many_salons_at_once_are_no_more_than_one_may_own(self) -> None:
        server = await self.start()
        await awake(server)
        olive = await server.person("olive")

        async def found(number: int) -> int:
            new = {"slug": f"s{number}", "title": "x", "purpose": "x", "kind": "lesson", "language": "ja"}
            return (await olive.api("POST", "v1/salons", new))[0]

        statuses = await together([found(number) for number in range(8)])
        self.assertEqual(sorted(statuses), [200] * 5 + [409] * 3)
