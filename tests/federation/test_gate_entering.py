# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways to enter a salon's rooms, tried by everyone who has not paid, from both servers; then by those who have."""

from tests.support.gate import DEFAULT, GateCase, Scene, Way
from tests.support.people import Person

_JOIN = "/_matrix/client/v3/join"
_KNOCK = "/_matrix/client/v3/knock"
_ROOMS = "/_matrix/client/v3/rooms"
_VIA = "via={our}&server_name={our}"
_VIA_THEIRS = "via={their}&server_name={their}"
_FORGED = {
    "third_party_signed": {
        "sender": "{aiko}",
        "mxid": "{me}",
        "token": "abc",
        "signatures": {"{our}": {"ed25519:0": "Zm9yZ2Vk"}},
    }
}
_JOINED = {"membership": "join"}

ENTERING = (
    Way("the Space by id", "POST", f"{_JOIN}/{{space}}?{_VIA}", {}, "open"),
    Way("a default room by id", "POST", f"{_JOIN}/{{lounge}}?{_VIA}", {}, "open"),
    Way("the announcements by id", "POST", f"{_JOIN}/{{news}}?{_VIA}", {}, "open"),
    Way("another room by id", "POST", f"{_JOIN}/{{hello}}?{_VIA}", {}, "open"),
    Way("one more room by id", "POST", f"{_JOIN}/{{off-shots}}?{_VIA}", {}, "open"),
    Way("a room by id over their server", "POST", f"{_JOIN}/{{lounge}}?{_VIA_THEIRS}", {}, "open"),
    Way("a room by id, no server named", "POST", f"{_ROOMS}/{{lounge}}/join", {}, "open"),
    Way("the Space by alias", "POST", f"{_JOIN}/#{{slug}}:{{our}}", {}, "open"),
    Way("a default room by alias", "POST", f"{_JOIN}/#{{slug}}-lounge:{{our}}", {}, "open"),
    Way("another room by alias", "POST", f"{_JOIN}/#{{slug}}-hello:{{our}}?{_VIA_THEIRS}", {}, "open"),
    Way("with a forged third-party signature", "POST", f"{_JOIN}/{{hello}}?{_VIA}", _FORGED),
    Way(
        "by writing the own membership",
        "PUT",
        f"{_ROOMS}/{{lounge}}/state/m.room.member/{{me}}",
        _JOINED,
        "open",
    ),
    Way("another plan's room by id", "POST", f"{_JOIN}/{{gold}}?{_VIA}", {}),
    Way("another plan's room by alias", "POST", f"{_JOIN}/#{{slug}}-gold:{{our}}", {}),
    Way("another plan's hidden space", "POST", f"{_JOIN}/{{tier}}?{_VIA}", {}),
    Way("another plan's hidden space by alias", "POST", f"{_JOIN}/#{{slug}}-{{tier_key}}:{{our}}", {}),
    Way("the staff's room by id", "POST", f"{_JOIN}/{{staff}}?{_VIA}", {}),
    Way("the staff's room by alias", "POST", f"{_JOIN}/#{{slug}}-staff:{{our}}", {}),
    Way("the lobby by id", "POST", f"{_JOIN}/{{lobby}}?{_VIA}", {}),
    Way("the lobby by alias", "POST", f"{_JOIN}/#{{slug}}-lobby:{{our}}", {}),
    Way("knock at the Space", "POST", f"{_KNOCK}/{{space}}?{_VIA}", {}),
    Way("knock at a room", "POST", f"{_KNOCK}/{{lounge}}?{_VIA}", {"reason": "hello"}),
    Way("knock at a room over their server", "POST", f"{_KNOCK}/{{lounge}}?{_VIA_THEIRS}", {}),
    Way("knock by alias", "POST", f"{_KNOCK}/#{{slug}}-hello:{{our}}", {}),
    Way("knock at the staff's room", "POST", f"{_KNOCK}/{{staff}}?{_VIA}", {}),
    Way("knock at the lobby", "POST", f"{_KNOCK}/{{lobby}}?{_VIA}", {}),
    Way("invite oneself", "POST", f"{_ROOMS}/{{lounge}}/invite", {"user_id": "{me}"}),
    Way(
        "invite oneself by writing state",
        "PUT",
        f"{_ROOMS}/{{hello}}/state/m.room.member/{{me}}",
        {"membership": "invite"},
    ),
    Way(
        "write a third-party invitation",
        "PUT",
        f"{_ROOMS}/{{lounge}}/state/m.room.third_party_invite/abc",
        {"display_name": "me", "key_validity_url": "https://x.example", "public_key": "YQ"},
    ),
)

