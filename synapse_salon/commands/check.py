# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`check`: names settings that would hurt, each with the line to write."""

from pathlib import Path
from typing import Any

from synapse.config.homeserver import HomeServerConfig

from synapse_salon.checks import Finding, findings, read_settings
from synapse_salon.commands.homeserver import on_homeserver, read_config
from synapse_salon.database.database import SchemaNotReady
from synapse_salon.payments.orphans import live_subscriptions, warning
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import PaymentFailure, Payments
from synapse_salon.settings import Settings

MEMBERSHIP = "modules.membership"


def run(files: list[Path]) -> int:
    """Check without starting anything. Exit status 1: the homeserver would refuse to start.

    Where a bridge is there and membership is not, the bridge is asked whether it goes on taking money.
    """
    config = read_config(files)
    found = findings(read_settings(config))
    for _, settings in config.modules.loaded_modules:
        parsed: Any = settings  # ours are models; those of somebody else's module may be anything
        if isinstance(parsed, Settings):
            found += parsed.findings()
    found += _orphans(files, config)
    for finding in found:
        print(f"{'must' if finding.is_fatal else 'should'}: {finding.says}\n        {finding.write}")
    if not found:
        print("Nothing in homeserver.yaml would hurt a salon.")
    return int(any(finding.is_fatal for finding in found))


def _orphans(files: list[Path], config: HomeServerConfig) -> list[Finding]:
    names = [module.__module__ for module, _ in config.modules.loaded_modules]
    if MEMBERSHIP in names or not any(name.startswith("bridges.") for name in names):
        return []
    found: list[Finding] = []

    async def ask(platform: Platform) -> int:
        payments = platform.want(Payments)
        if payments is None:
            return 0
        try:
            live = await live_subscriptions(payments)
        except SchemaNotReady:  # nothing was ever sold here
            return 0
        except PaymentFailure as failure:
            found.append(
                Finding(
                    f"{payments.name} cannot be asked what it charges: {failure}.", "nothing; check again"
                )
            )
            return 1
        if live:
            found.append(Finding(warning(len(live)), "modules: [{module: modules.membership.Membership}]"))
        return 0

    on_homeserver(files, ask)
    return found
