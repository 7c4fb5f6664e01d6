# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaving a salon, and what becomes of what one wrote there."""

import base64
from typing import Any

from synapse_salon.platform import Platform
from tests.support.fates import together
from tests.support.letters import letters
from tests.support.moments import MomentsCase
from tests.support.people import Person, refused
from tests.support.salon import MONTHLY, Salon, awake, direct_room
from tests.support.waiting import eventually

FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


class PartingCase(MomentsCase):
    """People who leave."""

    async def leave(self, salon: Salon, person: Person, posts: str | None = None) -> dict[str, Any]:
        body = {} if posts is None else {"posts": posts}
        return dict(await person.ask("POST", f"v1/salons/{salon.slug}/leave", body))

    async def posts(self, salon: Salon, person: Person) -> dict[str, Any]:
        return dict(await person.ask("GET", f"v1/salons/{salon.slug}/me/posts"))

    async def is_done(self, salon: Salon, person: Person) -> dict[str, Any]:
        """Wait until everything is done with a person's posts; answers the report."""

        async def done() -> bool:
            return (await self.posts(salon, person)).get("state") == "done"

        await eventually(done, f"what {person.user_id} wished for their posts is done")
        return await self.posts(salon, person)

    async def shows(self, person: Person, picture: bytes, *rooms: str) -> str:
        """A person uploads a picture and shows it; answers the path where it can be fetched."""
        sent = await person._wire.send(
            "POST",
            "/_matrix/media/v3/upload",
            raw=picture,
            headers={"Authorization": f"Bearer {person.token}", "Content-Type": "image/gif"},
        )
        url = sent.value["content_uri"]
        for room in rooms:
            await person.say(room, "写真", msgtype="m.image", url=url)
        return "/_matrix/client/v1/media/download/" + str(url).removeprefix("mxc://")

    async def readable_by(self, reader: Person, room: str, writer: Person) -> list[str]:
        """What of a writer's posts can be read in a room."""
        return [
            event["type"]
            for event in await reader.events(room)
            if event["sender"] == writer.user_id and "state_key" not in event and event["content"]
        ]

    async def names_in(self, reader: Person, room: str, of: Person) -> set[str]:
        """The names that somebody has in a room, in its past and present."""
        events = [event for event in await reader.events(room) if event["type"] == "m.room.member"]
        return {
            str(event["content"].get("displayname") or "")
            for event in events
            if event["state_key"] == of.user_id
        }


