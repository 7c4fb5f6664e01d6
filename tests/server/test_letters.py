# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olive writes to several members at once: she looks first, each gets it once in their language, and may want none."""

import re
from typing import Any

from modules.membership.service import circulars
from tests.support.letters import letters, text_of
from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually

WORDS = {
    "ja": {"subject": "株分け会のお知らせ", "body": "日曜の十時からです。\n\n手ぶらでどうぞ。"},
    "en": {"subject": "Dividing the plants", "body": "Sunday at ten.\n\nBring nothing."},
}


class Letters(SalonCase):
    """Aiko reads Japanese and mail, Ben English and mail, Emi Japanese and chat only."""

    async def world(self) -> tuple[Salon, Person, Person, Person]:
        self.patch(circulars, "BATCH", 1)
        salon = await self.salon(await self.start(modules=project_modules(Membership={"letters_per_day": 2})))
        server = salon.server
        aiko = await salon.joins(await server.person("aiko"), mail="aiko@example.org", language="ja")
        ben = await salon.joins(await server.person("ben"), mail="ben@example.org", language="en")
        emi = await salon.joins(await server.person("emi"), language="ja")
        return salon, aiko, ben, emi

    async def send(self, salon: Salon, words: Any = WORDS, **to: Any) -> dict[str, Any]:
        """Look, and send."""
        path = f"v1/salons/{salon.slug}/letters"
        wish = {"words": words, "to": to}
        seen = await salon.owner.ask("POST", f"{path}/look", wish)
        wish |= {"id": seen["id"], "token": seen["token"]}
        return dict(await salon.owner.ask("POST", path, wish))

    async def arrives(self, salon: Salon, letter: dict[str, Any], **counts: int) -> None:
        """Wait until a letter is through, and look at what came of it."""

        async def through() -> bool:
            path = f"v1/salons/{salon.slug}/letters/{letter['id']}"
            return bool((await salon.owner.ask("GET", path))["waiting"] == 0)

        await eventually(through, "everybody was told")
        found = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/letters/{letter['id']}")
        self.assertEqual({name: found[name] for name in counts}, counts)

    async def test_each_is_told_once_in_their_language_unless_they_want_none(self) -> None:
        salon, aiko, ben, emi = await self.world()
        path = f"v1/salons/{salon.slug}/letters"
        house = salon.server.user_id("salon")
        wish: dict[str, Any] = {"words": WORDS}
        seen = await salon.owner.ask("POST", f"{path}/look", wish)
        spoken = {row["community_name"]: row["language"] for row in seen["people"]}
        self.assertEqual((seen["count"], spoken), (3, {"Aiko": "ja", "Ben": "en", "Emi": "ja"}))
        self.assertEqual((await aiko.api("POST", f"{path}/look", wish))[0], 403)

        await emi.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.server.advance(days=32)
        await salon.becomes(emi, "lapsed")
        wish |= {"id": seen["id"], "token": seen["token"]}
        self.assertEqual((await refused(salon.owner.ask("POST", path, wish))).reason, "preview_changed")
        await salon.joins(emi, language="ja")
        other = {**wish, "words": {"ja": {**WORDS["ja"], "body": "べつの話"}}}
        self.assertEqual((await refused(salon.owner.ask("POST", path, other))).reason, "preview_changed")

        for key in ("one", "one", "two"):
            status, sent = await salon.owner.api("POST", path, wish, {"Idempotency-Key": key})
            self.assertEqual((status, sent["id"]), (200, seen["id"]))
        await self.arrives(salon, sent, told=3, unwanted=0)
        for person, words, other_words in (
            (aiko, "手ぶらで", "Sunday"),
            (ben, "Sunday at ten", "手ぶら"),
            (emi, "手ぶらで", "Sunday"),
        ):
            room = await direct_room(person, house)
            await person.hears(room, words)
            said = [said.body for said in await person.messages(room) if words in said.body]
            self.assertEqual((len(said), any(other_words in line for line in said)), (1, False), person.name)
        by_mail = [str(letter["To"]) for letter in letters(salon.server, words="Dividing the plants")]
        self.assertEqual((len(by_mail), "ben@example.org" in by_mail[0]), (1, True))
        (japanese,) = letters(salon.server, words="株分け会のお知らせ（青い蓮）")
        self.assertIn("手ぶらでどうぞ。", text_of(japanese))

        # Aiko's mail program stops such letters with one POST; they stay stopped when she comes back.
        address = str(japanese["List-Unsubscribe"]).strip("<>")
        stranger = salon.server.visitor("ja")
        answer = await stranger.wire.send("POST", address, form={"List-Unsubscribe": "One-Click"})
        self.assertEqual(answer.status, 303)
        self.assertIn("届きません", (await stranger.get(address)).text)
        nowhere = re.sub(r"letters/.*", "letters/" + "a" * 52, address)
        self.assertEqual((await stranger.get(nowhere)).status, 404)
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.server.advance(days=32)
        await salon.becomes(aiko, "lapsed")
        await salon.joins(aiko, mail="aiko@example.org", language="ja")
        seen = await salon.owner.ask("POST", f"{path}/look", {"words": WORDS})
        self.assertEqual((seen["count"], seen["unwanted"]), (2, 1))
        self.assertEqual(await aiko.ask("GET", f"v1/salons/{salon.slug}/me/letters"), {"wanted": False})
        only = {"ja": {"subject": "ふたつめ", "body": "日本語だけ"}}
        await self.arrives(salon, await self.send(salon, only), told=2)
        (english_frame,) = letters(salon.server, words="ふたつめ (青い蓮)")
        self.assertIn("ben@example.org", str(english_frame["To"]))
        await aiko.ask("PUT", f"v1/salons/{salon.slug}/me/letters", {"wanted": True})

        # Two a day here: the third waits, the same again does not count.
        await self.arrives(salon, await self.send(salon, only, q="emi"), told=1)
        late = await refused(self.send(salon, only))
        self.assertEqual((late.status, late.reason), (429, "too_many"))
        await salon.server.advance(days=1, hours=1)
        await self.arrives(salon, await self.send(salon, only, user_ids=[aiko.user_id]), told=1)
        empty = await refused(self.send(salon, only, q="nobody"))
        self.assertEqual((empty.status, empty.reason), (400, "nobody"))
        foreign = await refused(self.send(salon, {"en": WORDS["en"]}))
        self.assertEqual((foreign.status, foreign.reason), (400, "bad_input"))

    async def test_by_page(self) -> None:
        salon, aiko, ben, _ = await self.world()
        visitor = await salon.server.visit_as(salon.owner)
        desk = f"s/{salon.slug}/desk"
        self.assertIn("No letter yet", (await visitor.get(f"{desk}/letters")).text)
        page = await visitor.get(f"{desk}/letters/new?status=active&q=aiko")
        self.assertEqual(page.form("letters/new").fields["q"], "aiko")
        wrong = await visitor.submit(page, "letters/new", body_ja="本文だけ")
        self.assertEqual(wrong.status, 400)
        self.assertEqual(wrong.form("letters/new").fields["body_ja"].strip(), "本文だけ")
        for subject in ("一行\u2028二行", "一行\x0b二行", "一行\r\nBcc: aiko@example.org", "\x85一行\x01"):
            broken = await visitor.submit(wrong, "letters/new", subject_ja=subject, step="look")
            self.assertEqual(broken.status, 400, subject)
        look = await visitor.submit(wrong, "letters/new", subject_ja="こんにちは")
        self.assertIn("1 person gets it", look.text)
        edited = await visitor.submit(look, "letters/new", step="edit")
        self.assertEqual(edited.form("letters/new").fields["subject_ja"], "こんにちは")
        look = await visitor.submit(edited, "letters/new", step="look")
        sent = await visitor.submit(look, "letters/new", step="send")
        self.assertRegex(sent.url, r"/desk/letters/\w{16}$")
        again = await visitor.submit(look, "letters/new", step="send")
        self.assertEqual(again.url, sent.url)
        await aiko.hears(await direct_room(aiko, salon.server.user_id("salon")), "本文だけ")

        listed = await visitor.get(f"{desk}/members")
        chosen = await visitor.submit(listed, "/desk/several", who=ben.user_id, deed="write")
        look = await visitor.submit(chosen, "letters/new", subject_ja="ベンへ", body_ja="やあ", step="look")
        self.assertIn(ben.user_id, look.text)
        self.assertNotIn(aiko.user_id, look.text)
        sent = await visitor.submit(look, "letters/new", step="send")
        stopped = await salon.owner.ask("DELETE", f"v1/salons/{salon.slug}/letters/{sent.url[-16:]}")
        self.assertIn("stopped_ms", stopped)
        self.assertIn("reaches nobody else", (await visitor.get(sent.url)).text)

        reader = await salon.server.visit_as(ben)
        choice = await reader.get(f"s/{salon.slug}/me/letters")
        done = await reader.submit(choice, "/letters/", act="stop")
        self.assertIn("Get them again", done.text)
        self.assertIn("No more letters", (await reader.submit(done, "/letters/", act="want")).text)
