# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write what a homeserver needs beside the checkout's homeserver.yaml: keys, secrets, paths, listeners.

Called by scripts/serve. Everything goes below the data folder, mode 600; what is there already is kept, so that
a second start finds the same keys. What homeserver.yaml sets itself wins over what is written here.
"""

import argparse
import contextlib
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import yaml
from signedjson.key import generate_signing_key, write_signing_keys

WATCH_PATH = "/_synapse/client/salon/watch"


def main() -> None:
    """Prepare the data folder, or say in one line why it cannot be done."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkout", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()

    refuse_taken_port(options.port)
    settings = settings_for(options.checkout, options.data, options.port)
    write(
        options.data / "homeserver.generated.yaml",
        "# Written anew by scripts/serve at each start; edit homeserver.yaml in the checkout.\n"
        + yaml.safe_dump(settings, sort_keys=False, allow_unicode=True),
    )


def settings_for(checkout: Path, data: Path, port: int) -> dict[str, Any]:
    """The settings of a homeserver on `port` with its files below `data`; makes the keys and secrets it names."""
    settings: dict[str, Any] = into_folder(read_settings(checkout / "homeserver.yaml"), data)
    for key, value in machine_made(data, port).items():
        if key.removesuffix("_path") not in settings:  # the secret itself may stand there instead of its file
            settings.setdefault(key, value)
    settings.setdefault("app_service_config_files", []).append(write_registration(data, port))
    return settings


def refuse_taken_port(port: int) -> None:
    """Exit when something listens on 127.0.0.1:`port`, or when we may not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            sys.exit(f"Port {port} may only be opened by root. Choose another: scripts/serve --port 8018")
        except OSError:
            sys.exit(
                f"Port {port} on 127.0.0.1 is taken by another program."
                f" Choose another: scripts/serve --port {port + 10}"
            )


def read_settings(file: Path) -> dict[str, Any]:
    """The checkout's homeserver.yaml as a mapping; exits with the place of a mistake in it."""
    try:
        settings = yaml.safe_load(file.read_text("utf-8"))
    except FileNotFoundError:
        sys.exit(f"{file} is missing; `git checkout homeserver.yaml` brings it back.")
    except yaml.YAMLError as mistake:
        sys.exit(f"homeserver.yaml is not YAML: {mistake}")
    if not isinstance(settings, dict):
        sys.exit("homeserver.yaml is empty, or not a list of settings.")
    return settings


def into_folder(value: Any, folder: Path) -> Any:
    """`value` with every path below `data/` moved below `folder`."""
    match value:
        case dict():
            return {key: into_folder(part, folder) for key, part in value.items()}
        case list():
            return [into_folder(part, folder) for part in value]
        case str() if value == "data" or value.startswith("data/"):
            return str(folder / value.removeprefix("data").lstrip("/"))
        case _:
            return value


def machine_made(data: Path, port: int) -> dict[str, Any]:
    """The settings that depend on the machine, by their names in homeserver.yaml."""
    signing_key = data / "keys" / "signing.key"
    if not signing_key.exists():
        with open_for_writing(signing_key) as file:
            write_signing_keys(file, [generate_signing_key("a_" + secrets.token_hex(2))])
    return {
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "tls": False,
                "resources": [{"names": ["client", "federation"]}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(data / "homeserver.db")}},
        "media_store_path": str(data / "media"),
        "pid_file": str(data / "homeserver.pid"),
        "log_config": str(write_log_config(data)),
        "signing_key_path": str(signing_key),
        "macaroon_secret_key_path": str(secret_file(data, "macaroon_secret_key")),
        "form_secret_path": str(secret_file(data, "form_secret")),
        "registration_shared_secret_path": str(secret_file(data, "registration_shared_secret")),
    }


def write_log_config(data: Path) -> Path:
    """What we and Synapse warn of goes to the terminal, everything else to homeserver.log, which is kept small."""
    file = data / "log.yaml"
    log = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(request)s %(message)s"},
            "short": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s", "datefmt": "%H:%M:%S"},
        },
        "handlers": {
            "file": {
                "class": "logging.handlers.RotatingFileHandler",
                "filename": str(data / "homeserver.log"),
                "maxBytes": 10_000_000,
                "backupCount": 3,
                "encoding": "utf8",
                "formatter": "line",
            },
            "terminal": {"class": "logging.StreamHandler", "level": "WARNING", "formatter": "short"},
        },
        "root": {"level": "INFO", "handlers": ["file", "terminal"]},
    }
    write(file, yaml.safe_dump(log, sort_keys=False))
    return file


def write_registration(data: Path, port: int) -> str:
    """The house account's application service: Synapse pushes the events of the house's rooms to our own resource."""
    file = data / "appservice.yaml"
    registration = {
        "id": "synapse-salon",
        "url": f"http://127.0.0.1:{port}{WATCH_PATH}",
        "as_token": secret_file(data, "as_token").read_text().strip(),
        "hs_token": secret_file(data, "hs_token").read_text().strip(),
        "sender_localpart": "salon",
        "rate_limited": False,
        "namespaces": {"users": [], "aliases": [], "rooms": []},
    }
    write(file, yaml.safe_dump(registration, sort_keys=False))
    return str(file)


def secret_file(data: Path, name: str) -> Path:
    """A file with a random secret, made once."""
    file = data / "keys" / name
    if not file.exists():
        write(file, secrets.token_urlsafe(32) + "\n")
    return file


def write(file: Path, text: str) -> None:
    """Put `text` into `file` whole or not at all, readable by its owner only."""
    with open_for_writing(file) as part:
        part.write(text)


@contextlib.contextmanager
def open_for_writing(file: Path) -> Iterator[TextIO]:
    """A text file for its owner only, that takes its name when it is complete."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as text:
        yield text
    part.replace(file)


if __name__ == "__main__":
    main()
