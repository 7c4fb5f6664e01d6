# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wait until the homeserver's modules answer, then say where everything is; with --demo, fill the demo first.

Started by scripts/serve beside the homeserver, and ends with it.
"""

import argparse
import os
import sys
import time
import traceback
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import demo

PATIENCE_S = 170
"""A first start makes tables and the house account; it takes seconds where a disk is not very slow."""


def main() -> None:
    """Announce, or say why there is nothing to announce."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--server", type=int, required=True, help="the homeserver's process id")
    parser.add_argument("--demo", action="store_true")
    options = parser.parse_args()

    base_url = f"http://127.0.0.1:{options.port}"
    if not wait_for_health(base_url, options.server):
        return
    people: dict[str, Any] | None = None
    if options.demo:
        try:
            people = demo.ensure_demo(base_url, options.data)
        except demo.DemoFailed as failure:
            say(f"\nThe homeserver runs, but the demo could not be filled: {failure}\n")
        except Exception:
            say("\nThe homeserver runs, but the demo could not be filled:")
            traceback.print_exc()
    else:
        people = demo.read_demo(options.data)
    say(announcement(base_url, options.data, people))


def wait_for_health(base_url: str, server: int) -> bool:
    """Whether `v1/health` became 200 while the homeserver's process lived; says so when it takes too long."""
    reason = "no answer"
    for _ in range(PATIENCE_S * 5):
        if not is_alive(server):
            return False
        try:
            with urllib.request.urlopen(base_url + "/_synapse/client/salon/v1/health", timeout=5):
                return True
        except urllib.error.HTTPError as refusal:
            reason = f"{refusal.code} {refusal.read().decode('utf-8', 'replace').strip()[:300]}"
        except OSError as failure:
            reason = str(failure)
        time.sleep(0.2)
    say(f"The homeserver runs, but its modules are not well after {PATIENCE_S} s: {reason}")
    return False


def is_alive(process: int) -> bool:
    """Whether a process still exists."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def announcement(base_url: str, data: Path, people: dict[str, Any] | None) -> str:
    """What to open, where things are kept and, with a demo, who can sign in."""
    pages = f"{base_url}/_synapse/client/salon/"
    lines = [
        "",
        "synapse-salon is running.",
        "",
        f"  Homeserver for Matrix clients   {base_url}",
        f"  Pages                           {pages}",
        f"  API                             {pages}v1/openapi.json",
        f"  Filed mail                      {data}/mail",
        f"  Log                             {data}/homeserver.log",
    ]
    if people is None:
        lines += [
            "",
            "  To open an account:",
            f"    {sys.executable} -m synapse._scripts.register_new_matrix_user"
            f" -c {data}/homeserver.generated.yaml {base_url}",
        ]
    else:
        lines += [
            "",
            f"  The demo's salon                {pages}s/{people['salon']}",
            "",
            "  Who can sign in:",
        ]
        width = max(len(person["user_id"]) for person in people["people"].values())
        for role, person in people["people"].items():
            lines.append(f"    {role:<10}{person['user_id']:<{width + 3}}{person['password']}")
        lines += ["", f"  The same in {data}/{demo.FILE}"]
    return "\n".join([*lines, "", "  Ctrl-C ends it.", ""])


def say(text: str) -> None:
    """Print at once, though the terminal may be a pipe."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
