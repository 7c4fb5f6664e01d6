# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files letters instead of sending them: one `.eml` each, which any mail program opens."""

import os
from pathlib import Path

from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError

from bridges.mail.domain import ShutOut
from bridges.mail.message import Envelope


class FolderPost:
    """Writes to a folder. The file is called after the letter's key: carried twice, it is one file."""

    def __init__(self, api: ModuleApi, folder: Path) -> None:
        """Raises ConfigError: the folder cannot be made or written to."""
        self._api = api
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as failure:
            raise ConfigError(f"bridges.mail.Mail: config: folder: {folder}: {failure.strerror}") from None
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise ConfigError(f"bridges.mail.Mail: config: folder: {folder} cannot be written to")

    async def carry(self, envelope: Envelope) -> None:
        """File a letter; it is there whole or not at all. Raises ShutOut: the disk does not take it."""
        try:
            await self._api.defer_to_thread(_file, self._folder, envelope)
        except OSError as failure:
            raise ShutOut(f"{self._folder}: {failure.strerror}") from failure


def _file(folder: Path, envelope: Envelope) -> None:
    part = folder / f".{envelope.name}.part"
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(envelope.message.replace(b"\n", b"\r\n"))
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / f"{envelope.name}.eml")
