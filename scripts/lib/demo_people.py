# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People of the demo, who speak to the homeserver over HTTP."""

import hashlib
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class DemoFailed(Exception):
    """A step was refused; the message says which, and what the homeserver answered."""


class Person:
    """Somebody with an account on the homeserver, who speaks to it over HTTP."""

    def __init__(self, base_url: str, user_id: str, password: str) -> None:
        self.base_url = base_url
        self.user_id = user_id
        self.password = password
        self.token = ""

    def ask(
        self, method: str, path: str, body: Any = None, *, may_exist: bool = False, key: str | None = None
    ) -> dict[str, Any]:
        """One request with JSON both ways; waits where the homeserver asks for it. `may_exist` takes a 409 as done."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        for _ in range(30):
            status, answer = send(self.base_url + path, method, headers, json.dumps(body or {}).encode())
            if status != 429:
                break
            time.sleep(min(answer.get("retry_after_ms", 1000) / 1000, 5))
        if status >= 400 and not (status == 409 and may_exist):
            raise DemoFailed(
                f"{method} {path} as {self.user_id}: {status} {json.dumps(answer, ensure_ascii=False)}"
            )
        return answer

    def salon(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        """One request to the salon's API."""
        return self.ask(method, f"/_synapse/client/salon/v1/{path}", body, **more)

    def matrix(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """One request to the Matrix client API."""
        return self.ask(method, f"/_matrix/client/v3/{path}", body)

    def sign_in(self) -> None:
        """Get an access token by password."""
        identifier = {"type": "m.id.user", "user": self.user_id}
        body = {"type": "m.login.password", "identifier": identifier, "password": self.password}
        self.token = self.matrix("POST", "login", {**body, "initial_device_display_name": "demo"})[
            "access_token"
        ]

    def say(self, room_id: str, text: str) -> None:
        """Send a message. The transaction id is made of it, so that a second run does not say it twice."""
        transaction = hashlib.sha256(f"{room_id} {text}".encode()).hexdigest()[:24]
        room = urllib.parse.quote(room_id)
        self.matrix(
            "PUT", f"rooms/{room}/send/m.room.message/{transaction}", {"msgtype": "m.text", "body": text}
        )


def send(url: str, method: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
    """One HTTP request: the status, and the answer if it is a JSON object."""
    request = urllib.request.Request(url, body if method != "GET" else None, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            status, raw = response.status, response.read()
    except urllib.error.HTTPError as refusal:
        status, raw = refusal.code, refusal.read()
    except OSError as failure:
        raise DemoFailed(f"{method} {url}: {failure}") from None
    try:
        answer = json.loads(raw)
    except ValueError:
        answer = {}
    return status, answer if isinstance(answer, dict) else {}
