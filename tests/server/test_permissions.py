# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One table: what each role may do by `people.PERMISSIONS` is what rooms let it do in any client, and the API."""

from collections.abc import Awaitable, Callable
from typing import Any

import attrs

from synapse_salon.i18n import t
from synapse_salon.i18n.texts import LANGUAGES
from synapse_salon.people import HOUSE_ONLY, PERMISSIONS, STAFF, Act, Role, power_needed, power_of
from synapse_salon.platform import Platform
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, Salon, SalonCase
from tests.support.waiting import eventually

ROLES = (*sorted(STAFF), Role.SELLER, Role.MEMBER)
_ROOMS = "/_matrix/client/v3/rooms"
_LETTER = {"words": {"ja": {"subject": "x", "body": "x"}}}
_FREE = {"name": "x", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}


@attrs.define
class Stage:
    """A salon with somebody of each role, and a member to do things to."""

    salon: Salon
    people: dict[Role, Person]
    ben: Person
    count: int = 0

    def next(self) -> int:
        """A number not used before."""
        self.count += 1
        return self.count


Try = Callable[[Stage, Person], Awaitable[tuple[int, Any]]]


async def speak(stage: Stage, person: Person) -> tuple[int, Any]:
    path = f"{_ROOMS}/{await stage.salon.room('lounge')}/send/m.room.message/{stage.next()}"
    return await person.api("PUT", path, {"msgtype": "m.text", "body": "hello"})


async def announce(stage: Stage, person: Person) -> tuple[int, Any]:
    path = f"{_ROOMS}/{await stage.salon.room('news')}/send/m.room.message/{stage.next()}"
    return await person.api("PUT", path, {"msgtype": "m.text", "body": "news"})


async def announce_a_poll(stage: Stage, person: Person) -> tuple[int, Any]:
    path = f"{_ROOMS}/{await stage.salon.room('news')}/send/m.poll.start/{stage.next()}"
    return await person.api("PUT", path, {})


async def pin(stage: Stage, person: Person) -> tuple[int, Any]:
    path = f"{_ROOMS}/{await stage.salon.room('lounge')}/state/m.room.pinned_events"
    return await person.api("PUT", path, {"pinned": [f"${stage.next()}"]})


async def redact(stage: Stage, person: Person) -> tuple[int, Any]:
    lounge = await stage.salon.room("lounge")
    said = await stage.ben.say(lounge, "oops")
    return await person.api("PUT", f"{_ROOMS}/{lounge}/redact/{said}/{stage.next()}", {})


async def rename(stage: Stage, person: Person) -> tuple[int, Any]:
    path = f"{_ROOMS}/{await stage.salon.room('lounge')}/state/m.room.name"
    return await person.api("PUT", path, {"name": f"lounge {stage.next()}"})


async def kick(stage: Stage, person: Person) -> tuple[int, Any]:
    lounge = await stage.salon.room("lounge")
    answer = await person.api("POST", f"{_ROOMS}/{lounge}/kick", {"user_id": stage.ben.user_id})
    if answer[0] == 200:
        await stage.ben.join(lounge)
    return answer


async def remove(stage: Stage, person: Person) -> tuple[int, Any]:
    path = f"v1/salons/{stage.salon.slug}/members/@nobody:{stage.salon.server.server_name}/readmit"
    status, answer = await person.api("POST", path, {"reason": ""})
    return (200 if status == 404 else status), answer  # allowed, and there is nobody of that name


async def give_back(stage: Stage, person: Person) -> tuple[int, Any]:
    path = f"v1/salons/{stage.salon.slug}/payments/sandbox:nothing/refund"
    status, answer = await person.api("POST", path, {})
    return (200 if status == 404 else status), answer  # allowed, and there is no such payment


async def confirm_a_transfer(stage: Stage, person: Person) -> tuple[int, Any]:
    path = f"v1/salons/{stage.salon.slug}/transfers/transfer_x/reject"
    status, answer = await person.api("POST", path)
    return (200 if status == 404 and answer["salon"]["reason"] == "no_such_transfer" else status), answer


async def introduce(stage: Stage, person: Person) -> tuple[int, Any]:
    nobody = {"user_ids": [f"@{name}:{stage.salon.server.server_name}" for name in ("nobody", "noone")]}
    status, answer = await person.api("POST", f"v1/salons/{stage.salon.slug}/introductions", nobody)
    return (200 if status == 400 else status), answer  # allowed, and there is nobody of that name


