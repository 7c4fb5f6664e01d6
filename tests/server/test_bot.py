# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house account on one server: direct rooms, commands, invitations."""

from synapse_salon.bot import Said
from synapse_salon.bot.voice import split
from synapse_salon.errors import Conflict
from synapse_salon.i18n import Text, t
from tests.support.case import SalonTestCase
from tests.support.floor import CHAT, FOUNDATION, House
from tests.support.people import Person, refused
from tests.support.waiting import eventually


class BotTest(SalonTestCase):
    modules = FOUNDATION

    async def house(self) -> House:
        return await House(await self.start()).ready()

    async def joined(self, person: Person, room: str) -> None:
        async def is_in() -> bool:
            return room in await person.joined_rooms()

        await eventually(is_in, f"{person} is in {room}")

    async def direct(self, house: House, person: Person) -> str:
        room = await house.do(house.platform.bot.dm_with, person.user_id)
        await self.joined(person, room)
        return room

    async def bodies(self, person: Person, room: str) -> list[str]:
        return [said.body for said in await person.messages(room)]

    async def test_the_house_speaks_to_one_person_in_one_room_once(self) -> None:
        house = await self.house()
        aiko, bot = await house.server.person("aiko"), house.platform.bot
        for _ in range(2):
            await house.do(bot.tell, aiko.user_id, t("Hello {name}", name="<b>"), "k1", "en")
        room = await house.do(bot.dm_with, aiko.user_id)
        await self.joined(aiko, room)
        await house.server.restart()
        await house.ready()
        bot = house.platform.bot
        await house.do(bot.tell, aiko.user_id, "again", "k1", "en")
        await house.do(bot.tell, aiko.user_id, "second", "k2", "en")
        self.assertEqual(await house.do(bot.dm_with, aiko.user_id), room)
        messages = await aiko.messages(room)
        self.assertEqual([said.body for said in messages], ["Hello <b>", "second"])
        self.assertEqual(messages[0].event["content"]["msgtype"], "m.notice")
        direct = await aiko.ask("GET", f"/_matrix/client/v3/user/{aiko.user_id}/account_data/m.direct")
        self.assertEqual(direct, {house.platform.house: [room]})
        self.assertEqual(set(await aiko.members(room)), {aiko.user_id, house.platform.house})
        self.assertEqual((await refused(aiko.invite(room, "@x:y.example"))).errcode, "M_FORBIDDEN")
        refusal = await refused(
            aiko.set_state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
        )
        self.assertEqual(refusal.errcode, "M_FORBIDDEN")

    async def test_who_left_is_invited_again_and_not_dragged_back(self) -> None:
        house = await self.house()
        aiko, bot = await house.server.person("aiko"), house.platform.bot
        room = await self.direct(house, aiko)
        await aiko.leave(room)
        await house.do(bot.tell, aiko.user_id, "Your payment failed", "k", "en")
        await eventually(aiko.invited_rooms, "she is invited")
        self.assertEqual(await aiko.invited_rooms(), [room])
        await aiko.join(room)
        self.assertIn("Your payment failed", await self.bodies(aiko, room))

    async def test_an_account_that_is_gone_is_told_nothing(self) -> None:
        house = await self.house()
        await house.do(house.platform.bot.tell, house.server.user_id("nobody"), "hello", "k", "en")
        self.assertEqual(await house.server.rows("SELECT * FROM salon_bot_dms"), [])

    async def test_help_in_both_languages_and_all_ways_to_type_it(self) -> None:
        house = await self.house()
        aiko = await house.server.person("aiko")
        room = await self.direct(house, aiko)
        for typed, answered in (
            ("!help", "!ヘルプ"),
            ("！ヘルプ", "!ヘルプ"),
            ("  ！ＨＥＬＰ　いま", "!ヘルプ"),
            ("help", "!ヘルプ"),
        ):
            before = len(await aiko.messages(room))
            await aiko.say(room, typed)

            async def told(before: int = before) -> bool:
                return len(await aiko.messages(room)) == before + 2

            await eventually(told, f"{typed} is answered")
            self.assertIn(answered, (await self.bodies(aiko, room))[-1])
        house.platform.bot.default_language = "en"
        await aiko.say(room, "!help")
        await aiko.hears(room, "!help – Shows what I understand.")

    async def test_a_wrong_command_is_told_what_would_have_worked(self) -> None:
        house = await self.house()
        house.platform.bot.default_language = "en"
        aiko = await house.server.person("aiko")
        room = await self.direct(house, aiko)
        chat = await house.do(house.platform.rooms.open_room, house.frame(), CHAT)
        await house.place(chat, aiko.user_id)
        await aiko.say(room, "!hlep")
        await aiko.hears(room, "Did you mean !help?")
        await aiko.say(room, "how are you?")
        await aiko.hears(room, "I understand only commands")
        for unheard in ("!!!", "!?", "!important: bring shoes", "how are you?", "5!"):
            await aiko.say(chat, unheard)
        await aiko.say(chat, "!halp")
        await aiko.hears(chat, "Did you mean !help?")
        self.assertEqual(len(await aiko.messages(chat)), 7)

    async def test_a_command_is_answered_where_it_was_given_and_private_ones_alone(self) -> None:
        house = await self.house()
        bot = house.platform.bot
        bot.default_language = "en"
        heard: list[Said] = []

        @bot.command("plans", ("プラン",), says=t("Lists the plans."), usage=t("<salon>"))
        async def plans(said: Said) -> Text | None:
            heard.append(said)
            return t("Gold and silver")

        @bot.command("me", says=t("Tells about you."), private=True)
        async def me(said: Said) -> Text | None:
            raise Conflict(t("You have not paid."), url="http://pay.example/")

        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        chat = await house.do(house.platform.rooms.open_room, house.frame(), CHAT)
        await house.place(chat, aiko.user_id, ben.user_id)
        asked = await aiko.say(chat, "!plans  blue   lotus")
        answer = await ben.hears(chat, "Gold and silver")
        self.assertEqual(answer.sender, house.platform.house)
        self.assertEqual(answer.event["content"]["m.relates_to"], {"m.in_reply_to": {"event_id": asked}})
        self.assertEqual(
            (heard[0].salon_id, heard[0].words, heard[0].is_direct), ("s1", ("blue", "lotus"), False)
        )
        self.assertEqual(heard[0].rest, "blue   lotus")

        thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": asked}}
        await aiko.say(chat, "!プラン", **thread)
        await eventually(lambda: len(heard) == 2, "the Japanese name works")

        await aiko.say(chat, "!me")
        room = await self.direct(house, aiko)
        await aiko.hears(room, "You have not paid.\nhttp://pay.example/")
        await ben.hears(chat, "I have answered you in our direct room.")
        self.assertNotIn("paid", str(await self.bodies(ben, chat)))

        await aiko.say(room, "!help")
        await aiko.hears(room, "!plans <salon> – Lists the plans.")

        await aiko.say(chat, "!plans", msgtype="m.notice")
        await aiko.say(chat, "* !plans", **{"m.relates_to": {"rel_type": "m.replace", "event_id": asked}})
        await aiko.say(chat, "!plans again")
        await eventually(lambda: len(heard) == 3, "the last one is heard")
        self.assertEqual(heard[-1].rest, "again")
        with self.assertRaises(ValueError):
            bot.command("HELP", says=t("x"))(me)

    async def test_what_breaks_is_said(self) -> None:
        house = await self.house()
        bot = house.platform.bot
        bot.default_language = "en"

        @bot.command("plans", says=t("Lists the plans."))
        async def plans(said: Said) -> Text | None:
            raise RuntimeError("oh")

        aiko = await house.server.person("aiko")
        room = await self.direct(house, aiko)
        await aiko.say(room, "!plans")
        await aiko.hears(room, "Something went wrong here.")
        self.assertEqual(len(self.flush_complaints("!plans of")), 1)

    async def test_the_house_loses_patience_with_one_person(self) -> None:
        house = await self.house()
        bot = house.platform.bot
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        room = await self.direct(house, aiko)
        for _ in range(15):
            await aiko.say(room, "!help")
        other = await self.direct(house, ben)
        await ben.say(other, "!help")
        await ben.hears(other, "!ヘルプ")
        said = [message for message in await aiko.messages(room) if message.sender == house.platform.house]
        self.assertLess(len(said), 14)
        self.assertEqual(
            sum("一度にたくさん" in message.body for message in said), 1, "told once, then silence"
        )
        self.assertEqual([command.word for command in bot.commands], ["help", "web"])

    async def test_people_may_open_a_direct_room_themselves(self) -> None:
        house = await self.house()
        house.platform.bot.default_language = "en"
        aiko = await house.server.person("aiko")
        room = await aiko.create_room(
            preset="trusted_private_chat", is_direct=True, invite=[house.platform.house]
        )
        await aiko.hears(room, "Hello! I am the house")
        await aiko.say(room, "!help")
        await aiko.hears(room, "Shows what I understand.")
        self.assertEqual(await house.do(house.platform.bot.dm_with, aiko.user_id), room)

        # Somebody else in it: what is for aiko alone goes to a room of the house's own.
        ben = await house.server.person("ben")
        await aiko.invite(room, ben)
        await ben.join(room)
        await house.do(house.platform.bot.tell, aiko.user_id, "a secret", "k", "en")
        own = await house.do(house.platform.bot.dm_with, aiko.user_id)
        self.assertNotEqual(own, room)
        await self.joined(aiko, own)
        self.assertNotIn("a secret", await self.bodies(ben, room))

    async def test_the_house_does_not_stay_where_it_cannot_or_need_not_be(self) -> None:
        house = await self.house()
        house.platform.bot.default_language = "en"
        aiko = await house.server.person("aiko")
        group = await aiko.create_room(preset="private_chat", invite=[house.platform.house])

        async def gone(room: str) -> bool:
            return (await aiko.members(room))[house.platform.house] == "leave"

        await eventually(lambda: gone(group), "the house does not join groups")
        encrypted = [
            {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        ]
        secret = await aiko.create_room(
            preset="private_chat", is_direct=True, invite=[house.platform.house], initial_state=encrypted
        )
        await aiko.hears(secret, "I cannot read encrypted messages.")
        await eventually(lambda: gone(secret), "the house leaves")
        room = await house.do(house.platform.bot.dm_with, aiko.user_id)
        await self.joined(aiko, room)
        self.assertNotEqual(room, secret)

        second = await aiko.create_room(preset="private_chat", is_direct=True, invite=[house.platform.house])
        await aiko.hears(second, "We have a direct room already")
        await eventually(lambda: gone(second), "the house leaves the second one")

    async def test_a_room_that_becomes_encrypted_is_left(self) -> None:
        house = await self.house()
        house.platform.bot.default_language = "en"
        aiko = await house.server.person("aiko")
        room = await aiko.create_room(preset="private_chat", is_direct=True, invite=[house.platform.house])
        await aiko.hears(room, "Hello!")
        await aiko.set_state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
        await aiko.hears(room, "I cannot read encrypted messages.")
        own = await house.do(house.platform.bot.dm_with, aiko.user_id)
        self.assertNotEqual(own, room)
        await self.joined(aiko, own)

    async def test_a_signed_in_link(self) -> None:
        house = await self.house()
        aiko = await house.server.person("aiko")
        chat = await house.do(house.platform.rooms.open_room, house.frame(), CHAT)
        await house.place(chat, aiko.user_id)
        await aiko.say(chat, "!web")
        room = await self.direct(house, aiko)
        await aiko.hears(room, "/_synapse/client/salon/")
        self.assertNotIn("/_synapse/client/salon/", str(await self.bodies(aiko, chat)))

    async def test_long_texts_come_in_parts(self) -> None:
        house = await self.house()
        aiko = await house.server.person("aiko")
        text = "\n".join(f"{number:05d} " + "花" * 300 for number in range(60))
        await house.do(house.platform.bot.tell, aiko.user_id, text, "k", "ja")
        await house.do(house.platform.bot.tell, aiko.user_id, text, "k", "ja")
        room = await self.direct(house, aiko)
        self.assertEqual("\n".join(await self.bodies(aiko, room)), text)
        self.assertGreater(len(await self.bodies(aiko, room)), 2)
        self.assertEqual(split("🌸" * 10, most=16), ["🌸" * 4, "🌸" * 4, "🌸" * 2])
        self.assertEqual(split(""), [""])
