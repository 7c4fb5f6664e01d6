# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings a test server starts with: homeserver.yaml's module list over a quick, quiet homeserver."""

import copy
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from signedjson.key import generate_signing_key, write_signing_keys

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""

SHARED_SECRET = "tests-register-with-this"
"""registration_shared_secret of every test server."""

WATCH_PATH = "/_synapse/client/salon/watch"
"""Where Synapse pushes the events of the house's rooms to."""

Settings = dict[str, Any]
Modules = list[Settings]
NO_MODULES: Modules = []

_UNLIMITED = {"per_second": 10_000, "burst_count": 10_000}
_RELAXED: Settings = {
    **{
        f"rc_{name}": _UNLIMITED
        for name in (
            *("message", "registration", "registration_token_validity", "admin_redaction", "joins_per_room"),
            *("third_party_invite", "media_create", "room_creation", "reports", "user_directory", "profile"),
            *("delayed_event_mgmt", "key_requests"),
        )
    },
    "rc_login": {"address": _UNLIMITED, "account": _UNLIMITED, "failed_attempts": _UNLIMITED},
    "rc_joins": {"local": _UNLIMITED, "remote": _UNLIMITED},
    "rc_invites": {"per_room": _UNLIMITED, "per_user": _UNLIMITED, "per_issuer": _UNLIMITED},
    "rc_presence": {"per_user": _UNLIMITED},
    # A fresh sync asked twice within two minutes would otherwise be answered from the first one's answer.
    "caches": {"global_factor": 4.0, "sync_response_cache_duration": "0s"},
    "rc_federation": {"window_size": 1000, "sleep_limit": 10_000, "reject_limit": 10_000, "concurrent": 100},
}


NO_LIMITS = {
    kind: {"per_second": 10_000.0, "burst": 10_000}
    for kind in ("sign_in", "guess", "change", "contact", "read")
}
"""`limits:` of modules.foundation.Foundation that hold nobody back."""


@functools.cache
def _project() -> Settings:
    file = ROOT / "homeserver.yaml"
    return (yaml.safe_load(file.read_text("utf-8")) or {}) if file.exists() else {}


def project_modules(**changes: Mapping[str, Any] | None) -> Modules:
    """homeserver.yaml's `modules:`, each entry {"module": dotted name, "config": {...}}.

    `changes` alters entries by the class name: `Mail={"from": "a@b.example"}` lays keys over that module's
    config, `Mail=None` takes the module out. An unknown name raises KeyError.
    """
    modules = copy.deepcopy(_project().get("modules") or [])
    for entry in modules:
        if entry["module"] == "modules.foundation.Foundation":
            entry["config"] = {"limits": NO_LIMITS, **(entry.get("config") or {})}
        if (
            entry["module"] == "modules.salons.Salons"
        ):  # three rooms more for each server, of which few tests tell
            entry["config"] = {"owners_place": False, **(entry.get("config") or {})}
    for name, change in changes.items():
        entry = next((m for m in modules if m["module"].rsplit(".", 1)[1] == name), None)
        if entry is None:
            raise KeyError(f"homeserver.yaml lists no module whose class is {name}")
        if change is None:
            modules.remove(entry)
        else:
            entry["config"] = {**(entry.get("config") or {}), **change}
    return modules


def into_folder(value: Any, folder: Path) -> Any:
    """`value` with every path below data/ (where scripts/serve keeps its files) moved below `folder`."""
    match value:
        case dict():
            return {key: into_folder(part, folder) for key, part in value.items()}
        case list():
            return [into_folder(part, folder) for part in value]
        case str() if value == "data" or value.startswith(("data/", "./data/")):
            return str(folder / value.removeprefix("./").removeprefix("data").lstrip("/"))
        case _:
            return value


def write_appservice(folder: Path, base_url: str, as_token: str, hs_token: str) -> Path:
    """Write the house's registration, as `scripts/serve` does for an operator, and return its path."""
    registration = {
        "id": "synapse-salon",
        "url": base_url.rstrip("/") + WATCH_PATH,
        "as_token": as_token,
        "hs_token": hs_token,
        "sender_localpart": "salon",
        "rate_limited": False,
        "namespaces": {"users": [], "aliases": [], "rooms": []},
    }
    file = folder / "appservice.yaml"
    file.write_text(yaml.safe_dump(registration), "utf-8")
    file.chmod(0o600)
    return file


def write_signing_key(folder: Path) -> Path:
    """Write the server's key, unless it has one from an earlier start, and return its path."""
    file = folder / "signing.key"
    if not file.exists():
        with file.open("w") as output:
            write_signing_keys(output, [generate_signing_key("a_test")])
    return file


def server_settings(
    server_name: str, base_url: str, folder: Path, database: Settings, of_the_project: bool
) -> Settings:
    """A homeserver.yaml without listeners, modules and application service: quick, unlimited, on loopback.

    With `of_the_project` what homeserver.yaml says stands below it, as an operator would have it; without,
    the server is a plain Synapse.
    """
    return {
        **(copy.deepcopy(_project()) if of_the_project else {}),
        "server_name": server_name,
        "public_baseurl": base_url,
        "database": database,
        "signing_key_path": str(write_signing_key(folder)),
        "media_store_path": str(folder / "media"),
        "pid_file": str(folder / "homeserver.pid"),
        "macaroon_secret_key": "tests-macaroons",
        "form_secret": "tests-forms",
        "registration_shared_secret": SHARED_SECRET,
        "enable_registration": False,
        "password_config": {"enabled": True},
        "bcrypt_rounds": 4,
        "report_stats": False,
        "suppress_key_server_warning": True,
        "trusted_key_servers": [],
        "federation_verify_certificates": False,
        "ip_range_blacklist": [],
        "federation_ip_range_blacklist": [],
        "federation": {
            "client_timeout": "10s",
            "max_short_retries": 1,
            "destination_min_retry_interval": "1s",
            "destination_max_retry_interval": "1s",
        },
        "update_user_directory_from_worker": "nobody",
        "encryption_enabled_by_default_for_room_type": "off",
        "url_preview_enabled": False,
        **copy.deepcopy(_RELAXED),
    }