async def hand_over(stage: Stage, person: Person) -> tuple[int, Any]:
    path = f"v1/salons/{stage.salon.slug}/invites/thanks/nothing/given"
    status, answer = await person.api("POST", path, {})
    return (200 if status == 404 and answer["salon"]["reason"] == "no_such_gift" else status), answer


async def enter_staff_room(stage: Stage, person: Person) -> tuple[int, Any]:
    return await person.api("GET", f"{_ROOMS}/{await stage.salon.room('staff')}/joined_members")


def api(method: str, path: str, body: Any = None) -> Try:
    """A try at the API; `{n}` is a number not used before."""

    async def ask(stage: Stage, person: Person) -> tuple[int, Any]:
        filled = {
            key: value.replace("{n}", str(stage.next())) if isinstance(value, str) else value
            for key, value in (body or {}).items()
        }
        return await person.api(
            method, f"v1/salons/{stage.salon.slug}/{path}", filled if body is not None else None
        )

    return ask


TRIES: tuple[tuple[Act, str, Try], ...] = (
    (Act.SPEAK, "in a chat", speak),
    (Act.ANNOUNCE, "a message", announce),
    (Act.ANNOUNCE, "a poll", announce_a_poll),
    (Act.PIN, "in a client", pin),
    (Act.MODERATE, "what others said", redact),
    (Act.EDIT_PAGE, "by the API", api("PUT", "page", {"lead": "x", "benefits": []})),
    (Act.EDIT_PAGE, "what is wanted of messages", api("PUT", "policies", {})),
    (Act.EDIT_PAGE, "what is looked at before the opening", api("GET", "opening")),
    (Act.EDIT_PAGE, "the posts for people outside", api("GET", "samples")),
    (Act.EDIT_PLANS, "by the API", api("POST", "plans", _FREE)),
    (Act.EDIT_PLANS, "coupons", api("POST", "coupons", {"code": "C-{n}", "percent": 10})),
    (Act.EDIT_PLANS, "which coupons there are", api("GET", "coupons")),
    (Act.EDIT_RULES, "by the API", api("PUT", "rules", {"body": "Be kind."})),
    (Act.EDIT_ROOMS, "by the API", api("POST", "rooms", {"key": "room-{n}", "name": "x"})),
    (Act.EDIT_ROOMS, "a change by the API", api("PUT", "rooms/hello", {"topic": "topic {n}"})),
    (Act.EDIT_ROOMS, "a name in a client", rename),
    (Act.EDIT_ROLES, "by the API", api("PUT", "roles/@nobody:x.example", {"roles": []})),
    (Act.SEE_MEMBERS, "by the API", api("GET", "members")),
    (Act.WRITE_TO_MEMBERS, "what was written", api("GET", "letters")),
    (Act.WRITE_TO_MEMBERS, "a look", api("POST", "letters/look", _LETTER)),
    (Act.ANSWER_QUESTIONS, "what members asked", api("GET", "asks")),
    (Act.SEE_MEMBERS, "the rooms", api("GET", "rooms")),
    (Act.SEE_MEMBERS, "the staff", api("GET", "roles")),
    (Act.SEE_MEMBERS, "what people wrote", api("GET", "inquiries")),
    (Act.SEE_MEMBERS, "who invited whom", api("GET", "invites/tree")),
    (Act.SEE_MEMBERS, "where people came from", api("GET", "sources")),
    (Act.EDIT_ENTRY, "by the API", api("PUT", "entry", {"approval": False})),
    (Act.EDIT_ENTRY, "interests to choose from", api("PUT", "interests", {"interests": ["睡蓮"]})),
    (Act.EDIT_ENTRY, "what those who leave are asked", api("PUT", "exit", {"questions": []})),
    (Act.SEE_MEMBERS, "why people left", api("GET", "exit/answers")),
    (Act.SEE_MEMBERS, "what those who leave are asked", api("GET", "exit")),
    (Act.ADMIT, "by the API", api("GET", "applications")),
    (Act.INVITE, "by the API", api("POST", "invites", {})),
    (Act.INVITE_MANY, "by the API", api("POST", "invites/bulk", {"csv": "@x"})),
    (Act.INVITE_MANY, "what is given for it", api("GET", "invites/thanks")),
    (Act.INVITE_MANY, "who is to be thanked", api("GET", "invites/thanks/list")),
    (Act.INVITE_MANY, "handing over", hand_over),
    (Act.EDIT_ENTRY, "what is given for inviting", api("PUT", "invites/thanks", {"off": True})),
    (Act.EDIT_ENTRY, "who may invite", api("PUT", "invites/terms", {"who": "members", "quota": 20})),
    (Act.REMOVE_MEMBERS, "by the API", remove),
    (Act.REMOVE_MEMBERS, "servers of guests", api("POST", "servers/block", {"server": "bad-{n}.example"})),
    (Act.REMOVE_MEMBERS, "which servers are blocked", api("GET", "servers")),
    (Act.OPEN_CHATS, "by the API", api("POST", "chats", {"name": "chat {n}"})),
    (Act.INTRODUCE, "by the API", introduce),
    (Act.OPEN_CHATS, "which chats there are", api("GET", "chats")),
    (Act.REMOVE_MEMBERS, "what was done in apps", api("GET", "by-hand")),
    (Act.REMOVE_MEMBERS, "from a room, in a client", kick),
    (Act.ENTER_STAFF_ROOM, "in a client", enter_staff_room),
    (Act.ENTER_STAFF_ROOM, "who owns the salon", api("GET", "owner")),
    (Act.CLOSE_SALON, "by the API", api("GET", "close")),
    (Act.SEE_MONEY, "the payments", api("GET", "payments")),
    (Act.SEE_MONEY, "the books", api("GET", "ledger")),
    (Act.SEE_MONEY, "the receipts", api("GET", "receipts")),
    (Act.SEE_MONEY, "who issues them", api("GET", "issuer")),
    (Act.EDIT_PLANS, "who issues receipts", api("PUT", "issuer", {})),
    (Act.GIVE_BACK, "by the API", give_back),
    (Act.SEE_MONEY, "the transfers", api("GET", "transfers")),
    (Act.CONFIRM_TRANSFERS, "by the API", confirm_a_transfer),
    (Act.SET_BANK_ACCOUNT, "by the API", api("DELETE", "transfers/account")),
)
PAGES: tuple[tuple[Act, str], ...] = (
    (Act.ENTER_STAFF_ROOM, ""),
    (Act.EDIT_PAGE, "page"),
    (Act.EDIT_PAGE, "preview"),
    (Act.EDIT_PLANS, "plans"),
    (Act.EDIT_PLANS, "disclosure"),
    (Act.EDIT_PLANS, "coupons"),
    (Act.EDIT_RULES, "rules"),
    (Act.EDIT_RULES, "etiquette"),
    (Act.EDIT_ROOMS, "rooms"),
    (Act.EDIT_ROOMS, "rooms/lounge"),
    (Act.ENTER_STAFF_ROOM, "staff"),
    (Act.EDIT_PAGE, "settings"),
    (Act.EDIT_PAGE, "opening"),
    (Act.EDIT_PAGE, "policies"),
    (Act.EDIT_PAGE, "first-month"),
    (Act.EDIT_PAGE, "peek"),
    (Act.SEE_MEMBERS, "members"),
    (Act.SEE_MEMBERS, "members.csv"),
    (Act.SEE_MEMBERS, "leaving"),
    (Act.SEE_MEMBERS, "inquiries"),
    (Act.SEE_MEMBERS, "sources"),
    (Act.REMOVE_MEMBERS, "by-hand"),
    (Act.REMOVE_MEMBERS, "servers"),
    (Act.REMOVE_MEMBERS, "chats"),
    (Act.WRITE_TO_MEMBERS, "letters"),
    (Act.WRITE_TO_MEMBERS, "letters/new"),
    (Act.ANSWER_QUESTIONS, "asks"),
    (Act.ADMIT, "applications"),
    (Act.EDIT_ENTRY, "entry"),
    (Act.EDIT_ENTRY, "invites"),
    (Act.EDIT_ENTRY, "interests"),
    (Act.INVITE_MANY, "invite-many"),
    (Act.INVITE_MANY, "thanks"),
    (Act.INVITE_MANY, "thanks.csv"),
    (Act.SEE_MEMBERS, "invite-tree"),
    (Act.CLOSE_SALON, "closing"),
    (Act.SEE_MONEY, "payments"),
    (Act.SEE_MONEY, "payments.csv"),
    (Act.SEE_MONEY, "books.csv"),
    (Act.SEE_MONEY, "receipts"),
    (Act.SEE_MONEY, "receipts.csv"),
    (Act.SEE_MONEY, "issuer"),
    (Act.SEE_MONEY, "books"),
    (Act.SEE_MONEY, "transfers"),
    (Act.SET_BANK_ACCOUNT, "transfers/account"),
)
"""Pages of the desk, and the act that each is for."""
COMMANDS: tuple[tuple[Act, str, str], ...] = (
    (Act.SEE_MEMBERS, "members", ""),
    (Act.SEE_MEMBERS, "member", "@nobody:x.example"),
    (Act.REMOVE_MEMBERS, "remove", "@nobody:x.example x"),
    (Act.REMOVE_MEMBERS, "ban", "@nobody:x.example x"),
    (Act.REMOVE_MEMBERS, "readmit", "@nobody:x.example"),
    (Act.REMOVE_MEMBERS, "block", "bad.example"),
    (Act.REMOVE_MEMBERS, "unblock", "bad.example"),
    (Act.ADMIT, "applications", ""),
    (Act.ADMIT, "approve", "@nobody:x.example"),
    (Act.ADMIT, "refuse", "@nobody:x.example x"),
)
"""Commands for staff, the act that each is for, and what is said after them."""
OF_ONESELF = {
    "help",
    "web",
    "agree",
    "me",
    "plans",
    "join",
    "leave",
    "stay",
    "room",
    "guest",
    "bring",
    "out",
    "link",
    "ask",
    "people",
    "invite",
    "introduce",
    "requests",
    "yes",
    "no",
}
"""Commands for everybody, about themself and what they open."""
_OF_THE_HOUSE = {Act.REVIEW_PAGES}
"""Acts of no salon's staff: reviewing is the platform's."""


