# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one object that all features of a homeserver share."""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError

from synapse_salon.bot import Bot
from synapse_salon.checks import SERVICE_ID
from synapse_salon.clock import MINUTE_MS, Clock
from synapse_salon.crowd import Crowd
from synapse_salon.database import Database, read_migrations
from synapse_salon.host import Host
from synapse_salon.i18n import Texts
from synapse_salon.keeping import Keeping
from synapse_salon.ledger import Ledger
from synapse_salon.mail import Letters, Sender
from synapse_salon.outbox import Outbox
from synapse_salon.payments import PaymentInbox, Providers
from synapse_salon.ports.mail import Mailer
from synapse_salon.ports.payments import Payments
from synapse_salon.purchases import Purchases, Sales
from synapse_salon.purchases.charging import Charges
from synapse_salon.reconcile import Reconciliation
from synapse_salon.rooms import Rooms
from synapse_salon.seals import Seals
from synapse_salon.speech import Speech
from synapse_salon.timers import Timers
from synapse_salon.watch import Watch
from synapse_salon.web import Web

if TYPE_CHECKING:
    from synapse_salon.explain import Explainer
    from synapse_salon.feature import Feature

logger = logging.getLogger(__name__)
FLOOR = Path(__file__).parent
TICK_MS = 1000
TICK_ALONE_MS = 3000
"""Where no other process writes down work, everything new wakes the house; a tick is for what time brings."""
P = TypeVar("P")
_OURS = "synapse_salon"
"""The attribute of a ModuleApi that holds its platform, which lives as long as the homeserver and no longer."""


