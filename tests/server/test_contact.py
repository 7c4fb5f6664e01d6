# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing to a salon without an account, and asking who sells: told to the right people, once, and not too often."""

from typing import Any

from modules.salons import Salons
from synapse_salon.happenings import InquiryAnswered, InquiryReceived
from synapse_salon.platform import Platform
from tests.support.letters import letters, text_of
from tests.support.people import refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import eventually

SELLER = {
    "name": "蓮見はな",
    "mail": "hana@example.org",
    "address": "東京都台東区1-2-3",
    "phone": "03-0000-0000",
    "on_request": True,
}
QUESTION = {"name": "Chika", "mail": "chika@example.org", "body": "見学はできますか。"}


class Contact(SalonCase):
    async def letter_to(self, salon: Salon, address: str, number: int = 1) -> str:
        """The text of the so-manieth letter to this address."""
        await eventually(
            lambda: len(letters(salon.server, address)) >= number, f"letter {number} to {address}"
        )
        found = letters(salon.server, address)
        self.assertEqual(len(found), number)
        return text_of(found[-1])

    async def asked(self, salon: Salon, **body: Any) -> tuple[int, Any]:
        """Write to the salon as nobody in particular."""
        return await salon.server.api("POST", f"v1/salons/{salon.slug}/inquiries", {**QUESTION, **body})

    async def test_a_stranger_writes_and_the_staff_are_told_once(self) -> None:
        salon = await self.salon()
        server, base = salon.server, f"v1/salons/{salon.slug}"
        await salon.moves_in()
        await salon.owner.ask("PUT", f"{base}/disclosure", {**SELLER, "on_request": False})
        visitor = server.visitor("ja")
        page = await visitor.get(f"s/{salon.slug}/contact")
        self.assertNotIn("about", page.form("contact").fields)
        empty = await visitor.submit(page, "contact", name="Chika")
        self.assertEqual(empty.status, 400)
        for words in ("返信先のメールアドレス", "お問い合わせの内容を書いて"):
            self.assertIn(words, empty.text)
        sent = await visitor.submit(page, "contact", **QUESTION)
        self.assertIn("お問い合わせを受け付けました", sent.text)
        await visitor.submit(page, "contact", **QUESTION)  # pressed twice
        await visitor.submit(page, "contact", once="x", homepage="https://spam.example", **QUESTION)
        staff = await salon.room("staff")
        await salon.owner.hears(staff, "見学はできますか。")
        told = await self.letter_to(salon, SELLER["mail"])
        self.assertIn("chika@example.org", told)
        listed = (await salon.owner.ask("GET", f"{base}/inquiries"))["inquiries"]
        self.assertEqual([(row["name"], row["mail"]) for row in listed], [("Chika", "chika@example.org")])
        # Told a second time, as after a power cut, it is still one message and one letter.
        features = Platform.of(server.module_api).features
        inquiries = next(found for found in features if isinstance(found, Salons)).house.inquiries
        rows = await server.rows("SELECT salon_id, id FROM salon_inquiries")
        again = InquiryReceived(salon_id=rows[0][0], inquiry_id=rows[0][1])
        for handler in (inquiries.tell_seller, inquiries.tell_staff, inquiries.mail_seller):
            await server.inside(handler, again)
        await self.letter_to(salon, SELLER["mail"])
        heard = [said for said in await salon.owner.messages(staff) if "見学" in said.body]
        self.assertEqual(len(heard), 1)
        # Answered is answered, at the desk, by the API, and for everybody.
        desk = await server.visit_as(salon.owner, "ja")
        seen = await desk.get(f"s/{salon.slug}/desk/inquiries")
        self.assertIn("見学はできますか。", seen.text)
        empty = await desk.submit(seen, "desk/inquiries/", act="send")
        self.assertIn("回答を書いてください", empty.text)
        after = await desk.submit(seen, "desk/inquiries/", act="send", answer="土曜にどうぞ。")
        self.assertIn("未回答のものはありません", after.text)
        reply = await self.letter_to(salon, "chika@example.org")
        self.assertIn("土曜にどうぞ。", reply)
        self.assertNotIn("olive", reply)
        path = f"{base}/inquiries/{listed[0]['id']}/answered"
        await salon.owner.ask("POST", path, {})
        second = await refused(salon.owner.ask("POST", path, {"answer": "もう一度"}))
        self.assertEqual(second.reason, "already_answered")
        await server.inside(
            inquiries.send_answer, InquiryAnswered(salon_id=rows[0][0], inquiry_id=rows[0][1])
        )
        await self.letter_to(salon, "chika@example.org")
        done = (await salon.owner.ask("GET", f"{base}/inquiries?answered=true"))["inquiries"]
        self.assertEqual([row["answered_by"] for row in done], [salon.owner.user_id])
        await server.advance(days=400)

        async def forgotten() -> bool:
            return await server.rows("SELECT id FROM salon_inquiries") == []

        await eventually(forgotten, "after a year it is gone")

    async def test_who_sells_is_told_to_those_who_ask(self) -> None:
        salon = await self.salon()
        base = f"v1/salons/{salon.slug}"
        await salon.moves_in()
        status, answer = await self.asked(salon, about="seller")
        self.assertEqual((status, answer["salon"]["reason"]), (400, "not_on_request"))
        await salon.owner.ask("PUT", f"{base}/disclosure", SELLER)
        visitor = salon.server.visitor("en")
        page = await visitor.get(f"s/{salon.slug}/disclosure")
        self.assertNotIn("台東区", page.text)
        self.assertIn(f"s/{salon.slug}/contact?about=seller", page.text)
        form = await visitor.get(f"s/{salon.slug}/contact?about=seller")
        self.assertEqual(form.form("contact").fields["about"], "seller")
        sent = await visitor.submit(form, "contact", name="Chika", mail="chika@example.org")
        self.assertIn("by mail in a minute", sent.text)
        told = await self.letter_to(salon, "chika@example.org")
        for words in ("台東区", "03-0000-0000", "蓮見はな", "You asked who sells"):
            self.assertIn(words, told)
        self.assertIn("対応は必要ありません", await self.letter_to(salon, SELLER["mail"]))
        waiting = await salon.owner.ask("GET", f"{base}/inquiries")
        self.assertEqual(waiting["inquiries"], [])
        # A seller whom the house cannot name answers without delay.
        await salon.owner.ask("PUT", f"{base}/disclosure", {**SELLER, "address": "", "phone": ""})
        await self.asked(salon, about="seller", mail="ben@example.org", body="")
        await salon.owner.hears(await salon.room("staff"), "遅滞なく")
        self.assertEqual(len((await salon.owner.ask("GET", f"{base}/inquiries"))["inquiries"]), 1)
        self.assertEqual(letters(salon.server, "ben@"), [])

    async def test_every_page_of_a_salon_leads_to_who_sells_and_to_whom_to_write(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        visitor, member = salon.server.visitor("ja"), await salon.server.visit_as(aiko, "ja")
        base = f"s/{salon.slug}"
        for reader, paths in (
            (visitor, (base, f"{base}/join", f"{base}/rules", f"{base}/disclosure", f"{base}/contact")),
            (member, (base, f"{base}/me", f"{base}/leave")),
        ):
            for path in paths:
                foot = (await reader.get(path)).text.partition("<footer")[2]
                for link in ("disclosure", "contact"):
                    self.assertIn(f'{base}/{link}"', foot, path)
        self.assertNotIn("disclosure", (await member.get("")).text)

    async def test_not_too_often_and_nothing_odd(self) -> None:
        salon = await self.salon()
        for body, where in (
            ({"mail": ""}, "mail"),
            ({"mail": "not an address"}, "mail"),
            ({"mail": "a@b.example\nBcc: x@y.example"}, "mail"),
            ({"body": ""}, "body"),
            ({"body": "x" * 4001}, "body"),
            ({"name": " "}, "name"),
            ({"about": "money"}, "about"),
        ):
            status, answer = await self.asked(salon, **body)
            self.assertEqual(status, 400, body)
            self.assertIn(where, answer["salon"]["problems"], body)
        for number in range(5):
            self.assertEqual((await self.asked(salon, body=f"{number}"))[0], 200)
        status, answer = await self.asked(salon, body="6")
        self.assertEqual((status, answer["salon"]["reason"]), (429, "too_many"))
        for spelling in ("Chika@example.org", "chika+9@example.org"):  # nobody's mailbox is filled through us
            self.assertEqual((await self.asked(salon, body="7", mail=spelling))[0], 429, spelling)
        visitor = salon.server.visitor("en")
        page = await visitor.get(f"s/{salon.slug}/contact")
        for body in ("first", "first", "second, from the page one went back to"):
            sent = await visitor.submit(page, "contact", name="Ben", mail="ben@example.org", body=body)
            self.assertEqual(sent.status, 200)
        rows = await salon.server.rows("SELECT body FROM salon_inquiries WHERE name = 'Ben' ORDER BY body")
        self.assertEqual([row[0].partition(",")[0] for row in rows], ["first", "second"])
        aiko = await salon.server.person("aiko")
        made = await aiko.ask("POST", f"v1/salons/{salon.slug}/inquiries", {"name": "Aiko", "body": "?"})
        listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/inquiries?limit=1")
        self.assertEqual(
            [(row["id"], row["user_id"]) for row in listed["inquiries"]], [(made["id"], aiko.user_id)]
        )
        more = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/inquiries?from={listed['next_batch']}")
        self.assertEqual(len(more["inquiries"]), 7)
        path = f"v1/salons/{salon.slug}/inquiries/{made['id']}/answered"
        await salon.owner.ask("POST", path, {"answer": "Welcome, Aiko."})
        room = await direct_room(aiko, salon.server.user_id("salon"))
        await aiko.hears(room, "Welcome, Aiko.")
        other = await self.salon(salon.server, slug="old-pine", owner="pat")
        wish = await other.owner.api("POST", f"v1/salons/old-pine/inquiries/{made['id']}/answered", {})
        self.assertEqual(wish[0], 404)
        self.assertEqual((await aiko.api("GET", f"v1/salons/{salon.slug}/inquiries"))[0], 403)