class Permissions(SalonCase):
    """Everybody who works for the salon, and two members."""

    async def stage(self) -> Stage:
        salon = await self.salon()
        people: dict[Role, Person] = {Role.OWNER: salon.owner}
        for role in ROLES:
            if role is Role.OWNER:
                continue
            person = people[role] = await salon.server.person(role.value)
            if role in STAFF:
                await salon.appoints(person, role.value)
                continue
            if role is not Role.MEMBER:
                path = f"v1/salons/{salon.slug}/roles/{person.user_id}"
                await salon.owner.ask("PUT", path, {"roles": [role.value]})
            if role not in STAFF:
                await salon.joins(person)
        for role, person in people.items():
            await salon.is_in(person, "news", "lounge", *(["staff"] if role in STAFF else []))
        ben = await salon.joins(await salon.server.person("ben"))
        return Stage(salon, people, ben)

    async def levels(self, salon: Salon, key: str) -> dict[str, Any]:
        """A room's powers as the house sees them."""
        rooms = Platform.of(salon.server.module_api).rooms
        found = await salon.server.inside(rooms.state, await salon.room(key), "m.room.power_levels")
        assert found is not None
        return found

    async def test_every_role_can_do_what_the_table_says_and_nothing_else(self) -> None:
        stage = await self.stage()
        self.assertEqual({act for act, _, _ in TRIES} | _OF_THE_HOUSE, set(Act))

        async def settled() -> bool:
            found = (await self.levels(stage.salon, "news"))["users"]
            return all(found.get(p.user_id, 0) == power_of(frozenset({r})) for r, p in stage.people.items())

        await eventually(settled, "everybody has the power of their role")
        wrong = []
        for act, how, attempt in TRIES:
            if act is Act.EDIT_RULES:
                continue  # last: new rules are to be accepted before the next message
            for role, person in stage.people.items():
                status, answer = await attempt(stage, person)
                expected = (200,) if role in PERMISSIONS[act] else (403,)
                if status not in expected:
                    wrong.append(f"{role} {act} {how}: {status} {answer}")
        for role, person in stage.people.items():
            status, answer = await api("PUT", "rules", {"body": "Be kind."})(stage, person)
            if (status == 200) != (role in PERMISSIONS[Act.EDIT_RULES]):
                wrong.append(f"{role} {Act.EDIT_RULES}: {status} {answer}")
        self.assertEqual(wrong, [])

    async def test_every_role_can_command_what_the_table_says_in_the_room_of_the_staff_alone(self) -> None:
        stage = await self.stage()
        platform = Platform.of(stage.salon.server.module_api)
        known = {command.word for command in platform.bot.commands}
        self.assertEqual(known, {word for _, word, _ in COMMANDS} | OF_ONESELF)
        refusals = {
            platform.texts.say(t(words), language)
            for words in (
                "Your role in this salon does not include this.",
                "This works in the staff's room of a salon.",
            )
            for language in LANGUAGES
        }
        wrong = []
        for role, person in stage.people.items():
            room = await stage.salon.room("staff" if role in STAFF else "lounge")
            for act, word, rest in COMMANDS:
                said = await person.say(room, f"!{word} {rest}".strip())
                answer = await self._answer(person, room, said)
                if (answer in refusals) == (role in PERMISSIONS[act]):
                    wrong.append(f"{role} !{word}: {answer}")
        self.assertEqual(wrong, [])

    async def _answer(self, person: Person, room: str, event_id: str) -> str:
        """What the house answered to a message."""

        async def answered() -> str | None:
            for message in await person.messages(room):
                relation = message.event["content"].get("m.relates_to") or {}
                if (relation.get("m.in_reply_to") or {}).get("event_id") == event_id:
                    return message.body
            return None

        return str(await eventually(answered, f"{person.user_id} is answered"))

    async def test_every_role_sees_the_pages_of_the_table_and_no_others(self) -> None:
        stage = await self.stage()
        wrong = []
        for role, person in stage.people.items():
            visitor = await stage.salon.server.visit_as(person)
            for act, path in PAGES:
                answer = await visitor.get(f"s/{stage.salon.slug}/desk/{path}")
                if answer.status != (200 if role in PERMISSIONS[act] else 403):
                    wrong.append(f"{role} {path}: {answer.status}")
            await visitor.close()
        self.assertEqual(wrong, [])

    async def test_rooms_ask_for_the_powers_of_the_table(self) -> None:
        stage = await self.stage()
        for key in ("lounge", "news", "hello", "staff", "lobby", "space"):
            levels = await self.levels(stage.salon, key)
            is_door = key == "space"
            edit, remove = power_needed(Act.EDIT_ROOMS), power_needed(Act.REMOVE_MEMBERS)
            self.assertEqual((levels["invite"], levels["state_default"]), (HOUSE_ONLY, HOUSE_ONLY), key)
            self.assertEqual({levels["kick"], levels["ban"]}, {HOUSE_ONLY if is_door else remove}, key)
            self.assertEqual(levels["redact"], power_needed(Act.MODERATE), key)
            self.assertEqual(levels["events"]["m.room.name"], edit, key)
            self.assertEqual(levels["events"]["m.room.pinned_events"], power_needed(Act.PIN), key)
            self.assertEqual(levels["notifications"]["room"], power_needed(Act.ANNOUNCE), key)
            self.assertLess(max(levels["users"].values()), HOUSE_ONLY, key)
            for kind in (
                "m.room.power_levels",
                "m.room.join_rules",
                "m.room.history_visibility",
                "m.room.tombstone",
            ):
                self.assertEqual(levels["events"].get(kind, levels["state_default"]), HOUSE_ONLY, kind)

    async def test_drift_is_put_right_whoever_made_it(self) -> None:
        stage = await self.stage()
        platform = Platform.of(stage.salon.server.module_api)
        lounge = await stage.salon.room("lounge")
        right = await self.levels(stage.salon, "lounge")
        drifted = {**right, "invite": 0, "users": {**right["users"], stage.ben.user_id: 90}}
        await stage.salon.server.inside(platform.rooms.say_state, lounge, "m.room.power_levels", drifted)

        async def repaired() -> bool:
            return await self.levels(stage.salon, "lounge") == right

        await eventually(repaired, "the lounge has its powers back")

        # The admin API makes the house itself write; the house takes it back, and the guest it let in.
        admin = await stage.salon.server.admin()
        path = f"/_synapse/admin/v1/rooms/{lounge}/make_room_admin"
        await admin.ask("POST", path, {"user_id": admin.user_id})
        await eventually(repaired, "and again")

        async def out() -> bool:
            return lounge not in await admin.rooms()

        await eventually(out, "the administrator is not asked in")
        join = f"/_synapse/admin/v1/join/{lounge}"
        self.assertEqual((await admin.api("POST", join, {"user_id": admin.user_id}))[0], 403)

    async def test_who_only_reads_stays_so_when_roles_and_rooms_change(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), FAILS_AT_RENEWAL)
        mio = await salon.joins(await salon.server.person("mio"), FAILS_AT_RENEWAL)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/roles/{mio.user_id}", {"roles": ["moderator"]})
        await salon.server.advance(days=31)
        await salon.becomes(aiko, "past_due")
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "read_only")
        await salon.becomes(mio, "read_only")
        path = f"v1/salons/{salon.slug}/roles/{salon.server.user_id('pat')}"
        pat = await salon.server.person("pat")
        await salon.owner.ask("PUT", path, {"roles": ["operator"]})
        room = {"key": "late", "name": "later room"}
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/rooms", room)
        for key in ("lounge", "news", "late"):

            async def as_should(key: str = key) -> bool:
                found = await self.levels(salon, key)
                wanted = {salon.owner.user_id: 90, pat.user_id: 80, mio.user_id: 50, aiko.user_id: -1}
                return bool(found["users"] == wanted)

            await eventually(as_should, f"{key}: Aiko only reads, Mio serves, Pat runs it")
        await mio.say(await salon.room("lounge"), "staff are not muted")
