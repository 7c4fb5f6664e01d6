# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon in the middle of its life, in which every page has something to show, and the way to each page.

Long names and words that do not break stand where people may write some. Members stand in every state that a clock
can bring about; others wait for an answer, for a place and for a parent; one left, one was removed, one owes money.
"""

from typing import Any
from urllib.parse import quote

import attrs

from synapse_salon.platform import Platform
from tests.support.gallery_words import (
    ABOUT,
    EXIT,
    FREE,
    GOLD,
    LETTER,
    LONG_NAME,
    QUESTION,
    QUESTIONS,
    SELLER,
    UNBROKEN,
)
from tests.support.letters import letters, text_of
from tests.support.pages import WORDS, YEARLY, PagesCase
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, MONTHLY, Salon
from tests.support.waiting import eventually


@attrs.frozen
class Stop:
    """A page at which somebody is: their name ("" for a stranger), and its path with its query."""

    who: str
    path: str


class GalleryCase(PagesCase):
    """The salon, and the stops of a walk through its pages."""

    async def gallery(self) -> tuple[Salon, list[Stop]]:
        """Furnish the salon; answers it with all stops."""
        plan = {**MONTHLY, "trial_days": 14, "description": "毎月、いつでもやめられます。"}
        self.lotus = lotus = await self.salon(page=WORDS, plan=plan, title=WORDS["title"])
        self.people: dict[str, Person] = {"olive": lotus.owner, "admin": await lotus.server.admin()}
        self.plans = {"free": "", "gold": "", "year": ""}
        for name, offer in (("free", FREE), ("gold", GOLD), ("year", YEARLY)):
            self.plans[name] = (await self.olive("POST", "plans", offer))["id"]
        await self._inside()
        await self._members()
        await self._applicants()
        others = [*await self._closing(), *await self._opening()]
        return lotus, [*others, *await self._strangers(), *await self._own(), *await self._desk()]

    async def olive(self, method: str, path: str, body: object = None, slug: str = "") -> Any:
        """Olive asks something of her salon."""
        return await self.lotus.owner.ask(method, f"v1/salons/{slug or self.lotus.slug}/{path}", body)

    async def person(self, name: str) -> Person:
        """Somebody of the story."""
        if name not in self.people:
            self.people[name] = await self.lotus.server.person(name)
        return self.people[name]

    async def one(self, sql: str, *values: str) -> str:
        """The first value of the first row, as soon as there is one."""

        async def found() -> str | None:
            rows = await self.lotus.server.rows(sql, *values)
            return str(rows[0][0]) if rows else None

        return str(await eventually(found, sql))

    async def letter(self, to: str, words: str) -> str:
        """Where the letter to somebody leads: the first address in it with these words."""

        def found() -> str | None:
            for one in letters(self.lotus.server, to):
                for word in text_of(one).split():
                    if words in word:
                        return _below(word)
            return None

        return str(await eventually(found, f"a letter to {to}"))

    async def _inside(self) -> None:
        """Rooms, posts that are shown outside, words of the house, somebody who helps."""
        lotus = self.lotus
        await lotus.moves_in()
        await self.olive("PUT", "disclosure", SELLER)
        await self.olive("PUT", "", {"theme": "nature", "minimum_age": 12, "accent": "#2f6f5e"})
        await self.olive("PUT", "exit", {"questions": EXIT})
        await self.olive("PUT", "rooms/lounge/etiquette", {"body": "はじめての人にやさしく。"})
        window = {
            "key": "window",
            "name": "窓辺",
            "topic": "水辺の朝",
            "kind": "announce",
            "access": "public",
        }
        room = (await self.olive("POST", "rooms", window))["room_id"]
        await lotus.owner.join(room)
        await lotus.owner.say(room, "今朝は六時に開きました。\n霧が出ています。")
        tier = {"key": "gold", "name": "応援プランの相談室", "plans": [self.plans["gold"]]}
        await self.olive("POST", "rooms", tier)
        await lotus.is_in(lotus.owner, "news")
        said = await lotus.owner.say(await lotus.room("news"), "今週の手入れは土曜の朝、株分けをします。" * 4)
        await self.olive("POST", "samples", {"event_id": said})
        await self.olive("PUT", "policies", {"guests": "knock"})
        mio = await lotus.appoints(await self.person("mio"), "operator")
        await self.olive("POST", "owner", {"user_id": mio.user_id})

    async def _members(self) -> None:
        """Members who came forty days ago, and what has become of them."""
        lotus, lounge = self.lotus, await self.lotus.room("lounge")
        plain = {"mail": "aiko@example.org", "came_from": {"source": "instagram", "campaign": "春の株分け"}}
        aiko = await lotus.joins(
            await self.person("aiko"), community_name=LONG_NAME, plan=self.plans["gold"], **plain
        )
        question = {"body": "株分け会のお弁当のことで、アレルギーを先にお伝えしたいです。" + UNBROKEN}
        asked = await aiko.ask("POST", f"v1/salons/{lotus.slug}/ask", question)
        await self._answers(aiko, asked)
        said = await aiko.say(lounge, "はじめて咲きました！ 教わったとおりに水を替えただけなのに。")
        await self.olive("POST", "samples", {"event_id": said})
        await self._chat(aiko)
        ben = await self.person("ben")
        await lotus.joins(ben, FAILS_AT_RENEWAL, community_name=UNBROKEN, plan=self.plans["gold"])
        thanks = {"what": "蓮の葉をかたどった手づくりのしおりと、" + UNBROKEN, "after_days": 30}
        await self.olive("PUT", "invites/thanks", thanks)
        first = (await aiko.ask("POST", f"v1/salons/{lotus.slug}/invites", {"uses": 2}))["code"]
        for name in ("eva", "fumi", "gen"):
            code = {"invite_code": first} if name == "gen" else {}
            await lotus.joins(await self.person(name), plan=self.plans["free"], **code)
        young = {"plan": self.plans["free"], "birth_date": "2012-04-01", "invite_code": first}
        await lotus.joins(await self.person("leo"), **young)
        await self.olive("PUT", "interests", {"interests": ["睡蓮", "株分け会", "冬越し"]})
        for name, about in ABOUT.items():
            await self.people[name].ask("PUT", f"v1/salons/{lotus.slug}/me/about", about)
        await self.people["eva"].say(lounge, "春にまた来ます。")
        await self.people["eva"].ask("POST", f"v1/salons/{lotus.slug}/leave", {"posts": "delete"})
        fumi = self.people["fumi"].user_id
        await self.olive("POST", f"members/{fumi}/ban", {"reason": "宣伝をくり返した"})
        note = "株分け会で司会をしてくれた。次の秋もお願いしたい。"
        await self.olive("POST", f"members/{aiko.user_id}/notes", {"body": note})
        for days, standing in ((31, "past_due"), (8, "read_only")):
            await lotus.server.advance(days=days)
            await lotus.becomes(ben, standing)

        async def listed() -> Any:
            return (await self.olive("GET", "invites/thanks/list"))["gifts"]

        owed = await eventually(listed, "somebody is to be thanked")
        await self.olive("POST", f"invites/thanks/{owed[0]['id']}/given", {})
        payment = (await self.olive("GET", "payments"))["payments"][-1]["payment"]
        part = {"amount": {"amount": 500, "currency": "JPY"}, "reason": "株分け会の中止"}
        await self.olive("POST", f"payments/{payment}/refund", part)
        wish: dict[str, Any] = {"words": LETTER}
        seen = await self.olive("POST", "letters/look", wish)
        await self.olive("POST", "letters", {**wish, "id": seen["id"], "token": seen["token"]})
        await self.olive("PUT", "rules", {"body": "・お互いを大切に\n・宣伝はしません\n・写真は自分のものを"})
        gone = {"plan": self.plans["free"], "when": "period_end"}
        self.code = (await aiko.ask("POST", f"v1/salons/{lotus.slug}/invites", {"uses": 5}))["code"]
        for _ in range(2):
            over = (await aiko.ask("POST", f"v1/salons/{lotus.slug}/invites", {}))["code"]
            await aiko.ask("DELETE", f"v1/salons/{lotus.slug}/invites/{over}")
        await lotus.joins(
            await self.person("ren"),
            plan=self.plans["free"],
            invite_code=self.code,
            invite_named=True,
            rules_version=2,
        )
        await self._introduce()
        listed = "to\nmori@example.org\nmori@example.org\n@aiko:nowhere.example\n" + UNBROKEN
        self.listed = await self.olive("POST", "invites/bulk", {"csv": listed})
        self.change = (await aiko.ask("POST", f"v1/salons/{lotus.slug}/me/plan-changes", gone))["id"]
        await aiko.ask("PUT", f"v1/salons/{lotus.slug}/me/mail", {"mail": "aiko.new@example.org"})

    async def _chat(self, aiko: Person) -> None:
        """A chat with somebody asked in, and somebody who asks; another for those alone who are asked in; a server
        whose guests nobody wants."""
        gus, path = await self.person("gus"), f"v1/salons/{self.lotus.slug}/chats"
        wish = {
            "name": "秋の株分け会の会場と道具の相談、雨の日の代わりの場所まで",
            "guests": "knock",
            "invite": [gus.user_id],
        }
        self.chat = (await aiko.ask("POST", path, wish))["room_id"]
        links = f"{path}/{quote(self.chat, safe='')}/guest-links"
        made = await aiko.ask(
            "POST", links, {"expires_in_ms": 80 * 86_400_000, "label": "田中さん（会場）用"}
        )
        self.guest_link, self.link = _below(made["url"]), made["id"]
        await (await self.person("rin")).knock(self.chat, reason="会場の持ち主です。鍵のことで話せますか。")
        private = {
            "name": "株分けの日の係",
            "members": "invited",
            "guests": "invited",
            "invite": [aiko.user_id],
        }
        self.private_chat = (await self.olive("POST", "chats", private))["room_id"]
        await self.olive("POST", "servers/block", {"server": "spam.example.org"})

    async def _answers(self, asks: Person, asked: dict[str, Any]) -> None:
        """Olive answers what a member asked in private."""
        self.question = f"s/{self.lotus.slug}/ask/{asked['id']}"
        room = str(asked["room_id"])

        async def there() -> bool:
            return {(await one.rooms()).get(room) for one in (asks, self.lotus.owner)} == {"join"}

        await eventually(there, "the room of the question has its people")
        await self.lotus.owner.say(room, "もちろんです。ここに書いてくださいね。")

    async def _introduce(self) -> None:
        """Ren would introduce Aiko to somebody, and Aiko two others; nobody has answered."""
        people = {name: self.people[name].user_id for name in ("aiko", "gen", "leo", "ben", "ren")}
        path = f"v1/salons/{self.lotus.slug}/introductions"
        why = (
            "お二人とも、六畳の部屋で冬を越させた話をしていました。会えたらきっと朝まで続きます。" + UNBROKEN
        )
        await self.people["ren"].ask(
            "POST", path, {"user_ids": [people["aiko"], people["gen"]], "words": why}
        )
        await self.people["aiko"].ask(
            "POST", path, {"user_ids": [people["ben"], people["leo"]], "words": why}
        )

    async def _applicants(self) -> None:
        """Those who wait: for the staff, for a parent, for a place; and what is asked of them."""
        lotus = self.lotus
        await self.olive("PUT", "entry", {"approval": True, "questions": QUESTIONS})
        told = {"why": "睡蓮", "tell": "南向きの六畳ほど、日当たりは朝だけです。" * 4}
        common = {"rules_version": 2, "answers": told}
        for name in ("hana", "iris"):
            await lotus.apply(await self.person(name), **common)
        ken = {**common, "birth_date": "2012-04-01", "guardian_mail": "mother@example.org"}
        await self.olive("PUT", "entry", {"approval": False, "questions": QUESTIONS})
        await lotus.apply(await self.person("ken"), **ken)
        await self.olive("PUT", "entry", {"capacity": 4, "questions": QUESTIONS})
        await lotus.apply(await self.person("jo"), **common)
        for name in ("Chika", UNBROKEN):
            await lotus.server.api("POST", f"v1/salons/{lotus.slug}/inquiries", {**QUESTION, "name": name})

    async def _closing(self) -> list[Stop]:
        """A salon that closes, with a member who is told; she has two salons now."""
        page = {**WORDS, "title": "夜の図書室"}
        pine = await self.salon(self.lotus.server, "night-library", page=page)
        await pine.joins(self.people["aiko"], community_name="松の人")
        await self.olive("POST", "close", {"reason": "春から別の仕事につきます。"}, pine.slug)
        base = f"s/{pine.slug}"
        return [Stop("", base), Stop("aiko", f"{base}/me"), *_at("olive", base, "/desk", "/desk/closing")]

    async def _opening(self) -> list[Stop]:
        """A salon of which nobody knows yet, another with a page that waits to be looked at."""
        new = {"slug": "moon", "title": "月の庭", "purpose": "夜に咲く花", "kind": "lesson", "language": "ja"}
        await self.lotus.owner.ask("POST", "v1/salons", new)
        told = {
            "title": "月の庭",
            "body": "必ず咲く蓮の話",
            "evidence": [{"words": "必ず", "note": "二十年の記録"}],
        }
        await self.olive("PUT", "page", {**WORDS, **told}, "moon")
        await self.olive("POST", "page/submit", {}, "moon")
        await self.olive("PUT", "page", {**WORDS, "lead": "水辺の朝を、いっしょに。"})
        await self.olive("POST", "page/submit", {})
        reviews = (await self.people["admin"].ask("GET", "v1/admin/reviews"))["reviews"]
        return [
            *_at("olive", "staff", "", "/guide", "/new"),
            *_at("", "staff", "/new", "/new/account"),
            *_at("olive", "s/moon/desk", "", "/opening", "/page", "/plans", "/members"),
            *(Stop("admin", f"staff/reviews/{review['id']}") for review in reviews),
        ]

    async def _strangers(self) -> list[Stop]:
        """What everybody may see, and what those see who got a letter."""
        lotus, base = self.lotus, f"s/{self.lotus.slug}"
        web = Platform.of(lotus.server.module_api).web
        link = str(await lotus.server.inside(web.one_time_link, "@chika:elsewhere.example", "me"))
        secret = await self.one("SELECT secret FROM salon_circular_choices")
        mail = await self.one("SELECT secret FROM salon_mail_changes WHERE mail = ?", "aiko.new@example.org")
        return [
            *_at("", "", "", "?theme=work", "login", "s/nowhere", "web/used-up", _below(link)),
            *_at("", base, "", "/peek", "/rules", "/disclosure", "/contact", "/join"),
            *_at(
                "",
                "",
                f"i/{self.code}",
                f"i/{await self.one('SELECT stop_word FROM salon_invite_rows WHERE code IS NOT NULL')}/stop",
                f"{base}/join?invite={self.code}",
            ),
            *_at("", base, f"/letters/{secret}", f"/mail/{mail}"),
            Stop("", await self.letter("mother@example.org", "/guardian/")),
            Stop("", self.guest_link),
        ]

    async def _own(self) -> list[Stop]:
        """What members see, and those who are none yet or any more."""
        base, people = f"s/{self.lotus.slug}", self.people
        applied = "SELECT id FROM salon_applications WHERE user_id = ?"
        joined = await self.one(applied, people["aiko"].user_id)
        waits = await self.one(applied, people["jo"].user_id)
        receipt = (await people["aiko"].ask("GET", "v1/me/receipts"))["receipts"][0]["id"]
        dues = (await people["ben"].ask("GET", f"v1/salons/{self.lotus.slug}/me"))["pay_url"]
        change = f"/me/plan/{self.change}"
        return [
            *_at("aiko", "me", "", "/billing", "/receipts", f"/receipts/{receipt}"),
            *_at("aiko", base, "", "/rules", "/peek/mine", "/leave", f"/join/{joined}/done", "/desk"),
            *_at("aiko", base, "/me", "/me/profile", "/me/payments", "/me/plan", change, f"{change}/done"),
            *_at(
                "aiko",
                base,
                "/people",
                "/people?show=like",
                "/people?show=new",
                "/people?q=zzz",
                "/me/about",
                "/me/seen",
            ),
            *_at(
                "aiko",
                f"{base}/people",
                *(f"/{quote(people[name].user_id)}" for name in ("gen", "leo", "aiko")),
            ),
            *_at(
                "aiko",
                base,
                "/chats",
                f"/chats/{quote(self.chat)}",
                f"/chats/{quote(self.chat)}/link/{self.link}",
                f"/chats/{quote(self.chat)}/end",
            ),
            Stop("", f"{base}/chats/{quote(self.chat)}/ask-in"),
            *_at("aiko", "", f"{base}/ask", self.question, "me/messages"),
            Stop("aiko", f"me/messages?to={quote(people['ben'].user_id)}"),
            Stop("aiko", f"me/messages?to={quote(people['ben'].user_id)}&about=report"),
            Stop("aiko", f"{base}/me/invites"),
            *_at("aiko", base, "/me/introductions", f"/introduce?who={quote(people['gen'].user_id)}"),
            *_at("ben", "", "me", f"{base}/me", f"{base}/me/plan", _below(dues)),
            *_at("eva", base, "/left", "/posts", "/me"),
            *_at("jo", "", "me", "me/billing", "me/receipts", f"{base}/me", f"{base}/join/{waits}"),
            *_at("ken", base, "/me", "/join"),
            *_at(
                "leo",
                base,
                "/chats",
                f"/chats/{quote(self.chat)}",
                "/me/plan",
                f"/me/guardian?plan={self.plans['gold']}",
            ),
        ]

    async def _desk(self) -> list[Stop]:
        """The pages of the desk about one of something; those about all are found by who walks."""
        base = f"s/{self.lotus.slug}/desk"
        payment = (await self.olive("GET", "payments"))["payments"][-1]["payment"]
        letter = (await self.olive("GET", "letters"))["letters"][0]["id"]
        people = [f"/members/{quote(self.people[name].user_id)}" for name in ("aiko", "ben", "fumi")]
        return [
            *_at("olive", base, f"/payments/{payment}", "/books?month=2020-01", f"/letters/{letter}"),
            *_at("olive", base, f"/plans/{self.lotus.plan}/withdraw", "/rooms/lounge", "/rooms/gold"),
            *_at("olive", base, f"/invite-many/{self.listed['id']}"),
            *_at("olive", base, "/peek?room=lounge", "/members?status=lapsed", *people),
            Stop("olive", self.question),
            Stop("olive", f"s/{self.lotus.slug}/chats"),
            Stop("olive", f"s/{self.lotus.slug}/chats/{quote(self.private_chat)}"),
            Stop("mio", f"{base}/staff"),
        ]


def _at(who: str, base: str, *paths: str) -> list[Stop]:
    return [Stop(who, f"{base}{path}") for path in paths]


def _below(url: str) -> str:
    """A path below our prefix, of an address."""
    return url.split("/_synapse/client/salon/")[-1]


__all__ = ["GalleryCase", "Stop"]