class Platform:
    """What the foundation lays for the features of one homeserver. Two homeservers in one process have two."""

    def __init__(self, api: ModuleApi, house_localpart: str, base_url: str) -> None:
        self.api = api
        self.host = Host(api)
        self.clock = Clock()
        self.house = api.get_qualified_user_id(house_localpart)
        self.base_url = base_url
        self.texts = Texts()
        self.outbox = Outbox(self.clock)
        self.database = Database(self.host, self.clock, self.outbox.write)
        self.timers = Timers(self.clock)
        self.purchases = Purchases(self.database)
        self.providers = Providers()
        self.payments_inbox = PaymentInbox(self.database, self.clock, self.timers, self.purchases.told)
        self.ledger = Ledger(self.database, self.purchases)
        self.seals = Seals()
        self.keeping = Keeping()
        self.sales = Sales(self)
        self.charges = Charges(self)
        house = Sender(name=urlsplit(base_url).hostname or base_url, url=base_url)
        self.letters = Letters(self.texts, self._mailer, house)
        self.rooms = Rooms(self)
        self.speech = Speech(self)
        self.crowd = Crowd(self)
        self.watch = Watch(self)
        self.web = Web(self)
        self.watch.serve()
        self.bot = Bot(self)
        self.reconciliation = Reconciliation(self)
        self.features: list[Feature[Any]] = []
        self.explainers: dict[str, Explainer] = {}  # by feature: why a person may not be in a room
        self._ports: dict[type[Any], object] = {}
        self._startup: list[Callable[[], Awaitable[object]]] = []
        self.client_url: str | None = None  # the web chat client that people are sent to
        self.is_started = False
        self._trouble: str | None = None
        self._start_again_ms = 0
        self.texts.add(FLOOR)
        for part in (
            "outbox",
            "payments",
            "purchases",
            "ledger",
            "reconcile",
            "rooms",
            "crowd",
            "watch",
            "web",
            "bot",
        ):
            self.database.add(read_migrations(part, FLOOR / part))
        self.outbox.is_going_down = lambda: self.host.is_going_down
        self.outbox.wake = self.payments_inbox.wake = self.wake
        self.at_start(self.payments_inbox.look_for_orphans)
        self.reconciliation.serve()
        vars(api)[_OURS] = self

    @classmethod
    def of(cls, api: ModuleApi) -> "Platform":
        """The platform of a homeserver.

        Raises:
            ConfigError: the foundation does not stand first in `modules:`.
        """
        platform = vars(api).get(_OURS)
        if not isinstance(platform, cls):
            raise ConfigError(
                "modules: modules.foundation.Foundation must stand above every other module of ours"
            )
        return platform

    def add_feature(self, feature: "Feature[Any]") -> None:
        """Take up a feature's migrations, words and templates."""
        self.features.append(feature)
        self.database.add(read_migrations(feature.name, feature.folder))
        self.texts.add(feature.folder)
        self.web.add_templates(feature.name, feature.folder)
        self.letters.add(feature.name, feature.folder)

    def provide(self, port: type[P], what: P) -> None:
        """Fulfil a port.

        Raises:
            ConfigError: another module fulfils it already.
        """
        if port in self._ports:
            other = type(self._ports[port]).__module__
            raise ConfigError(
                f"modules: {other} and {type(what).__module__} both provide {port.__name__}; keep one"
            )
        self._ports[port] = what

    def provide_payments(self, provider: Payments) -> None:
        """Be paid through this provider too, and take up its news. `want(Payments)` answers the main one.

        Raises:
            ConfigError: another module takes renewals as this one does.
        """
        try:
            self.providers.add(provider)
        except ValueError as failure:
            raise ConfigError(
                f"modules: {type(provider).__module__} cannot stand beside another payment bridge that does the same:"
                f" {failure}; keep one"
            ) from None
        self._ports[Payments] = self.providers.main
        self.payments_inbox.serve(provider)

    def need(self, port: type[P], which: str) -> P:
        """What fulfils a port; `which` names modules that would.

        Raises:
            ConfigError: nothing does: the start stops with a line that says what to add.
        """
        found = self.want(port)
        if found is None:
            raise ConfigError(
                f"modules: nothing provides {port.__name__}; add {which} above the module that needs it"
            )
        return found

    def want(self, port: type[P]) -> P | None:
        """What fulfils a port, or None where a feature can do without it."""
        return self._ports.get(port)  # type: ignore[return-value]  # provide() checked it

    def _mailer(self) -> Mailer | None:
        return self.want(Mailer)

    def at_start(self, run: Callable[[], Awaitable[object]]) -> None:
        """Run once after the tables are there, on the process that runs background tasks."""
        self._startup.append(run)

    @property
    def trouble(self) -> str | None:
        """Why the house cannot do its work yet, or None: what health answers 503 with."""
        if self.database.failure is not None:
            return f"the tables are not there: {self.database.failure}"
        if not self.is_started:
            return "still starting"
        return self._trouble

    async def start(self) -> None:
        """Bring the house up: tables, then what features do at the start, while timers and the outbox run.

        What fails is logged, told by `trouble` and tried again; only tables that cannot be made end it.
        """
        has_work = self.api.should_run_background_tasks()
        try:
            await (self.database.migrate() if has_work else self.database.wait_until_migrated())
        except Exception:
            logger.exception("The tables are not there, so the house stays shut")
            return
        await self.host.resend_pushes(SERVICE_ID)
        if has_work:
            every_ms = TICK_MS if self.host.has_other_processes else TICK_ALONE_MS
            self.api.looping_background_call(self.tick, every_ms, desc="salon_tick")
            await self._start_features()
        self.is_started = True
        if has_work:
            await self.tick()

    async def _start_features(self) -> None:
        """Run what is to be run at the start and has not succeeded yet."""
        todo, self._startup = self._startup, []
        self._trouble, self._start_again_ms = None, self.clock.now_ms() + MINUTE_MS
        for run in todo:
            try:
                await run()
            except Exception as failure:
                name = getattr(run, "__qualname__", repr(run))
                logger.exception("%s failed at the start, again in a minute", name)
                self._trouble = f"{name} failed at the start: {type(failure).__name__}"
                self._startup.append(run)

    async def tick(self) -> None:
        """A tick's work: payments' news, what is due by the clock, what was said and not yet heard, who moves."""
        if self.is_started and self._startup and self.clock.now_ms() >= self._start_again_ms:
            await self._start_features()
        await self.payments_inbox.drain()
        await self.timers.run_due()
        await self.outbox.drain(self.database)
        self._move()

    def wake(self) -> None:
        """Do at once what was written down a moment ago; elsewhere, and while the homeserver goes down, nothing."""
        if self.database.is_ready and self.api.should_run_background_tasks():
            self.host.background("salon_wake", self._catch_up)

    async def _catch_up(self) -> None:
        await self.payments_inbox.drain_soon()
        await self.watch.handle()
        await self.outbox.drain(self.database)
        self._move()

    def _move(self) -> None:
        """Let the crowd move on its own: its pauses hold up nobody else."""
        self.host.background("salon_crowd", self.crowd.move)
