# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m synapse_salon migrate | check | explain @user:server`, each with `--config homeserver.yaml`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from synapse_salon.commands import check, explain, migrate


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line and run what it asks for; answers the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m synapse_salon", description="For operators of a homeserver."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, says in (
        ("migrate", "make our tables, with the homeserver stopped"),
        ("check", "name settings that would hurt, with the line to write"),
        ("explain", "say for each room why a person can or cannot enter"),
    ):
        command = commands.add_parser(name, help=says, description=says)
        command.add_argument(
            "--config", "-c", type=Path, action="append", required=True, metavar="FILE",
            help="homeserver.yaml; again for files laid over it",
        )  # fmt: skip
        if name == "explain":
            command.add_argument("user", metavar="@user:server")
    asked = parser.parse_args(words)
    if asked.command == "explain":
        if not (asked.user.startswith("@") and ":" in asked.user):
            parser.error(f"{asked.user} is no Matrix ID; one looks like this: @aiko:example.jp")
        return explain.run(asked.config, asked.user)
    return check.run(asked.config) if asked.command == "check" else migrate.run(asked.config)


if __name__ == "__main__":
    sys.exit(main())
