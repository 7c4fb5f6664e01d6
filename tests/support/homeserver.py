# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real Synapse homeserver inside the test's own process, on free loopback ports.

Synapse's own test package is not in its wheel; its start-up is composable, so these are the same calls that
`python -m synapse.app.homeserver` makes.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from synapse.app import _base
from synapse.app.homeserver import SynapseHomeServer, create_homeserver, start
from synapse.config.homeserver import HomeServerConfig
from synapse.logging.context import LoggingContext, PreserveLoggingContext, run_in_background
from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError
from synapse.util.clock import DelayedCallWrapper
from twisted.internet.defer import Deferred, succeed
from twisted.internet.task import LoopingCall
from twisted.internet.tcp import Server as TcpConnection
from twisted.python.threadpool import ThreadPool

from bridges.sandbox.service.notices import LEASE_MS
from synapse_salon.platform import Platform
from tests.support import complaints
from tests.support.abandoned import collect_quietly, forget_requests
from tests.support.certificates import loopback_certificate
from tests.support.copies import Original, Place
from tests.support.databases import Database, fresh_database
from tests.support.ports import free_port
from tests.support.schemas import judge_once
from tests.support.server import Server
from tests.support.settings import Modules, Settings, into_folder, server_settings, write_appservice
from tests.support.thrift import spare
from tests.support.waiting import eventually, pause, reactor

R = TypeVar("R")
logger = logging.getLogger(__name__)


