# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`check`: names settings that would hurt, each with the line to write."""

from pathlib import Path
from typing import Any

from synapse_salon.checks import findings, read_settings
from synapse_salon.commands.homeserver import read_config
from synapse_salon.settings import Settings


def run(files: list[Path]) -> int:
    """Check without starting anything. Exit status 1: the homeserver would refuse to start."""
    config = read_config(files)
    found = findings(read_settings(config))
    for _, settings in config.modules.loaded_modules:
        parsed: Any = settings  # ours are models; those of somebody else's module may be anything
        if isinstance(parsed, Settings):
            found += parsed.findings()
    for finding in found:
        print(f"{'must' if finding.is_fatal else 'should'}: {finding.says}\n        {finding.write}")
    if not found:
        print("Nothing in homeserver.yaml would hurt a salon.")
    return int(any(finding.is_fatal for finding in found))
