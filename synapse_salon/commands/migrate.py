# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`migrate`: makes our tables, before the homeserver's first start or a move of its database."""

from pathlib import Path

from synapse_salon.commands.homeserver import on_homeserver
from synapse_salon.platform import Platform


def run(files: list[Path]) -> int:
    """Apply every step that is missing. Stop the homeserver first: only one process may change tables."""
    return on_homeserver(files, _migrate)


async def _migrate(platform: Platform) -> int:
    applied = await platform.database.migrate()
    for step in applied:
        print(f"applied {step.feature}/{step.step:04d}_{step.name}")
    print("Every table is there." if applied else "Every table was there already.")
    return 0
