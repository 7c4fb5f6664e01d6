# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every function of synapse_salon/host on a real homeserver: an upgrade of Synapse fails here first."""

import base64
from typing import Any
from urllib.parse import quote

from synapse.api.errors import SynapseError
from twisted.internet.defer import Deferred

from synapse_salon.host import Host
from tests.support.case import SalonTestCase
from tests.support.floor import CHAT, FOUNDATION, House
from tests.support.people import Person, refused
from tests.support.waiting import eventually


class HostTest(SalonTestCase):
    modules = FOUNDATION

    async def house(self) -> House:
        return await House(await self.start()).ready()

    async def room_of(self, person: Person, **wishes: Any) -> str:
        return await person.create_room(preset="private_chat", **wishes)

    async def test_clock_reactor_and_waiting(self) -> None:
        house = await self.house()
        host = house.platform.host
        before = host.clock.time_msec()
        await house.do(host.sleep_ms, 5)
        self.assertGreaterEqual(host.clock.time_msec(), before + 4)
        self.assertTrue(host.reactor.running)
        fired: Deferred[int] = Deferred()
        host.reactor.callLater(0, fired.callback, 7)
        self.assertEqual(await house.do(host.yieldable, fired), 7)

    async def test_transactions_of_both_kinds(self) -> None:
        house = await self.house()

        def ask(cursor: Any) -> int:
            cursor.execute("SELECT 1 + ?", (1,))
            return int(cursor.fetchall()[0][0])

        for contended in (False, True):
            self.assertEqual(await house.do(house.platform.host.interact, "test", ask, contended), 2)

    async def test_accounts_and_passwords(self) -> None:
        house = await self.house()
        host = house.platform.host
        aiko = await house.do(host.register, "aiko", "a long pass phrase", None)
        self.assertEqual(aiko, house.server.user_id("aiko"))
        self.assertEqual(await house.do(host.check_password, "aiko", "a long pass phrase"), aiko)
        self.assertEqual(await house.do(host.check_password, aiko, "a long pass phrase"), aiko)
        for name, password in (("aiko", "wrong"), ("nobody", "x"), ("@aiko:elsewhere.example", "x")):
            self.assertIsNone(await house.do(host.check_password, name, password))
        with self.assertRaises(SynapseError):
            await house.do(host.register, "aiko", "another", None)
        token = await house.do(house.platform.api.create_login_token, aiko)
        self.assertEqual(await house.do(host.use_login_token, token), aiko)
        self.assertIsNone(await house.do(host.use_login_token, token))
        self.assertIn("password", host.sign_in_ways)

    async def test_open_id(self) -> None:
        house = await self.house()
        aiko, host = await house.server.person("aiko"), house.platform.host
        path = f"/_matrix/client/v3/user/{aiko.user_id}/openid/request_token"
        token = (await aiko.ask("POST", path, {}))["access_token"]
        self.assertEqual(await house.do(host.open_id_user, token), aiko.user_id)
        self.assertIsNone(await house.do(host.open_id_user, "guess"))
        self.assertIsNone(await house.do(host.open_id_user_elsewhere, "127.0.0.1:1", token))

    async def test_the_house_account_its_device_and_saying_once(self) -> None:
        house = await self.house()
        host, account = house.platform.host, house.platform.house
        self.assertEqual(await house.do(house.platform.api.check_user_exists, account), account)
        tokens = await house.server.rows("SELECT token FROM access_tokens WHERE user_id = ?", account)
        self.assertEqual(tokens, [])
        for _ in range(2):
            await house.do(host.keep_device, account, "SALONHOUSE", "Salon")
        devices = await house.server.rows("SELECT device_id FROM devices WHERE user_id = ?", account)
        self.assertEqual(devices, [("SALONHOUSE",)])
        chat = await house.do(house.platform.rooms.open_room, house.frame(), CHAT)
        event = {
            "type": "m.room.message",
            "room_id": chat,
            "sender": account,
            "content": {"msgtype": "m.notice", "body": "once"},
        }
        first = await house.do(host.say_once, event, "key", "SALONHOUSE")
        self.assertEqual(await house.do(host.say_once, event, "key", "SALONHOUSE"), first)
        self.assertNotEqual(await house.do(host.say_once, event, "other", "SALONHOUSE"), first)
        service = host.application_service("synapse-salon")
        assert service is not None
        self.assertEqual((service.hs_token, host.application_service("x")), (house.server.hs_token, None))

    async def test_memberships_and_presence(self) -> None:
        house = await self.house()
        host = house.platform.host
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        room = await self.room_of(aiko, invite=[ben.user_id])
        self.assertEqual(await house.do(host.memberships, ben.user_id), {room: "invite"})
        self.assertEqual(await house.do(host.invitations, ben.user_id), [(room, aiko.user_id)])
        self.assertEqual(await house.do(host.present, room), {aiko.user_id: "join"})
        self.assertEqual(await house.do(host.joined_count, room), 1)
        self.assertEqual(await house.do(host.people_in, room, 1), [aiko.user_id])
        self.assertIsNone(await house.do(host.people_in, room, 0))
        both = {aiko.user_id: "join", ben.user_id: "invite"}
        self.assertEqual(await house.do(host.present, room, ("join", "invite")), both)
        self.assertTrue(await house.do(host.server_in_room, house.server.server_name, room))
        self.assertFalse(await house.do(host.server_in_room, "elsewhere.example", room))
        await house.do(host.set_membership, ben.user_id, ben.user_id, room, "join", {"displayname": "B"})
        await house.do(host.set_membership, aiko.user_id, ben.user_id, room, "leave", {})
        self.assertEqual(await house.do(host.memberships, ben.user_id), {})

    async def test_relations_and_newest_events(self) -> None:
        house = await self.house()
        host = house.platform.host
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        room, other = await self.room_of(aiko), await self.room_of(ben)
        root = await aiko.say(room, "root")
        await ben.say(other, "elsewhere")
        thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": root}}
        reply = await aiko.say(room, "reply", **thread)
        related = await house.do(host.relation_of, reply)
        self.assertEqual(
            (related.room_id, related.sender, related.type, related.relation),
            (room, aiko.user_id, "m.room.message", "m.thread"),
        )
        self.assertIsNone((await house.do(host.relation_of, root)).relation)
        self.assertIsNone(await house.do(host.relation_of, "$nowhere"))
        newest = await house.do(host.newest_events, aiko.user_id, 100)
        self.assertEqual([event["event_id"] for event in newest[-2:]], [root, reply])
        self.assertEqual(newest[-1]["content"]["body"], "reply")
        self.assertEqual({event["room_id"] for event in newest}, {room})
        self.assertIn("", [event.get("state_key") for event in newest])
        self.assertEqual(len(await house.do(host.newest_events, aiko.user_id, 1)), 1)

    async def test_aliases(self) -> None:
        house = await self.house()
        host, aiko = house.platform.host, await house.server.person("aiko")
        alias = f"#pond:{house.server.server_name}"
        self.assertIsNone(await house.do(host.alias_owner, alias))
        await self.room_of(aiko, room_alias_name="pond")
        self.assertEqual(await house.do(host.alias_owner, alias), aiko.user_id)
        await house.do(host.drop_alias, aiko.user_id, alias)
        self.assertIsNone(await house.do(host.alias_owner, alias))

    async def test_a_room_is_deleted_once(self) -> None:
        house = await self.house()
        host, aiko = house.platform.host, await house.server.person("aiko")
        room = await self.room_of(aiko)
        for _ in range(2):
            await house.do(host.delete_room, room)

        async def gone() -> bool:
            return await house.server.rows("SELECT COUNT(*) FROM events WHERE room_id = ?", room) == [(0,)]

        await eventually(gone, "nothing is left of it")
        await house.do(host.delete_room, room)

    async def test_what_was_being_pushed_is_pushed_again(self) -> None:
        house = await self.house()
        host = house.platform.host
        store = house.server.hs.get_datastores().main
        service = host.application_service("synapse-salon")
        assert service is not None
        await house.do(host.resend_pushes, "synapse-salon")
        await house.do(
            store.create_appservice_txn,
            service=service,
            events=[],
            ephemeral=[],
            to_device_messages=[],
            one_time_keys_count={},
            unused_fallback_keys={},
            device_list_summary=_no_devices(),
        )
        await house.do(host.resend_pushes, "synapse-salon")

        async def sent() -> bool:
            return await house.do(store.get_oldest_unsent_txn, service) is None

        await eventually(sent, "the push is made again")
        await house.do(host.resend_pushes, "nobody")

    async def test_settings(self) -> None:
        settings = (await self.house()).platform.host.settings
        assert settings.service is not None
        self.assertEqual(settings.service.sender_localpart, "salon")
        self.assertTrue((settings.service.url or "").endswith("/_synapse/client/salon/watch"))
        self.assertEqual(
            (settings.registration_open, settings.encrypts_by_default, settings.blocks_invites),
            (False, False, False),
        )
        self.assertEqual([limit.name for limit in settings.limits][-1], "rc_joins_per_room")
        other = await self.start(
            settings={
                "encryption_enabled_by_default_for_room_type": "invite",
                "enable_registration": True,
                "enable_registration_without_verification": True,
                "allow_per_room_profiles": False,
                "update_user_directory_from_worker": None,
                "caches": {"global_factor": 1.5},
            },
            modules=[],
        )
        settings = Host(other.module_api).settings
        self.assertIsNone(settings.service)
        self.assertTrue(settings.registration_open and settings.encrypts_by_default)
        self.assertTrue(settings.feeds_user_directory)
        self.assertEqual((settings.per_room_profiles, settings.cache_factor), (False, 1.5))

    async def test_media_is_guarded(self) -> None:
        house = await self.house()
        asked: list[tuple[str, str | None, str | None]] = []

        async def may_fetch(media_id: str, user_id: str | None, server: str | None) -> bool:
            asked.append((media_id, user_id, server))
            return len(asked) > 1

        aiko = await house.server.person("aiko")
        picture = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
        house.platform.host.guard_media(may_fetch)
        answer = await aiko._wire.send(
            "POST",
            "/_matrix/media/v3/upload",
            raw=picture,
            headers={"Authorization": f"Bearer {aiko.token}", "Content-Type": "image/gif"},
        )
        media_id = answer.value["content_uri"].rpartition("/")[2]
        path = f"/_matrix/client/v1/media/download/{house.server.server_name}/{media_id}"
        self.assertEqual((await aiko.api("GET", path))[0], 404)
        self.assertEqual((await aiko.api("GET", path))[0], 200)
        self.assertEqual(asked[0], (media_id, aiko.user_id, None))
        self.assertEqual(await house.do(house.platform.host.uploader, media_id), aiko.user_id)
        self.assertIsNone(await house.do(house.platform.host.uploader, "nothing"))

    async def test_posts_and_uploads_are_read(self) -> None:
        house = await self.house()
        host = house.platform.host
        aiko = await house.server.person("aiko")
        room = await self.room_of(aiko)
        picture = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
        headers = {"Authorization": f"Bearer {aiko.token}", "Content-Type": "image/gif"}
        answer = await aiko._wire.send("POST", "/_matrix/media/v3/upload", raw=picture, headers=headers)
        url = answer.value["content_uri"]
        media = url.rpartition("/")[2]
        first = await aiko.say(room, "first")
        shown = await aiko.send(room, "m.room.message", {"msgtype": "m.image", "body": "a.gif", "url": url})
        new = {"msgtype": "m.text", "body": "second"}
        relation = {"rel_type": "m.replace", "event_id": first}
        edit = await aiko.say(room, "* second", **{"m.new_content": new, "m.relates_to": relation})
        posts = await house.do(host.posts, [first, shown, edit, "$nothing"])
        self.assertEqual(set(posts), {first, shown})
        self.assertEqual((posts[first].body, posts[first].version), ("second", edit))
        self.assertEqual((posts[shown].body, posts[shown].media), ("", media))
        newest = await house.do(host.newest_posts, room, 10, aiko.user_id)
        self.assertEqual([post.event_id for post in newest], [shown, first])
        self.assertEqual(await house.do(host.newest_posts, room, 10, None), [])
        await aiko.set_state(room, "m.room.history_visibility", {"history_visibility": "world_readable"})
        said = await aiko.say(room, "for everybody")
        newest = await house.do(host.newest_posts, room, 10, None)
        self.assertEqual([post.event_id for post in newest], [said])
        await aiko.ask("PUT", f"/_matrix/client/v3/rooms/{room}/redact/{first}/r1", {})
        self.assertEqual(await house.do(host.posts, [first]), {})
        kinds = frozenset({"image/gif", "image/jpeg", "image/png"})
        for _ in range(2):
            copy = await house.do(host.picture, media, kinds)
            self.assertIn(copy.content_type, ("image/jpeg", "image/png"))
            self.assertNotIn(b"GIF", copy.content)
        for wish in ((media, frozenset()), ("nothing", kinds)):
            self.assertIsNone(await house.do(host.picture, *wish))
        stored = await house.do(host.upload, media, kinds, 1000)
        self.assertEqual((stored.content_type, stored.content), ("image/gif", picture))
        for wanted in ((media, frozenset(), 1000), (media, kinds, 10), ("nothing", kinds, 1000)):
            self.assertIsNone(await house.do(host.upload, *wanted))

    async def test_news_of_a_room_are_waited_for(self) -> None:
        house = await self.house()
        host, aiko = house.platform.host, await house.server.person("aiko")
        room = await self.room_of(aiko)

        async def look() -> list[str] | None:
            return [post.body for post in await host.newest_posts(room, 10, aiko.user_id)] or None

        self.assertIsNone(await house.do(host.wait_in_room, aiko.user_id, room, 1, look))
        waiting = Deferred.fromCoroutine(house.do(host.wait_in_room, aiko.user_id, room, 60_000, look))
        await aiko.say(room, "news")
        self.assertEqual(await waiting, ["news"])
        self.assertEqual(await house.do(host.wait_in_room, aiko.user_id, room, 60_000, look), ["news"])

    async def test_single_events_are_guarded(self) -> None:
        house = await self.house()

        async def is_ours(room_id: str) -> bool:
            return room_id == kept

        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        kept, other = await self.room_of(aiko), await self.room_of(aiko)
        house.platform.host.guard_events(is_ours)
        for room, afterwards in ((kept, 404), (other, 200)):
            await aiko.set_state(room, "m.room.history_visibility", {"history_visibility": "world_readable"})
            said = await aiko.say(room, "for everybody")
            path = f"/_matrix/client/v3/rooms/{room}"
            self.assertEqual((await ben.api("GET", f"{path}/event/{said}"))[0], 200)
            self.assertEqual((await ben.api("GET", f"{path}/context/{said}"))[0], 200)
            await aiko.set_state(room, "m.room.history_visibility", {"history_visibility": "shared"})
            self.assertEqual((await ben.api("GET", f"{path}/event/{said}"))[0], afterwards)
            context = (await ben.api("GET", f"{path}/context/{said}"))[0]
            self.assertEqual(context, 403 if room == kept else 200)
            self.assertEqual((await aiko.api("GET", f"{path}/context/{said}"))[0], 200)

    async def test_what_somebody_wrote_is_found_and_taken_away_once(self) -> None:
        house = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        host, us = house.platform.host, house.platform.house
        room = await self.room_of(aiko)
        await aiko.invite(room, ben)
        await ben.join(room)
        first = await aiko.say(room, "one")
        await ben.say(room, "two")
        second = await aiko.react(room, first, "❤️")
        await aiko.set_state(room, "m.room.topic", {"topic": "kept"})
        found = await house.do(host.posts_by, aiko.user_id, room, 0, 10, us)
        self.assertEqual([event_id for _, event_id in found], [first, second])
        later = await house.do(host.posts_by, aiko.user_id, room, found[0][0], 10, us)
        self.assertEqual([event_id for _, event_id in later], [second])
        self.assertEqual(len(await house.do(host.names_of, ben.user_id, room, us)), 2)  # invited, and in
        for _ in range(2):
            await house.do(host.redact_once, aiko.user_id, room, first, aiko.device_id)
        rows = await house.server.rows("SELECT COUNT(*) FROM redactions WHERE redacts = ?", first)
        self.assertEqual(rows, [(1,)])
        left = await house.do(host.posts_by, aiko.user_id, room, 0, 10, us)
        self.assertEqual([event_id for _, event_id in left], [second])

    async def test_deleted_accounts_and_uploads(self) -> None:
        house = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        host = house.platform.host
        picture = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
        answer = await aiko._wire.send(
            "POST",
            "/_matrix/media/v3/upload",
            raw=picture,
            headers={"Authorization": f"Bearer {aiko.token}", "Content-Type": "image/gif"},
        )
        media_id = answer.value["content_uri"].rpartition("/")[2]
        self.assertEqual(await house.do(host.uploads_by, aiko.user_id), [media_id])
        await house.do(host.delete_uploads, [media_id], house.platform.house)
        self.assertEqual(await house.do(host.uploads_by, aiko.user_id), [])
        path = f"/_matrix/client/v1/media/download/{house.server.server_name}/{media_id}"
        self.assertEqual((await ben.api("GET", path))[0], 404)
        admin = await house.server.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{aiko.user_id}", {"erase": True})
        people = [aiko.user_id, ben.user_id]
        self.assertEqual(await house.do(host.deleted_among, people), [aiko.user_id])
        self.assertEqual(await house.do(host.deleted_among, []), [])
        self.assertEqual([await house.do(host.is_erased, who) for who in people], [True, False])

    async def test_names_are_guarded(self) -> None:
        house = await self.house()
        asked: list[tuple[str, str]] = []

        async def profile_in(user_id: str, room_id: str) -> dict[str, str | None] | None:
            asked.append((user_id, room_id))
            return {"displayname": "Lotus", "avatar_url": None} if room_id == chat else None

        aiko = await house.server.person("aiko")
        chat = await self.room_of(aiko)
        house.platform.host.guard_profiles(profile_in)
        profile = f"/_matrix/client/v3/profile/{aiko.user_id}/displayname"
        await aiko.ask("PUT", profile, {"displayname": "Aiko T."})
        await eventually(lambda: (aiko.user_id, chat) in asked, "the new name is on its way into the room")

        async def named() -> bool:
            return bool((await aiko.state(chat, "m.room.member", aiko.user_id))["displayname"] == "Lotus")

        await eventually(named, "and arrives as another")
        own = await self.room_of(aiko)
        self.assertEqual((await aiko.state(own, "m.room.member", aiko.user_id))["displayname"], "Aiko T.")

    async def test_registration_tokens(self) -> None:
        house = await self.house()
        host = house.platform.host
        for token in ("used", "new"):
            await house.do(host.keep_registration_token, token, 3, 2**50)
            await house.do(host.keep_registration_token, token, 3, 2**50)
        await house.server.inside(host._hs.get_datastores().main.set_registration_token_pending, "used")
        dropped = await house.do(host.drop_registration_tokens, ["used", "new", "none"])
        self.assertEqual(dropped, {"used": 1, "new": 0})
        self.assertEqual(await house.do(host.drop_registration_tokens, ["used"]), {})
        self.assertEqual(await house.do(host.drop_registration_tokens, []), {})

    async def test_knocks_are_guarded(self) -> None:
        house = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        knock = {"type": "m.room.join_rules", "content": {"join_rule": "knock"}}
        shut, open_to_all = [await self.room_of(aiko, initial_state=[knock]) for _ in range(2)]

        async def why_not(user_id: str, room_id: str) -> dict[str, Any] | None:
            return (
                {"error": "no", "salon": {"reason": "why"}}
                if (user_id, room_id) == (ben.user_id, shut)
                else None
            )

        house.platform.host.guard_arrivals(why_not)
        refusal = await refused(ben.knock(shut))
        self.assertEqual((refusal.status, refusal.reason, refusal.body["error"]), (403, "why", "no"))
        self.assertEqual(await ben.knock(open_to_all), open_to_all)
        house.platform.host.guard_reasons(why_not)
        path = f"/_matrix/client/v3/rooms/{quote(shut, safe='')}"
        asked = {"user_id": ben.user_id}
        await aiko.ask("POST", f"{path}/invite", {**asked, "reason": "none of Ben's"})
        await ben.join(shut)
        for body in ({"reason": "words"}, {"reason": ""}):
            self.assertEqual((await refused(ben.ask("POST", f"{path}/leave", body))).reason, "why")
        await ben.ask("POST", f"{path}/leave", {})

    async def test_the_house_keeps_a_file_in_either_kind_of_process_and_drops_it(self) -> None:
        house = await self.house()
        host = house.platform.host
        aiko = await house.server.person("aiko")
        kept = [
            await house.server.inside(host.keep_upload, house.platform.house, "text/plain", b"lotus"),
            await house.server.inside(host.upload_elsewhere, "text/plain", b"lotus"),
        ]
        self.assertEqual(len(set(kept)), 2)
        for mxc in kept:
            path = f"/_matrix/client/v1/media/download/{mxc.removeprefix('mxc://')}"
            self.assertEqual(await aiko.api("GET", path), (200, "lotus"))
            await house.server.inside(host.drop_upload, mxc)
            self.assertEqual((await aiko.api("GET", path))[0], 404)


def _no_devices() -> Any:
    from synapse.types import DeviceListUpdates

    return DeviceListUpdates()
