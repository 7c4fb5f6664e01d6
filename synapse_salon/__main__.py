# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m synapse_salon migrate | check | verify | reconcile | …`, each with `--config …`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
SERVED = CHECKOUT / "data" / "homeserver.generated.yaml"
"""What scripts/serve wrote, where the house is run from a checkout."""


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line and run what it asks for; answers the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m synapse_salon", description="For operators of a homeserver."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, says in (
        ("migrate", "make our tables, with the homeserver stopped"),
        ("check", "name settings that would hurt, with the line to write"),
        ("verify", "say whether somebody changed books or receipts in the database"),
        ("explain", "say for each room why a person can or cannot enter"),
        ("reconcile", "compare the books with the payment provider's, and repair what differs"),
        ("end-subscriptions", "show what takes money at the payment provider, and end it with --yes"),
    ):
        command = commands.add_parser(name, help=says, description=says)
        command.add_argument(
            "--config", "-c", type=Path, action="append", metavar="FILE",
            help="homeserver.yaml; again for files laid over it; unsaid, what scripts/serve wrote in this checkout",
        )  # fmt: skip
        if name == "explain":
            command.add_argument("user", metavar="@user:server")
        if name == "end-subscriptions":
            command.add_argument("--salon", metavar="SLUG", help="only those of one salon")
            command.add_argument("--yes", action="store_true", help="end them; unsaid, they are only shown")
    asked = parser.parse_args(words)
    files = asked.config or ([SERVED] if SERVED.exists() else None)
    if files is None:
        parser.error("which homeserver? Say so with --config homeserver.yaml")
    if asked.command == "explain" and not (asked.user.startswith("@") and ":" in asked.user):
        parser.error(f"{asked.user} is no Matrix ID; one looks like this: @aiko:example.jp")
    try:
        from synapse_salon.commands import check, end_subscriptions, explain, migrate, reconcile, verify
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in ("synapse_salon", "modules", "bridges"):
            raise
        print(_with_another_python(missing.name), file=sys.stderr)
        return 1
    if asked.command == "explain":
        return explain.run(files, asked.user)
    if asked.command == "reconcile":
        return reconcile.run(files)
    if asked.command == "end-subscriptions":
        return end_subscriptions.run(files, asked.salon, asked.yes)
    if asked.command == "verify":
        return verify.run(files)
    return check.run(files) if asked.command == "check" else migrate.run(files)


def _with_another_python(missing: str | None) -> str:
    """One line: what this Python lacks, and how to call us instead."""
    path = CHECKOUT / ".venv" / "bin" / "python"
    if not path.exists():
        how = "`scripts/serve` makes one that has: .venv/bin/python"
    else:
        how = f"call {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}"
    return f"This Python ({sys.executable}) has no module {missing}: {how} -m synapse_salon …"


if __name__ == "__main__":
    sys.exit(main())
