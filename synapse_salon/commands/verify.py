# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`verify`: says whether somebody changed books or receipts in the database."""

from pathlib import Path

from synapse_salon.commands.homeserver import on_homeserver
from synapse_salon.platform import Platform


def run(files: list[Path]) -> int:
    """Look at every seal. Works beside a running homeserver. Exit status 1: one is broken."""

    async def look(platform: Platform) -> int:
        broken = await platform.seals.broken()
        for what, number in broken.items():
            print(f"Somebody changed {what} in the database, from {number} on; compare with a backup.")
        if not broken:
            print("Nobody changed the books or receipts.")
        return int(bool(broken))

    return on_homeserver(files, look)
