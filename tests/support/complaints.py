# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What our code logs as an error fails the test, like an error logged by Twisted does.

All logging (Synapse's and ours) goes to synapse.log in trial's own folder.
"""

import contextlib
import logging
from collections.abc import Iterator

_OURS = ("synapse_salon", "modules", "bridges")
_ANSWERED_500 = "synapse.http.server"
_heard: list[str] = []
_deaf = 0


class _Ear(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        ours = record.name.split(".", 1)[0] in _OURS or record.name == _ANSWERED_500
        if ours and not _deaf and record.levelno >= logging.ERROR:
            _heard.append(self.format(record))


def listen() -> None:
    """Begin to listen, and to write synapse.log; once a process is enough, more do no harm."""
    root = logging.getLogger()
    if any(isinstance(handler, _Ear) for handler in root.handlers):
        return
    file = logging.FileHandler("synapse.log", encoding="utf-8")
    layout = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    for handler in (file, _Ear()):
        handler.setFormatter(layout)
        root.addHandler(handler)
    root.setLevel(logging.INFO)


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """While a server goes down its loops fail, and may."""
    global _deaf
    _deaf += 1
    try:
        yield
    finally:
        _deaf -= 1


def hear(told: list[str]) -> None:
    """Add what was complained of elsewhere."""
    _heard.extend(told)


def flush(text: str = "") -> list[str]:
    """Take the complaints that contain `text` off the list and return them."""
    found = [complaint for complaint in _heard if text in complaint]
    _heard[:] = [complaint for complaint in _heard if text not in complaint]
    return found


def none_left() -> None:
    """Fail when something was complained of and nobody flushed it."""
    left = flush()
    if left:
        raise AssertionError("errors were logged (flush_complaints takes expected ones):\n" + "\n".join(left))
