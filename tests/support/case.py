# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""SalonTestCase: homeservers for a test, and a clean reactor after it."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from twisted.internet.defer import Deferred
from twisted.internet.tcp import Client, Server
from twisted.trial.unittest import TestCase

from tests.support import complaints
from tests.support.copies import Original, Place
from tests.support.homeserver import Homeserver
from tests.support.settings import Modules, Settings, project_modules
from tests.support.waiting import pause, reactor
from tests.support.workers import Deployment


class SalonTestCase(TestCase):
    """A test on real homeservers; whatever `start` started is stopped and cleared away afterwards."""

    timeout = 300
    """Seconds; trial's own limit for one test."""

    modules: Modules | None = None
    """The module list of servers started here; None takes the one in the project's homeserver.yaml."""

    settings: Settings | None = None
    """Laid over the homeserver settings of servers started here."""

    _deployments: tuple[Deployment, ...] = ()

    async def start(
        self,
        *,
        modules: Modules | None = None,
        settings: Settings | None = None,
        host: str = "127.0.0.1",
        federating: bool = False,
        appservice: bool | None = None,
    ) -> Homeserver:
        """Start a homeserver; arguments not given are the class's."""
        server = self.prepare(
            modules=modules, settings=settings, host=host, federating=federating, appservice=appservice
        )
        await server.start()
        return server

    def prepare(
        self,
        *,
        modules: Modules | None = None,
        settings: Settings | None = None,
        host: str = "127.0.0.1",
        federating: bool = False,
        appservice: bool | None = None,
        place: Place | None = None,
        original: Original | None = None,
    ) -> Homeserver:
        """A homeserver that is not started yet: for tests of starting, and of refusing to."""
        complaints.listen()
        server = Homeserver(
            folder=self.folder(),
            modules=self._modules(modules),
            settings=self.settings if settings is None else settings,
            host=host,
            federating=federating,
            appservice=appservice,
            place=place,
            original=original,
        )
        self._clean_reactor_at_the_end()
        self.addCleanup(lambda: Deferred.fromCoroutine(server.destroy()))
        self.addCleanup(complaints.none_left)
        return server

    async def start_two(
        self,
        *,
        modules: Modules | None = None,
        settings: Settings | None = None,
        guest_modules: Modules | None = None,
    ) -> tuple[Homeserver, Homeserver]:
        """Two servers that federate: ours on 127.0.0.1 with modules, the guests' plain one on 127.0.0.2."""
        ours = await self.start(modules=modules, settings=settings, federating=True)
        theirs = await self.start(modules=guest_modules or [], settings={}, host="127.0.0.2", federating=True)
        return ours, theirs

    async def deploy(
        self,
        *,
        modules: Modules | None = None,
        settings: Settings | None = None,
        workers: Sequence[str] = ("worker",),
        background_on: str | None = None,
    ) -> Deployment:
        """Start a homeserver in processes of its own; `workers=()` is a single one."""
        deployment = self.prepare_deployment(modules, settings, workers, background_on)
        await deployment.start()
        return deployment

    def prepare_deployment(
        self,
        modules: Modules | None = None,
        settings: Settings | None = None,
        workers: Sequence[str] = ("worker",),
        background_on: str | None = None,
    ) -> Deployment:
        """A deployment that is not started yet: for tests of a start that breaks off."""
        deployment = Deployment(
            folder=self.folder(),
            modules=self._modules(modules),
            settings=self.settings if settings is None else settings,
            workers=workers,
            background_on=background_on,
        )
        self._clean_reactor_at_the_end()
        self.addCleanup(lambda: Deferred.fromCoroutine(deployment.destroy()))
        self.addCleanup(complaints.none_left)
        self.addCleanup(lambda: complaints.hear(deployment.new_complaints()))
        self._deployments = (*self._deployments, deployment)
        return deployment

    def flush_complaints(self, text: str = "") -> list[str]:
        """The errors our code logged that contain `text`, taken off the list that would fail the test."""
        for deployment in self._deployments:
            complaints.hear(deployment.new_complaints())
        return complaints.flush(text)

    def folder(self) -> Path:
        """A new folder that goes when the test is over."""
        folder = Path(tempfile.mkdtemp(prefix="server-", dir=Path.cwd()))  # trial's own folder
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def _modules(self, given: Modules | None) -> Modules:
        own = self.modules if given is None else given
        return project_modules() if own is None else own

    def _clean_reactor_at_the_end(self) -> None:
        if not getattr(self, "_cleans", False):
            self._cleans = True
            self.addCleanup(lambda: Deferred.fromCoroutine(_clean_reactor()))


async def _clean_reactor() -> None:
    """Cancel the calls and close the connections that stopped homeservers leave in the reactor.

    Synapse's shutdown forgets its idle HTTP client connections and a few timers of requests already answered.
    """
    for _ in range(3):
        for connection in [c for c in reactor.getReaders() if isinstance(c, (Client, Server))]:
            connection.abortConnection()
        await pause(0)
    for call in reactor.getDelayedCalls():
        if call.active():
            call.cancel()
