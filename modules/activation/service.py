# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules accepted, newcomers greeted."""

from modules.activation import store
from modules.activation.settings import ActivationSettings
from synapse_salon.caching import forget, register, remembered
from synapse_salon.errors import Conflict
from synapse_salon.happenings import RulesAccepted, StandingChanged
from synapse_salon.i18n import Language, Text, t
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons


class ActivationService:
    """Fulfils the port Rules, and greets."""

    def __init__(
        self, platform: Platform, salons: Salons, members: Members, settings: ActivationSettings
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self._settings = settings
        self.server_name = platform.api.server_name  # Synapse's @cached asks for these two
        self.clock = platform.host.clock
        register(platform.api, self.salon_rules_accepted)

    @remembered(max_entries=100_000)
    async def salon_rules_accepted(self, salon_id: str, user_id: str) -> int:
        """See `Rules.accepted_version`."""
        return await self._db.run("salon_rules_newest", store.newest, salon_id, user_id)

    async def accepted_version(self, salon_id: str, user_id: str) -> int:
        """See `Rules.accepted_version`."""
        return await self.salon_rules_accepted(salon_id, user_id)

    async def accept(self, salon_id: str, user_id: str, version: int) -> None:
        """See `Rules.accept`."""
        salon = await self._salons.by_id(salon_id)
        if salon is None or version != salon.rules_version:
            now = salon.rules_version if salon is not None else 0
            raise Conflict(
                t("The rules have changed. Please read version {version}.", version=now), "rules_changed"
            )
        await self._write(salon_id, user_id, version)

    async def _write(self, salon_id: str, user_id: str, version: int) -> None:
        now_ms = self._platform.clock.now_ms()
        await self._db.run("salon_rules_accept", store.accept, salon_id, user_id, version, now_ms)
        await forget(self._platform.api, self.salon_rules_accepted, salon_id, user_id)

    async def accepted_on_joining(self, accepted: RulesAccepted) -> None:
        """A person accepted the rules while they joined."""
        await self._write(accepted.salon_id, accepted.user_id, accepted.version)

    async def owes_acceptance(self, salon: Salon, user_id: str) -> bool:
        """Whether a member is to accept the rules before their next message. Cached."""
        card = await self._members.card(salon.id, user_id)
        if card is None or not card.standing.is_inside:
            return False
        return await self.accepted_version(salon.id, user_id) < salon.rules_version

    async def waiting_for(self, user_id: str) -> list[Salon]:
        """The salons whose rules a person is to accept."""
        found = []
        for salon_id in await self._members.salons_of(user_id):
            salon = await self._salons.by_id(salon_id)
            if salon is not None and await self.owes_acceptance(salon, user_id):
                found.append(salon)
        return found

    async def remind(self, salon: Salon, user_id: str) -> None:
        """Tell a member who was refused why, and how to go on: once for each version."""
        now_ms = self._platform.clock.now_ms()
        first = await self._db.run(
            "salon_rules_remind", store.remind, salon.id, user_id, salon.rules_version, now_ms
        )
        if not first:
            return
        language = await self._language(salon, user_id)
        await self._platform.bot.tell(
            user_id, self.rules_text(salon), f"rules:{salon.id}:{salon.rules_version}:{user_id}", language
        )

    def rules_text(self, salon: Salon) -> Text:
        """The rules, and how to accept them in any client."""
        return t(
            "The rules of {title}, version {version}:\n\n{rules}\n\nTo accept them, answer !agree, or open {url}.",
            title=salon.title,
            version=salon.rules_version,
            rules=salon.rules,
            url=self._platform.web.url(f"s/{salon.slug}/rules"),
        )

    async def greet(self, changed: StandingChanged) -> None:
        """Greet someone who just came in: what this is, what to do first, whom to ask."""
        came_in = Standing(changed.after).is_inside and not Standing(changed.before).is_inside
        salon = await self._salons.by_id(changed.salon_id)
        if not came_in or not self._settings.greet or salon is None:
            return
        card = await self._members.card(salon.id, changed.user_id)
        back = changed.before in (Standing.LAPSED, Standing.READ_ONLY)
        text = _welcome_back(salon) if back else self._welcome(salon, card.community_name if card else "")
        language = await self._language(salon, changed.user_id)
        await self._platform.bot.tell(changed.user_id, text, f"greet:{changed.transition_id}", language)

    def _welcome(self, salon: Salon, name: str) -> Text:
        steps = t(
            "Welcome to {title}, {name}!\n\n{purpose}\n\nFirst steps:\n"
            "1. Open the salon in the list of your app and look into its rooms.\n"
            "2. Say hello in a sentence: who you are and what brings you here.\n"
            "3. Ask whenever something is unclear: write to me with !help, or to the staff.",
            title=salon.title,
            name=name,
            purpose=salon.purpose,
        )
        web = self._platform.web
        for number, (words, path) in enumerate(web.menus.first_steps(salon), 4):
            steps = t("{before}\n{n}. {words}: {url}", before=steps, n=number, words=words, url=web.url(path))
        return t("{before}\n\nYour membership: {url}", before=steps, url=web.url(f"s/{salon.slug}/me"))

    async def _language(self, salon: Salon, user_id: str) -> Language:
        card = await self._members.card(salon.id, user_id)
        return card.language if card is not None else salon.language


def _welcome_back(salon: Salon) -> Text:
    return t("Welcome back to {title}. All your rooms are open again.", title=salon.title)