class Posts(PartingCase):
    """Aiko wrote here and there."""

    async def test_deleted_when_she_is_out_and_nothing_before_and_nothing_of_others(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), mail="aiko@example.org", language="en")
        ben = await salon.joins(await salon.server.person("ben"))
        await salon.is_in(salon.owner, "lounge")
        lounge, hello = await salon.room("lounge"), await salon.room("hello")
        await aiko.join(hello)
        said = [await aiko.say(lounge, f"発言 {number}") for number in range(3)]
        await aiko.say(hello, "はじめまして")
        theirs = await ben.say(lounge, "ベンの発言")
        await aiko.react(lounge, theirs, "❤️")
        picture = await self.shows(aiko, PICTURE, lounge)
        self.assertEqual((await ben.api("GET", picture))[0], 200)

        self.assertEqual((await self.posts(salon, aiko))["posts"], "keep")
        early = await refused(aiko.ask("PUT", f"v1/salons/{salon.slug}/me/posts", {"posts": "delete"}))
        self.assertEqual((early.status, early.reason), (409, "still_a_member"))
        odd = await refused(aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {"posts": "burn"}))
        self.assertEqual((odd.status, odd.errcode), (400, "M_INVALID_PARAM"))

        pressed = await together(*(self.leave(salon, aiko, "delete") for _ in range(4)))
        self.assertEqual({answer["status"] for answer in pressed}, {"cancelling"})
        chosen = await self.posts(salon, aiko)
        self.assertEqual((chosen["posts"], chosen["state"]), ("delete", "chosen"))
        await aiko.ask("POST", f"v1/salons/{salon.slug}/stay", {})
        self.assertEqual((await self.posts(salon, aiko))["posts"], "keep")
        await self.leave(salon, aiko, "keep")
        await aiko.ask("PUT", f"v1/salons/{salon.slug}/me/posts", {"posts": "delete"})
        await self.leave(salon, aiko)  # leaving twice is leaving, and changes nothing
        self.assertEqual(len(await self.readable_by(salon.owner, lounge, aiko)), 5)

        await salon.server.advance(days=32)
        await salon.becomes(aiko, "lapsed")
        report = await self.is_done(salon, aiko)
        self.assertEqual((report["found"], report["deleted"], report["failed"]), (6, 6, 0))
        self.assertEqual(await self.readable_by(salon.owner, lounge, aiko), [])
        self.assertEqual(
            (await salon.owner.ask("GET", f"/_matrix/client/v3/rooms/{lounge}/event/{said[0]}"))["content"],
            {},
        )
        self.assertEqual(await self.readable_by(salon.owner, lounge, ben), ["m.room.message"])
        self.assertEqual(await self.names_in(salon.owner, lounge, aiko), {"", "退会した会員"})
        self.assertEqual((await ben.api("GET", picture))[0], 404)
        room = await direct_room(aiko, salon.server.user_id("salon"))
        await aiko.hears(room, "Your posts are being deleted. We tell you when it is done.")
        await aiko.hears(room, "Of your 6 posts in 青い蓮 6 are deleted")
        await eventually(lambda: letters(salon.server, words="Your posts in"), "the letter arrives")
        self.assertEqual(len(letters(salon.server, words="Your posts in")), 1)
        again = await aiko.ask("PUT", f"v1/salons/{salon.slug}/me/posts", {"posts": "delete"})
        self.assertEqual(again["chosen_ms"], report["chosen_ms"])

    async def test_kept_unnamed_or_deleted_afterwards_also_by_who_was_put_out(self) -> None:
        salon = await self.salon(plan=FREE)
        lounge = await salon.room("lounge")
        people = {}
        for name in ("aiko", "ben", "dora"):
            people[name] = await salon.joins(await salon.server.person(name), community_name=f"蓮の{name}")
            await people[name].say(lounge, f"{name}の発言")
        aiko, ben, dora = people.values()
        await salon.is_in(salon.owner, "lounge")
        await self.leave(salon, aiko)
        self.assertEqual((await self.is_done(salon, aiko))["posts"], "keep")
        await self.leave(salon, ben, "anonymise")
        path = f"v1/salons/{salon.slug}/members/{dora.user_id}/ban"
        await salon.owner.ask("POST", path, {"reason": ""})
        await dora.ask("PUT", f"v1/salons/{salon.slug}/me/posts", {"posts": "delete"})
        self.assertEqual((await self.is_done(salon, dora))["deleted"], 1)
        await self.is_done(salon, ben)
        for person, count in ((aiko, 1), (ben, 1), (dora, 0)):
            self.assertEqual(len(await self.readable_by(salon.owner, lounge, person)), count)
        self.assertIn("蓮のaiko", await self.names_in(salon.owner, lounge, aiko))
        for person in (ben, dora):
            self.assertEqual(await self.names_in(salon.owner, lounge, person), {"", "退会した会員"})
        await salon.joins(ben, community_name="蓮のben")
        await ben.say(lounge, "またよろしく")
        self.assertEqual(len(await self.readable_by(salon.owner, lounge, ben)), 2)
        done = await dora.ask("PUT", f"v1/salons/{salon.slug}/me/posts", {"posts": "keep"})
        self.assertEqual((done["posts"], done["state"]), ("delete", "done"))  # what is gone cannot be kept
        stranger = await salon.server.person("emi")
        for person, reason in ((stranger, "not_a_member"), (ben, "still_a_member")):
            wish = person.ask("PUT", f"v1/salons/{salon.slug}/me/posts", {"posts": "delete"})
            self.assertEqual((await refused(wish)).reason, reason)

        admin = await salon.server.admin()
        await admin.ask("POST", f"v1/admin/salons/{salon.slug}/close", {"at_once": True})
        await salon.becomes(ben, "lapsed")
        await ben.ask("PUT", f"v1/salons/{salon.slug}/me/posts", {"posts": "delete"})
        self.assertEqual((await self.is_done(salon, ben))["deleted"], 2)

    async def test_nothing_is_deleted_where_leaving_did_not_work_or_somebody_only_did_not_pay(self) -> None:
        salon = await self.salon()
        aiko = await self.read_only(salon)
        lounge = await salon.room("lounge")
        await salon.is_in(salon.owner, "lounge")
        heard_again = self.silent(salon, "set_cancel_at_end")
        refusal = await refused(self.leave(salon, aiko, "delete"))
        self.assertEqual((refusal.status, refusal.reason), (503, "payment_unavailable"))
        heard_again()
        self.assertEqual((await self.posts(salon, aiko))["posts"], "keep")
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "lapsed")
        await salon.is_out_of(aiko, "lounge")
        self.assertNotIn("退会した会員", await self.names_in(salon.owner, lounge, aiko))

    async def test_what_broke_off_is_gone_on_with_after_the_next_start(self) -> None:
        salon = await self.salon(plan=FREE)
        aiko = await salon.joins(await salon.server.person("aiko"))
        lounge = await salon.room("lounge")
        await salon.is_in(salon.owner, "lounge")
        for number in range(4):
            await aiko.say(lounge, f"発言 {number}")
        host = Platform.of(salon.server.module_api).host
        plain, tries = host.redact_once, list[str]()

        async def third_time_broken(*args: Any) -> None:
            tries.append(args[2])
            if len(tries) == 3:
                raise RuntimeError("the line is cut")
            await plain(*args)

        host.redact_once = third_time_broken
        await self.leave(salon, aiko, "delete")
        await eventually(lambda: len(tries) >= 3, "the third try breaks")
        await salon.server.restart()
        await awake(salon.server)
        report = await self.is_done(salon, aiko)
        self.assertEqual((report["found"], report["deleted"]), (4, 4))
        self.assertEqual(await self.readable_by(salon.owner, lounge, aiko), [])
        self.flush_complaints("cannot be redacted")


