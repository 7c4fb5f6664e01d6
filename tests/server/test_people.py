# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding each other in a salon, as far as each allows, and nobody from outside finding anybody."""

import base64
import html
import re
from urllib.parse import quote

from synapse_salon.database import Txn
from synapse_salon.platform import Platform
from tests.support.people import Person, refused
from tests.support.pictures import photo
from tests.support.salon import FAILS_AT_RENEWAL, MONTHLY, Salon, SalonCase, awake
from tests.support.waiting import eventually

FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}


class People(SalonCase):
    """Aiko, Ben and Eva are members of the lotuses, Fumi of the pines; Olive owns the lotuses."""

    async def test_members_find_each_other_as_far_as_each_allows(self) -> None:
        salon = await self._lotuses()
        server, base = salon.server, f"v1/salons/{salon.slug}"
        await salon.moves_in()
        aiko, ben, eva = [await self._member(name) for name in ("aiko", "ben", "eva")]
        self.assertEqual(await self._names(aiko), ["Aiko", "Ben", "Eva"])
        told = await aiko.ask("GET", f"{base}/me/about")
        nothing = {"interests": [], "skills": [], "region": "", "about": "", "listed": True}
        self.assertEqual({key: told[key] for key in nothing}, nothing)
        await aiko.ask(
            "PUT",
            f"{base}/me/about",
            {
                "interests": ["ｶﾒﾗ", "山歩き"],
                "skills": ["簿記"],
                "region": "関西",
                "about": "ベランダで睡蓮を育てています。",
                "shown": {"skills": "group", "region": "nobody"},
            },
        )
        for query, names in (
            ("q=カメラ", ["Aiko"]),
            ("q=かめら　睡蓮", ["Aiko"]),
            ("q=ＡＩＫＯ", ["Aiko"]),
            ("q=睡", ["Aiko"]),
            ("q=簿記", []),
            ("q=関西", []),
            ("q=@aiko", []),
            ("q=%_", []),
            ("q=睡蓮 ben", []),
            ("interest=カメラ", ["Aiko"]),
            ("interest=カメ", []),
            ("interest=簿記", []),
            ("q=e", ["Ben", "Eva"]),
            ("show=new&q=e", ["Ben", "Eva"]),
        ):
            self.assertEqual(sorted(await self._names(ben, query)), names, query)
            self.assertEqual(
                sorted(await self._names(salon.owner, query)), names, "staff are no more than members"
            )
        page = f"{base}/people/{aiko.user_id}"
        self.assertEqual((await ben.ask("GET", page))["skills"], [])
        group = {"key": "hikers", "name": "山の会", "kind": "project"}
        hikers = (await salon.owner.ask("POST", f"{base}/rooms", group))["room_id"]
        for person in (aiko, ben):
            await person.join(hikers)
        mine = await server.visit_as(aiko, "ja")
        self.assertIn('value="group"', (await mine.get(f"s/{salon.slug}/me/about")).text)
        self.assertEqual((await ben.ask("GET", page))["skills"], ["簿記"])
        self.assertEqual((await ben.ask("GET", page))["region"], "")
        self.assertEqual(await self._names(ben, "q=簿記"), ["Aiko"])
        self.assertEqual(await self._names(eva, "q=簿記"), [])
        self.assertEqual((await eva.ask("GET", page))["skills"], [])
        await self._alike(aiko, ben, eva)

        first = await eva.ask("GET", f"{base}/people?limit=2")
        self.assertEqual([one["community_name"] for one in first["people"]], ["Aiko", "Ben"])
        rest = await eva.ask("GET", f"{base}/people?limit=2&from={first['next_batch']}")
        self.assertEqual(
            ([one["community_name"] for one in rest["people"]], "next_batch" in rest), (["Eva"], False)
        )
        newest = await eva.ask("GET", f"{base}/people?show=new&limit=1")
        self.assertEqual(newest["people"][0]["community_name"], "Eva")
        after = await eva.ask("GET", f"{base}/people?show=new&limit=1&from={newest['next_batch']}")
        self.assertEqual(after["people"][0]["community_name"], "Ben")

        image = base64.b64encode(photo()).decode()
        await aiko.ask("PUT", f"{base}/me/picture", {"image": image})
        await self._shows_a_picture(aiko, ben, await server.person("greta"))
        await aiko.ask("PUT", f"{base}/me/profile", {"community_name": "蓮の人"})
        await self._until(ben, "q=蓮の", ["蓮の人"])
        self.assertEqual(await self._names(ben, "q=aiko"), [])
        await aiko.ask("PUT", f"{base}/me/about", {"listed": False})
        self.assertEqual(await self._names(ben), ["Ben", "Eva"])
        self.assertEqual((await refused(ben.ask("GET", page))).reason, "no_such_person")
        self.assertEqual((await aiko.ask("GET", f"{base}/me/about"))["skills"], ["簿記"])
        taken = (await aiko.ask("GET", f"{base}/me/export"))["kept"]["about"]
        self.assertEqual((taken["skills"], taken["region"], taken["listed"]), (["簿記"], "関西", False))
        await server.advance(days=31)
        self.assertEqual(await self._names(ben, "show=new"), [])
        self.assertFalse((await ben.ask("GET", f"{base}/people"))["people"][0]["newcomer"])

    async def _shows_a_picture(self, aiko: Person, ben: Person, greta: Person) -> None:
        """Beside her name in the list, for those inside alone."""
        visit = self.lotus.server.visit_as
        one, inside, outside = (
            f"s/{self.lotus.slug}/people",
            await visit(ben),
            await visit(greta),
        )

        async def shown() -> str | None:
            found = re.search(rf'src="[^"]*/salon/({one}/[^"]*/picture[^"]*)"', (await inside.get(one)).text)
            return found[1] if found else None

        face = html.unescape(str(await eventually(shown, "her picture stands in the list")))
        self.assertIn(aiko.name, face)
        self.assertEqual((await inside.get(face)).headers["content-type"], "image/jpeg")
        turned_away = await outside.get(face)
        self.assertEqual(turned_away.status, 403)
        self.assertIn(f'/s/{self.lotus.slug}">', turned_away.text, "the way back into the salon")
        self.assertEqual((await inside.get(f"{one}/{quote(ben.user_id)}/picture")).status, 404)

    async def _alike(self, aiko: Person, ben: Person, eva: Person) -> None:
        """Who shares most stands first, and why is said; what one keeps to oneself is compared all the same."""
        path = f"v1/salons/{self.lotus.slug}"
        self.assertEqual(await self._names(ben, "show=like"), [])
        mine = {"interests": ["かめら", "山歩き", "簿記"], "shown": {"interests": "nobody"}}
        await ben.ask("PUT", f"{path}/me/about", mine)
        await eva.ask("PUT", f"{path}/me/about", {"interests": ["山歩き", "料理"], "skills": ["カメラ"]})
        await eva.ask("PUT", f"{path}/me/about", {"shown": {"skills": "nobody"}})
        found = (await ben.ask("GET", f"{path}/people?show=like"))["people"]
        self.assertEqual([one["community_name"] for one in found], ["Aiko", "Eva"])
        self.assertEqual(found[0]["common"], {"interests": ["ｶﾒﾗ", "山歩き"], "skills": ["簿記"]})
        self.assertEqual(found[1]["common"], {"interests": ["山歩き"], "skills": []})
        first = await ben.ask("GET", f"{path}/people?show=like&limit=1")
        rest = await ben.ask("GET", f"{path}/people?show=like&limit=1&from={first['next_batch']}")
        self.assertEqual([one["community_name"] for one in rest["people"]], ["Eva"])
        self.assertEqual(await self._names(aiko, "show=like"), ["Eva"])
        known = (await aiko.ask("GET", f"{path}/interests"))["interests"]
        self.assertEqual(known[0], {"interest": "山歩き", "count": 2})
        self.assertEqual({one["interest"]: one["count"] for one in known[1:]}, {"ｶﾒﾗ": 1, "料理": 1})

    async def test_a_newcomer_chooses_on_the_page(self) -> None:
        salon = await self._lotuses()
        base, own = f"v1/salons/{salon.slug}", f"s/{salon.slug}/me/about"
        offered = {"interests": ["睡蓮", "株分け", " 睡蓮 ", "冬越し"]}
        kept = await salon.owner.ask("PUT", f"{base}/interests", offered)
        self.assertEqual(kept["interests"], ["睡蓮", "株分け", "冬越し"])
        too_many = await refused(salon.owner.ask("PUT", f"{base}/interests", {"interests": ["x" * 31]}))
        self.assertEqual((too_many.status, list(too_many.body["salon"]["problems"])), (400, ["interests"]))
        aiko = await self._member("aiko")
        self.assertEqual((await refused(aiko.ask("PUT", f"{base}/interests", offered))).status, 403)
        mine = await salon.server.visit_as(aiko, "ja")
        page = await mine.get(own)
        self.assertNotIn('value="group"', page.text, "there is no group here")
        for label in kept["interests"]:
            self.assertIn(f'value="{label}"', page.text)
        wrong = {"chosen": "株分け", "interests": "、".join("あいうえおかきくけこ"), "about": "水草"}
        again = await mine.submit(page, own, **wrong)
        self.assertEqual(again.status, 400)
        self.assertIn("10個まで", again.text)
        self.assertIn('value="株分け" checked', again.text)
        self.assertIn("水草", again.text)
        good = {**wrong, "interests": "＃写真、ｶﾒﾗ", "interests_for": "group", "listed": "on"}
        seen = await mine.submit(again, own, **good)
        self.assertIn("/me/seen", seen.url)
        self.assertEqual((seen.text.count("水草"), seen.text.count("ｶﾒﾗ")), (2, 1))
        told = await aiko.ask("GET", f"{base}/me/about")
        self.assertEqual(told["interests"], ["株分け", "写真", "ｶﾒﾗ"])
        self.assertEqual(
            (told["shown"]["interests"], told["shown"]["about"], told["listed"]), ("group", "salon", True)
        )
        hidden = await mine.submit(await mine.get(own), own, about="", chosen="写真")
        self.assertNotIn("ｶﾒﾗ", hidden.text)
        ben = await self._member("ben")
        for dm, words in (("members", "個別メッセージを申し込む"), ("off", "個別にやりとりしません")):
            await salon.owner.ask("PUT", f"{base}/policies", {"dm": dm, "guests": "none"})
            page = await mine.get(f"s/{salon.slug}/people/{quote(ben.user_id)}")
            self.assertIn(words, page.text)
            to = f"me/messages?to={quote(ben.user_id, safe='')}"
            self.assertEqual(f'{to}"' in page.text, dm == "members")
            self.assertIn(f"{to}&amp;about=report", page.text, "people quarrel in rooms too")
        warned = await mine.get(f"me/messages?to={quote(salon.owner.user_id, safe='')}&about=report")
        self.assertIn("書いたことは本人にも届きます", warned.text)
        unwarned = await mine.get(f"me/messages?to={quote(ben.user_id, safe='')}&about=report")
        self.assertNotIn("書いたことは本人にも届きます", unwarned.text)
        await self._who_runs_it(salon, aiko, ben)
        listed = await mine.get(f"s/{salon.slug}/people?q=水草")
        self.assertNotIn("Aiko", listed.text)
        everything = (await aiko.ask("GET", f"{base}/interests"))["interests"]
        self.assertEqual([one["interest"] for one in everything], ["睡蓮", "株分け", "冬越し"])
        # One word, however people write it: as the staff do, as most do, or as it mostly stands in print.
        for person, said in ((aiko, ["すいれん", "ぎたー", "Ｐｈｏｔｏ"]), (ben, ["スイレン", "ギター"])):
            await person.ask("PUT", f"{base}/me/about", {"interests": said, "shown": {"interests": "salon"}})
        everything = (await aiko.ask("GET", f"{base}/interests"))["interests"]
        self.assertIn({"interest": "ギター", "count": 2}, everything)
        self.assertIn("Photo", [one["interest"] for one in everything])

    async def _who_runs_it(self, salon: Salon, aiko: Person, ben: Person) -> None:
        """The owner and the staff stand above the members, with what they do, and have a page."""
        base = f"v1/salons/{salon.slug}"
        await salon.owner.ask("PUT", f"{base}/roles/{ben.user_id}", {"roles": ["moderator"]})
        found = (await aiko.ask("GET", f"{base}/people"))["staff"]
        roles = [(one["user_id"], one["role"]) for one in found]
        self.assertEqual(roles, [(salon.owner.user_id, "owner"), (ben.user_id, "moderator")])
        self.assertEqual(await self._names(aiko), ["Aiko", "Ben"])
        searched = (await aiko.ask("GET", f"{base}/people?q=olive"))["staff"]
        self.assertEqual([one["user_id"] for one in searched], [salon.owner.user_id])
        mine = await salon.server.visit_as(aiko, "ja")
        page = await mine.get(f"s/{salon.slug}/people")
        self.assertIn("サロンを運営する人", page.text)
        self.assertEqual(page.text.count(f"people/{quote(ben.user_id)}"), 1)
        for dm in ("operator", "off"):
            await salon.owner.ask("PUT", f"{base}/policies", {"dm": dm})
            hers = await mine.get(f"s/{salon.slug}/people/{quote(salon.owner.user_id)}")
            self.assertIn("オーナー", hers.text)
            self.assertEqual("個別メッセージを申し込む" in hers.text, dm == "operator")
        await salon.owner.ask("PUT", f"{base}/roles/{ben.user_id}", {"roles": []})

    async def test_whoever_is_out_sees_nobody_and_is_seen_by_nobody(self) -> None:
        salon = await self._lotuses()
        server, base = salon.server, f"v1/salons/{salon.slug}"
        pine = await self.salon(server, slug="old-pine", owner="pat", plan=FREE)
        aiko, ben = await self._member("aiko"), await self._member("ben", FAILS_AT_RENEWAL)
        eva, hana = await self._member("eva"), await self._member("hana")
        fumi = await pine.joins(await server.person("fumi"))
        await pine.joins(aiko, community_name="松の人")
        say = {"interests": ["睡蓮"], "about": "秘密の庭"}
        for person in (ben, eva, hana):
            await person.ask("PUT", f"{base}/me/about", say)
        await aiko.ask("PUT", "v1/salons/old-pine/me/about", {"about": "松の話"})
        self.assertEqual(await self._names(aiko, "q=松"), [])
        self.assertEqual((await aiko.ask("GET", f"{base}/me/about"))["about"], "")
        stranger = await server.person("greta")
        for person in (fumi, stranger, pine.owner, await server.admin()):
            await self._is_shut(person, eva)
        gone = (
            (eva, lambda: eva.ask("POST", f"{base}/leave", {})),
            (hana, lambda: salon.owner.ask("POST", f"{base}/members/{hana.user_id}/ban", {"reason": "x"})),
        )
        for person, act in gone:
            await act()
            await self._is_shut(person, aiko)
            self.assertNotIn(person.name.title(), await self._names(aiko))
            self.assertEqual((await refused(aiko.ask("GET", f"{base}/people/{person.user_id}"))).status, 404)
        await self._is_forgotten(eva, hana)
        for days, standing in ((31, "past_due"), (8, "read_only"), (8, "lapsed")):
            await server.advance(days=days)
            await salon.becomes(ben, standing)
            if standing != "lapsed":
                self.assertEqual(await self._names(aiko, "q=庭"), ["Ben"])
                self.assertEqual(await self._names(ben), ["Aiko", "Ben"])
        await self._is_shut(ben, aiko)
        self.assertEqual(await self._names(aiko), ["Aiko"])

        async def nobody_has_any() -> bool:
            return bool((await aiko.ask("GET", f"{base}/interests"))["interests"] == [])

        await eventually(nobody_has_any, "what he is interested in is counted no more")
        kept = (await ben.ask("GET", f"{base}/me/export"))["kept"]["about"]
        self.assertEqual(kept["about"], "秘密の庭")
        await salon.joins(ben)
        await self._until(aiko, "q=庭", ["Ben"])
        self.assertEqual(await self._names(aiko, "show=new"), [], "who is back is no newcomer")

    async def test_a_list_that_missed_something_catches_up_and_forgets_who_wants_that(self) -> None:
        salon = await self._lotuses()
        server, base = salon.server, f"v1/salons/{salon.slug}"
        aiko, ben, eva = [await self._member(name) for name in ("aiko", "ben", "eva")]
        for person in (ben, eva):
            await person.ask("PUT", f"{base}/me/about", {"about": "水草"})
        platform = Platform.of(server.module_api)

        def lose(txn: Txn) -> None:
            txn.run("DELETE FROM salon_people WHERE user_id = ?", aiko.user_id)
            txn.run("UPDATE salon_people SET name = 'x' WHERE user_id = ?", ben.user_id)
            txn.run("UPDATE salon_members SET standing = 'removed' WHERE user_id = ?", ben.user_id)
            lapsed = "UPDATE salon_members SET standing = 'lapsed', keeps_lobby = 1 WHERE user_id = ?"
            txn.run(lapsed, eva.user_id)
            txn.run("UPDATE salon_people SET gone_ms = came_ms WHERE user_id = ?", eva.user_id)

        async def told() -> bool:
            return not await server.rows("SELECT 1 FROM salon_outbox_deliveries")

        await eventually(told, "nothing is on its way that would mend it, or end it, by itself")
        await server.inside(platform.database.run, "test", lose)
        await server.restart()
        await awake(server)

        async def mended() -> bool:
            rows = await server.rows("SELECT user_id, name FROM salon_people WHERE gone_ms IS NULL")
            return rows == [(aiko.user_id, "Aiko")]

        await eventually(mended, "the list is as the members are")
        self.assertEqual((await eva.ask("GET", f"{base}/me/export"))["kept"]["about"]["about"], "水草")
        admin = await server.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{eva.user_id}", {"erase": True})
        await self._is_forgotten(ben, eva)

    async def _lotuses(self) -> Salon:
        self.lotus = await self.salon()
        self.free = (await self.lotus.owner.ask("POST", f"v1/salons/{self.lotus.slug}/plans", FREE))["id"]
        return self.lotus

    async def _member(self, name: str, card: str = "") -> Person:
        person = await self.lotus.server.person(name)
        if card:
            await self.lotus.joins(person, card)
        else:
            await self.lotus.joins(person, plan=self.free)

        async def stands() -> bool:
            return bool(
                await self.lotus.server.rows("SELECT 1 FROM salon_people WHERE user_id = ?", person.user_id)
            )

        await eventually(stands, f"{name} stands in the list")
        return person

    async def _names(self, person: Person, query: str = "") -> list[str]:
        path = f"v1/salons/{self.lotus.slug}/people?{quote(query, safe='=&')}"
        return [str(one["community_name"]) for one in (await person.ask("GET", path))["people"]]

    async def _until(self, person: Person, query: str, names: list[str]) -> None:
        async def so() -> bool:
            return await self._names(person, query) == names

        await eventually(so, f"{query} finds {names}")

    async def _is_shut(self, person: Person, other: Person) -> None:
        base = f"v1/salons/{self.lotus.slug}"
        for path in (
            "people",
            "people?q=庭",
            "people?show=like",
            f"people/{other.user_id}",
            "interests",
            "me/about",
        ):
            answer = await refused(person.ask("GET", f"{base}/{quote(path, safe='/?=@:')}"))
            self.assertEqual((answer.status, answer.reason), (403, "not_a_member"), (person.name, path))
        answer = await refused(person.ask("PUT", f"{base}/me/about", {"about": "x"}))
        self.assertEqual((answer.status, answer.reason), (403, "not_a_member"))

    async def _is_forgotten(self, *people: Person) -> None:
        for table in ("salon_people", "salon_people_labels", "salon_people_grams"):
            for person in people:

                async def gone(table: str = table, person: Person = person) -> bool:
                    return not await self.lotus.server.rows(
                        f"SELECT 1 FROM {table} WHERE user_id = ?", person.user_id
                    )

                await eventually(gone, f"nothing of {person.name} in {table}")
