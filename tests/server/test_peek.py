# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people outside see of the inside of a salon: posts that staff chose, with their authors' consent."""

import base64
import re
from typing import Any

from synapse_salon.platform import Platform
from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import eventually

_PICTURE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4QA0RXhpZgAATU0AKgAAAAgAAQEOAAIAAAARAAAAGgAAAABHUFMgMzUuNjgsMTM5Ljc2"
    "AAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/"
    "2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAAR"
    "CAAGAAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQID"
    "AAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNk"
    "ZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl"
    "5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC"
    "AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpj"
    "ZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk"
    "5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDPooorvOg//9k="
)
"""A few violet points, and in what the camera wrote: where they were taken."""


class Peek(SalonCase):
    """Olive shows a few posts; Aiko is asked about hers."""

    async def peek(self, salon: Salon) -> list[dict[str, Any]]:
        """What a stranger reads over the API."""
        status, answer = await salon.server.api("GET", f"v1/salons/{salon.slug}/peek")
        self.assertEqual(status, 200, answer)
        return list(answer["samples"])

    async def words(self, salon: Salon) -> list[str]:
        """The words of it."""
        return [post["body"] for post in await self.peek(salon)]

    async def choose(self, salon: Salon, event_id: str, by: Person | None = None) -> dict[str, Any]:
        path = f"v1/salons/{salon.slug}/samples"
        return dict(await (by or salon.owner).ask("POST", path, {"event_id": event_id}))

    async def chosen(self, salon: Salon) -> int:
        """How many choices the house holds."""
        return int((await salon.server.rows("SELECT COUNT(*) FROM salon_samples"))[0][0])

    async def edit(self, person: Person, room: str, event_id: str, words: str) -> str:
        """A person changes what they said."""
        new = {"msgtype": "m.text", "body": words}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        return await person.say(room, f"* {words}", **{"m.new_content": new, "m.relates_to": relation})

    async def redact(self, person: Person, room: str, event_id: str) -> None:
        """A person takes back what they said."""
        await person.ask("PUT", f"/_matrix/client/v3/rooms/{room}/redact/{event_id}/r{event_id[:9]}", {})

    async def test_what_staff_say_is_shown_as_it_reads_now(self) -> None:
        salon = await self.salon()
        owner, stranger = salon.owner, salon.server.visitor("ja")
        news, lounge, staff = [await salon.room(key) for key in ("news", "lounge", "staff")]
        await salon.is_in(owner, "news", "lounge", "staff")
        first = await owner.say(news, "朝の池に蓮が三つ咲きました。")
        await owner.say(news, "会員だけの話")
        self.assertEqual((await self.choose(salon, first))["status"], "shown")
        self.assertEqual((await self.choose(salon, first))["status"], "shown")  # twice is once
        shown = await self.peek(salon)
        self.assertEqual(
            [(post["body"], post["by_staff"]) for post in shown], [("朝の池に蓮が三つ咲きました。", True)]
        )
        for path in (f"s/{salon.slug}", f"s/{salon.slug}/peek"):
            page = await stranger.get(path)
            self.assertIn("朝の池に蓮が三つ咲きました。", page.text, path)
            self.assertNotIn("会員だけの話", page.text, path)
        edit = await self.edit(owner, news, first, "朝の池に蓮が四つ咲きました。")
        self.assertEqual(await self.words(salon), ["朝の池に蓮が四つ咲きました。"])
        await self.redact(owner, news, edit)
        self.assertEqual(await self.words(salon), ["朝の池に蓮が三つ咲きました。"])
        await self.redact(owner, news, first)
        self.assertEqual(await self.words(salon), [])
        self.assertNotIn("三つ咲きました", (await stranger.get(f"s/{salon.slug}")).text)
        # Nothing of the staff's own room, of another salon, of the house, and nothing by who may not choose.
        secret = await owner.say(staff, "内緒")
        other = await self.salon(salon.server, slug="old-pine", owner="pat")
        await other.is_in(other.owner, "news")
        pines = await other.owner.say(await other.room("news"), "松")
        aiko = await salon.joins(await salon.server.person("aiko"))
        for event_id in (secret, pines, "$nothing"):
            self.assertEqual((await refused(self.choose(salon, event_id))).reason, "no_such_post")
        said = await owner.say(lounge, "よろしく")
        for person in (aiko, other.owner):
            self.assertEqual((await refused(self.choose(salon, said, person))).status, 403)
        # Once the one who said it works for the salon no longer, it is theirs to be asked about.
        mio = await salon.appoints(await salon.server.person("mio"), "operator")
        event_id = await mio.say(lounge, "澪から")
        await self.choose(salon, event_id)
        self.assertEqual(await self.words(salon), ["澪から"])
        await owner.ask("PUT", f"v1/salons/{salon.slug}/roles/{mio.user_id}", {"roles": []})
        self.assertEqual(await self.words(salon), [])

    async def test_what_an_answer_quotes_is_not_shown(self) -> None:
        salon = await self.salon()
        owner, lounge = salon.owner, await salon.room("lounge")
        await salon.is_in(owner, "lounge")
        said = await owner.say(lounge, "よろしく")
        quoting = {"m.relates_to": {"m.in_reply_to": {"event_id": said}}}
        aiko = salon.server.user_id("aiko")
        words = f"> <{aiko}> 会員の言葉\n\n{aiko} さん、ありがとう"
        answer = await self.choose(salon, await owner.say(lounge, words, **quoting))
        self.assertEqual(await self.words(salon), ["@… さん、ありがとう"])
        path = f"v1/admin/salons/{salon.slug}/samples/{answer['id']}"
        self.assertEqual((await refused(owner.ask("DELETE", path))).status, 403)
        await (await salon.server.admin()).ask("DELETE", path)
        self.assertEqual(await self.words(salon), [])
        event_id = await self._by_house(salon)
        self.assertEqual((await refused(self.choose(salon, event_id))).reason, "no_such_post")

    async def _by_house(self, salon: Salon) -> str:
        """Something the house said in the lounge."""
        path = f"v1/salons/{salon.slug}/rooms/lounge/etiquette"
        await salon.owner.ask("PUT", path, {"body": "やさしく"})
        return (await salon.owner.hears(await salon.room("lounge"), "やさしく")).event["event_id"]

    async def test_others_are_asked_and_may_change_their_mind(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), community_name="青い会員")
        lounge = await salon.room("lounge")
        said = await aiko.say(lounge, "蓮の育て方がわかりました")
        sample = await self.choose(salon, said)
        self.assertEqual((sample["status"], await self.words(salon)), ("asked", []))
        room = await direct_room(aiko, salon.server.user_id("salon"))
        question = await aiko.hears(room, "蓮の育て方がわかりました")
        self.assertIn(f"s/{salon.slug}/peek/mine", question.body)
        consent = f"v1/salons/{salon.slug}/samples/{sample['id']}/consent"
        for person in (salon.owner, await salon.server.person("ben")):
            self.assertEqual((await refused(person.ask("PUT", consent, {"consent": "named"}))).status, 404)

        page = await salon.server.visit_as(aiko)
        self.assertIn("/peek/mine", (await page.get(f"s/{salon.slug}/peek")).text)
        other = await salon.server.visit_as(await salon.server.person("ben"))
        self.assertNotIn("/peek/mine", (await other.get(f"s/{salon.slug}/peek")).text)
        mine = await page.get(f"s/{salon.slug}/peek/mine")
        self.assertIn("蓮の育て方がわかりました", mine.text)
        await page.submit(mine, "/peek/mine", consent="unnamed")
        [post] = await self.peek(salon)
        self.assertEqual(
            (post["body"], post.get("name"), post["by_staff"]), ("蓮の育て方がわかりました", None, False)
        )
        self.assertNotIn("青い会員", (await salon.server.visitor().get(f"s/{salon.slug}/peek")).text)
        await aiko.ask("PUT", consent, {"consent": "named"})
        self.assertEqual((await self.peek(salon))[0]["name"], "青い会員")

        # Nobody writes on the salon's page past its staff: what she changes waits for them.
        await self.edit(aiko, lounge, said, "友だちの店もよろしく")
        self.assertEqual(await self.words(salon), [])
        listed = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/samples"))["samples"]
        self.assertEqual([row["status"] for row in listed], ["changed"])
        await self.edit(aiko, lounge, said, "蓮の育て方がよくわかりました")
        await self.choose(salon, said)
        self.assertEqual(await self.words(salon), ["蓮の育て方がよくわかりました"])

        # Who leaves takes it along; who comes back and says no is not asked again.
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        self.assertEqual(len(await self.words(salon)), 1)  # until the last paid day
        await salon.server.advance(days=32)
        await salon.becomes(aiko, "lapsed")
        self.assertEqual(await self.words(salon), [])
        await salon.joins(aiko)
        self.assertEqual(len(await self.words(salon)), 1)
        await aiko.ask("PUT", consent, {"consent": "refused"})
        self.assertEqual(await self.words(salon), [])
        self.assertEqual((await refused(self.choose(salon, said))).reason, "refused")
        path = f"v1/salons/{salon.slug}/samples/{sample['id']}"
        self.assertEqual((await refused(salon.owner.ask("DELETE", path))).status, 404)

        # What they said is forgotten when they have been away for long.
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.server.advance(days=32)
        await salon.becomes(aiko, "lapsed")
        self.assertEqual(await self.chosen(salon), 1)
        await salon.server.advance(days=91)

        async def forgotten() -> bool:
            return await self.chosen(salon) == 0

        await eventually(forgotten, "the choice is forgotten")

    async def test_pictures_and_the_desk(self) -> None:
        salon = await self.salon()
        owner, stranger = salon.owner, salon.server.visitor("en")
        aiko = await salon.joins(await salon.server.person("aiko"))
        news = await salon.room("news")
        await salon.is_in(owner, "news")
        own, hers = await self._upload(owner), await self._upload(aiko)
        said = []
        for media, words in ((own, "三つの蓮"), (hers, "")):
            content = {"msgtype": "m.image", "body": words or "a.png", "filename": "a.png", "url": media}
            said.append(await owner.send(news, "m.room.message", content))
        await self.choose(salon, said[0])
        self.assertEqual((await refused(self.choose(salon, said[1]))).reason, "not_shown")
        [post] = await self.peek(salon)
        picture = await stranger.get(post["picture_url"])
        self.assertEqual((picture.status, picture.headers["content-type"]), (200, "image/jpeg"))
        self.assertIn(b"GPS", _PICTURE)
        self.assertNotIn(b"GPS", picture.content)  # where it was taken stays inside
        media_id = own.rpartition("/")[2]
        path = f"/_matrix/client/v1/media/download/{salon.server.server_name}/{media_id}"

        async def shut() -> bool:
            return (await (await salon.server.person("ben")).api("GET", path))[0] == 404

        await eventually(shut, "elsewhere the picture is for members as before")

        desk = await salon.server.visit_as(owner)
        page = await desk.get(f"s/{salon.slug}/desk/peek?room=news")
        self.assertIn("三つの蓮", page.text)
        text = await owner.say(news, "必ず儲かる")
        token = page.form("/desk/peek").fields
        answer = await desk.post(
            f"s/{salon.slug}/desk/peek", act="choose", which=text, room="news", csrf=token["csrf"], once="1"
        )
        self.assertIn("必ず儲かる", answer.text)
        self.assertIn("必ず儲かる", await self.words(salon))
        # Nobody slips in other words while staff look: what they saw is shown, or nothing.
        theirs = await aiko.say(await salon.room("lounge"), "蓮が咲いた")
        page = await desk.get(f"s/{salon.slug}/desk/peek?room=lounge")
        self.assertIn("蓮が咲いた", page.text)
        await self.edit(aiko, await salon.room("lounge"), theirs, "ほかの話")
        wish = {"act": "choose", "which": theirs, "room": "lounge", "version": "first", "csrf": token["csrf"]}
        late = await desk.post(f"s/{salon.slug}/desk/peek", **wish)
        self.assertEqual(late.status, 400)
        self.assertIn("was changed in the meantime", late.text)
        version = re.findall(r'name="version" value="(\$[^"]+)"', late.text)[0]
        again = await desk.post(f"s/{salon.slug}/desk/peek", **{**wish, "version": version})
        self.assertIn("its author is asked", again.text)
        for sample in (await owner.ask("GET", f"v1/salons/{salon.slug}/samples"))["samples"]:
            await owner.ask("DELETE", f"v1/salons/{salon.slug}/samples/{sample['id']}")
        self.assertEqual(await self.words(salon), [])
        self.assertEqual((await stranger.get(post["picture_url"])).status, 404)
        self.assertEqual((await stranger.get(f"s/{salon.slug}/peek")).status, 200)

    async def test_rooms_that_everybody_may_read(self) -> None:
        salon = await self.salon()
        owner, server, rooms = salon.owner, salon.server, f"v1/salons/{salon.slug}/rooms"
        aiko, grete = await salon.joins(await server.person("aiko")), await server.person("grete")
        garden = {"key": "garden", "name": "庭", "access": "public"}
        wrong: tuple[dict[str, Any], ...] = ({"plans": [salon.plan]}, {"default": True})
        for wish in wrong:
            self.assertEqual((await refused(owner.ask("POST", rooms, {**garden, **wish}))).status, 400)
        room = (await owner.ask("POST", rooms, garden))["room_id"]
        changes: tuple[tuple[str, dict[str, Any], str], ...] = (
            ("lounge", {"access": "public"}, "room_was_private"),
            ("garden", {"default": True}, "bad_input"),
            ("staff", {"access": "public"}, "room_needed"),
        )
        for key, change, reason in changes:
            self.assertEqual((await refused(owner.ask("PUT", f"{rooms}/{key}", change))).reason, reason, key)
        await aiko.join(room)
        dm = await direct_room(aiko, server.user_id("salon"))
        await aiko.hears(dm, "「庭」")
        said = await aiko.say(room, "庭で話す")
        messages = f"/_matrix/client/v3/rooms/{room}/messages?dir=b&limit=20"
        self.assertIn("庭で話す", str(await grete.ask("GET", messages)))
        page = await server.visitor("ja").get(f"s/{salon.slug}/peek")
        self.assertIn("庭で話す", page.text)
        self.assertNotIn(aiko.user_id, page.text)
        await self.redact(aiko, room, said)
        self.assertNotIn("庭で話す", (await server.visitor("ja").get(f"s/{salon.slug}/peek")).text)

        # Who reads a room is put right, by whatever hand it was changed.
        platform = Platform.of(server.module_api)
        await owner.join(room)
        for key, drifted in (("lounge", "world_readable"), ("garden", "shared")):
            kind, content = "m.room.history_visibility", {"history_visibility": drifted}
            await server.inside(platform.rooms.say_state, await salon.room(key), kind, content)

            async def repaired(key: str = key, drifted: str = drifted) -> bool:
                found = await owner.state(await salon.room(key), "m.room.history_visibility")
                return bool(found["history_visibility"] != drifted)

            await eventually(repaired, f"{key} is read by whom it is for")

        desk = await server.visit_as(owner)
        await owner.ask(
            "POST", rooms, {"key": "window", "name": "窓", "kind": "announce", "access": "public"}
        )
        page = await desk.get(f"s/{salon.slug}/desk/rooms/window")
        await desk.submit(page, "/window/archive", act="members")
        shown = [found for found in (await owner.ask("GET", rooms))["rooms"] if found["key"] == "window"]
        self.assertEqual(shown[0]["access"], "members")

        # Nothing is read of a salon that is closed, and nothing kept of what was chosen there.
        lounge = await salon.room("lounge")
        await self.choose(salon, await owner.say(lounge, "またいつか"))
        self.assertEqual(await self.chosen(salon), 1)
        admin = await server.admin()
        await admin.ask("POST", f"v1/admin/salons/{salon.slug}/close", {"at_once": True})

        async def shut() -> bool:
            return bool((await grete.api("GET", messages))[0] == 403)

        await eventually(shut, "the garden is shut")
        self.assertEqual((await server.visitor("ja").get(f"s/{salon.slug}/peek")).status, 404)

        async def forgotten() -> bool:
            return await self.chosen(salon) == 0

        await eventually(forgotten, "the choices are forgotten")

    async def _upload(self, person: Person) -> str:
        headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "image/jpeg"}
        answer = await person._wire.send("POST", "/_matrix/media/v3/upload", raw=_PICTURE, headers=headers)
        return str(answer.value["content_uri"])
