# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages speak of salons, rooms and accounts, and never of what lies below them."""

import html
import re

from babel.messages.pofile import read_po

from synapse_salon.platform import Platform
from synapse_salon.web.routes import Kind
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, Salon, SalonCase
from tests.support.settings import ROOT
from tests.support.web import Answer

WORDS = {
    "en": re.compile(
        r"\b(spaces?|homeservers?|mxid|matrix|room (version|id)|federat\w+|events?(?! staff)|power levels?"
        r"|application service|access token|widget|knock\w*)\b",
        re.IGNORECASE,
    ),
    "ja": re.compile(
        r"ホームサーバ|スペース|(部屋|ルーム|イベント)\s?(ID|バージョン)|フェデレ|連合|パワーレベル|Matrix|マトリックス|MXID"
        r"|アクセストークン|ウィジェット|ノック",
        re.IGNORECASE,
    ),
}
READ_ALOUD = re.compile(r"""(?:aria-label|placeholder|alt|title)="([^"]*)\"""")
NOT_WORDS = re.compile(r"[@!#][\w.=/-]+:[\w.:-]+|https?://\S+")
"""Account ids and addresses."""


def found_in(text: str, language: str) -> list[str]:
    """The words of a text that people should not have to know."""
    return [match[0] for match in WORDS[language].finditer(NOT_WORDS.sub(" ", text))]


def seen_on(page: str) -> str:
    """What a page says, to eyes and ears."""
    body = re.sub(r"(?s)<(style|script).*?</\1>", " ", page)
    return html.unescape(" ".join([*READ_ALOUD.findall(body), re.sub(r"<[^>]+>", " ", body)]))


class PageWords(SalonCase):
    async def test_every_page_on_the_way_of_a_member_and_of_staff(self) -> None:
        salon = await self.salon()
        for language in WORDS:
            await self._as_a_member(salon, language)
            await self._as_staff(salon, language)

    async def test_the_pages_of_somebody_whose_payment_fails(self) -> None:
        salon = await self.salon()
        ben = await salon.joins(await salon.server.person("ben"), FAILS_AT_RENEWAL)
        for days, standing in ((31, "past_due"), (8, "read_only"), (8, "lapsed")):
            await salon.server.advance(days=days)
            await salon.becomes(ben, standing)
            for language in WORDS:
                visitor = await salon.server.visit_as(ben, language)
                self._check(await visitor.get(f"s/{salon.slug}/me"), language)

    async def test_each_page_there_is_to_everybody_who_comes_by(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        table = Platform.of(salon.server.module_api).web._table
        paths = {route.path.replace("{slug}", salon.slug) for route in table if route.kind is Kind.PAGE}
        plain = sorted(path for path in paths if "{" not in path and path != "logout")
        self.assertGreater(len(plain), 20)
        people = (aiko, salon.owner, await salon.server.admin())
        for language in WORDS:
            visitors = [await salon.server.visit_as(person, language) for person in people]
            for visitor in (salon.server.visitor(language), *visitors):
                for path in plain:
                    answer = await visitor.get(path)
                    self.assertIn(answer.status, (200, 403, 404, 409), f"{path}: {answer.text[:2000]}")
                    self.assertEqual(found_in(seen_on(answer.text), language), [], f"{path} in {language}")

    def test_everything_that_templates_say(self) -> None:
        for file in sorted(ROOT.glob("*/**/locales/ja/LC_MESSAGES/messages.po")):
            with file.open("rb") as opened:
                for message in read_po(opened, locale="ja"):
                    said = message.id if isinstance(message.id, str) else " ".join(message.id)
                    japanese = message.string if isinstance(message.string, str) else " ".join(message.string)
                    if any("/templates/" in where for where, _ in message.locations):
                        self.assertEqual(found_in(said, "en"), [], said)
                        self.assertEqual(found_in(japanese, "ja"), [], japanese)

    async def _as_a_member(self, salon: Salon, language: str) -> None:
        visitor, base = salon.server.visitor(language), f"s/{salon.slug}"
        for path in ("", base, f"{base}/rules", "login", "s/nowhere"):
            self._check(await visitor.get(path), language, 404 if path == "s/nowhere" else 200)
        form = self._check(await visitor.get(f"{base}/join"), language)
        filled = {
            "username": f"aiko-{language}",
            "password": "lotus on the balcony",
            "community_name": "Aiko",
            "birth_year": "1990",
            "birth_month": "4",
            "birth_day": "1",
        }
        form = self._check(await visitor.submit(form, "/join", **filled), language, 400)
        look_over = self._check(await visitor.submit(form, "/join", **filled, rules="on"), language)
        pay = self._check(await visitor.submit(look_over, "/join/"), language)
        done = await visitor.submit(pay, "/sandbox/pay/", card_number=GOOD_CARD)
        self._check(done, language)
        for path in (f"{base}/me", "me", base, f"{base}/desk"):
            self._check(await visitor.get(path), language, 403 if path.endswith("desk") else 200)
        leave = self._check(await visitor.get(f"{base}/leave"), language)
        self._check(await visitor.submit(leave, "/leave"), language)

    async def _as_staff(self, salon: Salon, language: str) -> None:
        visitor, base = await salon.server.visit_as(salon.owner, language), f"s/{salon.slug}"
        member = salon.server.user_id(f"aiko-{language}")
        for path in (
            *("staff", "staff/new", "staff/mail"),
            *(f"{base}/desk", f"{base}/desk/preview", f"{base}/desk/members"),
            *(f"{base}/desk/plans", f"{base}/desk/rules"),
            *(f"{base}/desk/members?status=banned", f"{base}/desk/members/{member}"),
        ):
            self._check(await visitor.get(path), language)
        desk = await visitor.get(f"{base}/desk/page")
        await visitor.submit(desk, "/desk/page", lead=f"新しい言葉 {language}", act="submit")
        self._check(await visitor.get(f"{base}/desk"), language)
        self._check(await visitor.get(f"{base}/desk/page"), language)
        admin = await salon.server.visit_as(await salon.server.admin(), language)
        reviews = self._check(await admin.get("staff/reviews"), language)
        found = re.search(r'href="[^"]*(staff/reviews/[^"]+)"', reviews.text)
        assert found is not None, reviews.text
        review = self._check(await admin.get(found[1]), language)
        await admin.submit(review, "/staff/reviews/", decision="refused", reason="…")
        self._check(await admin.get(found[1]), language)
        self._check(await visitor.get(f"{base}/desk"), language)

    def _check(self, answer: Answer, language: str, status: int = 200) -> Answer:
        self.assertEqual(answer.status, status, f"{answer.url}: {answer.text[:2000]}")
        self.assertEqual(found_in(seen_on(answer.text), language), [], f"{answer.url} in {language}")
        return answer
