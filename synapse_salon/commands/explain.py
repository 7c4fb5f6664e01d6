# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`explain`: says for each room of each salon why a person can or cannot enter."""

from pathlib import Path

from synapse_salon.commands.homeserver import on_homeserver
from synapse_salon.explain import COLUMNS, explain
from synapse_salon.platform import Platform


def run(files: list[Path], user_id: str) -> int:
    """Explain one person. Works beside a running homeserver. Exit status 1: there is no such account here."""

    async def say(platform: Platform) -> int:
        if not platform.api.is_mine(user_id):
            print(f"{user_id} is an account of another homeserver; only that one knows whether it exists.")
        elif await platform.api.check_user_exists(user_id) is None:
            print(f"There is no account {user_id} on this homeserver: look at its spelling, and its case.")
            return 1
        found = await explain(platform, user_id)
        for slug, rooms in found.items():
            print(f"{slug}:\n  {COLUMNS}")
            for room in rooms:
                print(f"  {room}")
        if not found:
            print("There is no salon yet.")
        return 0

    return on_homeserver(files, say)
