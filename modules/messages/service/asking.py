# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms of questions: opened, told of, shut. Fulfils the port Asks."""

from modules.messages.domain.asks import Ask, first_words
from modules.messages.store import asks as store
from synapse_salon.caching import forget, register, remembered
from synapse_salon.database import Txn
from synapse_salon.happenings import QuestionAsked, QuestionClosed, QuestionReplied
from synapse_salon.i18n import Language, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.rooms import RoomOrder, SalonFrame

LOADED_MS = 10_000


class Asking:
    """One private room for each question, with the staff who answer and the one who asks."""

    def __init__(self, platform: Platform, salons: Salons, members: Members) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self.server_name = platform.api.server_name  # Synapse's @cached asks for these two
        self.clock = platform.host.clock
        self.known: set[str] = set()
        """The rooms of open questions, for watchers that must answer at once; seconds behind other processes."""
        register(platform.api, self.salon_asking)
        platform.at_start(self.load)
        platform.api.looping_background_call(
            self.load, LOADED_MS, desc="salon_ask_rooms", run_on_all_instances=True
        )

    async def load(self) -> None:
        """Read which rooms are those of open questions."""
        self.known = set(await self._db.run("salon_ask_rooms", store.rooms))

    @remembered(max_entries=20_000)
    async def salon_asking(self, salon_id: str, user_id: str) -> frozenset[str]:
        """See `Asks.asking`."""
        return await self.asking_now(salon_id, user_id)

    async def asking(self, salon_id: str, user_id: str) -> frozenset[str]:
        """See `Asks.asking`."""
        return await self.salon_asking(salon_id, user_id)

    async def asking_now(self, salon_id: str, user_id: str) -> frozenset[str]:
        """See `Asks.asking_now`."""
        return frozenset(await self._db.run("salon_asking", store.rooms_of, salon_id, user_id))

    async def forget(self, ask: Ask) -> None:
        """A question has its room, or was closed."""
        await forget(self._platform.api, self.salon_asking, ask.salon_id, ask.user_id)

    async def asked(self, happening: QuestionAsked) -> None:
        """Open the room of a question, say it there, and tell the staff. Asked again nothing is said twice."""
        ask = await self._db.run("salon_ask_get", store.get, happening.ask_id)
        salon = await self._salons.by_id(happening.salon_id)
        if ask is None or salon is None or ask.state == "closed":
            return
        name = await self._name(salon, ask)
        called = t("A report of {name}", name=name)
        if not ask.is_report:
            called = t("{name} asks: {words}", name=name, words=first_words(ask.body))
        order = RoomOrder(
            salon_id=salon.id,
            key=ask.key,
            kind="ask",
            access="staff",
            name=self._platform.texts.say(called, salon.language),
            topic="",
            order=10_000,
        )
        room_id = await self._platform.rooms.open_room(await self._frame(salon), order)
        await self._db.run("salon_ask_opened", self._opened, ask, room_id)
        self.known.add(room_id)
        await self.forget(ask)
        words = t("{name} asks:\n\n{body}", name=name, body=ask.body)
        if ask.is_report:
            words = t("{name} reports to the staff:\n\n{body}", name=name, body=ask.body)
        await self._platform.bot.say(
            room_id, self._platform.texts.say(words, salon.language), f"ask:{ask.id}"
        )
        await self._tell_staff(salon, ask, name)

    def _opened(self, txn: Txn, ask: Ask, room_id: str) -> None:
        if store.opened(txn, ask.id, room_id):
            self._platform.crowd.want(txn, room_id, ask.user_id, "in", "asks")

    async def _tell_staff(self, salon: Salon, ask: Ask, name: str) -> None:
        rooms = await self._platform.rooms.of_salon(salon.id)
        staff = next((room for room in rooms if room.kind == "staff" and not room.is_archived), None)
        if staff is None:
            return
        url = self._platform.web.url(f"s/{salon.slug}/desk/asks")
        words = t("{name} asks the staff something, in a room of its own: {url}", name=name, url=url)
        if ask.is_report:
            words = t(
                "{name} reports something to the staff, in a room of its own: {url}", name=name, url=url
            )
        said = self._platform.texts.say(words, salon.language)
        await self._platform.bot.say(staff.room_id, said, f"ask-staff:{ask.id}")

    async def replied(self, happening: QuestionReplied) -> None:
        """Say in the room of a question what one of the staff answered on its page, in their name."""
        ask = await self._db.run("salon_ask_get", store.get, happening.ask_id)
        step = await self._db.run("salon_ask_step", store.step, happening.ask_id, happening.step)
        salon = await self._salons.by_id(happening.salon_id)
        if ask is None or salon is None or step is None or ask.state == "closed" or not ask.room_id:
            return
        name = await self._name_of_staff(salon, step.by)
        words = t("{name} (staff):\n\n{body}", name=name, body=step.note)
        said = self._platform.texts.say(words, salon.language)
        await self._platform.bot.say(ask.room_id, said, f"ask-answer:{ask.id}:{happening.step}")

    async def _name_of_staff(self, salon: Salon, person: str) -> str:
        card = await self._members.card(salon.id, person)
        return (
            card.community_name
            if card and card.community_name
            else await self._platform.rooms.shown_name(salon.id, person)
        )

    async def closed(self, happening: QuestionClosed) -> None:
        """Say so in the room of a question, shut it, and tell the one who asked where the record is."""
        ask = await self._db.run("salon_ask_get", store.get, happening.ask_id)
        salon = await self._salons.by_id(happening.salon_id)
        if ask is None or salon is None:
            return
        url = self._platform.web.url(f"s/{salon.slug}/ask/{ask.id}")
        if ask.room_id:
            words = t("This question is closed. What was said stays here: {url}", url=url)
            said = self._platform.texts.say(words, salon.language)
            await self._platform.bot.say(ask.room_id, said, f"ask-closed:{ask.id}")
            present = await self._platform.host.present(ask.room_id, ("join", "invite"))
            expected = {*present, ask.user_id, *await self._salons.staff(salon.id)}  # or on their way in
            await self._db.run("salon_ask_shut", self._shut, ask.room_id, expected)
            await self._platform.rooms.keep_archived(await self._frame(salon), ask.room_id)
        text = t(
            "Your question to those who run {title} is closed. What was said stays here: {url}",
            title=salon.title,
            url=url,
        )
        language = await self._language(salon, ask)
        await self._platform.bot.tell(ask.user_id, text, f"ask-closed:{ask.id}", language)

    def _shut(self, txn: Txn, room_id: str, people: set[str]) -> None:
        self._platform.rooms.set_archived(txn, room_id, True)
        for user_id in sorted(people):
            if user_id != self._platform.house:
                self._platform.crowd.want(txn, room_id, user_id, "out", "asks")

    async def _name(self, salon: Salon, ask: Ask) -> str:
        card = await self._members.card(salon.id, ask.user_id)
        return card.community_name if card is not None and card.community_name else ask.user_id

    async def _language(self, salon: Salon, ask: Ask) -> Language:
        card = await self._members.card(salon.id, ask.user_id)
        return card.language if card is not None else salon.language

    async def _frame(self, salon: Salon) -> SalonFrame:
        return SalonFrame(
            id=salon.id,
            slug=salon.slug,
            title=salon.title,
            purpose=salon.purpose,
            kind=salon.kind,
            language=salon.language,
            url=self._platform.web.url(f"s/{salon.slug}"),
            this_server_only=salon.this_server_only,
            roles=await self._salons.staff(salon.id),
        )
