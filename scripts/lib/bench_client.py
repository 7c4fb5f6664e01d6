# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who speak to a homeserver over one kept connection each, as a client does."""

import copy
import hashlib
import hmac
import http.client
import json
import time
import urllib.parse
from typing import Any

import demo
from bench_server import Server

SALON = "/_synapse/client/salon/v1"
MATRIX = "/_matrix/client/v3"


class Member:
    """Somebody with an account on a server under measurement. Not for use by two threads at once."""

    def __init__(self, server: Server, name: str, *, is_admin: bool = False) -> None:
        self.server = server
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.token = ""
        self.sent = 0
        nonce = self.ask("GET", "/_synapse/admin/v1/register")["nonce"]
        told = "\0".join([nonce, name, "bench", "admin" if is_admin else "notadmin"])
        secret = demo.shared_secret(server.settings).encode()
        mac = hmac.new(secret, told.encode(), hashlib.sha1).hexdigest()
        account = {"nonce": nonce, "username": name, "password": "bench", "admin": is_admin, "mac": mac}
        opened = self.ask("POST", "/_synapse/admin/v1/register", account)
        self.user_id, self.token = str(opened["user_id"]), str(opened["access_token"])

    def again(self) -> "Member":
        """The same person over a connection of their own."""
        other = copy.copy(self)
        other.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        return other

    def ask(self, method: str, path: str, body: Any = None, key: str | None = None) -> Any:
        """One request with JSON both ways; waits where the homeserver asks for it, and ends the run at a refusal."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        payload = None if method == "GET" else json.dumps(body or {})
        while True:
            self.connection.request(method, path, payload, headers)
            response = self.connection.getresponse()
            answer = json.loads(response.read() or b"{}")
            if response.status == 429:
                time.sleep(answer.get("retry_after_ms", 500) / 1000)
                continue
            if response.status >= 400:
                raise SystemExit(f"{method} {path}: {response.status} {answer}")
            return answer

    def say(self, room_id: str, text: str) -> None:
        """Send a message."""
        self.sent += 1
        path = f"{MATRIX}/rooms/{urllib.parse.quote(room_id)}/send/m.room.message/{self.sent}"
        self.ask("PUT", path, {"msgtype": "m.text", "body": text})

    def enter(self, room_id: str) -> None:
        """Join a room."""
        self.ask("POST", f"{MATRIX}/join/{urllib.parse.quote(room_id)}")

    def rooms(self) -> set[str]:
        """The rooms the person is in."""
        return set(self.ask("GET", f"{MATRIX}/joined_rooms")["joined_rooms"])


class Salon:
    """An open salon with a free plan and a monthly one."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.slug = "bench"
        self.admin = Member(server, "admin", is_admin=True)
        self.owner = Member(server, "owner")
        new = {
            "slug": self.slug,
            "title": "Bench",
            "purpose": "To be measured.",
            "kind": "fan_club",
            "language": "en",
        }
        self.owner.ask("POST", f"{SALON}/salons", new)
        path = f"{SALON}/salons/{self.slug}"
        self.plans = {}
        for interval, amount in (("free", 0), ("month", 1980)):
            price = {"amount": amount, "currency": "JPY"}
            plan = {"name": interval, "price": price, "interval": interval, "trial_days": 0}
            self.plans[interval] = self.owner.ask("POST", f"{path}/plans", plan)["id"]
        self.owner.ask(
            "PUT", f"{path}/page", {"title": "Bench", "purpose": "To be measured.", "benefits": ["A number"]}
        )
        self.owner.ask("POST", f"{path}/page/submit")
        for review in self.admin.ask("GET", f"{SALON}/admin/reviews")["reviews"]:
            self.admin.ask("POST", f"{SALON}/admin/reviews/{review['id']}/approve", {"reason": "bench"})
        shown = self.owner.ask("GET", path)
        self.space, self.rules_version = str(shown["space"]), shown["rules"]["version"]

    def join(self, person: Member, interval: str) -> str | None:
        """Begin a membership; answers where to pay, if anything is to be paid."""
        joining = {
            "plan": self.plans[interval],
            "rules_version": self.rules_version,
            "birth_date": "1990-04-01",
            "community_name": person.user_id[1:].partition(":")[0],
            "answers": {},
        }
        joined = person.ask("POST", f"{SALON}/salons/{self.slug}/join", joining, key=f"join-{person.user_id}")
        return str(joined["pay_url"]) if joined.get("pay_url") else None

    def wait_until_inside(self, person: Member, pause_s: float = 0.02) -> set[str]:
        """The person's rooms, once the salon's space is among them."""
        for _ in range(int(600 / pause_s)):
            rooms = person.rooms()
            if self.space in rooms:
                return rooms
            time.sleep(pause_s)
        raise SystemExit(f"{person.user_id} was not let in within ten minutes")

    def lounge(self, person: Member) -> str:
        """The salon's first chat room, among those that the person was placed in."""
        for _ in range(600):
            for room in person.rooms() - {self.space}:
                kind = f"{MATRIX}/rooms/{urllib.parse.quote(room)}/state"
                for event in person.ask("GET", kind):
                    if event["type"] == "io.synapse_salon.room" and event["content"].get("kind") == "chat":
                        return room
            time.sleep(0.1)
        raise SystemExit(f"{person.user_id} was placed in no chat room")
