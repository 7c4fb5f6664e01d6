# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is looked at before a salon opens, where its owner meets others after that, and what it wants of messages."""

import contextlib
import json
from typing import Any

import attrs

from modules.salons.domain.presets import PRESETS
from synapse_salon.platform import Platform
from tests.support.people import Person, Refused, refused
from tests.support.salon import MONTHLY, PAGE, SalonCase, awake
from tests.support.server import Server
from tests.support.settings import project_modules
from tests.support.waiting import eventually

NEW = {"slug": "blue-lotus", "title": "青い蓮", "purpose": "水草", "kind": "lesson"}
SAID = {"done": True, "note": "週に一度の更新を約束した", "held_on": "2020-01-06"}


class OpeningCase(SalonCase):
    async def heard(self, person: Person, text: str) -> list[str]:
        """What the house said to this person with these words in it, in whichever room; waits for it."""

        async def told() -> list[str]:
            found = []
            for room, membership in (await person.rooms()).items():
                if membership == "invite":
                    await person.join(room)
                found += [said.body for said in await person.messages(room) if text in said.body]
            return found

        await eventually(told, f"{person.user_id} is told")
        return await told()


class TheChecklist(OpeningCase):
    """Rin reviews; Olive opens a salon."""

    async def asked(self, **settings: Any) -> tuple[Server, Person, Person, str]:
        """A server that wants a talk, Olive with a page handed in, a reviewer, and the review's path."""
        server = await self.start(modules=project_modules(Salons=settings))
        await awake(server)
        olive, rin, admin = await server.person("olive"), await server.person("rin"), await server.admin()
        await admin.ask("PUT", f"v1/admin/reviewers/{rin.user_id}")
        await olive.ask("POST", "v1/salons", NEW)
        await olive.ask("PUT", "v1/salons/blue-lotus/page", PAGE)
        await olive.ask("POST", "v1/salons/blue-lotus/page/submit", {})
        review = (await rin.ask("GET", "v1/admin/reviews"))["reviews"][0]["id"]
        return server, olive, rin, f"v1/admin/reviews/{review}"

    async def test_a_salon_opens_when_what_is_needed_is_done_and_written_down(self) -> None:
        server, olive, rin, review = await self.asked(opening_needs=["meeting"], owners_place=False)
        path, meeting = "v1/salons/blue-lotus/opening", "v1/admin/salons/blue-lotus/opening/meeting"

        async def done(person: Person) -> dict[str, bool]:
            return {step["step"]: step["done"] for step in (await person.ask("GET", path))["steps"]}

        steps = await done(olive)
        self.assertEqual((steps["page"], steps["plan"], steps["seller"]), (True, False, True))
        self.assertEqual((steps["rooms"], steps["helper"], steps["meeting"]), (True, False, False))
        approve = await refused(rin.ask("POST", f"{review}/approve", {"reason": ""}))
        self.assertEqual((approve.status, approve.reason), (409, "opening_incomplete"))
        self.assertEqual(approve.body["salon"]["steps"], ["plan", "meeting"])
        await olive.ask("POST", "v1/salons/blue-lotus/plans", MONTHLY)

        # An appointment; then what was said. Neither the owner nor a stranger writes it, or reads the note.
        aiko = await server.person("aiko")
        for person in (olive, aiko):
            self.assertEqual((await refused(person.ask("PUT", meeting, SAID))).status, 403)
        self.assertEqual((await refused(aiko.ask("GET", path))).status, 404)
        for wrong in ({"held_on": ""}, {"held_on": "2999-01-01"}, {"held_on": "tomorrow"}, {"note": ""}):
            self.assertEqual((await refused(rin.ask("PUT", meeting, {**SAID, **wrong}))).reason, "bad_input")
        self.assertEqual((await refused(rin.ask("PUT", f"{meeting}s", SAID))).reason, "no_such_step")
        await rin.ask("PUT", meeting, {"held_on": "2999-01-01"})
        self.assertEqual((await refused(rin.ask("POST", f"{review}/approve", {}))).status, 409)
        for _ in range(2):
            told = await rin.ask("PUT", meeting, SAID)
        step = next(step for step in told["steps"] if step["step"] == "meeting")
        self.assertEqual((step["note"], step["written_by"]), (SAID["note"], rin.user_id))
        seen = await olive.ask("GET", path)
        self.assertNotIn("約束", json.dumps(seen, ensure_ascii=False))
        self.assertIn("2020-01-06", json.dumps(seen))
        rows = await server.rows("SELECT is_done FROM salon_opening_notes ORDER BY version")
        self.assertEqual([row[0] for row in rows], [0, 1])

        await rin.ask("POST", f"{review}/approve", {"reason": ""})
        self.assertEqual((await olive.ask("GET", "v1/salons/blue-lotus"))["status"], "open")
        self.assertEqual((await refused(rin.ask("PUT", meeting, SAID))).reason, "already_open")

    async def test_who_is_sent_back_is_told_why_once(self) -> None:
        _, olive, rin, review = await self.asked(owners_place=False)
        await rin.ask("POST", f"{review}/refuse", {"reason": "目的をもう少し詳しく"})
        self.assertEqual(len(await self.heard(olive, "もう少し詳しく")), 1)

    async def test_reviewers_write_on_the_page_of_the_review_too(self) -> None:
        server, olive, _, review = await self.asked(opening_needs=["meeting"], owners_place=False)
        await olive.ask("POST", "v1/salons/blue-lotus/plans", MONTHLY)
        visitor = await server.visit_as(await server.person("rin"))
        page = await visitor.get(review.replace("v1/admin", "staff"))
        again = await visitor.submit(page, "/staff/reviews/", decision="approved")
        self.assertEqual((again.status, "A talk with the owner" in again.text), (400, True))
        again = await visitor.submit(page, "staff/openings/", done="on", note="", held_on="2020-01-06")
        self.assertEqual((again.status, 'class="problem"' in again.text), (400, True))
        page = await visitor.submit(page, "staff/openings/", done="on", note="yes", held_on="2020-01-06")
        self.assertEqual(page.status, 200)
        await visitor.submit(page, "staff/reviews/", decision="approved", reason="")
        self.assertEqual((await olive.ask("GET", "v1/salons/blue-lotus"))["status"], "open")


