# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A homeserver in a process of its own, made as scripts/serve makes it, with or without the modules."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import prepare
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
UNLIMITED = {"per_second": 10_000, "burst_count": 10_000}
QUICK: dict[str, Any] = {
    # The same on both sides: what is measured is the work, not a limit, and accounts are opened by the hundred.
    "rc_message": UNLIMITED,
    "rc_registration": UNLIMITED,
    "rc_room_creation": UNLIMITED,
    "rc_joins": {"local": UNLIMITED, "remote": UNLIMITED},
    "rc_joins_per_room": UNLIMITED,
    "rc_invites": {"per_room": UNLIMITED, "per_user": UNLIMITED, "per_issuer": UNLIMITED},
    "bcrypt_rounds": 4,
}
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A homeserver on a free port of 127.0.0.1, with its data below `folder`; ended with the `with` block."""

    def __init__(self, folder: Path, *, with_modules: bool) -> None:
        folder.mkdir()
        self.folder = folder
        self.with_modules = with_modules
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.settings = prepare.settings_for(CHECKOUT, folder, self.port)
        self.settings.update(QUICK)
        if not with_modules:
            del self.settings["modules"], self.settings["app_service_config_files"]
        file = folder / "homeserver.generated.yaml"
        file.write_text(yaml.safe_dump(self.settings), "utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "synapse.app.homeserver", "--config-path", str(file)],
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "stderr").open("wb"),
        )

    def __enter__(self) -> Self:
        path = "/_synapse/client/salon/v1/health" if self.with_modules else "/health"
        for _ in range(1200):
            if self.process.poll() is not None:
                break
            if answers(self.base_url + path):
                return self
            time.sleep(0.1)
        said = (self.folder / "stderr").read_text("utf-8", "replace")
        self.end()
        raise SystemExit(f"A homeserver did not start:\n{said[-3000:]}")

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End the process, and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_ms(self) -> float:
        """User and system CPU time of the process so far, all its threads, in ms."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def free_port() -> int:
    """A port that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether a GET is answered with 200."""
    import urllib.request

    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False