OTHERS = tuple(way for way in ENTERING if way.paid == "shut")


class Entering(GateCase):
    """Aiko and Chika are members; Ben and Dora would like to be in."""

    async def outsiders(self, scene: Scene) -> tuple[Person, ...]:
        """Everyone of our server who has not paid for this salon."""
        ours = scene.ours
        applied = await ours.person("fumi")
        await scene.salon.apply(applied)
        other = await self.salon(ours, slug="old-pine", owner="pat")
        elsewhere = await other.joins(await ours.person("eva"))
        return scene.ben, applied, elsewhere, other.owner, await ours.admin()

    async def test_nobody_enters_before_paying_and_paying_opens_what_it_should(self) -> None:
        scene = await self.scene()
        await self.all_refused(scene, ENTERING, *await self.outsiders(scene), scene.dora)
        house = scene.ours.user_id("salon")
        members = {scene.aiko.user_id, scene.chika.user_id, scene.salon.owner.user_id, house}
        for room in set(scene.rooms.values()):
            known = await scene.ours.rows(
                "SELECT state_key FROM current_state_events"
                " WHERE room_id = ? AND type = 'm.room.member' AND membership IN ('join', 'invite', 'knock')",
                room,
            )
            self.assertLessEqual({user_id for (user_id,) in known}, members)
        await scene.pays(scene.ben)
        await scene.pays(scene.dora)
        await self.as_intended(scene, ENTERING, scene.ben, scene.dora)

    async def test_from_a_server_without_a_member_and_with_a_better_plan(self) -> None:
        scene = await self.scene(resident=False)
        ways = [way for way in ENTERING if way.body != _FORGED]  # their server asks ours, and answers 502
        await self.all_refused(scene, ways, scene.dora, scene.chika)
        await scene.pays(scene.ben, "gold", plan=scene.gold)
        await scene.salon.joins(scene.dora, plan=scene.gold)
        await scene.salon.is_invited_to(scene.dora, *DEFAULT, scene.tier_key)
        await scene.enters(scene.dora, *DEFAULT, "tier", "gold")
        await self.all_refused(scene, ways, scene.chika)
        await self.all_refused(scene, OTHERS, scene.aiko)

    async def test_guests_application_services_and_accounts_that_are_gone(self) -> None:
        scene = await self.scene(resident=False)
        for server in (scene.ours, scene.theirs):
            self.assertEqual((await server.api("POST", "/_matrix/client/v3/register?kind=guest", {}))[0], 403)
        for token in ({}, {"Authorization": "Bearer made-up"}):
            for way in ENTERING:
                path = scene.path(way, scene.ben)
                status, _ = await scene.ours.api(way.method, path, scene.fill(way.body, scene.ben), token)
                self.assertEqual(status, 401, way.name)

        as_house = {"Authorization": f"Bearer {scene.ours.as_token}"}
        mine = {"Authorization": f"Bearer {scene.ben.token}"}
        path = f"{_JOIN}/{scene.rooms['lounge']}?user_id="
        self.assertEqual((await scene.ours.api("POST", path + scene.ben.user_id, {}, as_house))[0], 403)
        for somebody in (scene.aiko.user_id, scene.ours.user_id("salon")):
            who = f"/_matrix/client/v3/account/whoami?user_id={somebody}"
            status, answer = await scene.ours.api("GET", who, None, mine)
            self.assertEqual((status, answer["user_id"]), (200, scene.ben.user_id))
            self.assertEqual((await scene.ours.api("POST", path + somebody, {}, mine))[0], 403)
        login = {"type": "m.login.application_service", "identifier": {"type": "m.id.user", "user": "salon"}}
        self.assertEqual((await scene.ours.api("POST", "/_matrix/client/v3/login", login, mine))[0] // 100, 4)

        admin = await scene.ours.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{scene.aiko.user_id}", {"erase": False})
        await scene.shut_to(scene.aiko)
        listed = await scene.salon.owner.ask("GET", f"v1/salons/{scene.salon.slug}/members?status=lapsed")
        self.assertEqual([row["user_id"] for row in listed["members"]], [scene.aiko.user_id])
        self.assertEqual((await scene.attempt(ENTERING[1], scene.aiko))[0], 401)