class TheOwnersPlace(OpeningCase):
    """Olive and Pat own salons; Rin reviews."""

    modules = project_modules(Salons={"owners_place": True})

    async def place(self, person: Person) -> dict[str, str]:
        """The owners' rooms, by name, that this person is in."""
        found = {}
        for room, membership in (await person.rooms()).items():
            if membership == "join":
                with contextlib.suppress(Refused):  # a direct room has no name
                    name = (await person.state(room, "m.room.name"))["name"]
                    if name in ("オーナーの集い", "オーナーへのお知らせ", "オーナーどうしの話"):
                        found[str(name)] = room
        return found

    async def all_there(self, person: Person) -> dict[str, str]:
        async def there() -> dict[str, str] | None:
            found = await self.place(person)
            return found if len(found) == 3 else None

        return dict(await eventually(there, f"{person.user_id} is among the owners"))

    async def test_owners_come_when_their_salon_opens_and_go_when_they_own_none(self) -> None:
        salon = await self.salon()
        server, olive = salon.server, salon.owner
        rooms = await self.all_there(olive)
        news, talk = rooms["オーナーへのお知らせ"], rooms["オーナーどうしの話"]
        pinned = (await olive.state(news, "m.room.pinned_events"))["pinned"]
        self.assertEqual(len(pinned), 1)
        said = "\n".join(said.body for said in await olive.messages(news))
        self.assertIn("staff/guide", said)
        self.assertIn("Welcome to everybody", said)
        self.assertEqual(len(await self.heard(olive, "が公開されました")), 1)

        # A second owner and a reviewer come; members and founders of what is not open do not.
        pine = await self.salon(server, slug="old-pine", owner="pat")
        rin, admin = await server.person("rin"), await server.admin()
        await admin.ask("PUT", f"v1/admin/reviewers/{rin.user_id}")
        for person in (pine.owner, rin):
            self.assertEqual(await self.all_there(person), rooms)
        mia, aiko = await server.person("mia"), await salon.joins(await server.person("aiko"))
        await mia.ask("POST", "v1/salons", {**NEW, "slug": "later"})
        for person in (mia, aiko):
            for room in rooms.values():
                self.assertEqual((await refused(person.join(room))).status, 403)
            self.assertEqual((await refused(olive.invite(talk, person))).status, 403)
        await olive.say(talk, "はじめまして")
        self.assertEqual((await refused(olive.say(news, "x"))).status, 403)
        await rin.say(news, "来月、勉強会をします")

        # What somebody turns by hand, with the powers of the server's administrator, is turned back.
        rooms_of = Platform.of(server.module_api).rooms
        right = await server.inside(rooms_of.state, talk, "m.room.power_levels")
        for kind, wrong in (
            ("m.room.power_levels", {**right, "invite": 0}),
            ("m.room.join_rules", {"join_rule": "public"}),
        ):
            before = await server.inside(rooms_of.state, talk, kind)
            await server.inside(rooms_of.say_state, talk, kind, wrong)

            async def back(kind: str = kind, before: Any = before) -> bool:
                return bool(await server.inside(rooms_of.state, talk, kind) == before)

            await eventually(back, f"{kind} is as it was")

        # Who leaves is left alone; who owns no salon any more goes.
        await pine.owner.leave(talk)
        await server.restart()
        await awake(server)
        self.assertNotIn(talk, (await self.place(pine.owner)).values())
        mio = await salon.appoints(await server.person("mio"), "operator")
        await olive.ask("POST", f"v1/salons/{salon.slug}/owner", {"user_id": mio.user_id})
        await mio.ask("POST", f"v1/salons/{salon.slug}/owner/accept", {})
        await self.all_there(mio)

        async def gone() -> bool:
            return not await self.place(olive)

        await eventually(gone, "Olive owns no salon any more")

    async def test_owners_of_before_are_brought_in_at_the_next_start(self) -> None:
        server = await self.start(modules=project_modules(Salons={"owners_place": False}))
        salon = await self.salon(server)
        self.assertEqual(await self.place(salon.owner), {})
        await server.restart(modules=self.modules)
        await awake(server)
        await self.all_there(salon.owner)


