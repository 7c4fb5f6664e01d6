# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`explain`: says for each room of each salon why a person can or cannot enter."""

from pathlib import Path

from synapse_salon.commands.homeserver import on_homeserver
from synapse_salon.explain import explain
from synapse_salon.platform import Platform


def run(files: list[Path], user_id: str) -> int:
    """Explain one person. Works beside a running homeserver."""

    async def say(platform: Platform) -> int:
        found = await explain(platform, user_id)
        for slug, rooms in found.items():
            print(f"{slug}:")
            for room in rooms:
                print(f"  {room}")
        if not found:
            print("There is no salon yet.")
        return 0

    return on_homeserver(files, say)