class Deleted(PartingCase):
    """Who deletes their account."""

    async def test_the_place_is_free_and_the_posts_go_where_that_was_asked_for(self) -> None:
        salon = await self.salon()
        free = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", FREE)
        lounge = await salon.room("lounge")
        await salon.is_in(salon.owner, "lounge")
        aiko = await salon.joins(await salon.server.person("aiko"), mail="aiko@example.org", language="en")
        ben = await salon.joins(await salon.server.person("ben"), plan=free["id"])
        for person in (aiko, ben):
            await person.say(lounge, "ここにいた")
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", {"capacity": 2})
        chika = await salon.server.person("chika")
        self.assertEqual((await salon.apply(chika))["waits_for"], "place")
        admin = await salon.server.admin()
        rules = salon.server.hs.get_module_api_callbacks().third_party_event_rules
        told = list(rules._on_user_deactivation_status_changed_callbacks)
        for person, erase in ((aiko, True), (ben, False)):
            path = f"/_synapse/admin/v1/deactivate/{person.user_id}"
            if person is ben:
                rules._on_user_deactivation_status_changed_callbacks.clear()  # as a power cut would
            await admin.ask("POST", path, {"erase": erase})
        await self.none_live(salon)
        await salon.server.advance(minutes=1)
        await salon.stands(chika, "applied")
        rules._on_user_deactivation_status_changed_callbacks.extend(told)
        await salon.server.advance(hours=2)  # the house looks by itself

        async def lapsed() -> bool:
            listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members?status=lapsed")
            return {row["user_id"] for row in listed["members"]} == {aiko.user_id, ben.user_id}

        await eventually(lapsed, "both are out")
        self.assertIn("pay_url", await salon.apply(chika))

        async def gone() -> bool:
            return not await self.readable_by(salon.owner, lounge, aiko)

        await eventually(gone, "what Aiko wrote is gone")
        self.assertEqual(len(await self.readable_by(salon.owner, lounge, ben)), 1)

        async def told() -> bool:
            done = await salon.server.rows("SELECT 1 FROM salon_partings WHERE state = 'done'")
            return bool(done) and len(letters(salon.server, words="Your posts in")) == 1

        await eventually(told, "the last letter to Aiko says so")
        await salon.server.advance(hours=26)

        async def forgotten() -> bool:
            listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members?status=lapsed")
            return {row["user_id"]: row["community_name"] for row in listed["members"]} == {
                aiko.user_id: "",
                ben.user_id: "Ben",
            }

        await eventually(forgotten, "her name is forgotten, and his is not")
        kept = await salon.server.rows("SELECT COUNT(*) FROM salon_applications WHERE mail LIKE ?", "aiko@%")
        self.assertEqual(kept, [(0,)])