class Kinds(SalonCase):
    async def test_each_kind_of_salon_begins_with_its_rooms_and_policies(self) -> None:
        server = await self.start()
        await awake(server)
        olive = await server.person("olive")
        for number, (kind, preset) in enumerate(PRESETS.items()):
            await olive.ask("POST", "v1/salons", {**NEW, "slug": f"salon-{number}", "kind": kind})
            listed = (await olive.ask("GET", f"v1/salons/salon-{number}/rooms"))["rooms"]
            found = {(room["key"], room["kind"], room["access"], room["default"]) for room in listed}
            wanted = {(room.key, room.kind, room.access, room.is_default) for room in preset.rooms}
            self.assertEqual(found - {("space", "space", "members", False)}, wanted)
            policies = await olive.ask("GET", f"v1/salons/salon-{number}/policies")
            self.assertEqual((policies["dm"], policies["guests"]), attrs.astuple(preset.policies))


class Policies(SalonCase):
    async def test_what_is_wanted_of_messages_and_guests_is_kept_with_who_changed_it(self) -> None:
        salon = await self.salon()
        server, path = salon.server, f"v1/salons/{salon.slug}/policies"
        olive, visitor = salon.owner, salon.server.visitor("ja")
        shown = await olive.ask("GET", path)
        self.assertEqual(shown, {"salon": salon.slug, "dm": "off", "guests": "none"})
        aiko = await salon.joins(await server.person("aiko"))
        mod = await salon.appoints(await server.person("mod"), "moderator")
        for person in (aiko, mod):
            self.assertEqual((await refused(person.ask("PUT", path, {"dm": "members"}))).status, 403)
        self.assertEqual((await refused(aiko.ask("GET", path))).status, 403)
        self.assertEqual((await mod.ask("GET", path))["dm"], "off")
        self.assertEqual((await refused(olive.ask("PUT", path, {"dm": "often"}))).reason, "bad_input")
        for _ in range(2):
            await olive.ask("PUT", path, {"dm": "operator"})
        self.assertEqual((await olive.ask("GET", path))["dm"], "operator")
        self.assertIn("会員と運営スタッフのあいだ", (await visitor.get(f"s/{salon.slug}")).text)
        visitor = await salon.server.visit_as(olive, "ja")
        page = await visitor.get(f"s/{salon.slug}/desk/policies")
        for words in ("どのアプリからもできません", "すぐに有効になります", "ページには案内を出しません"):
            self.assertIn(words, page.text, "what the server holds is said as it is")
        self.assertNotIn("有効になっていません", page.text)
        page = await visitor.submit(page, "desk/policies", guests="invited")
        self.assertEqual(page.text.count(olive.user_id), 3, "one for each version")
        rows = await server.rows(
            "SELECT version, dm, guests, changed_by FROM salon_policies ORDER BY version"
        )
        self.assertEqual(
            [tuple(row) for row in rows],
            [
                (1, "off", "none", olive.user_id),
                (2, "operator", "none", olive.user_id),
                (3, "operator", "invited", olive.user_id),
            ],
        )

    async def test_examples_are_there_for_machines_too(self) -> None:
        server = await self.start()
        await awake(server)
        olive = await server.person("olive")
        found = await olive.ask("GET", "v1/examples/fan_club?language=en")
        self.assertEqual(
            (found["plan"]["price"], found["plan"]["name"]), ({"amount": 980, "currency": "JPY"}, "Monthly")
        )
        self.assertEqual((await refused(olive.ask("GET", "v1/examples/shop"))).reason, "no_such_kind")
        await olive.ask("POST", "v1/salons", {**NEW, "kind": "fan_club"})
        page = {key: found[key] for key in ("purpose", "lead", "benefits", "body")}
        await olive.ask("PUT", "v1/salons/blue-lotus/page", page)
        await olive.ask("POST", "v1/salons/blue-lotus/page/submit", {})
