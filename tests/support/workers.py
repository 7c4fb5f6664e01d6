# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Homeservers in processes of their own, as an operator runs them: a main process, workers, PostgreSQL, Redis.

Also without workers: then it is one process that a test can SIGKILL, on SQLite or PostgreSQL.
"""

import os
import re
import secrets
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from tests.support.databases import Database, fresh_database, read
from tests.support.ports import free_port
from tests.support.postgres import POSTGRES, Cluster
from tests.support.processes import Program, needed
from tests.support.server import Server
from tests.support.settings import (
    ROOT,
    Modules,
    Settings,
    into_folder,
    server_settings,
    write_appservice,
)
from tests.support.waiting import aio, eventually

_STARTING_S = 60.0
_RESTING_S = 120.0
"""A letter whose sending was cut short is tried again after a minute."""
_UNDONE = (
    "SELECT handler, last_error FROM salon_outbox_deliveries"
    " UNION ALL SELECT why, last_error FROM salon_crowd"
    " UNION ALL SELECT object_kind, last_error FROM salon_payment_events WHERE state = 'new'"
    " UNION ALL SELECT key, reason FROM salon_mail_queue WHERE state = 'waiting'"
)
_ERROR = re.compile(r" - (?:(?:modules|bridges|synapse_salon)[.\w]*|synapse\.http\.server) - \d+ - ERROR ")


class Ended(RuntimeError):
    """A process ended before it answered; with its last words."""


class Process:
    """One Synapse process: `start`, `stop` as systemd does, `kill` as a power cut does, and `start` again."""

    def __init__(self, name: str, app: str, files: Sequence[Path], port: int, log: Path) -> None:
        self.name, self.port, self.log = name, port, log
        self.base_url = f"http://127.0.0.1:{port}/"
        self._command = [
            sys.executable,
            "-m",
            app,
            *(w for file in files for w in ("--config-path", str(file))),
        ]
        self._program: Program | None = None
        self._read = 0

    @property
    def running(self) -> bool:
        """Whether it is started and has not ended."""
        return self._program is not None and self._program.running

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._program is not None
        return self._program.pid

    async def start(self) -> None:
        """Start it and wait until it answers."""
        self.launch()
        await self.answers()

    def launch(self, **environment: str) -> None:
        """Start it and do not wait; `environment` is added to ours."""
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        self._program = Program(self._command, self.log, environment={"PYTHONPATH": path, **environment})

    async def answers(self) -> None:
        """Wait until /health answers; fails at once, with its last words, when the process ends before."""
        program = self._program
        assert program is not None

        async def healthy() -> bool:
            if not program.running:
                raise Ended(f"the {self.name} process ended:\n{program.tail()}")
            return await aio(_healthy(self.base_url))

        await eventually(healthy, f"the {self.name} process answers; see {self.log}", _STARTING_S)

    async def stop(self) -> None:
        """SIGTERM, and wait for its end."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """SIGKILL, and wait for its end."""
        await self._end(signal.SIGKILL)

    def new_errors(self) -> list[str]:
        """The lines of its log with errors of our code, each told once."""
        if not self.log.exists():
            return []
        with self.log.open("rb") as log:
            log.seek(self._read)
            fresh = log.read()
            self._read = log.tell()
        return [line for line in fresh.decode("utf-8", "replace").splitlines() if _ERROR.search(line)]

    async def _end(self, number: signal.Signals) -> None:
        program, self._program = self._program, None
        if program is not None:
            program.signal(number)
            await eventually(lambda: not program.running, f"the {self.name} process ends", _STARTING_S)


class Deployment(Server):
    """A main process and its workers, on one database and one list of modules."""

    def __init__(
        self,
        folder: Path,
        modules: Modules,
        settings: Settings | None = None,
        workers: Sequence[str] = ("worker",),
        background_on: str | None = None,
    ) -> None:
        """`background_on` names the process that runs background tasks; unsaid it is the main one."""
        self.folder, self.modules, self.settings = folder, modules, settings or {}
        self.background_on = background_on or "main"
        self.as_token, self.hs_token = secrets.token_hex(16), secrets.token_hex(16)
        self._replication_port = free_port()
        self._cluster: Cluster | None = None
        self._redis: Program | None = None
        self._database: Database | None = None
        main = self.folder / "homeserver.yaml"
        self.main = self._process("main", "synapse.app.homeserver", [main])
        self.workers = {
            name: self._process(name, "synapse.app.generic_worker", [main, self.folder / f"{name}.yaml"])
            for name in workers
        }
        super().__init__(f"127.0.0.1:{self.main.port}", self.main.base_url)

    @property
    def worker(self) -> Process:
        """The first worker."""
        return next(iter(self.workers.values()))

    @property
    def processes(self) -> list[Process]:
        """The main process and the workers."""
        return [self.main, *self.workers.values()]

    async def start(self) -> None:
        """Start whatever does not run yet, and wait until every process answers."""
        self.prepare()
        for process in self.processes:
            if not process.running:
                process.launch()
        for process in self.processes:
            await process.answers()

    def prepare(self) -> None:
        """Write the settings, and make the database and Redis if they are not there yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._database is None:
            self._database = self._make_database()
        if self.workers and self._redis is None:
            self._redis = self._start_redis()
        self._write_settings(self._database)

    async def destroy(self) -> None:
        """Stop everything, and drop the database."""
        await self.leave_people()
        for process in reversed(self.processes):
            await process.stop()
        if self._redis is not None:
            self._redis.stop()
        if self._database is not None:
            self._database.drop()
        if self._cluster is not None:
            self._cluster.stop()

    def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        """The rows of one query on the deployment's database, with ? placeholders."""
        assert self._database is not None, "it was prepared"
        return read(self._database, sql, *args)

    async def comes_to_rest(self, why: str) -> None:
        """Wait until everything that was begun is done: said, moved, heard and sent."""

        def rests() -> bool:
            undone = self.rows(_UNDONE)
            assert not undone, undone
            return True

        await eventually(rests, why, _RESTING_S)

    def new_complaints(self) -> list[str]:
        """What our code logged as an error in any of the processes since this was last asked."""
        return [f"{process.log.name}: {line}" for process in self.processes for line in process.new_errors()]

    def _process(self, name: str, app: str, files: Sequence[Path]) -> Process:
        log = Path.cwd() / f"{self.folder.name}-{name}.log"  # trial's own folder, where it outlives the test
        return Process(name, app, files, free_port(), log)

    def _make_database(self) -> Database:
        if self.workers and POSTGRES not in os.environ:  # workers need PostgreSQL whatever the others run on
            self._cluster = Cluster()
        return fresh_database(self.folder, self._cluster.dsn if self._cluster else None)

    def _start_redis(self) -> Program:
        self._redis_port = free_port()
        options = {"port": str(self._redis_port), "bind": "127.0.0.1", "save": "", "dir": str(self.folder)}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        redis = Program(
            [needed("redis-server", "redis-server"), *words],
            self.folder / "redis.log",
        )
        redis.wait_until(lambda: "Ready to accept connections" in redis.log.read_text())
        return redis

    def _write_settings(self, database: Database) -> None:
        settings = server_settings(
            self.server_name, self.base_url, self.folder, database.settings, bool(self.modules)
        )
        settings["listeners"] = [_listener(self.main.port, "client")]
        if self.workers:
            settings["listeners"].append(_listener(self._replication_port, "replication"))
            settings["redis"] = {"enabled": True, "host": "127.0.0.1", "port": self._redis_port}
            settings["instance_map"] = {"main": {"host": "127.0.0.1", "port": self._replication_port}}
            settings["worker_replication_secret"] = "tests-replicate"
            if self.background_on != "main":
                settings["run_background_tasks_on"] = self.background_on
        if self.modules:
            registration = write_appservice(self.folder, self.base_url, self.as_token, self.hs_token)
            settings["app_service_config_files"] = [str(registration)]
        settings["modules"] = into_folder(self.modules, self.folder)
        settings.update(into_folder(self.settings, self.folder))
        _dump(self.folder / "homeserver.yaml", settings)
        for worker in self.workers.values():
            _dump(
                self.folder / f"{worker.name}.yaml",
                {
                    "worker_app": "synapse.app.generic_worker",
                    "worker_name": worker.name,
                    "worker_listeners": [_listener(worker.port, "client")],
                },
            )


async def _healthy(base_url: str) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{base_url}health") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


def _listener(port: int, resource: str) -> Settings:
    return {
        "type": "http",
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "resources": [{"names": [resource], "compress": False}],
    }


def _dump(file: Path, settings: Settings) -> None:
    file.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
