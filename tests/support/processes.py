# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programs beside the tests: started so that they die with the tests, ended by their own process id."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PATIENCE_S = 60.0


class Program:
    """A child process whose output goes to a file. It is ended when the tests' process dies."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        user: str | None = None,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.log, self._stop_signal = log, stop_signal
        with log.open("ab") as output:
            self._child = subprocess.Popen(
                [*as_user(user), *dies_with_us(stop_signal), *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**os.environ, **(environment or {})},
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """Whether it still runs."""
        return self._child.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.running:
            self._child.send_signal(number)

    def stop(self) -> int:
        """End it in its own way, by force after a minute, and return its exit status."""
        self.signal(self._stop_signal)
        try:
            return self._child.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        """SIGKILL: nothing is cleaned up, as when a machine loses power."""
        self.signal(signal.SIGKILL)
        return self._child.wait(_PATIENCE_S)

    def tail(self, lines: int = 40) -> str:
        """The last lines of its output."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Block until it is ready; fails with its last words when it ends before or takes a minute."""
        deadline = time.monotonic() + _PATIENCE_S
        while not ready():
            if not self.running or time.monotonic() > deadline:
                raise RuntimeError(f"{self._child.args!r} did not become ready:\n{self.tail()}")
            time.sleep(0.02)


def as_user(user: str | None) -> list[str]:
    """The words before a command that make root run it as `user`; none when we are somebody else already."""
    if user is None or os.geteuid() != 0:
        return []
    return [needed("setpriv", "util-linux"), f"--reuid={user}", f"--regid={user}", "--clear-groups", "--"]


def dies_with_us(number: signal.Signals) -> list[str]:
    """The words before a command that have the kernel send it a signal when its parent is gone."""
    return [needed("setpriv", "util-linux"), "--pdeathsig", number.name.removeprefix("SIG"), "--"]


def needed(program: str, package: str) -> str:
    """The path of a program; says which Debian package has it when it is not there."""
    found = shutil.which(program)
    if found is None:
        raise RuntimeError(f"{program} is missing: apt-get install {package}")
    return found