class Homeserver(Server):
    """One homeserver: create, `start`, in the end `stop` and `destroy`. SalonTestCase does all of it."""

    def __init__(
        self,
        folder: Path,
        modules: Modules,
        settings: Settings | None = None,
        host: str = "127.0.0.1",
        federating: bool = False,
        appservice: bool | None = None,
        place: Place | None = None,
        original: Original | None = None,
    ) -> None:
        """`modules` are homeserver.yaml entries; `settings` are laid over the defaults, top-level key by key.

        `federating` adds a TLS listener for other servers. `appservice` registers the house as an application
        service; unsaid, it is registered when there are modules. `place` is where it is found, anywhere free
        otherwise; with an `original` it begins as a copy of that, at its place.
        """
        place = original.place if original is not None else place
        place = place or Place(free_port(host), secrets.token_hex(16), secrets.token_hex(16))
        self.host, self.folder, self._place = host, folder, place
        self.port, self.as_token, self.hs_token = place.port, place.as_token, place.hs_token
        self.federation_port = free_port(host) if federating else None
        self.modules, self.settings = modules, settings or {}
        self.appservice = bool(modules) if appservice is None else appservice
        self._database: Database | None = None
        self._hs: SynapseHomeServer | None = None
        super().__init__(f"{host}:{self.federation_port or self.port}", f"http://{host}:{self.port}/")
        if original is not None:
            self._database = original.furnish(folder)
            self._people = original.signed_in(self._wire)

    @property
    def hs(self) -> SynapseHomeServer:
        """Synapse itself; raises while the server is stopped."""
        if self._hs is None:
            raise RuntimeError(f"{self.server_name} is not running")
        return self._hs

    @property
    def running(self) -> bool:
        """Whether it is started."""
        return self._hs is not None

    @property
    def module_api(self) -> ModuleApi:
        """What the modules on this server were given."""
        return self.hs.get_module_api()

    async def start(self) -> None:
        """Start it and wait until it answers. What a module refuses at start is raised here."""
        file = self._write_settings()
        config = HomeServerConfig.load_config("Synapse", ["-c", str(file)])
        _calm_the_process()
        self._hs = create_homeserver(config, reactor)
        try:
            with LoggingContext(name="main", server_name=self.server_name):
                self._hs.setup()
            await self.inside(start, self._hs, freeze=False)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop it and leave its data; people stay signed in and find it again after `start`."""
        if self._hs is None:
            return
        try:
            await self._let_joins_settle(self._hs)
            await self._let_the_house_rest(self._hs)
            # Calls of the start that are still on their way stumble over a server that is gone.
            await pause(0.1)
        finally:
            hs, self._hs = self._hs, None
            _let_latecomers_go(hs)
            with complaints.unheard():
                await Deferred.fromCoroutine(hs.shutdown())
                self._hang_up()
                await pause(0)
                forget_requests()

    async def restart(self, modules: Modules | None = None, settings: Settings | None = None) -> None:
        """Stop and start on the same data and ports, with another module list or other settings if given."""
        await self.stop()
        if modules is not None:
            self.modules = modules
        if settings is not None:
            self.settings = settings
        await self.start()

    def original(self) -> Original:
        """What others can begin as copies of. It is stopped meanwhile."""
        if self._hs is not None or self._database is None:
            raise RuntimeError(f"{self.server_name} was not started and stopped")
        return Original.of(self._place, self.folder, self._database, list(self._people.values()))

    async def destroy(self) -> None:
        """Stop it for good and drop its database."""
        await self.leave_people()
        await self.stop()
        if self._database is not None:
            self._database.drop()
            self._database = None

    async def inside(self, work: Callable[..., Awaitable[R]], *args: Any, **kwargs: Any) -> R:
        """Run a coroutine function of Synapse or the platform with a log context, as a request does."""
        with PreserveLoggingContext(LoggingContext(name="test", server_name=self.server_name)):
            deferred = run_in_background(work, *args, **kwargs)
        return await deferred

    async def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        """The rows of one query on the server's database, with ? placeholders."""

        def query(txn: Any) -> list[tuple[Any, ...]]:
            txn.execute(sql, args)
            return list(txn.fetchall()) if txn.description else []

        return await self.inside(self.module_api.run_db_interaction, "test", query)

    async def _let_joins_settle(self, hs: SynapseHomeServer) -> None:
        """A remote join fetches the room's state in the background and takes a shutdown in between amiss."""
        store = hs.get_datastores().main if hs.datastores else None
        if store is None or self.federation_port is None:
            return

        async def settled() -> bool:
            return not await self.inside(store.get_partial_state_room_resync_info)

        try:
            await eventually(settled, "remote joins are complete", patience_s=3)
        except AssertionError:
            logger.warning("%s stops in the middle of a remote join", self.server_name)

    async def _let_the_house_rest(self, hs: SynapseHomeServer) -> None:
        """What the house has begun, it ends: work that a shutdown breaks off fails in Synapse's own corners."""
        try:
            platform = Platform.of(hs.get_module_api())
        except ConfigError:
            return

        async def resting() -> bool:
            if not platform.is_started:  # also where another module refused the start: this part goes on
                return platform.database.failure is not None
            now_ms = platform.clock.now_ms()
            at_work = await self.rows(_AT_WORK, now_ms)
            if any(entry["module"] == "bridges.sandbox.Sandbox" for entry in self.modules):
                at_work += await self.rows(_ON_THE_WAY, now_ms + LEASE_MS)
            return not any(row[0] for row in at_work)

        try:
            await eventually(resting, "the house rests", patience_s=5)
        except AssertionError:
            logger.warning("%s stops while the house is at work", self.server_name)

    def _hang_up(self) -> None:
        """End the connections others hold to this server, as the end of a process would."""
        ports = {self.port, self.federation_port}
        for end in reactor.getReaders():
            if isinstance(end, TcpConnection) and end.getHost().port in ports:
                end.abortConnection()

    def _write_settings(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._database is None:
            self._database = fresh_database(self.folder)
        settings: Settings = server_settings(
            self.server_name, self.base_url, self.folder, self._database.settings, bool(self.modules)
        )
        client = {"names": ["client", "health"], "compress": False}
        settings["listeners"] = [
            {"type": "http", "port": self.port, "bind_addresses": [self.host], "resources": [client]}
        ]
        if self.federation_port is not None:
            federation = {"names": ["federation"], "compress": False}
            settings["listeners"].append(
                {
                    "type": "http",
                    "tls": True,
                    "port": self.federation_port,
                    "bind_addresses": [self.host],
                    "resources": [federation],
                }
            )
            for name, pem in zip(("certificate", "private_key"), loopback_certificate(), strict=True):
                file = self.folder / f"tls.{name}"
                file.write_bytes(pem)
                settings[f"tls_{name}_path"] = str(file)
        if self.appservice:
            registration = write_appservice(self.folder, self.base_url, self.as_token, self.hs_token)
            settings["app_service_config_files"] = [str(registration)]
        settings["modules"] = into_folder(self.modules, self.folder)
        settings.update(into_folder(self.settings, self.folder))
        file = self.folder / "homeserver.yaml"
        file.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
        return file


def _let_latecomers_go(hs: SynapseHomeServer) -> None:
    """Work that Synapse itself would begin during a shutdown is not begun, where it would raise an error that nobody
    takes and that falls on a later test."""
    clock = hs.get_clock()
    plain, plain_looping = hs.run_as_background_process, clock.looping_call

    def begin(*args: Any, **kwargs: Any) -> Any:
        return succeed(None) if hs._is_shutdown else plain(*args, **kwargs)

    def loop(f: Any, *args: Any, **kwargs: Any) -> LoopingCall:
        # a lock that was just taken is renewed no more
        return LoopingCall(f) if clock._is_shutdown else plain_looping(f, *args, **kwargs)

    clock.cancel_all_looping_calls()  # they hold on to the plain one
    clock.looping_call = loop  # type: ignore[method-assign]  # on this one instance
    hs.run_as_background_process = begin  # type: ignore[method-assign]  # on this one instance


_AT_WORK = """
SELECT COUNT(*) FROM salon_outbox_deliveries WHERE attempts = 0 UNION ALL
SELECT COUNT(*) FROM salon_watch_deliveries WHERE attempts = 0 AND failed = 0 UNION ALL
SELECT COUNT(*) FROM salon_payment_events WHERE state = 'new' AND attempts = 0 UNION ALL
SELECT COUNT(*) FROM salon_crowd WHERE attempts = 0 AND failed = 0 AND due_ms <= ?
"""

_ON_THE_WAY = "SELECT COUNT(*) FROM salon_sandbox_notices WHERE attempts = 0 AND due_ms <= ?"
"""The sandbox's notifications that are being sent; one in the middle of it is due again when its lease is over."""


class _SharedPool(ThreadPool):
    """One pool for all servers to resolve names in; each start would otherwise leave five threads."""

    def start(self) -> None:
        if not self.started:
            super().start()

    def stop(self) -> None:
        if not self.joined:
            super().stop()


_resolvers = _SharedPool(name="gai_resolver")


def _calm_the_process() -> None:
    """What one Synapse does to its own process and several in one may not."""

    def shared_pool(name: str) -> ThreadPool:
        return _resolvers

    vars(_base)["ThreadPool"] = shared_pool
    if DelayedCallWrapper.cancel is not _cancel_if_due:
        DelayedCallWrapper.cancel = _cancel_if_due  # type: ignore[method-assign]  # for all servers of this process
    collect_quietly()
    judge_once()
    spare()


_cancel = DelayedCallWrapper.cancel


def _cancel_if_due(call: DelayedCallWrapper) -> None:
    """A shutdown cancels every call there is; a request that its connection breaks off then cancels its own again."""
    if call.delayed_call.active():
        _cancel(call)
