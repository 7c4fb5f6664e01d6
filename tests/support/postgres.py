# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A throw-away PostgreSQL cluster: on a socket in its own folder, without fsync, gone afterwards.

`python -m tests.support.postgres COMMAND …` runs a command with SALON_TEST_POSTGRES naming such a cluster
and ends with the command's exit status.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.ports import free_port
from tests.support.processes import Program, as_user

POSTGRES = "SALON_TEST_POSTGRES"
"""Environment: DSN of a database from which others may be created. Unset: the tests run on SQLite."""

_QUICK = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


class Cluster:
    """A running PostgreSQL; root runs it as the system's `postgres` user, since it refuses to be root."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="salon-pg-", dir=_memory()))
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def _start(self) -> None:
        binaries, data = postgres_binaries(), self._folder / "data"
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
        subprocess.run(
            [
                *as_user("postgres"),
                *(str(binaries / "initdb"), "--pgdata", str(data), "--username", "salon", "--auth", "trust"),
                *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        port = free_port()  # it only names the socket file
        options = [word for name, value in _QUICK.items() for word in ("-c", f"{name}={value}")]
        self._program = Program(
            [str(binaries / "postgres"), "-D", str(data), "-k", str(self._folder), "-p", str(port), *options],
            self._folder / "log",
            user="postgres",
            folder=Path("/"),
            stop_signal=signal.SIGINT,
        )
        self.dsn = f"host={self._folder} port={port} user=salon dbname=postgres"
        self._program.wait_until(self._answers)

    def _answers(self) -> bool:
        import psycopg2

        try:
            psycopg2.connect(self.dsn).close()
        except psycopg2.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """End it and remove its files."""
        self._program.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def _memory() -> str | None:
    """Where files live in memory, if that has room: a Synapse database is a thousand files, slow to make on disk."""
    shm = Path("/dev/shm")
    if os.access(shm, os.W_OK) and shutil.disk_usage(shm).free > 2 << 30:
        return str(shm)
    return None


def postgres_binaries() -> Path:
    """The folder with `initdb` and `postgres`: Debian's newest, or where the PATH has them."""
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if versions:
        return max(versions, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0))
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL's server is missing: apt-get install postgresql")
    return Path(found).resolve().parent


def main() -> int:
    """Run the command line's command beside a cluster."""
    cluster = Cluster()
    try:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return subprocess.run(sys.argv[1:], check=False, env={**os.environ, POSTGRES: cluster.dsn}).returncode
    finally:
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
